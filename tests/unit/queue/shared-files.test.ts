/** Two documents of the server with one content share the file in the store: one may end without the other losing it. */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { deleteDue, type RetentionRun } from '../../../src/main/jobs/retention.js';
import { type OpenQueueDatabase, openQueueDatabase } from '../../../src/main/queue/open.js';
import type { QueueOperations } from '../../../src/main/queue/types.js';

let folder: string;
let database: OpenQueueDatabase;
let queue: QueueOperations;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-shared-'));
  database = openQueueDatabase({ databasePath: join(folder, 'queue.sqlite') });
  queue = database.operations;
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

const content = 'một nội dung, hai văn bản';
const sha256 = createHash('sha256').update(content).digest('hex');

/** As `sync/pull.ts` keeps originals: one file a content. */
const received = (serverId: string): { id: string; originalPath: string } => {
  const originalPath = join(folder, `${sha256}.pdf`);
  if (!existsSync(originalPath)) writeFileSync(originalPath, content);
  const job = { serverId, title: serverId, fileName: 'a.pdf', originalPath, sha256, size: 1, serverVersion: 1 };
  const { id } = queue.add(job).job;
  queue.check(id, { fit: true });
  return { id, originalPath };
};

const inAYear = new Date(Date.now() + 366 * 86_400_000);
const policy = { days: { acknowledged: 90, rejected: 90, recalled: 90, cancelled: 90, copies: null } };
const port = (): RetentionRun['queue'] => ({
  deleteDue: async (due) => queue.deleteDue(due),
  deleteCopies: async (copies) => queue.deleteCopies(copies),
  takeTime: async () => null,
  confirmClock: async (confirmation) => queue.confirmClock(confirmation),
  filesToDelete: async () => queue.filesToDelete(),
  filesDeleted: async (paths) => queue.filesDeleted(paths),
});
const retain = async (): Promise<number> => {
  const where = { queue: port(), folders: { data: folder, database: join(folder, 'queue.db') } };
  return (await deleteDue({ ...where, policy, now: inAYear, abort: new AbortController().signal })).documents;
};

it('keeps the file of a document that waits when another one of the same content is done with', async () => {
  const waiting = received('s-1');
  received('s-2');
  queue.takeNews('', 's-2', { event: 'recalled' });
  expect(await retain()).toBe(1);
  expect(existsSync(waiting.originalPath)).toBe(true);
  queue.takeNews('', 's-1', { event: 'recalled' });
  expect(await retain()).toBe(1);
  expect(existsSync(waiting.originalPath)).toBe(false);
  expect(queue.filesToDelete()).toEqual([]);
});

it('keeps the file of a document that came in while the file was still to be deleted', async () => {
  const { originalPath } = received('s-1');
  queue.takeNews('', 's-1', { event: 'recalled' });
  const due = inAYear.toISOString();
  expect(queue.deleteDue({ acknowledged: due, rejected: due, recalled: due, cancelled: due })).toBe(1);
  // The process was cut off here; the file stood there for the next download to find.
  received('s-2');
  await retain();
  expect(existsSync(originalPath)).toBe(true);
});

it('deletes what belonged to a document whose id went on to another content', async () => {
  const { id, originalPath } = received('s-1');
  queue.takeNews('', 's-1', { event: 'replaced' });
  expect(await retain()).toBe(1);
  expect(queue.get(id).title).toBe('');
  expect(existsSync(originalPath)).toBe(false);
});
