/** Puts the queue together over one database file. Runs in the database worker. */
import type { Database } from 'better-sqlite3';
import { Fault } from '../../contracts/faults/index.js';
import { openReadable, openWritable, type WritableDatabase } from './database.js';
import { enter, enterAlone, type Gate } from './gate.js';
import { askForCheck, damageOf, isDamage } from './health.js';
import { HeadWitness } from './journal/head-witness.js';
import { migrate } from './migrations/runner.js';
import { Owner } from './owner.js';
import type { WorkerSettings } from './protocol.js';
import { readingOperations } from './reading.js';
import { rebuild } from './rebuild/rebuild.js';
import type { Rebuilt } from './rebuild/types.js';
import type { QueueOperations } from './types.js';
import { writingOperations } from './writing.js';

export interface OpenQueueDatabase {
  readonly operations: QueueOperations;
  /** What was found of a damaged database, null where it was sound. */
  readonly rebuilt: Rebuilt | null;
  close(): void;
}

/** A damaged database is put together again before anybody works on it. Faults `queue.corrupt` where it is open elsewhere. */
const enterSound = (settings: WorkerSettings): { gate: Gate; rebuilt: Rebuilt | null } => {
  const gate = enter(settings);
  if (damageOf(settings) === null) return { gate, rebuilt: null };
  gate.leave();
  const alone = enterAlone(settings);
  if (!alone) throw new Fault('queue.corrupt');
  let rebuilt: Rebuilt | null = null;
  try {
    const damage = damageOf(settings);
    if (damage !== null) rebuilt = rebuild(settings, damage);
  } finally {
    alone.leave();
  }
  return { gate: enter(settings), rebuilt };
};

/** What was recorded is told beside the database too: one that falls behind it is found out at the next opening. */
const witnessed = <O extends Record<keyof O, (...args: never[]) => unknown>>(
  operations: O,
  witness: HeadWitness,
): O => {
  const told = Object.entries<(...args: never[]) => unknown>(operations).map(([name, run]) => [
    name,
    (...args: never[]) => {
      const result = run(...args);
      witness.tell();
      return result;
    },
  ]);
  return Object.fromEntries(told) as O;
};

/**
 * Opens, migrates, and gives back what dead processes left unfinished; a damaged database is kept aside and put together
 * again from what can be read. Faults: `queue.*`.
 */
export const openQueueDatabase = (settings: WorkerSettings): OpenQueueDatabase => {
  try {
    return open(settings);
  } catch (thrown) {
    if (!isDamage(thrown)) throw thrown;
    // A large database is not read as a whole each time.
    askForCheck(settings);
    return open(settings);
  }
};

const open = (settings: WorkerSettings): OpenQueueDatabase => {
  const { gate, rebuilt } = enterSound(settings);
  const closing: (() => void)[] = [() => gate.leave()];
  const opened = <D extends Database>(database: D): D => {
    closing.push(() => database.close());
    return database;
  };
  const close = (): void => {
    for (const step of closing.splice(0).reverse()) step();
  };
  try {
    const writable: WritableDatabase = opened(openWritable(settings));
    migrate(writable, settings);
    const readable = opened(openReadable(settings));
    const owner = Owner.take(settings);
    closing.push(() => owner.release());
    const witness = new HeadWitness(settings, readable);
    closing.push(() => witness.close());
    const writing = witnessed(writingOperations(writable, owner), witness);
    writing.recoverInterrupted();
    return { operations: { ...readingOperations(readable), ...writing }, rebuilt, close };
  } catch (thrown) {
    close();
    throw thrown;
  }
};
