/** A computer that works with a server and with folders of packages: neither gets, nor ends, what is the other's. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SyncLine } from '../../../../src/contracts/cli.js';
import { packageServer } from '../../../../src/contracts/edxml.js';
import { type OpenQueueDatabase, openQueueDatabase } from '../../../../src/main/queue/open.js';
import { packageDocumentId } from '../../../../src/main/sync/adapter.js';
import { EdxmlFolder } from '../../../../src/main/sync/edxml/folder.js';
import { packageReader } from '../../../../src/main/sync/edxml/look.js';
import { makeFacts } from '../../../../src/main/sync/edxml/package.js';
import { writePackage } from '../../../../src/main/sync/edxml/write.js';
import { ProvincialServer } from '../../../../src/main/sync/http/server.js';
import type { InboxPort, OutboxPort } from '../../../../src/main/sync/ports.js';
import { deliver, receive } from '../../../../src/main/sync/run.js';
import { attachment, draft, madeAt } from './samples.js';

const sha256Of = (bytes: string): string => createHash('sha256').update(bytes).digest('hex');
const original = '%PDF-1.7\nbản gốc\n';
const packaged = packageDocumentId(sha256Of(original));
const provincialServer = 'c'.repeat(64);

let folder: string;
let database: OpenQueueDatabase;
const at = (name: string): string => join(folder, name);

/** Every operation as a promise, as the database worker gives it. */
const port = (): InboxPort & OutboxPort => {
  const operations = Object.entries(database.operations).map(([name, run]) => [
    name,
    async (...args: unknown[]) => (run as (...all: unknown[]) => unknown)(...args),
  ]);
  return Object.fromEntries(operations) as InboxPort & OutboxPort;
};

/** Both documents, signed and proved. */
const proved = (serverId: string): void => {
  const queue = database.operations;
  const server = serverId === packaged ? packageServer : provincialServer;
  const job = {
    server,
    serverId,
    title: serverId,
    fileName: 'a.pdf',
    originalPath: at('goc.pdf'),
    size: 1,
    serverVersion: 1,
  };
  const { id } = queue.add({ ...job, sha256: sha256Of(serverId === packaged ? original : serverId) }).job;
  queue.check(id, { fit: true });
  queue.claim([id]);
  queue.advance(id, { event: 'prepared', prepared: '{}', again: false });
  queue.advance(id, { event: 'signature-made', pending: '{}' });
  queue.advance(id, { event: 'embedded' });
  writeFileSync(at(`${id}.pdf`), serverId);
  queue.advance(id, { event: 'proved', signedPath: at(`${id}.pdf`), signedSha256: sha256Of(serverId) });
};

const stateOf = (serverId: string) =>
  [packageServer, provincialServer].flatMap((server) => database.operations.knownDocuments(server, [serverId]))[0]
    ?.state;

const collect = async (lines: AsyncIterable<SyncLine>): Promise<SyncLine[]> => {
  const all: SyncLine[] = [];
  for await (const line of lines) all.push(line);
  return all;
};

const session = {
  token: 't',
  expiresAt: '2099-01-01T00:00:00Z',
  server: { origin: 'https://x.vn', receiptKey: 'AAAA' },
};
const asked: string[] = [];
/** Answers with this body, whatever it is asked. */
const provincial = (body: unknown) =>
  new ProvincialServer({
    ...{ url: 'https://x.vn', kept: { session, server: provincialServer }, retryDelaysMs: [] },
    fetch: async (url) => {
      asked.push(String(url));
      return Response.json(body);
    },
  });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-two-'));
  for (const name of ['đến', 'đi']) mkdirSync(at(name));
  database = openQueueDatabase({ databasePath: at('queue.sqlite') });
  asked.length = 0;
  const facts = makeFacts(draft, madeAt);
  const files = [attachment('a.pdf', Buffer.from(original))];
  writeFileSync(at('đến/1.edxml'), [...writePackage({ facts, attachments: files }, 'a1b2c3d4')].join(''));
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

const packages = () =>
  new EdxmlFolder({
    ...{ inbox: at('đến'), outbox: at('đi'), store: at('giữ'), records: at('sổ'), reader: packageReader },
    own: { organId: 'H41.03', name: 'Sở Tài chính' },
  });

it('the folders take their document, and leave the server’s where it is', async () => {
  for (const id of [packaged, 'VB-1']) proved(id);
  const lines = await collect(deliver({ queue: port(), server: packages(), storeDir: at('giữ-gốc') }));
  expect(lines.map(({ serverId, status }) => [serverId, status])).toEqual([[packaged, 'done']]);
  expect([stateOf(packaged), stateOf('VB-1')]).toEqual(['delivered', 'proved']);
  expect(readdirSync(at('đi')).filter((name) => !name.startsWith('trang-thai')).length).toBe(1);
});

it('the server is not asked about a document that came in a package', async () => {
  proved(packaged);
  await collect(
    deliver({ queue: port(), server: provincial({ documents: [], next: null, cursor: '1' }), storeDir: folder }),
  );
  expect(asked.filter((url) => !url.includes('/changes'))).toEqual([]);
  expect(stateOf(packaged)).toBe('proved');
});

it('a server that speaks of a document that came in a package is not believed', async () => {
  proved(packaged);
  const recalled = {
    ...{ id: packaged, title: 'x', fileName: 'a.pdf', size: 1, sha256: sha256Of(original), status: 'recalled' },
    ...{ updatedAt: '2026-01-01T00:00:00Z', version: 2, operation: 'sign', needsApproval: false, refusal: null },
    lease: null,
  };
  const server = provincial({ documents: [recalled], next: null, cursor: '1' });
  await expect(collect(receive({ queue: port(), server, storeDir: at('x') }))).rejects.toMatchObject({
    code: 'sync.reply-malformed',
  });
  expect(stateOf(packaged)).toBe('proved');
});
