/** What a server says of documents that are here, and what is missing here though the server has it. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Fault, faultValue } from '../../../src/contracts/faults/index.js';
import type { ServerDocument } from '../../../src/contracts/provincial-api.js';
import { type OpenQueueDatabase, openQueueDatabase } from '../../../src/main/queue/open.js';
import type { JobRecord, QueueOperations } from '../../../src/main/queue/types.js';
import type { DocumentServer } from '../../../src/main/sync/adapter.js';
import type { InboxPort, OutboxPort } from '../../../src/main/sync/ports.js';
import { push } from '../../../src/main/sync/push.js';
import { receive } from '../../../src/main/sync/run.js';

const server = 'máy chủ';
const text = 'gốc';
const sha256 = createHash('sha256').update(text).digest('hex');

let folder: string;
let database: OpenQueueDatabase;
let queue: QueueOperations;
let news: Partial<ServerDocument>[];
let rejections: string[];
let fetched: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-news-'));
  database = openQueueDatabase({ databasePath: join(folder, 'queue.sqlite') });
  queue = database.operations;
  [news, rejections, fetched] = [[], [], []];
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

const documentOf = (change: Partial<ServerDocument>): ServerDocument => ({
  ...{ id: 'VB-1', title: 'Tờ trình', fileName: 'a.pdf', size: 5, sha256, status: 'waiting', version: 1 },
  ...{ updatedAt: '2026-01-01T00:00:00Z', operation: 'sign', needsApproval: false, refusal: null, lease: null },
  ...change,
});

const adapter: DocumentServer = {
  id: server,
  holds: () => true,
  changes: async (after) => {
    const documents = news.splice(0).map(documentOf);
    return { documents, next: null, cursor: `${Number(after ?? 0) + documents.length}` };
  },
  download: async ({ id }, path) => {
    fetched.push(id);
    writeFileSync(path, text);
  },
  upload: async () => {
    throw new Fault('sync.unreachable');
  },
  reject: async ({ serverId }) => void rejections.push(serverId),
};

/** Every operation as a promise, as the database worker gives it. */
const port = (): InboxPort & OutboxPort => {
  const asked = Object.entries(queue).map(([name, run]) => [
    name,
    async (...args: unknown[]) => (run as (...all: unknown[]) => unknown)(...args),
  ]);
  return Object.fromEntries(asked) as InboxPort & OutboxPort;
};

/** The server says this; what came of it, as `status` or the code of an error. */
const hear = async (said: Partial<ServerDocument>[], from: DocumentServer = adapter): Promise<string[]> => {
  news.push(...said);
  const lines: string[] = [];
  for await (const { status, error } of receive({ queue: port(), server: from, storeDir: folder }))
    lines.push(error?.code ?? status);
  return lines;
};
const send = async (): Promise<void> => {
  for await (const _ of push({ queue: port(), server: adapter }));
};
const job = (): JobRecord => {
  const [first] = queue.journalPage(0, 500).filter(({ event }) => event === 'added');
  return queue.get(first?.jobId ?? '');
};
const check = () => queue.check(job().id, { fit: true });

it('what somebody else has rejected can be signed no more, says why, and is not rejected again from here', async () => {
  await hear([{}]);
  check();
  expect(await hear([{ status: 'rejected', version: 2 }])).toEqual(['sync.already-rejected']);
  expect(job()).toMatchObject({ state: 'rejected', error: { code: 'sync.already-rejected' } });
  expect(queue.claim([job().id])).toEqual([]);
  await send();
  expect(rejections).toEqual([]);
  expect(await hear([{ status: 'rejected', version: 2 }])).toEqual([]);
});

it('what was rejected by somebody else and waits again is looked at again; what we rejected is told again', async () => {
  await hear([{}]);
  check();
  await hear([{ status: 'rejected', version: 2 }]);
  await hear([{ version: 3 }]);
  expect(job()).toMatchObject({ state: 'received', error: null, serverVersion: 3 });
  check();
  queue.reject([job().id], 'Sai thẩm quyền', 'vanthu');
  await send();
  await hear([{ version: 3 }]);
  await send();
  expect(rejections).toEqual(['VB-1', 'VB-1']);
  expect(queue.verifyJournal()).toMatchObject({ intact: true });
});

it.each([
  ['is missing', 'file.missing', () => unlinkSync(job().originalPath)],
  ['is another', 'file.changed', () => writeFileSync(job().originalPath, 'khác')],
] as const)('an original that %s is fetched again, and its document goes on', async (_, code, lose) => {
  await hear([{}]);
  check();
  lose();
  queue.claim([job().id]);
  queue.advance(job().id, { event: 'signing-failed', error: faultValue(code, { file: 'a.pdf' }) });
  expect(await hear([])).toEqual(['done']);
  expect(fetched).toEqual(['VB-1', 'VB-1']);
  expect(readFileSync(job().originalPath, 'utf8')).toBe(text);
  expect(job()).toMatchObject({ state: 'received', error: null });
  expect(queue.verifyJournal()).toMatchObject({ intact: true });
});

it('an original that is there again is not fetched; one that cannot be had stays as it is', async () => {
  await hear([{}, { id: 'VB-2' }]);
  queue.check(job().id, { fit: false, error: faultValue('file.unreadable', { file: 'a.pdf' }) });
  expect(await hear([])).toEqual(['done']);
  expect(fetched).toHaveLength(1);
  queue.check(job().id, { fit: false, error: faultValue('file.missing', { file: 'a.pdf' }) });
  unlinkSync(job().originalPath);
  const without = { ...adapter, download: () => Promise.reject(new Fault('sync.document-missing')) };
  expect(await hear([], without)).toEqual(['sync.document-missing']);
  expect(job()).toMatchObject({ state: 'failed', error: { code: 'file.missing' } });
});

it('a receipt that the server cannot give keeps no other document from coming in', async () => {
  await hear([{}]);
  const broken = { ...adapter, receiptOf: () => Promise.reject(new Fault('sync.server-error', { status: 500 })) };
  const said = [{ status: 'signed', version: 2 } as const, { id: 'VB-2', title: 'Công văn' }];
  expect(await hear(said, broken)).toEqual(['sync.server-error', 'done']);
  expect(await hear([])).toEqual(['signed-there']);
  expect(job().state).toBe('delivered');
});

it('a document over which the server falls silent keeps no other from coming in; a server that is gone is left', async () => {
  const silentOver = (...ids: string[]): DocumentServer => ({
    ...adapter,
    download: async (document, path) => {
      if (ids.includes(document.id)) throw new Fault('sync.timeout');
      await adapter.download(document, path);
    },
  });
  const ids = ['VB-1', 'VB-2', 'VB-3'].map((id) => ({ id, title: id }));
  expect(await hear(ids, silentOver('VB-1', 'VB-2'))).toEqual(['sync.timeout', 'sync.timeout']);
  expect(await hear([], silentOver('VB-1'))).toEqual(['sync.timeout', 'done', 'done']);
});

it('what another version of the program wrote down and this one cannot read is asked for again', async () => {
  await hear([{}]);
  queue.takeChanges(server, { cursor: '7', owed: [{ documentId: 'VB-2', document: '{"id":"VB-2"}' }] });
  expect(await hear([])).toEqual([]);
  expect(queue.syncCursor(server)).toBeNull();
  expect(await hear([{}, { id: 'VB-2', title: 'Công văn' }])).toEqual(['done']);
});
