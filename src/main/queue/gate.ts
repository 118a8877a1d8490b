/**
 * Who uses a data folder's queue, over processes: any number hold it open, and one that puts another database in its
 * place waits until none does. A lock of SQLite on a file of its own, so that it ends with the process, however it dies.
 */
import Database from 'better-sqlite3';
import { connect, createForThisUserAlone, type DatabaseLocation } from './database.js';

export interface Gate {
  leave(): void;
}

/** How long an opening process waits for one that rebuilds or restores. */
const waitMs = 30_000;

const lock = (
  location: DatabaseLocation,
  timeout: number,
  statements: string,
  suffix: '.gate' | '.backup' = '.gate',
): Gate => {
  const path = `${location.databasePath}${suffix}`;
  createForThisUserAlone(path);
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

const unlessHeld = (take: () => Gate): Gate | null => {
  try {
    return take();
  } catch (thrown) {
    if (thrown instanceof Database.SqliteError && thrown.code.startsWith('SQLITE_BUSY')) return null;
    throw thrown;
  }
};

/** For whom nobody else may have the queue open; null where somebody has. */
export const enterAlone = (location: DatabaseLocation): Gate | null =>
  unlessHeld(() => lock(location, 0, 'BEGIN EXCLUSIVE'));

/** For who makes a backup, beside those that have the queue open; null where another is being made. */
export const enterBackup = (location: DatabaseLocation): Gate | null =>
  unlessHeld(() => lock(location, 0, 'BEGIN EXCLUSIVE', '.backup'));
