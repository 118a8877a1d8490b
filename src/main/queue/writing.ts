/** The steps of a job. Each is one immediate transaction: row, outbox and journal change together or not at all. */
import { randomBytes } from 'node:crypto';
import { Fault, type FaultValue, faultValue } from '../../contracts/faults/index.js';
import type { WritableDatabase } from './database.js';
import { type LeaseReading, leaseFollower, leaseWriting } from './document-leases.js';
import { evidenceWriting } from './evidence.js';
import { confirmedAnchors, journalWriter } from './journal/journal.js';
import type { Owner } from './owner.js';
import { packWriting } from './packs.js';
import type { ReceiptReading } from './receipt-types.js';
import { receiptFacts, receiptKeeper, receiptWriting } from './receipts.js';
import type { NumberLeaseReading } from './registers/number-lease-types.js';
import { numberLeaseWriting } from './registers/number-leases.js';
import { numberWriting } from './registers/numbers.js';
import { amendmentWriting } from './registers/register-amendments.js';
import type { RegisterReading } from './registers/register-types.js';
import { registerWriting } from './registers/registers.js';
import { retentionWriting } from './retention.js';
import { type JobRow, type OutboxRow, outboxEntryOf, recordOf } from './rows.js';
import { type IndexedText, jobText } from './search.js';
import { unknownServer } from './server-keys.js';
import { hasContent } from './signed-file.js';
import { type SyncReading, syncWriting } from './sync-state.js';
import { isOwned, type JobEvent, nextState } from './transitions.js';
import type { CheckOutcome, FoundDelivery, JobRecord, QueueOperations, ServerNews, SigningEvent } from './types.js';

type Writing = Exclude<
  keyof QueueOperations,
  | keyof RegisterReading
  | keyof LeaseReading
  | keyof SyncReading
  | keyof ReceiptReading
  | keyof NumberLeaseReading
  | 'get'
  | 'list'
  | 'history'
  | 'knownDocuments'
  | 'lostOriginals'
  | 'openRecords'
  | 'outbox'
  | 'verifyJournal'
  | 'journalHead'
  | 'journalPage'
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
  readonly rejectionReason?: string;
  readonly detail?: Readonly<Record<string, string | number | boolean>>;
}

type LostNews = Extract<ServerNews, { readonly event: 'delivery-lost' | 'rejection-lost' }>;

/** States in which nothing is signed yet. */
const beforeSigning: readonly JobRow['state'][] = ['received', 'checked', 'waiting-for-approval', 'ready'];

/** A signature value is kept from the moment it is made until its file is proved, or given up. */
const needsPending: readonly JobRow['state'][] = ['timestamping', 'awaiting-timestamp', 'signed'];

/** Whoever the steps are taken by, what the token was about to sign stays what it is going to sign. */
const keepsPrepared: readonly JobEvent[] = ['claimed', 'prepared', 'signing-recovered'];

/** States in which the outbox has a row, where the document came from a server. */
const waitsForServer: readonly JobRow['state'][] = ['proved', 'uploading', 'failed', 'rejected'];

/** An outbox document that failed `attempts` times goes behind the others: 30 s, doubling, at most an hour. */
const nextAttempt = (attempts: number): string =>
  new Date(Date.now() + Math.min(30_000 * 2 ** attempts, 3_600_000)).toISOString();

