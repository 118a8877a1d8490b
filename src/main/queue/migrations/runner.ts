/** Numbered migrations; `PRAGMA user_version` says which one the database has. */
import { chmodSync, closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { Fault } from '../../../contracts/faults/index.js';
import type { WritableDatabase } from '../database.js';
import { jobsMigration } from './0010-jobs.js';
import { outboxMigration } from './0020-outbox.js';
import { journalMigration } from './0030-journal.js';

export interface Migration {
  /** Rises by tens, so that a fix can be put between. */
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

export const migrations: readonly Migration[] = [jobsMigration, outboxMigration, journalMigration];

const versionOf = (database: WritableDatabase): number => Number(database.pragma('user_version', { simple: true }));

/** A whole, fsynced copy `<file>.before-<version>` from which the user can go back. */
const backUp = (database: WritableDatabase, version: number): void => {
  const backup = `${database.name}.before-${version}`;
  const part = `${backup}.part`;
  rmSync(part, { force: true });
  // An empty file of mode 0600 first: VACUUM INTO accepts it and keeps its permissions.
  closeSync(openSync(part, 'wx', 0o600));
  database.prepare('VACUUM INTO ?').run(part);
  chmodSync(part, 0o600);
  const descriptor = openSync(part, 'r+');
  fsyncSync(descriptor);
  closeSync(descriptor);
  renameSync(part, backup);
};

/**
 * Brings the database to the newest of `steps`, each step in a transaction of its own, after a backup when there is
 * something to lose. Two processes may do this at once: the version is read again inside each transaction.
 * Faults: `queue.newer-version`.
 */
export const migrate = (database: WritableDatabase, steps: readonly Migration[] = migrations): void => {
  const newest = steps.at(-1)?.version ?? 0;
  const found = versionOf(database);
  if (found > newest) throw new Fault('queue.newer-version');
  if (found > 0 && found < newest) backUp(database, newest);
  const apply = database.transaction((step: Migration) => {
    if (versionOf(database) >= step.version) return;
    database.exec(step.sql);
    database.pragma(`user_version = ${step.version}`);
  });
  for (const step of steps) apply.exclusive(step);
};
