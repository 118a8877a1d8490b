/**
 * The append-only, hash-chained record of every step of every job, every evidence pack, every source of trust, every
 * server's key, and every number and entry of the registers.
 */
import { createHash } from 'node:crypto';
import type { JobState } from '../../../contracts/jobs.js';
import type { Receipt } from '../../../contracts/provincial-api.js';
import type { JournalHead } from '../../../contracts/receipt.js';
import type { ReadableDatabase, WritableDatabase } from '../database.js';
import { RebuildReplay } from '../rebuild/replay.js';
import type { GivenReceipt } from '../receipt-types.js';
import { type RegisterEvent, registerEvents } from '../registers/register-transitions.js';
import {
  type Actor,
  type AnchorEvent,
  anchorEvents,
  deletionStep,
  isDeletable,
  type JobEvent,
  type LeaseEvent,
  leaseEvents,
  nextState,
  type PackEvent,
  packEvents,
  type RebuildEvent,
  type RetentionEvent,
  rebuildEvents,
  rebuiltStep,
  retentionEvents,
  type ServerEvent,
  serverEvents,
  transitions,
  wasLawful,
} from '../transitions.js';
import type { AnchorDecision, ConfirmedAnchor, JournalCheck, JournalEntry, JournalLine } from '../types.js';
import { JobFilesReplay } from './job-files-replay.js';
import { NumberLeaseReplay } from './number-lease-replay.js';
import { ReceiptReplay } from './receipt-replay.js';
import { RegisterReplay } from './register-replay.js';

const beginning = '0'.repeat(64);

export const journalColumns =
  'seq, at, job_id AS jobId, event, actor AS "by", from_state AS "from", to_state AS "to", detail, previous, hash';

/** What has neither job nor states. */
const jobless = {
  ...packEvents,
  ...anchorEvents,
  ...serverEvents,
  ...leaseEvents,
  ...registerEvents,
  ...rebuildEvents,
  ...retentionEvents,
};
type JoblessEvent = PackEvent | AnchorEvent | ServerEvent | LeaseEvent | RegisterEvent | RebuildEvent | RetentionEvent;

/** An entry as it stands in the table. */
export interface JournalRow {
  readonly seq: number;
  readonly at: string;
  readonly jobId: string | null;
  readonly event: JobEvent | JoblessEvent | typeof rebuiltStep.event | typeof deletionStep.event;
  readonly by: Actor;
  readonly from: JobState | null;
  readonly to: JobState | null;
  readonly detail: string;
  readonly previous: string;
  readonly hash: string;
}

