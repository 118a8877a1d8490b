/** An office changes its server: documents of one are no other's, though their ids are the same. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SyncLine } from '../../../src/contracts/cli.js';
import type { ServerDocument } from '../../../src/contracts/provincial-api.js';
import { receiptText } from '../../../src/contracts/receipt.js';
import { type OpenQueueDatabase, openQueueDatabase } from '../../../src/main/queue/open.js';
import type { QueueOperations } from '../../../src/main/queue/types.js';
import type { DocumentServer } from '../../../src/main/sync/adapter.js';
import { BatchLeases, giveBackAll } from '../../../src/main/sync/lease.js';
import type { InboxPort, JournalPort, LeasePort, OutboxPort } from '../../../src/main/sync/ports.js';
import { conclude, deliver, receive } from '../../../src/main/sync/run.js';

const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');
const now = (): Date => new Date('2026-01-01T00:00:00Z');

let folder: string;
let database: OpenQueueDatabase;
let queue: QueueOperations;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-two-servers-'));
  database = openQueueDatabase({ databasePath: join(folder, 'queue.sqlite') });
  queue = database.operations;
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

type Port = InboxPort & OutboxPort & LeasePort & JournalPort;
/** Every operation as a promise, as the database worker gives it. */
const port = (): Port => {
  const asked = Object.entries(queue).map(([name, run]) => [
    name,
    async (...args: unknown[]) => (run as (...all: unknown[]) => unknown)(...args),
  ]);
  return Object.fromEntries(asked) as Port;
};

/** A server with a key of its own, the same ids as every other one, and all that it is told. */
class Office implements DocumentServer {
  readonly #key = generateKeyPairSync('ed25519');
  readonly receiptKey = this.#key.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  id = '';
  /** What it says with the next changes. */
  news: ServerDocument[] = [];
  readonly told: string[] = [];
  #changes = 0;

  constructor(
    public origin: string,
    readonly text: string,
  ) {}

  /** As signing in does; `user` compared its key. */
  signIn(user?: string): void {
    const { origin, receiptKey } = this;
    if (user !== undefined) queue.replaceServerKey({ origin, receiptKey, user });
    this.id = queue.trustServer({ origin, receiptKey });
  }

  document(change: Partial<ServerDocument> = {}): ServerDocument {
    const sha256 = sha256Of(this.text);
    return {
      ...{ id: 'VB-1', title: this.text, fileName: 'a.pdf', size: 1, sha256, status: 'waiting', version: 1 },
      ...{ updatedAt: '2026-01-01T00:00:00Z', operation: 'sign', needsApproval: false, refusal: null, lease: null },
      ...change,
    };
  }

