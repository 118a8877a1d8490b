/** Locks on a data folder are the process's, and this process may ask for them more than once. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { enter, enterAlone, enterBackup } from '../../../src/main/queue/gate.js';

/** Whether another process could take the lock `.gate` or `.backup` for itself alone. */
const isFree = (databasePath: string, suffix: string): boolean => {
  const script = `const Database = require(process.argv[1]);
    const database = new Database(process.argv[2], { timeout: 0 });
    try { database.exec('BEGIN EXCLUSIVE'); console.log('free'); } catch (error) { console.log(error.code); }`;
  const words = ['-e', script, resolve('node_modules/better-sqlite3'), `${databasePath}${suffix}`];
  return spawnSync(process.execPath, words, { encoding: 'utf8' }).stdout.trim() === 'free';
};

const place = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'kyso-gate-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'queue.sqlite');
};

it('two that have the queue open keep others out, and so does the one that stays', () => {
  const databasePath = place();
  const [first, second] = [enter({ databasePath }), enter({ databasePath })];
  expect(enterAlone({ databasePath })).toBeNull();
  expect(isFree(databasePath, '.gate')).toBe(false);
  second.leave();
  expect(isFree(databasePath, '.gate')).toBe(false);
  first.leave();
  expect(isFree(databasePath, '.gate')).toBe(true);
});

it('who makes a backup keeps others from it, though one more is asked for here meanwhile', () => {
  const databasePath = place();
  const backup = enterBackup({ databasePath });
  expect(enterBackup({ databasePath })).toBeNull();
  expect(isFree(databasePath, '.backup')).toBe(false);
  backup?.leave();
  expect(isFree(databasePath, '.backup')).toBe(true);
});
