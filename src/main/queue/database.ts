/** Opens the queue's SQLite file safely, and turns SQLite's errors into faults. */
import { accessSync, chmodSync, closeSync, constants, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { Fault, type FaultCode } from '../../contracts/faults/index.js';

/** A connection that can only read: what takes one cannot write, at compile time and in SQLite (`readonly`). */
export type ReadableDatabase = Database.Database & { readonly __readableQueue: never };
export type WritableDatabase = ReadableDatabase & { readonly __writableQueue: never };

export interface DatabaseLocation {
  /** Absolute path of the database file. */
  readonly databasePath: string;
  /** Path of another build of better-sqlite3's native part (the test runtime needs one). */
  readonly nativeBinding?: string | undefined;
}

/** How long a statement waits for another process's transaction. */
const busyTimeoutMs = 5_000;

export const connect = (location: DatabaseLocation, options: Database.Options = {}): Database.Database =>
  new Database(location.databasePath, {
    timeout: busyTimeoutMs,
    ...options,
    ...(location.nativeBinding === undefined ? {} : { nativeBinding: location.nativeBinding }),
  });

/**
 * Refuses a connection whose commits could be lost by a power cut. better-sqlite3's build sets WAL databases to
 * `synchronous=NORMAL`, so the values are read back rather than believed.
 */
export const assertSafeSettings = (database: Database.Database): void => {
  const expected = { journal_mode: 'wal', synchronous: 2, foreign_keys: 1 } as const;
  for (const [setting, value] of Object.entries(expected)) {
    if (database.pragma(setting, { simple: true }) !== value) throw new Fault('queue.unsafe-settings', { setting });
  }
};

/**
 * Creates the folder (0700) and the file (0600) before SQLite would create them with the umask's permissions. A file that
 * is there is not opened: closing it would let go of every lock that this process has on it (POSIX, fcntl). Fault
 * `queue.open-failed`.
 */
export const createForThisUserAlone = (databasePath: string): void => {
  try {
    mkdirSync(dirname(databasePath), { recursive: true, mode: 0o700 });
    if (existsSync(databasePath)) accessSync(databasePath, constants.W_OK);
    else closeSync(openSync(databasePath, 'a', 0o600));
    chmodSync(databasePath, 0o600);
  } catch (cause) {
    throw new Fault('queue.open-failed', {}, { cause });
  }
};

/** Opens (and creates) the database for writing. Faults: `queue.open-failed`, `.unsafe-settings`, `.corrupt`, `.busy`. */
export const openWritable = (location: DatabaseLocation): WritableDatabase => {
  createForThisUserAlone(location.databasePath);
  const database = connect(location);
  try {
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    // What retention deletes does not stay in the freed parts of pages.
    database.pragma('secure_delete = FAST');
    database.pragma('trusted_schema = OFF');
    assertSafeSettings(database);
  } catch (thrown) {
    database.close();
    throw thrown;
  }
  return database as WritableDatabase;
};

/** Opens the existing database for reading only. */
export const openReadable = (location: DatabaseLocation): ReadableDatabase =>
  connect(location, { readonly: true, fileMustExist: true }) as ReadableDatabase;

/** The fault that an SQLite result code means, null where it is a defect of ours (constraint, bad SQL). */
const faultOf = (code: string): FaultCode | null => {
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return 'queue.busy';
  if (code.startsWith('SQLITE_FULL')) return 'queue.disk-full';
  if (code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_NOTADB')) return 'queue.corrupt';
  if (code.startsWith('SQLITE_CANTOPEN')) return 'queue.open-failed';
  if (/^SQLITE_(IOERR|READONLY|PERM|AUTH)/.test(code)) return 'queue.write-failed';
  return null;
};

/** An error of SQLite as a fault; anything else is returned as it is. */
export const databaseFault = (thrown: unknown): unknown => {
  if (!(thrown instanceof Database.SqliteError)) return thrown;
  const code = faultOf(thrown.code);
  return code === null ? thrown : new Fault(code, {}, { cause: thrown });
};
