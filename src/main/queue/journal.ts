/** The append-only, hash-chained record of every step of every job. */
import { createHash } from 'node:crypto';
import type { JobState } from '../../contracts/jobs.js';
import type { ReadableDatabase, WritableDatabase } from './database.js';
import { type JobEvent, nextState, transitions } from './transitions.js';
import type { JournalCheck, JournalEntry } from './types.js';

const beginning = '0'.repeat(64);

const columns =
  'seq, at, job_id AS jobId, event, actor AS "by", from_state AS "from", to_state AS "to", detail, previous, hash';

/** SHA-256 over the entry's fields as a JSON array, in this order; the order is part of the format. */
const hashOf = (entry: Omit<JournalEntry, 'hash'>): string => {
  const fields = [entry.seq, entry.at, entry.jobId, entry.event, entry.by, entry.from, entry.to, entry.detail];
  return createHash('sha256')
    .update(JSON.stringify([...fields, entry.previous]))
    .digest('hex');
};

export interface NewEntry {
  readonly at: string;
  readonly jobId: string;
  readonly event: JobEvent;
  readonly from: JobState | null;
  readonly to: JobState;
  /** Hashes, sizes and codes; never document text. */
  readonly detail: Readonly<Record<string, string | number | boolean>>;
}

/** Gives the function that appends an entry; it must run inside the transaction of the step it records. */
export const journalWriter = (database: WritableDatabase): ((entry: NewEntry) => void) => {
  const newest = database.prepare<[], { seq: number; hash: string }>(
    'SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1',
  );
  const insert = database.prepare<[JournalEntry]>(
    `INSERT INTO journal (seq, at, job_id, event, actor, from_state, to_state, detail, previous, hash)
     VALUES (@seq, @at, @jobId, @event, @by, @from, @to, @detail, @previous, @hash)`,
  );
  return ({ detail, ...step }) => {
    const last = newest.get() ?? { seq: 0, hash: beginning };
    const entry = {
      ...step,
      seq: last.seq + 1,
      by: transitions[step.event].by,
      detail: JSON.stringify(detail),
      previous: last.hash,
    };
    insert.run({ ...entry, hash: hashOf(entry) });
  };
};

/** The entries of one job, oldest first. */
export const historyOf = (database: ReadableDatabase, jobId: string): JournalEntry[] =>
  database.prepare<[string], JournalEntry>(`SELECT ${columns} FROM journal WHERE job_id = ? ORDER BY seq`).all(jobId);

/** The entry's own problem, given the entry before it and the state its job was in. */
const problemOf = (entry: JournalEntry, seq: number, previous: string, state: JobState | null) => {
  if (entry.seq !== seq) return 'gap';
  if (entry.previous !== previous || entry.hash !== hashOf(entry)) return 'hash';
  const known = Object.hasOwn(transitions, entry.event);
  const lawful = known && entry.from === state && nextState(entry.from, entry.event) === entry.to;
  return lawful && entry.by === transitions[entry.event].by ? null : 'transition';
};

/**
 * Reads the whole journal again: numbering, hashes, the table of transitions, and that each job stands where its last
 * entry left it (so that entries cut off at the end are missed too).
 */
export const verifyJournal = (database: ReadableDatabase): JournalCheck => {
  const check = database.transaction((): JournalCheck => {
    const reached = new Map<string, { state: JobState; seq: number }>();
    let head = beginning;
    let entries = 0;
    for (const entry of database.prepare<[], JournalEntry>(`SELECT ${columns} FROM journal ORDER BY seq`).iterate()) {
      const problem = problemOf(entry, entries + 1, head, reached.get(entry.jobId)?.state ?? null);
      if (problem !== null) return { intact: false, seq: entries + 1, problem };
      reached.set(entry.jobId, { state: entry.to, seq: entry.seq });
      head = entry.hash;
      entries += 1;
    }
    for (const job of database.prepare<[], { id: string; state: string }>('SELECT id, state FROM jobs').iterate()) {
      const last = reached.get(job.id);
      if (last?.state !== job.state) return { intact: false, seq: last?.seq ?? entries + 1, problem: 'job-state' };
      reached.delete(job.id);
    }
    for (const { seq } of reached.values()) return { intact: false, seq, problem: 'job-state' };
    return { intact: true, entries, head };
  });
  return check.deferred();
};