const statements = (database: WritableDatabase) => ({
  byId: database.prepare<[string], JobRow>('SELECT * FROM jobs WHERE id = ?'),
  byServerId: database.prepare<[string, string], JobRow>('SELECT * FROM jobs WHERE server = ? AND server_id = ?'),
  owned: database.prepare<[], JobRow>('SELECT * FROM jobs WHERE owner IS NOT NULL ORDER BY seq'),
  insert: database.prepare<[Omit<JobRow, 'seq'> & IndexedText]>(
    `INSERT INTO jobs (id, server, server_id, title, file_name, typed, folded, state, original_path, original_sha256, original_size,
       signed_path, signed_sha256, error, failed_in, owner, record_order, needs_approval, server_version, rejection_reason,
       updated_at)
     VALUES (@id, @server, @server_id, @title, @file_name, @typed, @folded, @state, @original_path, @original_sha256, @original_size,
       @signed_path, @signed_sha256, @error, @failed_in, @owner, @record_order, @needs_approval, @server_version,
       @rejection_reason, @updated_at)`,
  ),
  update: database.prepare<[JobRow]>(
    `UPDATE jobs SET state = @state, signed_path = @signed_path, signed_sha256 = @signed_sha256, error = @error,
       failed_in = @failed_in, owner = @owner, rejection_reason = @rejection_reason, updated_at = @updated_at
     WHERE id = @id`,
  ),
  freeServerId: database.prepare<[string]>('UPDATE jobs SET server_id = NULL WHERE id = ?'),
  setVersion: database.prepare<[{ id: string; version: number }]>(
    'UPDATE jobs SET server_version = @version WHERE id = @id',
  ),
  enqueue: database.prepare<[{ id: string; kind: OutboxRow['kind']; sha256: string | null; at: string }]>(
    `INSERT INTO outbox (job_id, kind, idempotency_key, sha256, next_attempt_at) VALUES (@id, @kind, @id, @sha256, @at)
     ON CONFLICT (job_id) DO NOTHING`,
  ),
  outboxOf: database.prepare<[string], OutboxRow>('SELECT kind, idempotency_key, sha256 FROM outbox WHERE job_id = ?'),
  keepPrepared: database.prepare<[{ id: string; prepared: string }]>(
    `INSERT INTO prepared_signatures (job_id, prepared) VALUES (@id, @prepared)
     ON CONFLICT (job_id) DO UPDATE SET prepared = excluded.prepared`,
  ),
  prepared: database.prepare<[string], { prepared: string }>(
    'SELECT prepared FROM prepared_signatures WHERE job_id = ?',
  ),
  dropPrepared: database.prepare<[string]>('DELETE FROM prepared_signatures WHERE job_id = ?'),
  keepPending: database.prepare<[{ id: string; pending: string }]>(
    `INSERT INTO pending_signatures (job_id, pending) VALUES (@id, @pending)
     ON CONFLICT (job_id) DO UPDATE SET pending = excluded.pending`,
  ),
  pending: database.prepare<[string], { pending: string }>('SELECT pending FROM pending_signatures WHERE job_id = ?'),
  dropPending: database.prepare<[string]>('DELETE FROM pending_signatures WHERE job_id = ?'),
  /** What stands in the journal of the file that was proved; nothing where its end was lost and put together again. */
  provedFile: database
    .prepare<[string], string | null>(
      `SELECT iif(event = 'proved', detail ->> 'signedSha256', NULL) FROM journal
       WHERE job_id = ? AND event IN ('proved', 'rebuilt') ORDER BY seq DESC LIMIT 1`,
    )
    .pluck(),
  rejectedBy: database
    .prepare<[string], string>(
      `SELECT event FROM journal WHERE job_id = ? AND event IN ('rejected', 'rejected-there') ORDER BY seq DESC LIMIT 1`,
    )
    .pluck(),
  wasSent: database.prepare<[string], { seq: number }>(
    `SELECT seq FROM journal WHERE job_id = ? AND event = 'upload-started' LIMIT 1`,
  ),
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
  const keepReceipt = receiptKeeper(database);
  const knownReceipt = receiptFacts(database);
  const followLease = leaseFollower(database);

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

  /** The outbox follows from the state: it holds what the server waits for. */
  const keepOutbox = (row: JobRow, event: JobEvent): void => {
    const entry = { id: row.id, at: row.updated_at };
    if (event === 'rejected-there') sql.dequeue.run(row.id);
    else if (row.server_id === null || !waitsForServer.includes(row.state)) sql.dequeue.run(row.id);
    else if (row.state === 'rejected') sql.enqueue.run({ ...entry, kind: 'rejection', sha256: null });
    else if (row.signed_sha256 !== null) sql.enqueue.run({ ...entry, kind: 'signed-file', sha256: row.signed_sha256 });
  };

  const step = (row: JobRow, event: JobEvent, change: Change = {}): JobRecord => {
    const state = nextState(row.state, event);
    if (state === null) throw new Fault('queue.transition-refused', { event, state: row.state });
    const signed = change.signed ?? { path: row.signed_path, sha256: row.signed_sha256 };
    const next: JobRow = {
      ...row,
      state,
      signed_path: beforeSigning.includes(state) ? null : signed.path,
      signed_sha256: beforeSigning.includes(state) ? null : signed.sha256,
      error: change.error === undefined ? null : JSON.stringify(change.error),
      rejection_reason: change.rejectionReason ?? row.rejection_reason,
      failed_in: state === 'failed' ? row.state : null,
      owner: isOwned(state) ? owner.id : null,
      updated_at: new Date().toISOString(),
    };
    sql.update.run(next);
    keepOutbox(next, event);
    followLease(row.server, row.server_id, event);
    if (!needsPending.includes(state)) sql.dropPending.run(row.id);
    if (!keepsPrepared.includes(event)) sql.dropPrepared.run(row.id);
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

  const putOff = (jobId: string): void => {
    sql.putOff.run({ id: jobId, at: nextAttempt(sql.attempts.get(jobId)?.attempts ?? 0) });
  };

  const checked = (row: JobRow, outcome: CheckOutcome): JobRecord => {
    if (!outcome.fit) return step(row, 'check-failed', { error: outcome.error });
    step(row, 'checked');
    return step(rowOf(row.id), row.needs_approval === 1 ? 'approval-asked' : 'made-ready');
  };

  /** A decision that was not sent yet is not lost; files that are gone by the rules of retention cannot come back. */
  const deliveryLost = (row: JobRow, { event, version }: LostNews): JobRecord | null => {
    if (nextState(row.state, event) === null || row.data_deleted_at !== null) return null;
    if (sql.outboxOf.get(row.id) !== undefined) return null;
    // What was found on the server cannot be sent from here.
    if (event === 'delivery-lost' && row.signed_sha256 === null) return null;
    sql.setVersion.run({ id: row.id, version });
    const isOurs = sql.rejectedBy.get(row.id) !== 'rejected-there';
    return step(rowOf(row.id), event === 'delivery-lost' || isOurs ? event : 'rejection-withdrawn');
  };

  /** A receipt that does not stand by the server's key proves nothing; that it has the file is its word all the same. */
  const foundDelivered = (row: JobRow, delivery: FoundDelivery | null): JobRecord | null => {
    if (row.owner !== null || nextState(row.state, 'found-delivered') === null) return null;
    return step(row, 'found-delivered', {
      detail: knownReceipt({ server: row.server, documentId: row.server_id }, delivery),
    });
  };

  const takeNews = (row: JobRow, news: ServerNews): JobRecord | null => {
    if (news.event === 'delivery-lost' || news.event === 'rejection-lost') return deliveryLost(row, news);
    if (news.event === 'new-version') {
      sql.setVersion.run({ id: row.id, version: news.version });
      return recordOf(rowOf(row.id));
    }
    if (news.event === 'found-delivered') return foundDelivered(row, news.delivery);
    const event = news.event === 'replaced' ? 'recalled' : news.event;
    // Whoever holds it hears of it when the file is sent.
    const follows = row.owner === null && nextState(row.state, event) !== null;
    const replaced = news.event === 'replaced';
    const error = errorOf(news);
    if (follows) step(row, event, { error, ...(replaced && { detail: { replaced } }) });
    if (replaced && row.owner === null) sql.freeServerId.run(row.id);
    return follows ? recordOf(rowOf(row.id)) : null;
  };

  const operations: Pick<QueueOperations, Writing> = {
    ...numberWriting(database, journal),
    ...amendmentWriting(database, journal),
    ...registers,
    ...syncWriting(database),
    ...leaseWriting(database),
    ...receiptWriting(database, journal),
    ...numberLeaseWriting(database, journal),
    add(job) {
      const { server = unknownServer } = job;
      const existing = job.serverId === null ? undefined : sql.byServerId.get(server, job.serverId);
      if (existing !== undefined) return { job: recordOf(existing), added: false };
      const id = randomBytes(16).toString('hex');
      const at = new Date().toISOString();
      sql.insert.run({
        id,
        server,
        server_id: job.serverId,
        title: job.title,
        file_name: job.fileName,
        ...jobText(job.title, job.fileName, job.serverId),
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
        needs_approval: job.needsApproval ? 1 : 0,
        server_version: job.serverVersion ?? null,
        rejection_reason: null,
        updated_at: at,
        data_deleted_at: null,
      });
      const detail = {
        sha256: job.sha256,
        size: job.size,
        ...(job.serverId !== null && { server: job.serverId }),
        ...(server !== unknownServer && { of: server }),
      };
      record({ at, jobId: id, event: 'added', from: null, to: 'received', detail });
      return { job: recordOf(rowOf(id)), added: true };
    },

    claim: (jobIds, evidenceId = null) =>
      jobIds
        .map(rowOf)
        .filter((row) => nextState(row.state, 'claimed') !== null)
        .map((row) => {
          evidence.attach(row.id, evidenceId);
          return { job: step(row, 'claimed'), prepared: sql.prepared.get(row.id)?.prepared ?? null };
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
          sql.keepPrepared.run({ id: jobId, prepared: progress.prepared });
          return step(row, 'prepared', {
            detail: { again: progress.again, sha256: row.original_sha256, ...certificateOf(progress) },
          });
        case 'embedded':
          return step(row, 'embedded');
        case 'signature-made':
          sql.keepPending.run({ id: jobId, pending: progress.pending });
          return step(row, 'signature-made');
        case 'timestamp-deferred':
          return step(row, 'timestamp-deferred', { error: progress.error });
        case 'proved': {
          const signed = { path: progress.signedPath, sha256: progress.signedSha256 };
          registerProved(row, progress);
          return step(row, 'proved', { signed, detail: { sha256: row.original_sha256, signedSha256: signed.sha256 } });
        }
        case 'released':
        case 'signing-failed':
          return step(row, progress.event, { error: progress.error });
      }
    },

    check(jobId, outcome) {
      const row = rowOf(jobId);
      return row.state === 'received' ? checked(row, outcome) : recordOf(row);
    },

    approve: (jobIds, user) =>
      jobIds
        .map(rowOf)
        .filter((row) => nextState(row.state, 'approved') !== null)
        .map((row) => step(row, 'approved', { detail: { user } })),

    reject: (jobIds, reason, user) =>
      jobIds
        .map(rowOf)
        .filter((row) => nextState(row.state, 'rejected') !== null)
        .map((row) => step(row, 'rejected', { rejectionReason: reason, detail: { user } })),

    claimUpload(jobId) {
      const row = rowOf(jobId);
      const entry = sql.outboxOf.get(jobId);
      if (entry === undefined || nextState(row.state, 'upload-started') === null) return null;
      // One job is one file: what was proved is what is sent, or nothing.
      const proved = sql.provedFile.get(jobId) ?? row.signed_sha256;
      if (entry.sha256 !== row.signed_sha256 || entry.sha256 !== proved) throw new Fault('queue.other-file');
      step(row, 'upload-started');
      return outboxEntryOf({ ...rowOf(jobId), ...entry });
    },

    finishUpload(jobId, result) {
      const row = ownRow(jobId);
      switch (result.outcome) {
        case 'delivered': {
          const { receipt, origin } = result;
          const { sha256, receivedAt, alreadyThere } = receipt;
          const sent = { jobId, server: row.server, documentId: row.server_id, sha256: row.signed_sha256 };
          const kept = origin === undefined ? {} : keepReceipt(sent, receipt, origin);
          return step(row, 'delivered', { detail: { sha256, receivedAt, alreadyThere, ...kept } });
        }
        case 'deferred': {
          const deferred = step(row, 'upload-deferred', { error: result.error });
          putOff(jobId);
          return deferred;
        }
        case 'refused':
          return step(row, 'upload-refused', { error: result.error });
        case 'recalled':
          return step(row, 'recalled', { error: result.error });
      }
    },

    // One that may have left is not signed anew: two files of one job do not leave this computer.
    fileLost: (jobId, error) =>
      step(rowOf(jobId), 'file-lost', {
        error: sql.wasSent.get(jobId) === undefined ? error : faultValue('sync.sent-file-lost'),
      }),

    finishRejection(jobId, result) {
      const row = rowOf(jobId);
      if (result.outcome === 'deferred') {
        putOff(jobId);
        return recordOf(row);
      }
      const error = result.outcome === 'refused' ? result.error : undefined;
      const told = step(row, 'rejection-delivered', { error });
      sql.dequeue.run(jobId);
      return told;
    },

    takeNews(server, serverId, news) {
      const row = sql.byServerId.get(server, serverId);
      return row === undefined ? null : takeNews(row, news);
    },

    originalFetched(jobId) {
      const row = rowOf(jobId);
      return nextState(row.state, 'fetched-again') === null ? recordOf(row) : step(row, 'fetched-again');
    },

    retry: (jobIds, user) =>
      jobIds
        .map(rowOf)
        .filter((row) => row.state === 'failed')
        .flatMap((row) => {
          const event = retryOf(row, sql.wasSent.get(row.id) !== undefined);
          return event === null ? [] : [step(row, event, { detail: { user } })];
        }),

    cancel: (jobIds, user) =>
      jobIds
        .map(rowOf)
        .filter((row) => nextState(row.state, 'cancelled') !== null)
        .map((row) => step(row, 'cancelled', { detail: { user } })),

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
    ...retentionWriting(database, journal, evidence),
    recordAnchor({ event, ...detail }) {
      const { fingerprint } = detail;
      const confirmed = confirmedAnchors(database).some((anchor) => anchor.fingerprint === fingerprint);
      if (event === 'trust-anchor-removed' && !confirmed) throw new Fault('trust.unknown', { fingerprint });
      recordAnchor({ at: new Date().toISOString(), event, detail });
    },
  };
  return inTransactions(database, operations);
};

/** What a person reads of the document from then on, besides its state. */
const errorOf = (news: ServerNews): FaultValue | undefined => {
  if (news.event === 'refused-after-delivery') return news.error;
  return news.event === 'rejected-there' ? faultValue('sync.already-rejected') : undefined;
};

/** With which certificate something is signed stands in the journal before the token is asked for it. */
const certificateOf = ({ certificate }: { readonly certificate?: string }) =>
  certificate === undefined ? {} : { certificate };

const recoveryOf = (state: JobRow['state']): JobEvent => {
  if (state === 'uploading') return 'upload-recovered';
  return state === 'timestamping' || state === 'signed' ? 'timestamp-recovered' : 'signing-recovered';
};

const retryOf = (row: JobRow, wasSent: boolean): JobEvent | null => {
  if (row.failed_in === 'received') return 'check-retried';
  // The server has the very file and refused it.
  if (row.failed_in === 'delivered') return null;
  if (hasContent(row.signed_path, row.signed_sha256)) return 'upload-retried';
  return wasSent ? null : 'signing-retried';
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
