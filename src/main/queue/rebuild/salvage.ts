/** Reads what can still be read of a damaged database, row by row: one bad page costs its own rows and no others. */
import { closeSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { type DatabaseLocation, openReadable } from '../database.js';

export type Row = Readonly<Record<string, unknown>>;

/** The SQLite database file format, 1.3: what every database of ours has in its first 100 bytes. */
const magic = Buffer.from('SQLite format 3\0', 'latin1');
const pageSize = 4096;

const newHeader = (pages: number): Buffer => {
  const header = Buffer.alloc(100);
  magic.copy(header);
  header.writeUInt16BE(pageSize, 16);
  // Write-ahead log, payload fractions, schema format 4, UTF-8.
  header.set([2, 2, 0, 64, 32, 32], 18);
  header.writeUInt32BE(pages, 28);
  header.writeUInt32BE(1, 40);
  header.writeUInt32BE(4, 44);
  header.writeUInt32BE(1, 56);
  return header;
};

/** Gives a file whose header is gone one that SQLite can start from; `path` is our copy of the damaged file. */
export const repairHeader = (path: string): void => {
  const descriptor = openSync(path, 'r+');
  try {
    const found = Buffer.alloc(18);
    readSync(descriptor, found, 0, found.length, 0);
    const pages = Math.floor(statSync(path).size / pageSize);
    const sound = found.subarray(0, magic.length).equals(magic) && found.readUInt16BE(16) === pageSize;
    if (!sound && pages > 0) writeSync(descriptor, newHeader(pages), 0, 100, 0);
  } finally {
    closeSync(descriptor);
  }
};

/** Opens a damaged database for reading; what cannot be opened at all has no rows. */
export const openDamaged = (location: DatabaseLocation): Database | null => {
  try {
    const database = openReadable(location);
    // The tables that can be read are read, whatever the schema says of the others.
    database.pragma('writable_schema = ON');
    database.pragma('cell_size_check = ON');
    return database;
  } catch {
    return null;
  }
};

const attempt = <T, O = T>(work: () => T, otherwise: O): T | O => {
  try {
    return work();
  } catch {
    // A damaged page; what is behind it is looked for elsewhere.
    return otherwise;
  }
};

export const columnsOf = (database: Database, table: string): string[] =>
  attempt(() => (database.pragma(`table_info("${table}")`) as { name: string }[]).map(({ name }) => name), []);

/** Rows in the order of `statement` until the first that cannot be read. */
function* untilDamage(database: Database, statement: string, from?: number): Generator<Row> {
  const rows = attempt(() => {
    const prepared = database.prepare<unknown[], Row>(statement);
    return from === undefined ? prepared.iterate() : prepared.iterate(from);
  }, null);
  for (;;) {
    const next = rows && attempt(() => rows.next(), null);
    if (!next || next.done) return;
    yield next.value;
  }
}

const farthest = 2 ** 45;

/** The lowest row number that can be read from `from` on, null where there is none. */
const nextReadable = (database: Database, table: string, from: number): number | null => {
  const probe = (at: number): number | 'damaged' | 'none' =>
    attempt<number | 'none', 'damaged'>(
      () =>
        database
          .prepare<[number], number>(`SELECT rowid FROM "${table}" NOT INDEXED WHERE rowid >= ? ORDER BY rowid LIMIT 1`)
          .pluck()
          .get(at) ?? 'none',
      'damaged',
    );
  let bad = from;
  let step = 1;
  let found = probe(from);
  while (found === 'damaged' && step < farthest) {
    bad = from + step - 1;
    step *= 2;
    found = probe(from + step - 1);
  }
  if (typeof found !== 'number') return null;
  let good = from + step - 1;
  // Between the two the readable part begins.
  while (good - bad > 1) {
    const middle = Math.floor((bad + good) / 2);
    const at = probe(middle);
    if (at === 'damaged') bad = middle;
    else {
      good = middle;
      if (typeof at === 'number') found = at;
    }
  }
  return found;
};

/** Every row of `table` that can be read, in no order that counts. A row may come twice. */
export function* readableRows(database: Database, table: string, columns: readonly string[]): Generator<Row> {
  const list = columns.map((name) => `"${name}"`).join(', ');
  const hasRowNumbers = attempt(() => database.prepare(`SELECT rowid FROM "${table}" LIMIT 0`) !== null, false);
  if (!hasRowNumbers) {
    // Without row numbers one can only come from both ends.
    const key = (database.pragma(`table_info("${table}")`) as { name: string; pk: number }[])
      .filter(({ pk }) => pk > 0)
      .sort((a, b) => a.pk - b.pk);
    for (const direction of ['ASC', 'DESC'])
      yield* untilDamage(
        database,
        `SELECT ${list} FROM "${table}" ORDER BY ${key.map(({ name }) => `"${name}" ${direction}`).join(', ')}`,
      );
    return;
  }
  let from: number | null = attempt(
    () => database.prepare<[], number | null>(`SELECT min(rowid) FROM "${table}" NOT INDEXED`).pluck().get() ?? 1,
    1,
  );
  while (from !== null) {
    let last: number = from - 1;
    const statement = `SELECT rowid AS "row number", ${list} FROM "${table}" NOT INDEXED WHERE rowid >= ? ORDER BY rowid`;
    for (const { 'row number': number, ...row } of untilDamage(database, statement, from)) {
      last = Number(number);
      yield row;
    }
    const next: number | null = nextReadable(database, table, last + 1);
    from = next === null || next <= last ? null : next;
  }
}