  holds = () => true;
  changes: DocumentServer['changes'] = async (after) => {
    this.told.push(`changes after ${after}`);
    const documents = this.news.splice(0);
    this.#changes += documents.length;
    return { documents, next: null, cursor: `${this.text} ${this.#changes}` };
  };
  download: DocumentServer['download'] = async (_document, path) => writeFileSync(path, this.text);
  upload: DocumentServer['upload'] = async ({ serverId, sha256, journal }) => {
    this.told.push(`file ${serverId}`);
    const unsigned = {
      ...{ documentId: serverId, sha256, receivedAt: '2026-01-02T00:00:00.000Z', journal },
      ...{ alreadyThere: false, receiptNumber: 1, signature: '' },
    };
    const signature = sign(null, Buffer.from(receiptText(unsigned, this.origin), 'utf8'), this.#key.privateKey);
    return { receipt: { ...unsigned, signature: signature.toString('base64') }, origin: this.origin };
  };
  reject: DocumentServer['reject'] = async ({ serverId }) => void this.told.push(`rejection ${serverId}`);
  leases: NonNullable<DocumentServer['leases']> = {
    lease: async (documents) => {
      this.told.push(`lease ${documents}`);
      const granted = documents.map((documentId) => ({ documentId, expiresAt: '2026-01-01T04:00:00Z', version: 1 }));
      return { granted, refused: [] };
    },
    release: async (documents) => void this.told.push(`release ${documents}`),
  };
}

const collect = async (lines: AsyncIterable<SyncLine>): Promise<string[]> => {
  const all: string[] = [];
  for await (const { status, error } of lines) all.push(error?.code ?? status);
  return all;
};
/** Everything that goes to a server in one visit, and comes from it. */
const visit = async (server: Office): Promise<string[]> => {
  const order = { queue: port(), server, storeDir: folder };
  const lines = [...(await collect(deliver(order))), ...(await collect(receive(order)))];
  await conclude({ queue: port(), server, now }, 'open');
  return lines;
};
const jobs = (): (readonly [string, string])[] =>
  queue
    .list({ text: '', states: [], after: null, limit: 9 })
    .jobs.map(({ title, state }) => [title, state] as const)
    .sort();
const idOf = (title: string): string =>
  queue.list({ text: '', states: [], after: null, limit: 9 }).jobs.find((job) => job.title === title)?.id ?? '';
const signed = (title: string): void => {
  const id = idOf(title);
  queue.check(id, { fit: true });
  queue.claim([id]);
  queue.advance(id, { event: 'prepared', prepared: '{}', again: false });
  queue.advance(id, { event: 'signature-made', pending: '{}' });
  queue.advance(id, { event: 'embedded' });
  const signedPath = join(folder, `${id}.signed.pdf`);
  writeFileSync(signedPath, `đã ký ${title}`);
  queue.advance(id, { event: 'proved', signedPath, signedSha256: sha256Of(`đã ký ${title}`) });
};

/** Two servers, each with a document VB-1 of its own that was fetched; the one of A is signed. */
const changedServer = async (): Promise<{ a: Office; b: Office }> => {
  const [a, b] = [new Office('https://a.gov.vn', 'văn bản A'), new Office('https://b.gov.vn', 'văn bản B')];
  a.signIn();
  a.news.push(a.document());
  expect(await visit(a)).toEqual(['done']);
  signed('văn bản A');
  expect(() => b.signIn()).toThrow(expect.objectContaining({ code: 'sync.other-server' }));
  b.signIn('quan-tri');
  b.news.push(b.document());
  a.told.length = 0;
  // What stays behind is said.
  expect(await visit(b)).toEqual(['sync.of-other-server', 'done']);
  return { a, b };
};

it('a document of the new server with an id of the old one is another document', async () => {
  await changedServer();
  expect(jobs()).toEqual([
    ['văn bản A', 'proved'],
    ['văn bản B', 'received'],
  ]);
  expect(queue.verifyJournal()).toMatchObject({ intact: true });
});

it('what is open of the old server is neither sent to the new one nor ended by it, and goes on there', async () => {
  const { a, b } = await changedServer();
  expect(b.told.filter((one) => one.startsWith('file'))).toEqual([]);
  for (const status of ['recalled', 'accepted', 'signed'] as const) {
    b.news.push(b.document({ status, version: 2 }));
    await visit(b);
    expect(queue.get(idOf('văn bản A')).state).toBe('proved');
  }
  expect(a.told).toEqual([]);
  a.signIn();
  await visit(a);
  expect(a.told.filter((one) => one.startsWith('file'))).toEqual(['file VB-1']);
  // It goes on behind what it said on the first day.
  expect(a.told[1]).toBe('changes after văn bản A 1');
  expect(queue.get(idOf('văn bản A')).state).toBe('delivered');
});

it('a receipt of the one proves nothing of a document of the other', async () => {
  const { a, b } = await changedServer();
  const entry = queue.claimUpload(idOf('văn bản A'));
  const sha256 = entry?.sha256 ?? '';
  const journal = queue.journalHead();
  const order = { serverId: 'VB-1', version: 1, original: '', path: '', sha256, idempotencyKey: '', journal };
  const delivery = await b.upload(order);
  const finish = () => queue.finishUpload(idOf('văn bản A'), { outcome: 'delivered', ...delivery });
  expect(finish).toThrow(expect.objectContaining({ code: 'sync.receipt-mismatch' }));
  queue.finishUpload(idOf('văn bản A'), { outcome: 'delivered', ...(await a.upload(order)) });
});

it('what is in hand of the one is asked of it alone, and given back to it alone', async () => {
  const { a, b } = await changedServer();
  const records = [queue.get(idOf('văn bản A')), queue.get(idOf('văn bản B'))] as const;
  await expect(
    new BatchLeases(() => ({ queue: port(), server: b, now: () => new Date() }), records).require(records[0]),
  ).rejects.toMatchObject({ code: 'sync.of-other-server' });
  const atB = new BatchLeases(() => ({ queue: port(), server: b, now }), records);
  b.told.length = 0;
  await atB.take();
  expect(b.told).toEqual(['lease VB-1']);
  await atB.require(records[1]);
  await atB.giveBack();
  expect(b.told).toEqual(['lease VB-1', 'release VB-1']);
  expect(queue.heldLeases(a.id, ['VB-1'])).toHaveLength(1);
  // Signed here, of the other server: nobody here may give it away.
  await giveBackAll({ queue: port(), server: b, now });
  expect([a.told, b.told.length]).toEqual([[], 2]);
});

it('the same key at another address is the same server, with what is open and up to where it is known', async () => {
  const { a } = await changedServer();
  a.origin = 'https://a-moi.gov.vn';
  const before = a.id;
  a.signIn();
  expect(a.id).toBe(before);
  await visit(a);
  expect(a.told.slice(0, 2)).toEqual(['file VB-1', 'changes after văn bản A 1']);
  expect(queue.get(idOf('văn bản A')).state).toBe('delivered');
});

it('another key at its address, once compared, is the same server; the former key is nobody’s any more', async () => {
  const { a, b } = await changedServer();
  const renewed = new Office(a.origin, a.text);
  renewed.signIn('quan-tri');
  expect(renewed.id).toBe(a.id);
  await visit(renewed);
  expect(queue.get(idOf('văn bản A')).state).toBe('delivered');
  expect(b.told.filter((one) => one.startsWith('file'))).toEqual([]);
  // Whoever has the old key, somewhere else.
  const thief = { origin: 'https://khac.gov.vn', receiptKey: a.receiptKey };
  expect(() => queue.trustServer(thief)).toThrow(expect.objectContaining({ code: 'sync.server-key-changed' }));
});

it('the journal says whose a document is: a row that names another server is found out', async () => {
  const { b } = await changedServer();
  database.close();
  const { default: Database } = await import('better-sqlite3');
  const raw = new Database(join(folder, 'queue.sqlite'));
  raw.exec(`UPDATE jobs SET server_id = 'VB-2' WHERE server = '${b.id}'`);
  raw.exec(`UPDATE jobs SET server = '${b.id}'`);
  raw.close();
  database = openQueueDatabase({ databasePath: join(folder, 'queue.sqlite') });
  queue = database.operations;
  expect(queue.verifyJournal()).toMatchObject({ intact: false, problem: 'job-state' });
});
