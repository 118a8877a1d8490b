/**
 * Puts a damaged queue together again from what can be read of it, the last backup and the files. The damaged file is
 * kept; nothing is thrown away, and what was lost is counted. Runs while nobody else has the queue open.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { type DatabaseLocation, openWritable, type WritableDatabase } from '../database.js';
import { freeName } from '../free-name.js';
import type { Damage } from '../health.js';
import { forgetHead, readHead } from '../journal/head-witness.js';
import { hashOf, type JournalRow, journalColumns, journalHead, journalWriter } from '../journal/journal.js';
import { migrate } from '../migrations/runner.js';
import type { WorkerSettings } from '../protocol.js';
import { adoptDocuments } from '../server-keys.js';
import { rebuildDeletions } from './deletions.js';
import { rebuildJobs, rebuildOutbox } from './jobs.js';
import { rebuildLeases } from './leases.js';
import { beginAnew } from './lost-steps.js';
import { rebuildReceipts } from './receipts.js';
import { rebuildRegisters } from './registers.js';
import { columnsOf, openDamaged, readableRows, repairHeader } from './salvage.js';
import type { Rebuilt } from './types.js';

const companions = ['', '-wal'] as const;

const syncPath = (path: string, flags: 'r' | 'r+'): void => {
  if (flags === 'r' && process.platform === 'win32') return;
  const descriptor = openSync(path, flags);
  fsyncSync(descriptor);
  closeSync(descriptor);
};

const copyWithLog = (from: string, to: string): void => {
  for (const suffix of companions) {
    if (!existsSync(`${from}${suffix}`)) continue;
    copyFileSync(`${from}${suffix}`, `${to}${suffix}`);
    syncPath(`${to}${suffix}`, 'r+');
  }
};

const removeWithLog = (path: string): void => {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
};

/** Tables that follow from others, or that the server is asked for again. */
const derived = new Set([
  ...['journal', 'receipts', 'outbox', 'job_counts'],
  ...['sync_cursors', 'sync_owed', 'document_leases', 'journal_witnesses'],
]);

const tablesOf = (database: Database): string[] =>
  (database.pragma('table_list') as { name: string; type: string; schema: string }[])
    .filter(({ name, type, schema }) => schema === 'main' && type === 'table' && !name.startsWith('sqlite_'))
    .map(({ name }) => name)
    .filter((name) => !derived.has(name));

const quietly = <T>(work: () => T): T | undefined => {
  try {
    return work();
  } catch {
    // A row that the tables of today refuse is damaged; a page that cannot be read has none.
    return undefined;
  }
};

/** Takes over every row of `table` that can be read and that the table accepts; what is there already stays. */
const takeRows = (target: WritableDatabase, source: Database, table: string): void => {
  const there = new Set(columnsOf(source, table));
  const columns = columnsOf(target, table).filter((name) => there.has(name));
  if (columns.length === 0) return;
  const names = columns.map((name) => `"${name}"`).join(', ');
  const insert = target.prepare(
    `INSERT OR IGNORE INTO "${table}" (${names}) VALUES (${columns.map((name) => `@${name}`).join(', ')})`,
  );
  for (const row of readableRows(source, table, columns)) quietly(() => insert.run(row));
};

/** The journal as far as its hashes prove it, whichever source has the next entry. */
const takeJournal = (target: WritableDatabase, sources: readonly Database[]): number => {
  const lookups = sources.flatMap((source) => {
    const found = quietly(() =>
      source.prepare<[number], JournalRow>(`SELECT ${journalColumns} FROM journal WHERE seq = ?`),
    );
    return found ? [found] : [];
  });
  const insert = target.prepare<[JournalRow]>(
    `INSERT INTO journal (seq, at, job_id, event, actor, from_state, to_state, detail, previous, hash)
     VALUES (@seq, @at, @jobId, @event, @by, @from, @to, @detail, @previous, @hash)`,
  );
  let { head } = journalHead(target);
  for (let seq = 1; ; seq += 1) {
    const previous = head;
    const entry = lookups
      .map((lookup) => quietly(() => lookup.get(seq)))
      .find((row) => row !== undefined && row.previous === previous && row.hash === hashOf(row));
    if (entry === undefined) return seq - 1;
    insert.run(entry);
    head = entry.hash;
  }
};

/** The newest entry that any source still shows. */
const newestIn = (sources: readonly Database[]): { seq: number; head: string } =>
  sources
    .flatMap((source) => quietly(() => [journalHead(source as WritableDatabase)]) ?? [])
    .reduce((newest, one) => (one.seq > newest.seq ? one : newest), { seq: 0, head: '' });

