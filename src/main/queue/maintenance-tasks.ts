/** What can be done with whole database files; runs in a worker thread. Paths are absolute. */
import { closeSync, cpSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join, win32 } from 'node:path';
import { Fault } from '../../contracts/faults/index.js';
import type { JournalHead } from '../../contracts/receipt.js';
import { type DatabaseLocation, openReadable, openWritable, type ReadableDatabase } from './database.js';
import { enterAlone } from './gate.js';
import { askForCheck, isWhole } from './health.js';
import { forgetHead } from './journal/head-witness.js';
import { journalHead, journalWriter, verifyJournal } from './journal/journal.js';
import { migrate } from './migrations/runner.js';
import { setNumbersAside } from './rebuild/leases.js';
import { beginAnew } from './rebuild/lost-steps.js';
import type { JournalCheck } from './types.js';

export interface StoredFile {
  readonly path: string;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  readonly kind: 'original' | 'signed';
}

export interface DatabaseCopy extends JournalHead {
  /** Of the schema. */
  readonly version: number;
  readonly files: readonly StoredFile[];
}

/** A database of a backup, made ready for the folders it is to stand in. */
export interface PreparedDatabase extends JournalHead {
  readonly files: readonly StoredFile[];
  /** Documents whose fate after the backup only the server knows. */
  readonly open: number;
  /** Numbers leased from a server that may have been given since, and are given to nobody any more. */
  readonly setAside: number;
}

export interface Folders {
  readonly originals: string;
  readonly signed: string;
}

/** Whether `head` is a point of this database's journal. */
const passed = (database: ReadableDatabase, { seq, head }: JournalHead): boolean =>
  seq === 0 || database.prepare<[number], string>('SELECT hash FROM journal WHERE seq = ?').pluck().get(seq) === head;

const filesOf = (database: ReadableDatabase): StoredFile[] =>
  database
    .prepare<[], StoredFile>(
      `SELECT original_path AS path, original_sha256 AS sha256, 'original' AS kind FROM jobs
       UNION ALL
       SELECT signed_path, signed_sha256, 'signed' FROM jobs WHERE signed_path IS NOT NULL`,
    )
    .all();

const within = <T>(database: ReadableDatabase, work: () => T): T => {
  try {
    return work();
  } finally {
    database.close();
  }
};

const syncPath = (path: string, flags: 'r' | 'r+'): void => {
  if (flags === 'r' && process.platform === 'win32') return;
  const descriptor = openSync(path, flags);
  fsyncSync(descriptor);
  closeSync(descriptor);
};

/**
 * Writes a whole copy of the queue's database to `target`, while others go on with it. Fault `backup.other-queue` where
 * there are earlier backups and none of their heads is a point of its journal: where an older one was restored, the
 * newest is not.
 */
const copy = (
  location: DatabaseLocation,
  { target, earlier }: { readonly target: string; readonly earlier: readonly JournalHead[] },
): DatabaseCopy => {
  // An empty file of mode 0600 first: VACUUM INTO accepts it and keeps its permissions.
  closeSync(openSync(target, 'wx', 0o600));
  const database = openReadable(location);
  within(database, () => database.prepare('VACUUM INTO ?').run(target));
  syncPath(target, 'r+');
  const copied = openReadable({ ...location, databasePath: target });
  return within(copied, () => {
    if (earlier.length > 0 && !earlier.some((head) => passed(copied, head))) throw new Fault('backup.other-queue');
    const version = Number(copied.pragma('user_version', { simple: true }));
    return { ...journalHead(copied), version, files: filesOf(copied) };
  });
};

/** Whether the database at `path` can be read as a whole, and what its journal comes to; null where it cannot. */
const examine = (location: DatabaseLocation, { path }: { readonly path: string }): JournalCheck | null => {
  const place = { ...location, databasePath: path };
  if (!isWhole(place)) return null;
  const database = openReadable(place);
  return within(database, () => verifyJournal(database));
};

/** Faults `restore.newer`, `restore.other-queue`, where what stands at `location` would be lost to `staged`. */
const refuseToLose = (location: DatabaseLocation, staged: ReadableDatabase): void => {
  if (!isWhole(location)) return;
  const present = openReadable(location);
  within(present, () => {
    if (Number(present.pragma('user_version', { simple: true })) < 30) return;
    const here = journalHead(present);
    const there = journalHead(staged);
    if (passed(staged, here)) return;
    if (passed(present, there)) throw new Fault('restore.newer', { here: here.seq, there: there.seq });
    throw new Fault('restore.other-queue');
  });
};

