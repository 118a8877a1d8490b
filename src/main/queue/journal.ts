/**
 * The append-only, hash-chained record of every step of every job, every evidence pack, every source of trust, and
 * every number and entry of the registers.
 */
import { createHash } from 'node:crypto';
import type { JobState } from '../../contracts/jobs.js';
import type { ReadableDatabase, WritableDatabase } from './database.js';
import { RegisterReplay } from './register-replay.js';
import { type RegisterEvent, registerEvents } from './register-transitions.js';
import {
  type Actor,
  type AnchorEvent,
  anchorEvents,
  type JobEvent,
  nextState,
  type PackEvent,
  packEvents,
  transitions,
  wasLawful,
} from './transitions.js';
import type { AnchorDecision, ConfirmedAnchor, JournalCheck, JournalEntry } from './types.js';

const beginning = '0'.repeat(64);

const columns =
  'seq, at, job_id AS jobId, event, actor AS "by", from_state AS "from", to_state AS "to", detail, previous, hash';

/** What has neither job nor states. */
const jobless = { ...packEvents, ...anchorEvents, ...registerEvents };
type JoblessEvent = PackEvent | AnchorEvent | RegisterEvent;

/** An entry as it stands in the table. */
interface Fields {
  readonly seq: number;
  readonly at: string;
  readonly jobId: string | null;
  readonly event: JobEvent | JoblessEvent;
  readonly by: Actor;
  readonly from: JobState | null;
  readonly to: JobState | null;
  readonly detail: string;
  readonly previous: string;
  readonly hash: string;
}

