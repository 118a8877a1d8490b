/** Puts the queue together over one database file. Runs in the database worker. */
import type { Database } from 'better-sqlite3';
import { type DatabaseLocation, openReadable, openWritable } from './database.js';
import { migrate } from './migrations/runner.js';
import { Owner } from './owner.js';
import { readingOperations } from './reading.js';
import type { QueueOperations } from './types.js';
import { writingOperations } from './writing.js';

export interface OpenQueueDatabase {
  readonly operations: QueueOperations;
  close(): void;
}

/** Opens, migrates, and gives back what dead processes left unfinished. Faults: `queue.*`. */
export const openQueueDatabase = (location: DatabaseLocation): OpenQueueDatabase => {
  const opened: Database[] = [];
  try {
    const writable = openWritable(location);
    opened.push(writable);
    migrate(writable, location);
    const readable = openReadable(location);
    opened.push(readable);
    const owner = Owner.take(location);
    const operations = { ...readingOperations(readable), ...writingOperations(writable, owner) };
    operations.recoverInterrupted();
    return {
      operations,
      close: () => {
        readable.close();
        writable.close();
        owner.release();
      },
    };
  } catch (thrown) {
    for (const database of opened) database.close();
    throw thrown;
  }
};
