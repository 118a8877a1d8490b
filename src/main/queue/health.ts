/** Whether a database file is what it was: readable by SQLite, and as far as it had got. */
import { closeSync, existsSync, openSync, rmSync, statSync, utimesSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { JournalHead } from '../../contracts/receipt.js';
import { connect, type DatabaseLocation, openReadable, type ReadableDatabase } from './database.js';
import { readHead } from './journal/head-witness.js';
import { hasOwnersLeft } from './owner.js';

/** `lost`: there was a queue and its file is gone or empty. `behind`: the file is whole, and steps are missing. */
export type Damage = 'unreadable' | 'lost' | 'behind';

const aDayMs = 86_400_000;

/** Bytes; SQLite reads the structure of so many in a tenth of a second, and of a hundred thousand documents in a whole one. */
const checkedAtOnce = 32 << 20;

/** When the structure was read last, and when the indexes were too. */
const checks = {
  quick: { suffix: '.read', everyMs: aDayMs },
  full: { suffix: '.checked', everyMs: 7 * aDayMs },
} as const;
type Check = keyof typeof checks;

const isDue = (location: DatabaseLocation, check: Check): boolean => {
  const { suffix, everyMs } = checks[check];
  const found = statSync(`${location.databasePath}${suffix}`, { throwIfNoEntry: false });
  // Of a time to come is what was noted before the clock was set back.
  return found === undefined || Math.abs(Date.now() - found.mtimeMs) > everyMs;
};

const note = (location: DatabaseLocation, check: Check): void => {
  const path = `${location.databasePath}${checks[check].suffix}`;
  closeSync(openSync(path, 'a', 0o600));
  utimesSync(path, new Date(), new Date());
};

/** The whole of the database is read at the next opening: SQLite came upon damage, or another one was put in its place. */
export const askForCheck = (location: DatabaseLocation): void => {
  for (const { suffix } of Object.values(checks)) rmSync(`${location.databasePath}${suffix}`, { force: true });
};

/** A large database is read once a day, and whenever somebody who had it open did not come to an end. */
const dueCheck = (location: DatabaseLocation): Check | null => {
  if (isDue(location, 'full')) return 'full';
  const { size } = statSync(location.databasePath);
  return size <= checkedAtOnce || isDue(location, 'quick') || hasOwnersLeft(location) ? 'quick' : null;
};

/** Damage in SQLite's words; anything else (locked, no permission) is another error and passes through. */
export const isDamage = (thrown: unknown): boolean =>
  thrown instanceof Database.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(thrown.code);

const isSound = (database: ReadableDatabase, check: Check): boolean => {
  const answer = database.pragma(check === 'full' ? 'integrity_check(1)' : 'quick_check(1)', { simple: true });
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
      return isSound(database, 'full') && Number(database.pragma('user_version', { simple: true })) > 0;
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
 * Who was cut off while the file was made left a rollback journal; only a connection that may write can undo what it
 * names, and every other would be refused for ever (SQLITE_READONLY_ROLLBACK).
 */
const rollBack = (location: DatabaseLocation): void => {
  if (!existsSync(`${location.databasePath}-journal`)) return;
  const database = connect(location);
  try {
    database.pragma('user_version');
  } finally {
    database.close();
  }
};

/**
 * What is wrong with the database at `location`, null where nothing is or where there never was one. How far it got is
 * asked at each opening, its structure is read at each opening of a small one and daily, its indexes once a week.
 */
export const damageOf = (location: DatabaseLocation): Damage | null => {
  const head = readHead(location);
  if (isEmpty(location)) return head === null ? null : 'lost';
  const check = dueCheck(location);
  try {
    rollBack(location);
    const database = openReadable(location);
    try {
      if (check !== null && !isSound(database, check)) return 'unreadable';
      const version = Number(database.pragma('user_version', { simple: true }));
      if (head !== null && (version === 0 || !reaches(database, head))) return version === 0 ? 'lost' : 'behind';
    } finally {
      database.close();
    }
  } catch (thrown) {
    if (isDamage(thrown)) return 'unreadable';
    throw thrown;
  }
  if (check !== null) note(location, 'quick');
  if (check === 'full') note(location, 'full');
  return null;
};
