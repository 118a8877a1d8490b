/** A document that was sent comes to an end, whatever the server does with it and whatever was in the way here. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Fault } from '../../../src/contracts/faults/index.js';
import type { Receipt, ServerDocument } from '../../../src/contracts/provincial-api.js';
import { receiptText } from '../../../src/contracts/receipt.js';
import { type OpenQueueDatabase, openQueueDatabase } from '../../../src/main/queue/open.js';
import type { QueueOperations } from '../../../src/main/queue/types.js';
import type { Delivery, DocumentServer, Upload } from '../../../src/main/sync/adapter.js';
import type { InboxPort, OutboxPort } from '../../../src/main/sync/ports.js';
import { deliver } from '../../../src/main/sync/run.js';

const origin = 'https://may-chu.gov.vn';
const bytes = 'gốc';
const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');

const keyPair = () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return { privateKey, receiptKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64') };
};

let folder: string;
let database: OpenQueueDatabase;
let queue: QueueOperations;
/** Its key, what it has to say with the next changes, and what it does with an upload. */
let server: { key: ReturnType<typeof keyPair>; news: Partial<ServerDocument>[]; uploads: Upload[] };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-endings-'));
  database = openQueueDatabase({ databasePath: join(folder, 'queue.sqlite') });
  queue = database.operations;
  server = { key: keyPair(), news: [], uploads: [] };
  adapter.id = queue.trustServer({ origin, receiptKey: server.key.receiptKey });
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Every operation as a promise, as the database worker gives it. */
const port = (over: Partial<InboxPort & OutboxPort> = {}): InboxPort & OutboxPort => {
  const asked = Object.entries(queue).map(([name, run]) => [
    name,
    async (...args: unknown[]) => (run as (...all: unknown[]) => unknown)(...args),
  ]);
  return { ...(Object.fromEntries(asked) as InboxPort & OutboxPort), ...over };
};

const document: ServerDocument = {
  id: 'VB-1',
  title: 'Tờ trình',
  fileName: 'a.pdf',
  size: bytes.length,
  sha256: sha256Of(bytes),
  status: 'waiting',
  updatedAt: '2026-01-01T00:00:00Z',
  version: 1,
  operation: 'sign',
  needsApproval: false,
  refusal: null,
  lease: null,
};

const receiptOf = ({ serverId, sha256, journal }: Upload): Receipt => {
  const unsigned = {
    ...{ documentId: serverId, sha256, receivedAt: '2026-01-02T00:00:00.000Z', journal },
    ...{ alreadyThere: false, receiptNumber: 1, signature: '' },
  };
  const signature = sign(null, Buffer.from(receiptText(unsigned, origin), 'utf8'), server.key.privateKey);
  return { ...unsigned, signature: signature.toString('base64') };
};

const adapter: DocumentServer & { id: string } = {
  id: '',
  holds: () => true,
  changes: async (after) => {
    const seq = Number(after ?? 0) + server.news.length;
    return { documents: server.news.splice(0).map((one) => ({ ...document, ...one })), next: null, cursor: `${seq}` };
  },
  download: async () => undefined,
  upload: async (upload): Promise<Delivery> => {
    server.uploads.push(upload);
    return { receipt: receiptOf(upload), origin };
  },
  reject: async () => undefined,
};

const run = async (queuePort = port()): Promise<void> => {
  for await (const _ of deliver({ queue: queuePort, server: adapter, storeDir: folder }));
};

/** The document, signed and proved. */
const proved = (serverId = document.id): string => {
  const originalPath = join(folder, 'goc.pdf');
  writeFileSync(originalPath, bytes);
  const { id } = queue.add({ ...document, server: adapter.id, serverId, originalPath, serverVersion: 1 }).job;
  queue.check(id, { fit: true });
  queue.claim([id]);
  queue.advance(id, { event: 'prepared', prepared: '{}', again: false });
  queue.advance(id, { event: 'signature-made', pending: '{}' });
  queue.advance(id, { event: 'embedded' });
  const signedPath = join(folder, `${id}.signed.pdf`);
  writeFileSync(signedPath, 'đã ký');
  queue.advance(id, { event: 'proved', signedPath, signedSha256: sha256Of('đã ký') });
  return id;
};

it('is recalled though the server has the signed file', async () => {
  const id = proved();
  await run();
  expect(queue.get(id).state).toBe('delivered');
  server.news.push({ status: 'recalled', version: 3 });
  await run();
  expect(queue.get(id).state).toBe('recalled');
  expect(queue.verifyJournal()).toMatchObject({ intact: true });
});

it('makes room for another content under its id though the server has the signed file', async () => {
  const id = proved();
  await run();
  server.news.push({ sha256: 'b'.repeat(64), version: 3 });
  await run();
  expect(queue.get(id)).toMatchObject({ state: 'recalled', serverId: null });
});

it('is acknowledged though the verdict came while its receipt was not believed', async () => {
  const id = proved();
  const former = server.key;
  server.key = keyPair();
  await run();
  expect(queue.get(id)).toMatchObject({ state: 'failed', error: { code: 'sync.receipt-mismatch' } });
  server.news.push({ status: 'accepted', version: 3 });
  await run();
  expect(server.key).not.toBe(former);
  queue.replaceServerKey({ origin, receiptKey: server.key.receiptKey, user: 'Quản trị' });
  queue.retry([id], 'vanthu');
  await run();
  expect(queue.get(id).state).toBe('acknowledged');
});

it('is not sent again because of what the server said before it got the file', async () => {
  const id = proved();
  // A run wrote down that the title changed, and was cut off before it did anything about it.
  const cursor = '1';
  const owed = [{ documentId: document.id, document: JSON.stringify({ ...document, version: 2 }) }];
  queue.takeChanges(origin, { cursor, owed });
  server.news.push({ status: 'signed', version: 3 });
  await run();
  expect(queue.get(id).state).toBe('delivered');
  server.news.push({ status: 'accepted', version: 4 });
  await run();
  expect(queue.get(id).state).toBe('acknowledged');
  expect(server.uploads).toHaveLength(1);
});

it('is on record as delivered by the next run where the disk had no room for that', async () => {
  const id = proved();
  const real = port();
  let full = true;
  const finishUpload: OutboxPort['finishUpload'] = async (...args) => {
    if (full) throw new Fault('queue.disk-full');
    return real.finishUpload(...args);
  };
  const inTheWay = { ...real, finishUpload };
  await expect(run(inTheWay)).rejects.toMatchObject({ code: 'queue.disk-full' });
  await expect(run(inTheWay)).rejects.toMatchObject({ code: 'queue.disk-full' });
  full = false;
  await run(inTheWay);
  expect(queue.get(id).state).toBe('delivered');
  expect(server.uploads).toHaveLength(1);
});

it('that was changed behind the journal is not sent, and keeps no other from being sent', async () => {
  const [altered, sound] = [proved(), proved('VB-2')];
  const { claimUpload } = port();
  const refusing: OutboxPort['claimUpload'] = async (id) => {
    if (id === altered) throw new Fault('queue.other-file');
    return claimUpload(id);
  };
  await run(port({ claimUpload: refusing }));
  expect([queue.get(altered).state, queue.get(sound).state]).toEqual(['proved', 'delivered']);
  expect(server.uploads.map(({ serverId }) => serverId)).toEqual(['VB-2']);
});
