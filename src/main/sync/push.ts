/** What the server waits for goes out: signed files, and decisions not to sign. */
import { stat } from 'node:fs/promises';
import type { SyncLine } from '../../contracts/cli.js';
import { packageServer } from '../../contracts/edxml.js';
import { Fault, type FaultValue, faultValue, toFaultValue } from '../../contracts/faults/index.js';
import { settle } from '../../contracts/result.js';
import type { DocumentServer, Moved } from './adapter.js';
import { endsTheRun, isPassing } from './ends.js';
import { hashFile } from './files.js';
import { OwedRecords } from './owed-records.js';
import type { OutboxEntry, OutboxPort, RejectionResult, UploadResult } from './ports.js';
import { type ProgressListener, RunProgress } from './progress.js';

export interface PushOptions {
  readonly queue: OutboxPort;
  readonly server: DocumentServer;
  readonly progress?: ProgressListener;
  /** Only what was tried before and put off: nobody has to ask for it again. */
  readonly onlyPutOff?: boolean;
}

type Failure = { readonly outcome: 'deferred' | 'refused' | 'recalled'; readonly error: FaultValue };

const failureOf = (thrown: unknown): Failure => {
  const error = toFaultValue(thrown);
  if (error.code === 'sync.recalled') return { outcome: 'recalled', error };
  return { outcome: isPassing.has(error.code) ? 'deferred' : 'refused', error };
};

const send = async ({ queue, server }: PushOptions, entry: OutboxEntry, moved: Moved): Promise<UploadResult> => {
  const { job, sha256, idempotencyKey } = entry;
  try {
    if (job.serverId === null || job.signedPath === null || sha256 === null)
      throw new Fault('sync.signed-file-changed');
    const journal = await queue.journalHead();
    const { serverId, serverVersion: version, sha256: original, signedPath: path } = job;
    const upload = { serverId, version, original, path, sha256, idempotencyKey, journal };
    return { outcome: 'delivered', ...(await server.upload(upload, moved)) };
  } catch (thrown) {
    return failureOf(thrown);
  }
};

const isWhole = async ({ job, sha256 }: OutboxEntry): Promise<boolean> =>
  job.signedPath !== null && (await hashFile(job.signedPath)) === sha256;

const lineOf = (entry: OutboxEntry, result: UploadResult | RejectionResult): SyncLine => {
  const { job, kind } = entry;
  const direction = kind === 'rejection' ? 'rejection' : 'upload';
  const line = { direction, serverId: job.serverId ?? '', title: job.title } as const;
  if (result.outcome !== 'delivered') {
    return { ...line, status: result.outcome === 'recalled' ? 'recalled' : 'failed', error: result.error };
  }
  return { ...line, status: 'receipt' in result && result.receipt.alreadyThere ? 'already-there' : 'done' };
};

/** A receipt that the queue does not take is none: the document is not delivered. */
const record = async (queue: OutboxPort, jobId: string, result: UploadResult): Promise<UploadResult> => {
  try {
    await queue.finishUpload(jobId, result);
    return result;
  } catch (thrown) {
    const error = toFaultValue(thrown);
    if (error.code !== 'sync.receipt-mismatch') throw thrown;
    const refused = { outcome: 'refused', error } as const;
    await queue.finishUpload(jobId, refused);
    return refused;
  }
};

/** A database that is in the way for now keeps no document in this process's hands. */
const outcomes = new OwedRecords(record);

const sendFile = async (
  options: PushOptions,
  pending: OutboxEntry,
  progress: RunProgress,
): Promise<UploadResult | null> => {
  const { queue } = options;
  if (!(await isWhole(pending))) {
    const lost = faultValue('sync.signed-file-changed');
    const { error } = await queue.fileLost(pending.job.id, lost);
    return { outcome: 'refused', error: error ?? lost };
  }
  const claimed = await settle(() => queue.claimUpload(pending.job.id));
  if (!claimed.ok) {
    // What is on record of it was changed behind the journal: it is not sent, and keeps no other from being sent.
    if (claimed.error.code === 'queue.other-file') return { outcome: 'refused', error: claimed.error };
    throw Fault.from(claimed.error);
  }
  const entry = claimed.value;
  if (entry === null) return null;
  const size = await sizeOf(entry);
  const result = await send(options, entry, progress.file(entry.job.title, size));
  const kept = await outcomes.record(queue, entry.job.id, result);
  progress.over(entry.job.title, size);
  return kept;
};

/** One that was recalled, replaced or signed elsewhere meanwhile is over too: the server needs no decision any more. */
const sendRejection = async (
  { queue, server }: PushOptions,
  { job, ...entry }: OutboxEntry,
): Promise<RejectionResult> => {
  const tell = async (): Promise<RejectionResult> => {
    if (job.serverId === null) return { outcome: 'refused', error: faultValue('sync.document-changed') };
    const { serverId, serverVersion: version, sha256: original, rejectionReason } = job;
    try {
      await server.reject({
        serverId,
        version,
        original,
        reason: rejectionReason ?? '',
        idempotencyKey: entry.idempotencyKey,
      });
      return { outcome: 'delivered' };
    } catch (thrown) {
      const { outcome, error } = failureOf(thrown);
      return { outcome: outcome === 'deferred' ? 'deferred' : 'refused', error };
    }
  };
  const result = await tell();
  await queue.finishRejection(job.id, result);
  return result;
};

const sizeOf = ({ job }: OutboxEntry): Promise<number> =>
  job.signedPath === null
    ? Promise.resolve(0)
    : stat(job.signedPath).then(
        ({ size }) => size,
        () => 0,
      );

/** Packages leave by themselves, whatever server is signed in to. */
const waitsForAnother = ({ id }: DocumentServer, entry: OutboxEntry): SyncLine[] =>
  id === packageServer || [id, packageServer].includes(entry.job.server)
    ? []
    : [lineOf(entry, { outcome: 'deferred', error: faultValue('sync.of-other-server') })];

/**
 * Sends what stands in the outbox; a line as soon as each is known. With the server out of reach every document stays
 * in the outbox and says so, as does that of another server; one that the server refuses becomes `failed`, one that it
 * has recalled `recalled`.
 * Faults: `queue.*`.
 */
export async function* push(options: PushOptions): AsyncGenerator<SyncLine> {
  const { queue } = options;
  await outcomes.recordLeft(queue);
  const isDue = ({ kind, job }: OutboxEntry): boolean =>
    options.onlyPutOff !== true || kind === 'rejection' || job.error !== null;
  const due = (await queue.outbox()).filter(isDue);
  // Nobody would know otherwise why they stay.
  if (options.onlyPutOff !== true) yield* due.flatMap((entry) => waitsForAnother(options.server, entry));
  const outbox = due.filter(({ job }) => job.server === options.server.id);
  const files = outbox.filter(({ kind }) => kind === 'signed-file');
  let bytes = 0;
  for (const entry of files) bytes += await sizeOf(entry);
  const progress = new RunProgress('upload', { files: files.length, bytes }, options.progress ?? (() => undefined));
  let ended: FaultValue | null = null;
  for (const pending of outbox) {
    if (ended !== null) {
      yield lineOf(pending, { outcome: 'deferred', error: ended });
      continue;
    }
    const result =
      pending.kind === 'rejection' ? await sendRejection(options, pending) : await sendFile(options, pending, progress);
    if (result === null) continue;
    if (result.outcome === 'deferred' && endsTheRun.has(result.error.code)) ended = result.error;
    yield lineOf(pending, result);
  }
}