const fill = (target: WritableDatabase, sources: readonly Database[]): number => {
  const found = takeJournal(target, sources);
  target.exec('DELETE FROM former_steps; DELETE FROM this_queue');
  for (const source of sources) for (const table of tablesOf(target)) takeRows(target, source, table);
  target.exec('INSERT INTO former_steps SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM former_steps)');
  target.exec('INSERT OR IGNORE INTO this_queue VALUES (1, lower(hex(randomblob(16))))');
  target.exec('DELETE FROM former_steps WHERE rowid > (SELECT min(rowid) FROM former_steps)');
  return found;
};

const contentOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

/** What a rebuild of this very file that was cut off had copied already: it may have had more of the write-ahead log. */
const earlierCopies = ({ databasePath }: DatabaseLocation): string[] => {
  if (!existsSync(databasePath)) return [];
  const prefix = `${basename(databasePath)}.damaged-`;
  const { size } = statSync(databasePath);
  return readdirSync(dirname(databasePath))
    .filter((name) => name.startsWith(prefix) && /\dZ(-\d+)?$/.test(name))
    .map((name) => join(dirname(databasePath), name))
    .filter((path) => statSync(path).size === size && contentOf(path) === contentOf(databasePath));
};

/** Faults and errors of SQLite where the disk does not allow it; nothing has changed then but for the copy. */
export const rebuild = (settings: WorkerSettings, damage: Damage): Rebuilt => {
  const { databasePath, recovery } = settings;
  // The copy of a rebuild that was cut off may alone have the whole log.
  const keptAs = freeName(`${databasePath}.damaged`, new Date());
  const building = { ...settings, databasePath: `${databasePath}.rebuilding` };
  const reading = `${databasePath}.salvaging`;
  const earlier = earlierCopies(settings);
  copyWithLog(databasePath, keptAs);
  removeWithLog(reading);
  copyWithLog(databasePath, reading);
  if (existsSync(reading)) repairHeader(reading);
  removeWithLog(building.databasePath);
  const opened: Database[] = [];
  const open = (path: string): Database[] => {
    const database = existsSync(path) ? openDamaged({ ...settings, databasePath: path }) : null;
    if (database) opened.push(database);
    return database ? [database] : [];
  };
  try {
    const backup = recovery?.backup ? open(recovery.backup) : [];
    const sources = [...open(reading), ...earlier.flatMap(open), ...backup];
    const witness = readHead(settings) ?? { seq: 0, head: '' };
    const newest = newestIn(sources);
    const known = newest.seq > witness.seq ? newest : witness;
    const target = openWritable(building);
    opened.push(target);
    migrate(target, building);
    target.pragma('foreign_keys = OFF');
    const rebuilt = target.transaction((): Rebuilt => {
      const found = fill(target, sources);
      const journal = journalWriter(target);
      const detail = { damage, found, known: known.seq, head: known.head };
      journal.recordRebuild({ at: new Date().toISOString(), event: 'queue-rebuilt', detail });
      const whole = found >= known.seq;
      const { strayFiles, ...documents } = rebuildJobs(target, journal, recovery, whole);
      if (!whole) beginAnew(target, journal);
      rebuildReceipts(target, journal, sources);
      adoptDocuments(target);
      rebuildDeletions(target, journal);
      rebuildOutbox(target);
      const lostEntries = rebuildRegisters(target, journal);
      const setAside = rebuildLeases(target, whole);
      const usedBackup = backup.length > 0;
      return {
        damage,
        keptAs,
        journal: { found, known: Math.max(found, known.seq) },
        documents,
        lostEntries,
        setAside,
        strayFiles,
        usedBackup,
      };
    })();
    target.pragma('journal_mode = DELETE');
    for (const database of opened.splice(0)) database.close();
    removeWithLog(reading);
    putInPlace(settings, building.databasePath);
    return rebuilt;
  } finally {
    for (const database of opened) database.close();
  }
};

const putInPlace = (location: DatabaseLocation, built: string): void => {
  const { databasePath } = location;
  syncPath(built, 'r+');
  // A write-ahead log that stayed would be read as one of the new file; the copy has it.
  for (const suffix of ['-wal', '-shm']) rmSync(`${databasePath}${suffix}`, { force: true });
  renameSync(built, databasePath);
  syncPath(dirname(databasePath), 'r');
  forgetHead(location);
};
