/** The steps of a job. Each is one immediate transaction: row, outbox and journal change together or not at all. */
import { randomBytes } from 'node:crypto';
import { Fault, type FaultValue } from '../../contracts/faults/index.js';
import type { WritableDatabase } from './database.js';
import { evidenceWriting } from './evidence.js';
import { fold } from './fold.js';
import { confirmedAnchors, journalWriter } from './journal.js';
import { numberWriting } from './numbers.js';
import type { Owner } from './owner.js';
import { packWriting } from './packs.js';
import type { RegisterReading } from './register-types.js';
import { registerWriting } from './registers.js';
import { type JobRow, recordOf } from './rows.js';
import { hasContent } from './signed-file.js';
import { isOwned, type JobEvent, nextState } from './transitions.js';
import type { JobRecord, QueueOperations, SigningEvent } from './types.js';

type Writing = Exclude<
  keyof QueueOperations,
  | keyof RegisterReading
  | 'get'
  | 'list'
  | 'history'
  | 'knownServerIds'
  | 'pendingUploads'
  | 'verifyJournal'
  | 'evidenceOf'
  | 'fileOfPack'
  | 'packs'
  | 'packOf'
  | 'confirmedAnchors'
>;

/** What a step changes beside the state. */
interface Change {
  readonly signed?: { readonly path: string; readonly sha256: string };
  readonly error?: FaultValue | undefined;
  readonly detail?: Readonly<Record<string, string | number | boolean>>;
}

/** An outbox document that failed `attempts` times goes behind the others: 30 s, doubling, at most an hour. */
const nextAttempt = (attempts: number): string =>
  new Date(Date.now() + Math.min(30_000 * 2 ** attempts, 3_600_000)).toISOString();

const statements = (database: WritableDatabase) => ({
  byId: database.prepare<[string], JobRow>('SELECT * FROM jobs WHERE id = ?'),
  byServerId: database.prepare<[string], JobRow>('SELECT * FROM jobs WHERE server_id = ?'),
  owned: database.prepare<[], JobRow>('SELECT * FROM jobs WHERE owner IS NOT NULL ORDER BY seq'),
  insert: database.prepare<[Omit<JobRow, 'seq'> & { folded: string }]>(
    `INSERT INTO jobs (id, server_id, title, file_name, folded, state, original_path, original_sha256, original_size,
       signed_path, signed_sha256, error, failed_in, owner, record_order, updated_at)
     VALUES (@id, @server_id, @title, @file_name, @folded, @state, @original_path, @original_sha256, @original_size,
       @signed_path, @signed_sha256, @error, @failed_in, @owner, @record_order, @updated_at)`,
  ),
  update: database.prepare<[JobRow]>(
    `UPDATE jobs SET state = @state, signed_path = @signed_path, signed_sha256 = @signed_sha256, error = @error,
       failed_in = @failed_in, owner = @owner, updated_at = @updated_at WHERE id = @id`,
  ),
  enqueue: database.prepare<[{ id: string; sha256: string; at: string }]>(
    `INSERT INTO outbox (job_id, idempotency_key, sha256, next_attempt_at) VALUES (@id, @id, @sha256, @at)
     ON CONFLICT (job_id) DO NOTHING`,
  ),
  keepPending: database.prepare<[{ id: string; pending: string }]>(
    `INSERT INTO pending_signatures (job_id, pending) VALUES (@id, @pending)
     ON CONFLICT (job_id) DO UPDATE SET pending = excluded.pending`,
  ),
  pending: database.prepare<[string], { pending: string }>('SELECT pending FROM pending_signatures WHERE job_id = ?'),
  dropPending: database.prepare<[string]>('DELETE FROM pending_signatures WHERE job_id = ?'),
  dequeue: database.prepare<[string]>('DELETE FROM outbox WHERE job_id = ?'),
  attempts: database.prepare<[string], { attempts: number }>('SELECT attempts FROM outbox WHERE job_id = ?'),
  putOff: database.prepare<[{ id: string; at: string }]>(
    'UPDATE outbox SET attempts = attempts + 1, next_attempt_at = @at WHERE job_id = @id',
  ),
});

