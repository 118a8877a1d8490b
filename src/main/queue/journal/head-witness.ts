/**
 * The newest journal entry, told beside the database after each commit: a database that has not got as far has lost
 * steps (its write-ahead log was deleted, an older file was put in its place), though SQLite finds nothing wrong with it.
 * Written without a sync: behind the database it proves nothing, ahead of it it always is right.
 */
import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import type { JournalHead } from '../../../contracts/receipt.js';
import type { DatabaseLocation, ReadableDatabase } from '../database.js';
import { journalHead } from './journal.js';

const pathOf = (location: DatabaseLocation): string => `${location.databasePath}.head`;

const digits = 16;
const format = /^(\d{16}) ([0-9a-f]{64})\n$/;

/** What was told last; null where nothing (readable) was. */
export const readHead = (location: DatabaseLocation): JournalHead | null => {
  try {
    const [, seq, head] = format.exec(readFileSync(pathOf(location), 'latin1')) ?? [];
    return seq === undefined || head === undefined ? null : { seq: Number(seq), head };
  } catch {
    return null;
  }
};

/** Before another database is put in this one's place. */
export const forgetHead = (location: DatabaseLocation): void => rmSync(pathOf(location), { force: true });

export class HeadWitness {
  readonly #descriptor: number;
  #told = 0;

  constructor(
    location: DatabaseLocation,
    private readonly database: ReadableDatabase,
  ) {
    this.#descriptor = openSync(pathOf(location), 'a+', 0o600);
    closeSync(this.#descriptor);
    this.#descriptor = openSync(pathOf(location), 'r+');
  }

  /** Tells how far the journal has got. What the disk says of this file is no error of the step that was recorded. */
  tell(): void {
    const { seq, head } = journalHead(this.database);
    // Of an empty journal there is nothing to tell.
    if (seq === this.#told || seq === 0) return;
    try {
      writeSync(this.#descriptor, `${String(seq).padStart(digits, '0')} ${head}\n`, 0, 'latin1');
      this.#told = seq;
    } catch {
      // Behind the database it only sees less.
    }
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