/** The name of a file that another system may have written the path of. */
const nameOf = (path: string): string => win32.basename(path);

/**
 * Proves the database at `staged` (a copy of its own), brings it to this program's schema and its paths to `folders`.
 * Faults `restore.damaged`, `.journal-damaged`, `.newer`, `.other-queue`, `.in-use`, `queue.newer-version`.
 */
const prepareRestore = (
  location: DatabaseLocation,
  { staged, folders, backup }: { readonly staged: string; readonly folders: Folders; readonly backup: string },
): PreparedDatabase => {
  const place = { ...location, databasePath: staged };
  if (!isWhole(place)) throw new Fault('restore.damaged', { backup, file: basename(staged) });
  const gate = enterAlone(location);
  if (!gate) throw new Fault('restore.in-use');
  gate.leave();
  const database = openWritable(place);
  return within(database, () => {
    migrate(database, place);
    refuseToLose(location, database);
    const check = verifyJournal(database);
    if (!check.intact) throw new Fault('restore.journal-damaged', { backup, seq: check.seq });
    const move = database.prepare('UPDATE jobs SET original_path = ?, signed_path = ? WHERE id = ?');
    const rows = database
      .prepare<[], { id: string; original: string; signed: string | null }>(
        'SELECT id, original_path AS original, signed_path AS signed FROM jobs',
      )
      .all();
    database.transaction(() => {
      for (const { id, original, signed } of rows)
        move.run(
          join(folders.originals, nameOf(original)),
          signed === null ? null : join(folders.signed, nameOf(signed)),
          id,
        );
    })();
    const now = journalHead(database);
    const setAside = database.transaction(() => {
      const journal = journalWriter(database);
      const detail = { restored: backup, found: now.seq, known: now.seq, head: now.head };
      journal.recordRebuild({ at: new Date().toISOString(), event: 'queue-rebuilt', detail });
      beginAnew(database, journal);
      return setNumbersAside(database);
    })();
    const open = database
      .prepare<[], number>(
        `SELECT count(*) FROM jobs WHERE server_id IS NOT NULL
         AND state NOT IN ('delivered', 'acknowledged', 'rejected', 'failed', 'cancelled', 'recalled')`,
      )
      .pluck()
      .get();
    const prepared = { ...journalHead(database), files: filesOf(database), open: open ?? 0, setAside };
    // One file, so that one rename puts it in its place.
    database.pragma('journal_mode = DELETE');
    return prepared;
  });
};

/** Of one database: the file itself, and what SQLite keeps beside it. */
export const companions = ['', '-wal', '-shm'] as const;

/** Copies what stands at `location` to `kept` (a folder), durably. */
const keepAside = (location: DatabaseLocation, kept: string): void => {
  mkdirSync(kept, { recursive: true, mode: 0o700 });
  for (const suffix of companions) {
    const path = `${location.databasePath}${suffix}`;
    if (!existsSync(path)) continue;
    const target = join(kept, `${basename(location.databasePath)}${suffix}`);
    cpSync(path, target);
    syncPath(target, 'r+');
  }
  syncPath(kept, 'r');
};

/** What a process that was killed left in the write-ahead log goes into the file: without its log it is whole. */
const foldLog = (location: DatabaseLocation): void => {
  const database = openWritable(location);
  within(database, () => database.pragma('wal_checkpoint(TRUNCATE)'));
};

/**
 * Puts the database `staged`, which {@link prepareRestore} made ready, in place of the queue's, which is kept in the
 * folder `kept`. Faults `restore.in-use`, `.newer`, `.other-queue`.
 */
const switchDatabase = (
  location: DatabaseLocation,
  { staged, kept }: { readonly staged: string; readonly kept: string },
): void => {
  const gate = enterAlone(location);
  if (!gate) throw new Fault('restore.in-use');
  try {
    const database = openReadable({ ...location, databasePath: staged });
    within(database, () => refuseToLose(location, database));
    if (existsSync(location.databasePath)) keepAside(location, kept);
    if (isWhole(location)) foldLog(location);
    forgetHead(location);
    askForCheck(location);
    // A write-ahead log that stayed would be read as one of the new file.
    for (const suffix of companions.slice(1)) rmSync(`${location.databasePath}${suffix}`, { force: true });
    renameSync(staged, location.databasePath);
    syncPath(dirname(location.databasePath), 'r');
  } finally {
    gate.leave();
  }
};

export const maintenanceTasks = { copy, examine, prepareRestore, switchDatabase };
export type MaintenanceTasks = typeof maintenanceTasks;
export type TaskName = keyof MaintenanceTasks;