/** SHA-256 over the entry's fields as a JSON array, in this order; the order is part of the format. */
const hashOf = (entry: Omit<Fields, 'hash'>): string => {
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

export interface NewPackEntry {
  readonly at: string;
  readonly event: PackEvent;
  readonly detail: Readonly<Record<string, string>>;
}

export interface NewAnchorEntry {
  readonly at: string;
  readonly event: AnchorEvent;
  readonly detail: AnchorDecision;
}

export interface NewRegisterEntry {
  readonly at: string;
  readonly event: RegisterEvent;
  /** Keys, hashes, and a person's name and reason; never document text. */
  readonly detail: Readonly<Record<string, string | number | null>>;
}

export interface JournalWriter {
  recordJob(entry: NewEntry): void;
  recordPack(entry: NewPackEntry): void;
  recordAnchor(entry: NewAnchorEntry): void;
  recordRegister(entry: NewRegisterEntry): void;
}

/** Appends entries; each must run inside the transaction of the step it records. */
export const journalWriter = (database: WritableDatabase): JournalWriter => {
  const newest = database.prepare<[], { seq: number; hash: string }>(
    'SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1',
  );
  const insert = database.prepare<[Fields]>(
    `INSERT INTO journal (seq, at, job_id, event, actor, from_state, to_state, detail, previous, hash)
     VALUES (@seq, @at, @jobId, @event, @by, @from, @to, @detail, @previous, @hash)`,
  );
  const append = (step: Omit<Fields, 'seq' | 'previous' | 'hash'>): void => {
    const last = newest.get() ?? { seq: 0, hash: beginning };
    const entry = { ...step, seq: last.seq + 1, previous: last.hash };
    insert.run({ ...entry, hash: hashOf(entry) });
  };
  const appendJobless = ({ at, event, detail }: NewPackEntry | NewAnchorEntry | NewRegisterEntry): void =>
    append({
      at,
      event,
      jobId: null,
      by: jobless[event].by,
      from: null,
      to: null,
      detail: JSON.stringify(detail),
    });
  return {
    recordJob: ({ detail, ...step }) =>
      append({ ...step, by: transitions[step.event].by, detail: JSON.stringify(detail) }),
    recordPack: appendJobless,
    recordAnchor: appendJobless,
    recordRegister: appendJobless,
  };
};

/** SHA-256 of the file whose evidence pack has this SHA-256; null where no such pack was recorded. */
export const fileOfPack = (database: ReadableDatabase, packSha256: string): string | null =>
  database
    .prepare<[string], string>(
      `SELECT detail ->> 'fileSha256' FROM journal
       WHERE job_id IS NULL AND event = 'evidence-pack-made' AND detail ->> 'packSha256' = ? ORDER BY seq LIMIT 1`,
    )
    .pluck()
    .get(packSha256) ?? null;

/**
 * The sources of trust that were added and not removed since; a fingerprint added twice counts from the last time. Where
 * one of these entries was altered, none counts: it may be the removal of any.
 */
export const confirmedAnchors = (database: ReadableDatabase): ConfirmedAnchor[] => {
  const entries = database
    .prepare<[], Fields>(
      `SELECT ${columns} FROM journal WHERE event IN ('trust-anchor-added', 'trust-anchor-removed') ORDER BY seq`,
    )
    .all();
  if (!entries.every((entry) => entry.hash === hashOf(entry))) return [];
  const confirmed = new Map<string, ConfirmedAnchor>();
  for (const { at, event, detail } of entries) {
    const decision = JSON.parse(detail) as AnchorDecision;
    confirmed.delete(decision.fingerprint);
    if (event === 'trust-anchor-added') confirmed.set(decision.fingerprint, { ...decision, at });
  }
  return [...confirmed.values()];
};

/** The entries of one job, oldest first. */
export const historyOf = (database: ReadableDatabase, jobId: string): JournalEntry[] =>
  database.prepare<[string], JournalEntry>(`SELECT ${columns} FROM journal WHERE job_id = ? ORDER BY seq`).all(jobId);

const isLawfulStep = ({ seq, event, by, from, to }: Fields, state: JobState | null, formerSteps: number): boolean =>
  isJobEvent(event) &&
  from === state &&
  (nextState(from, event) === to || (seq <= formerSteps && wasLawful(from, event, to))) &&
  by === transitions[event].by;

const isLawfulJobless = ({ seq, event, by, from, to, detail }: Fields, registers: RegisterReplay): boolean => {
  if (isJobEvent(event) || !Object.hasOwn(jobless, event)) return false;
  if (from !== null || to !== null || by !== jobless[event].by) return false;
  return !isRegisterEvent(event) || registers.take({ seq, event, detail });
};

const isJobEvent = (event: JobEvent | JoblessEvent): event is JobEvent => Object.hasOwn(transitions, event);

const isRegisterEvent = (event: JoblessEvent): event is RegisterEvent => Object.hasOwn(registerEvents, event);

/** What the entries before left: of each job, and of the registers. */
interface Replay {
  /** The last entry that follows the table of transitions as it was. */
  readonly formerSteps: number;
  readonly jobs: Map<string, { state: JobState; seq: number }>;
  readonly registers: RegisterReplay;
}

/** The entry's own problem, given the entry before it and what those before it left. */
const problemOf = (entry: Fields, seq: number, previous: string, { formerSteps, jobs, registers }: Replay) => {
  if (entry.seq !== seq) return 'gap';
  if (entry.previous !== previous || entry.hash !== hashOf(entry)) return 'hash';
  if (entry.jobId === null) return isLawfulJobless(entry, registers) ? null : 'transition';
  return isLawfulStep(entry, jobs.get(entry.jobId)?.state ?? null, formerSteps) ? null : 'transition';
};

/** The newest entry of the first job that does not stand where it was left; `unrecorded` for one without entries. */
const jobMisfit = (database: ReadableDatabase, jobs: Replay['jobs'], unrecorded: number): number | null => {
  const left = new Map(jobs);
  for (const job of database.prepare<[], { id: string; state: string }>('SELECT id, state FROM jobs').iterate()) {
    const last = left.get(job.id);
    if (last?.state !== job.state) return last?.seq ?? unrecorded;
    left.delete(job.id);
  }
  for (const { seq } of left.values()) return seq;
  return null;
};

/**
 * Reads the whole journal again: numbering, hashes, the tables of transitions, and that each job and the registers
 * stand where their last entry left them (so that entries cut off at the end are missed too).
 */
export const verifyJournal = (database: ReadableDatabase): JournalCheck => {
  const check = database.transaction((): JournalCheck => {
    const formerSteps = database.prepare<[], number>('SELECT until_seq FROM former_steps').pluck().get() ?? 0;
    const replay: Replay = { formerSteps, jobs: new Map(), registers: new RegisterReplay() };
    let head = beginning;
    let entries = 0;
    for (const entry of database.prepare<[], Fields>(`SELECT ${columns} FROM journal ORDER BY seq`).iterate()) {
      const { jobId, to, seq } = entry;
      const problem = problemOf(entry, entries + 1, head, replay);
      if (problem !== null) return { intact: false, seq: entries + 1, problem };
      if (jobId !== null && to !== null) replay.jobs.set(jobId, { state: to, seq });
      head = entry.hash;
      entries += 1;
    }
    const job = jobMisfit(database, replay.jobs, entries + 1);
    if (job !== null) return { intact: false, seq: job, problem: 'job-state' };
    const register = replay.registers.misfit(database, entries + 1);
    if (register !== null) return { intact: false, seq: register, problem: 'register' };
    return { intact: true, entries, head };
  });
  return check.deferred();
};
