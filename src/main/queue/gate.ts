/**
 * Who uses a data folder's queue, over processes: any number hold it open, and one that puts another database in its
 * place waits until none does. A lock of SQLite on a file of its own, so that it ends with the process, however it dies.
 */
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { Fault } from '../../contracts/faults/index.js';
import { connect, type DatabaseLocation } from './database.js';

export interface Gate {
  leave(): void;
}

/** How long an opening process waits for one that rebuilds or restores. */
const waitMs = 30_000;

const lock = (location: DatabaseLocation, timeout: number, statements: string): Gate => {
  const path = `${location.databasePath}.gate`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    closeSync(openSync(path, 'a', 0o600));
  } catch (cause) {
    throw new Fault('queue.open-failed', {}, { cause });
  }
  const database = connect({ ...location, databasePath: path }, { fileMustExist: true, timeout });
  try {
    database.exec(statements);
  } catch (thrown) {
    database.close();
    throw thrown;
  }
  return { leave: () => void database.close() };
};

/** For everyone who has the queue open. Throws SQLITE_BUSY where another database is being put in its place. */
export const enter = (location: DatabaseLocation): Gate =>
  lock(location, waitMs, 'BEGIN; SELECT count(*) FROM sqlite_master;');

/** For whom nobody else may have the queue open; null where somebody has. */
export const enterAlone = (location: DatabaseLocation): Gate | null => {
  try {
    return lock(location, 0, 'BEGIN EXCLUSIVE');
  } catch (thrown) {
    if (thrown instanceof Database.SqliteError && thrown.code.startsWith('SQLITE_BUSY')) return null;
    throw thrown;
  }
};
