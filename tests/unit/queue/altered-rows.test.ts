/** Somebody writes into the database behind the journal's back: another file in the place of the one that was signed. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type OpenQueueDatabase, openQueueDatabase } from '../../../src/main/queue/open.js';
import type { QueueOperations } from '../../../src/main/queue/types.js';

let folder: string;
let database: OpenQueueDatabase;
let queue: QueueOperations;
let id: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-altered-'));
  database = openQueueDatabase({ databasePath: join(folder, 'queue.sqlite') });
  queue = database.operations;
  const job = {
    serverId: 's-1',
    title: 'a',
    fileName: 'a.pdf',
    originalPath: '/a.pdf',
    sha256: 'a'.repeat(64),
    size: 1,
  };
  id = queue.add(job).job.id;
  queue.check(id, { fit: true });
  queue.claim([id]);
  queue.advance(id, { event: 'prepared', prepared: '{}', again: false });
  queue.advance(id, { event: 'signature-made', pending: '{}' });
  queue.advance(id, { event: 'embedded' });
  queue.advance(id, { event: 'proved', signedPath: '/b.pdf', signedSha256: 'b'.repeat(64) });
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

const slipIn = (...statements: string[]): void => {
  const other = new Database(join(folder, 'queue.sqlite'));
  for (const statement of statements) other.exec(statement);
  other.close();
};

it('a file that was never proved is not sent', () => {
  slipIn(
    `UPDATE jobs SET signed_path = '/c.pdf', signed_sha256 = '${'c'.repeat(64)}'`,
    `UPDATE outbox SET sha256 = '${'c'.repeat(64)}'`,
  );
  expect(() => queue.claimUpload(id)).toThrow(expect.objectContaining({ code: 'queue.other-file' }));
});

it.each(['signed_sha256', 'original_sha256'])('the check of the journal finds another file in %s', (column) => {
  expect(queue.verifyJournal()).toMatchObject({ intact: true });
  slipIn(`UPDATE jobs SET ${column} = '${'c'.repeat(64)}'`);
  expect(queue.verifyJournal()).toMatchObject({ intact: false, problem: 'job-state' });
});
