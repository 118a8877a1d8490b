/** A queue whose very first opening was cut off. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { openQueueDatabase } from '../../../src/main/queue/open.js';

it('opens although the file that it was being made in was left with its rollback journal', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kyso-first-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const underway = join(folder, 'underway.sqlite');
  const databasePath = join(folder, 'queue.sqlite');
  const database = new Database(underway);
  onTestFinished(() => void database.close());
  // More than fits into its memory: the file and its journal have it, and no commit.
  database.exec('PRAGMA cache_size = 1; BEGIN; CREATE TABLE half (bytes BLOB)');
  const insert = database.prepare('INSERT INTO half VALUES (zeroblob(4000))');
  for (let row = 0; row < 50; row += 1) insert.run();
  for (const suffix of ['', '-journal']) copyFileSync(`${underway}${suffix}`, `${databasePath}${suffix}`);

  const queue = openQueueDatabase({ databasePath });
  onTestFinished(() => queue.close());
  expect(queue.rebuilt).toBeNull();
  expect(queue.operations.list({ states: [], text: '', after: null, limit: 10 }).jobs).toEqual([]);
});