/** SHA-256 over the entry's fields as a JSON array, in this order; the order is part of the format. */
export const hashOf = (entry: Omit<JournalRow, 'hash'>): string => {
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

export interface NewLeaseEntry {
  readonly at: string;
  readonly event: LeaseEvent;
  readonly detail: Readonly<Record<string, string | number | null>>;
}

export interface NewServerEntry {
  readonly at: string;
  readonly event: ServerEvent;
  /** Origin, the key (SPKI, DER in base64), and who replaced the one before. */
  readonly detail: Readonly<Record<string, string>>;
}

export interface NewRegisterEntry {
  readonly at: string;
  readonly event: RegisterEvent;
  /** Keys, hashes, and a person's name and reason; never document text. */
  readonly detail: Readonly<Record<string, string | number | null>>;
}

export interface NewRebuildEntry {
  readonly at: string;
  readonly event: RebuildEvent;
  /** How far the journal got, how far it is known to have got and with which hash, and the damaged file's hash. */
  readonly detail: Readonly<Record<string, string | number | null>>;
}

export interface NewRetentionEntry {
  readonly at: string;
  readonly event: RetentionEvent;
  /** The name of a copy; a person's name, and the newest time on record. */
  readonly detail: Readonly<Record<string, string>>;
}

export interface JournalWriter {
  recordJob(entry: NewEntry): void;
  recordPack(entry: NewPackEntry): void;
  recordAnchor(entry: NewAnchorEntry): void;
  recordServer(entry: NewServerEntry): void;
  recordLease(entry: NewLeaseEntry): void;
  recordRegister(entry: NewRegisterEntry): void;
  recordRebuild(entry: NewRebuildEntry): void;
  recordRetention(entry: NewRetentionEntry): void;
  /** The state stays. */
  recordDeletion(step: Pick<NewEntry, 'at' | 'jobId' | 'detail'> & { readonly state: JobState }): void;
  recordRebuiltJob(step: Pick<NewEntry, 'at' | 'jobId' | 'detail'> & Pick<JournalRow, 'from' | 'to'>): void;
}

/** Appends entries; each must run inside the transaction of the step it records. */
export const journalWriter = (database: WritableDatabase): JournalWriter => {
  const newest = database.prepare<[], { seq: number; hash: string }>(
    'SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1',
  );
  const insert = database.prepare<[JournalRow]>(
    `INSERT INTO journal (seq, at, job_id, event, actor, from_state, to_state, detail, previous, hash)
     VALUES (@seq, @at, @jobId, @event, @by, @from, @to, @detail, @previous, @hash)`,
  );
  const append = (step: Omit<JournalRow, 'seq' | 'previous' | 'hash'>): void => {
    const last = newest.get() ?? { seq: 0, hash: beginning };
    const entry = { ...step, seq: last.seq + 1, previous: last.hash };
    insert.run({ ...entry, hash: hashOf(entry) });
  };
  const appendJobless = ({
    at,
    event,
    detail,
  }:
    | NewPackEntry
    | NewAnchorEntry
    | NewServerEntry
    | NewLeaseEntry
    | NewRegisterEntry
    | NewRebuildEntry
    | NewRetentionEntry): void =>
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
    recordServer: appendJobless,
    recordLease: appendJobless,
    recordRegister: appendJobless,
    recordRebuild: appendJobless,
    recordRetention: appendJobless,
    recordDeletion: ({ detail, state, ...step }) =>
      append({ ...step, ...deletionStep, from: state, to: state, detail: JSON.stringify(detail) }),
    recordRebuiltJob: ({ detail, ...step }) => append({ ...step, ...rebuiltStep, detail: JSON.stringify(detail) }),
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
    .prepare<[], JournalRow>(
      `SELECT ${journalColumns} FROM journal WHERE event IN ('trust-anchor-added', 'trust-anchor-removed') ORDER BY seq`,
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

/** The hash of an entry; undefined where the journal does not reach so far. */
export const hashAt = (database: ReadableDatabase, seq: number): string | undefined =>
  seq === 0 ? beginning : database.prepare<[number], string>('SELECT hash FROM journal WHERE seq = ?').pluck().get(seq);

/** Number and hash of the newest entry. */
export const journalHead = (database: ReadableDatabase): JournalHead =>
  database.prepare<[], JournalHead>('SELECT seq, hash AS head FROM journal ORDER BY seq DESC LIMIT 1').get() ?? {
    seq: 0,
    head: beginning,
  };

/** At most `limit` entries behind the one numbered `after`, with what the server signed of a delivery. */
export const journalPage = (database: ReadableDatabase, after: number, limit: number): JournalLine[] =>
  database
    .prepare<[number, number], JournalRow & { origin: string | null; receipt: string | null }>(
      `SELECT ${journalColumns.replace('job_id', 'journal.job_id')}, origin, receipt FROM journal
       LEFT JOIN receipts ON event = 'delivered' AND receipts.job_id = journal.job_id
         AND detail ->> 'origin' = origin AND detail ->> 'receiptNumber' = receipt ->> 'receiptNumber'
         AND detail ->> 'receivedAt' = receipt ->> 'receivedAt' AND detail ->> 'alreadyThere' = receipt ->> 'alreadyThere'
       WHERE seq > ? ORDER BY seq LIMIT ?`,
    )
    .all(after, limit)
    .map(({ origin, receipt, ...entry }) => ({
      ...entry,
      ...(origin !== null && receipt !== null ? { origin, receipt: JSON.parse(receipt) as Receipt } : {}),
    }));

/** The entries of one job, oldest first. */
export const historyOf = (database: ReadableDatabase, jobId: string): JournalEntry[] =>
  database
    .prepare<[string], JournalEntry>(`SELECT ${journalColumns} FROM journal WHERE job_id = ? ORDER BY seq`)
    .all(jobId);

const isLawfulStep = (
  { seq, event, by, from, to }: JournalRow & { readonly event: JobEvent },
  state: JobState | null,
  formerSteps: number,
): boolean =>
  from === state &&
  (nextState(from, event) === to || (seq <= formerSteps && wasLawful(from, event, to))) &&
  by === transitions[event].by;

const isRebuilt = ({ by, from, to }: JournalRow, state: JobState | null): boolean =>
  by === rebuiltStep.by && from === state && to !== null;

const isDeletion = ({ by, from, to }: JournalRow, state: JobState | null): boolean =>
  by === deletionStep.by && from === state && to === state && isDeletable(state);

const isLawfulJobless = (
  { seq, at, event, by, from, to, detail }: JournalRow,
  { registers, receipts, leases, rebuilds }: Replay,
): boolean => {
  if (!isJoblessEvent(event)) return false;
  if (from !== null || to !== null || by !== jobless[event].by) return false;
  if (isServerEvent(event)) return receipts.takeKey(event, detail);
  if (isLeaseEvent(event)) return leases.take({ seq, event, detail });
  if (event === 'queue-rebuilt' && !rebuilds.take({ at, detail })) return false;
  return !isRegisterEvent(event) || registers.take({ seq, event, detail });
};

/** What was deleted stays so when a queue is put together again. */
const isDeleted = ({ event }: JournalRow, before: { readonly deleted: boolean } | undefined): boolean =>
  event === deletionStep.event || (event === rebuiltStep.event && before?.deleted === true);

const isJobEvent = (event: JournalRow['event']): event is JobEvent => Object.hasOwn(transitions, event);

const isJoblessEvent = (event: JournalRow['event']): event is JoblessEvent => Object.hasOwn(jobless, event);

const isServerEvent = (event: JournalRow['event']): event is ServerEvent => Object.hasOwn(serverEvents, event);

const isLeaseEvent = (event: JournalRow['event']): event is LeaseEvent => Object.hasOwn(leaseEvents, event);

const isRegisterEvent = (event: JournalRow['event']): event is RegisterEvent => Object.hasOwn(registerEvents, event);

/** What the entries before left: of each job, of the registers, and of what the servers signed. */
interface Replay {
  /** The last entry that follows the table of transitions as it was. */
  readonly formerSteps: number;
  readonly jobs: Map<string, { state: JobState; seq: number; deleted: boolean }>;
  readonly files: JobFilesReplay;
  readonly registers: RegisterReplay;
  readonly receipts: ReceiptReplay;
  readonly leases: NumberLeaseReplay;
  readonly rebuilds: RebuildReplay;
}

/** The entry's own problem, given the entry before it and what those before it left. */
const problemOf = (entry: JournalRow, seq: number, previous: string, replay: Replay) => {
  const { formerSteps, jobs, receipts } = replay;
  if (entry.seq !== seq) return 'gap';
  if (entry.previous !== previous || entry.hash !== hashOf(entry)) return 'hash';
  const { jobId, event, detail } = entry;
  if (jobId === null) return isLawfulJobless(entry, replay) ? null : 'transition';
  if (!replay.files.take(jobId, event, detail)) return 'transition';
  if (event === rebuiltStep.event) {
    receipts.takeRebuilt(detail);
    return isRebuilt(entry, jobs.get(jobId)?.state ?? null) ? null : 'transition';
  }
  if (event === deletionStep.event) return isDeletion(entry, jobs.get(jobId)?.state ?? null) ? null : 'transition';
  if (!isJobEvent(event) || !isLawfulStep({ ...entry, event }, jobs.get(jobId)?.state ?? null, formerSteps))
    return 'transition';
  return receipts.takeStep({ seq, jobId, event, detail }) ? null : 'receipt';
};

/** The newest entry of the first job that does not stand where it was left; `unrecorded` for one without entries. */
const jobMisfit = (database: ReadableDatabase, { jobs, files }: Replay, unrecorded: number): number | null => {
  const left = new Map(jobs);
  const rows = database.prepare<
    [],
    { id: string; state: string; deleted: 0 | 1; original: string; signed: string | null; server: string }
  >(
    `SELECT id, state, data_deleted_at IS NOT NULL AS deleted, original_sha256 AS original, signed_sha256 AS signed,
       server
     FROM jobs`,
  );
  for (const job of rows.iterate()) {
    const last = left.get(job.id);
    // Nothing follows a deletion; data that went without one is missed.
    if (last?.state !== job.state || (job.deleted === 1 && !last.deleted)) return last?.seq ?? unrecorded;
    if (!files.fits(job)) return last.seq;
    left.delete(job.id);
  }
  for (const { seq } of left.values()) return seq;
  return null;
};

/**
 * Reads the whole journal again: numbering, hashes, the tables of transitions, that each job and the registers stand
 * where their last entry left them (so that entries cut off at the end are missed too), and that the journal is the one
 * that the servers saw and signed, by the receipts kept here and by those that are given (kept elsewhere, or asked of the
 * server again): who writes the whole journal anew cannot sign them.
 */
export const verifyJournal = (database: ReadableDatabase, given: readonly GivenReceipt[] = []): JournalCheck => {
  const check = database.transaction((): JournalCheck => {
    const formerSteps = database.prepare<[], number>('SELECT until_seq FROM former_steps').pluck().get() ?? 0;
    const leases = new NumberLeaseReplay();
    const replay: Replay = {
      formerSteps,
      jobs: new Map(),
      files: new JobFilesReplay(),
      registers: new RegisterReplay((key) => leases.grants(key)),
      receipts: new ReceiptReplay(database),
      leases,
      rebuilds: new RebuildReplay(),
    };
    let head = beginning;
    let entries = 0;
    for (const entry of database
      .prepare<[], JournalRow>(`SELECT ${journalColumns} FROM journal ORDER BY seq`)
      .iterate()) {
      const { jobId, to, seq } = entry;
      const problem = problemOf(entry, entries + 1, head, replay);
      if (problem !== null) return { intact: false, seq: entries + 1, problem };
      if (jobId !== null && to !== null)
        replay.jobs.set(jobId, { state: to, seq, deleted: isDeleted(entry, replay.jobs.get(jobId)) });
      head = entry.hash;
      entries += 1;
    }
    const job = jobMisfit(database, replay, entries + 1);
    if (job !== null) return { intact: false, seq: job, problem: 'job-state' };
    const register = replay.registers.misfit(database, entries + 1) ?? replay.leases.misfit(database, entries + 1);
    if (register !== null) return { intact: false, seq: register, problem: 'register' };
    const receipt = replay.receipts.misfit(given, entries + 1);
    if (receipt !== null) return { intact: false, seq: receipt, problem: 'receipt' };
    const { rebuilds } = replay.rebuilds;
    return { intact: true, entries, head, ...replay.receipts.summary, rebuilds };
  });
  return check.deferred();
};
