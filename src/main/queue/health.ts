/** Whether a database file is what it was: readable by SQLite, and as far as it had got. */
import { closeSync, existsSync, openSync, statSync, utimesSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { JournalHead } from '../../contracts/receipt.js';
import { type DatabaseLocation, openReadable, type ReadableDatabase } from './database.js';
import { readHead } from './head-witness.js';

/** `lost`: there was a queue and its file is gone or empty. `behind`: the file is whole, and steps are missing. */
export type Damage = 'unreadable' | 'lost' | 'behind';

const aWeekMs = 7 * 86_400_000;

const checkedFile = (location: DatabaseLocation): string => `${location.databasePath}.checked`;

const isFullCheckDue = (location: DatabaseLocation): boolean => {
  const found = statSync(checkedFile(location), { throwIfNoEntry: false });
  return found === undefined || Date.now() - found.mtimeMs > aWeekMs;
};

const noteFullCheck = (location: DatabaseLocation): void => {
  const path = checkedFile(location);
  closeSync(openSync(path, 'a', 0o600));
  utimesSync(path, new Date(), new Date());
};

/** Damage in SQLite's words; anything else (locked, no permission) is another error and passes through. */
export const isDamage = (thrown: unknown): boolean =>
  thrown instanceof Database.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(thrown.code);

const isSound = (database: ReadableDatabase, full: boolean): boolean => {
  const answer = database.pragma(full ? 'integrity_check(1)' : 'quick_check(1)', { simple: true });
  return answer === 'ok';
};

const reaches = (database: ReadableDatabase, { seq, head }: JournalHead): boolean => {
  const found = database.prepare<[number], string>('SELECT hash FROM journal WHERE seq = ?').pluck().get(seq);
  return found === head;
};

/** Whether the file at `location` is a whole database that holds something; every page and index is read. */
export const isWhole = (location: DatabaseLocation): boolean => {
  if (!existsSync(location.databasePath)) return false;
  try {
    const database = openReadable(location);
    try {
      return isSound(database, true) && Number(database.pragma('user_version', { simple: true })) > 0;
    } finally {
      database.close();
    }
  } catch (thrown) {
    if (isDamage(thrown)) return false;
    throw thrown;
  }
};

const isEmpty = (location: DatabaseLocation): boolean => {
  const found = statSync(location.databasePath, { throwIfNoEntry: false });
  const log = statSync(`${location.databasePath}-wal`, { throwIfNoEntry: false });
  return (found?.size ?? 0) === 0 && (log?.size ?? 0) === 0;
};

/**
 * What is wrong with the database at `location`, null where nothing is or where there never was one. Its structure is
 * read at each opening, its indexes too once a week.
 */
export const damageOf = (location: DatabaseLocation): Damage | null => {
  const head = readHead(location);
  if (isEmpty(location)) return head === null ? null : 'lost';
  const full = isFullCheckDue(location);
  try {
    const database = openReadable(location);
    try {
      if (!isSound(database, full)) return 'unreadable';
      const version = Number(database.pragma('user_version', { simple: true }));
      if (head !== null && (version === 0 || !reaches(database, head))) return version === 0 ? 'lost' : 'behind';
    } finally {
      database.close();
    }
  } catch (thrown) {
    if (isDamage(thrown)) return 'unreadable';
    throw thrown;
  }
  if (full) noteFullCheck(location);
  return null;
};