export const writingOperations = (database: WritableDatabase, owner: Owner): Pick<QueueOperations, Writing> => {
  const sql = statements(database);
  const journal = journalWriter(database);
  const { recordJob: record, recordPack, recordAnchor } = journal;
  const registers = registerWriting(database, journal);
  const evidence = evidenceWriting(database);
  const packs = packWriting(database);

  const rowOf = (jobId: string): JobRow => {
    const row = sql.byId.get(jobId);
    if (row === undefined) throw new Fault('queue.job-missing');
    return row;
  };

  const ownRow = (jobId: string): JobRow => {
    const row = rowOf(jobId);
    if (row.owner !== null && row.owner !== owner.id) throw new Fault('queue.not-owner');
    return row;
  };

  /** The outbox follows from the state: it holds the proved documents that the server waits for. */
  const keepOutbox = (row: JobRow): void => {
    if (row.state === 'proved' && row.server_id !== null && row.signed_sha256 !== null)
      sql.enqueue.run({ id: row.id, sha256: row.signed_sha256, at: row.updated_at });
    if (row.state === 'received' || row.state === 'delivered' || row.state === 'cancelled') sql.dequeue.run(row.id);
  };

  /** A signature value is kept from the moment it is made until its file is proved, or given up. */
  const needsPending: readonly JobRow['state'][] = ['timestamping', 'awaiting-timestamp', 'signed'];

  const step = (row: JobRow, event: JobEvent, change: Change = {}): JobRecord => {
    const state = nextState(row.state, event);
    if (state === null) throw new Fault('queue.transition-refused', { event, state: row.state });
    const signed = change.signed ?? { path: row.signed_path, sha256: row.signed_sha256 };
    const next: JobRow = {
      ...row,
      state,
      signed_path: state === 'received' ? null : signed.path,
      signed_sha256: state === 'received' ? null : signed.sha256,
      error: change.error === undefined ? null : JSON.stringify(change.error),
      failed_in: state === 'failed' ? row.state : null,
      owner: isOwned(state) ? owner.id : null,
      updated_at: new Date().toISOString(),
    };
    sql.update.run(next);
    keepOutbox(next);
    if (!needsPending.includes(state)) sql.dropPending.run(row.id);
    const detail = { ...change.detail, ...(change.error === undefined ? {} : { error: change.error.code }) };
    record({ at: next.updated_at, jobId: row.id, event, from: row.state, to: state, detail });
    return recordOf(next);
  };

  /** The register speaks of the very file that was queued and the very one that was proved. */
  const registerProved = (row: JobRow, { signedSha256, registration }: SigningEvent & { event: 'proved' }): void => {
    if (registration === undefined) return;
    if (registration.documentSha256 !== row.original_sha256 || registration.resultSha256 !== signedSha256)
      throw new Fault('registers.other-document');
    registers.register(registration);
  };

  const operations: Pick<QueueOperations, Writing> = {
    ...numberWriting(database, journal),
    ...registers,
    add(job) {
      const existing = job.serverId === null ? undefined : sql.byServerId.get(job.serverId);
      if (existing !== undefined) return { job: recordOf(existing), added: false };
      const id = randomBytes(16).toString('hex');
      const at = new Date().toISOString();
      sql.insert.run({
        id,
        server_id: job.serverId,
        title: job.title,
        file_name: job.fileName,
        folded: fold([job.title, job.fileName, job.serverId ?? ''].join('\n')),
        state: 'received',
        original_path: job.originalPath,
        original_sha256: job.sha256,
        original_size: job.size,
        signed_path: null,
        signed_sha256: null,
        error: null,
        failed_in: null,
        owner: null,
        record_order: job.recordOrder ?? null,
        updated_at: at,
      });
      const detail = { sha256: job.sha256, size: job.size, ...(job.serverId === null ? {} : { server: job.serverId }) };
      record({ at, jobId: id, event: 'added', from: null, to: 'received', detail });
      return { job: recordOf(rowOf(id)), added: true };
    },

    claim: (jobIds, evidenceId = null) =>
      jobIds
        .map(rowOf)
        .filter((row) => nextState(row.state, 'claimed') !== null)
        .map((row) => {
          evidence.attach(row.id, evidenceId);
          return step(row, 'claimed');
        }),

    claimPending: (jobIds) =>
      jobIds
        .map(rowOf)
        .filter((row) => nextState(row.state, 'timestamp-claimed') !== null)
        .map((row) => ({ job: step(row, 'timestamp-claimed'), pending: sql.pending.get(row.id)?.pending ?? '' })),

    advance(jobId, progress) {
      const row = ownRow(jobId);
      switch (progress.event) {
        case 'prepared':
        case 'embedded':
          return step(row, progress.event);
        case 'signature-made':
          sql.keepPending.run({ id: jobId, pending: progress.pending });
          return step(row, 'signature-made');
        case 'timestamp-deferred':
          return step(row, 'timestamp-deferred', { error: progress.error });
        case 'proved': {
          const signed = { path: progress.signedPath, sha256: progress.signedSha256 };
          registerProved(row, progress);
          return step(row, 'proved', { signed, detail: { signedSha256: signed.sha256 } });
        }
        case 'released':
        case 'signing-failed':
          return step(row, progress.event, { error: progress.error });
      }
    },

    claimUpload(jobId) {
      const row = rowOf(jobId);
      if (row.server_id === null || nextState(row.state, 'upload-started') === null) return null;
      return step(row, 'upload-started');
    },

    finishUpload(jobId, result) {
      const row = ownRow(jobId);
      switch (result.outcome) {
        case 'delivered': {
          const { sha256, receivedAt, alreadyThere } = result.receipt;
          return step(row, 'delivered', { detail: { sha256, receivedAt, alreadyThere } });
        }
        case 'deferred': {
          const deferred = step(row, 'upload-deferred', { error: result.error });
          sql.putOff.run({ id: jobId, at: nextAttempt(sql.attempts.get(jobId)?.attempts ?? 0) });
          return deferred;
        }
        case 'refused':
          return step(row, 'upload-refused', { error: result.error });
      }
    },

    retry: (jobIds) =>
      jobIds
        .map(rowOf)
        .filter((row) => row.state === 'failed')
        .map((row) => step(row, hasContent(row.signed_path, row.signed_sha256) ? 'upload-retried' : 'signing-retried')),

    cancel: (jobIds) =>
      jobIds
        .map(rowOf)
        .filter((row) => nextState(row.state, 'cancelled') !== null)
        .map((row) => step(row, 'cancelled')),

    recoverInterrupted() {
      const alive = new Map<string, boolean>();
      const isAlive = (id: string): boolean => {
        const known = alive.get(id) ?? owner.isAlive(id);
        alive.set(id, known);
        return known;
      };
      // Owners are asked for inside the transaction: whoever owns a job here took its lock before it claimed.
      return sql.owned
        .all()
        .filter((row) => row.owner !== null && !isAlive(row.owner))
        .map((row) => step(row, recoveryOf(row.state)));
    },

    keepEvidence: evidence.keep,
    deleteEvidence: evidence.remove,
    recordPack(one) {
      const at = new Date().toISOString();
      const { fileSha256, packSha256 } = one;
      recordPack({ at, event: one.event, detail: { fileSha256, packSha256 } });
      packs.follow(one, at);
    },
    forgetPack: packs.forgetPack,
    recordAnchor({ event, ...detail }) {
      const { fingerprint } = detail;
      const confirmed = confirmedAnchors(database).some((anchor) => anchor.fingerprint === fingerprint);
      if (event === 'trust-anchor-removed' && !confirmed) throw new Fault('trust.unknown', { fingerprint });
      recordAnchor({ at: new Date().toISOString(), event, detail });
    },
  };
  return inTransactions(database, operations);
};

const recoveryOf = (state: JobRow['state']): JobEvent => {
  if (state === 'uploading') return 'upload-recovered';
  return state === 'timestamping' ? 'timestamp-recovered' : 'signing-recovered';
};

/** Each operation as one IMMEDIATE transaction: it waits for other processes at its start, not in its middle. */
const inTransactions = <O extends Record<keyof O, (...args: never[]) => unknown>>(
  database: WritableDatabase,
  operations: O,
): O => {
  const wrapped = Object.entries<(...args: never[]) => unknown>(operations).map(([name, run]) => [
    name,
    (...args: never[]) => database.transaction(() => run(...args)).immediate(),
  ]);
  return Object.fromEntries(wrapped) as O;
};
