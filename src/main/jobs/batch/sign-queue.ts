/** Joins the queue to the signing pipeline: which documents it gets, and what the queue records at each step. */
import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault, type FaultValue, faultValue } from '../../../contracts/faults/index.js';
import type { Registered } from '../../../contracts/jobs.js';
import type { Registration } from '../../../contracts/registers.js';
import { settle } from '../../../contracts/result.js';
import type { JobEvidence, JobRecord, Queue, SigningEvent } from '../../queue/types.js';
import { waitsForLease } from '../../sync/lease.js';
import { OwedRecords } from '../../sync/owed-records.js';
import type { KeptDocument } from '../document-tasks.js';
import type { DocumentWorkers } from '../document-workers.js';
import { store } from '../files/delivery.js';
import type { BatchItem, BatchObserver, ProvedFile } from './batch.js';
import type { PendingItem } from './finish-signature.js';
import {
  decodePending,
  decodePrepared,
  encodePending,
  encodePrepared,
  type PreparedStep,
} from './pending-signature.js';
import type { SignerCheck } from './signer-check.js';

export interface QueueFolders {
  /** Files under construction (absolute). */
  readonly underway: string;
  /** Proved signed files (absolute), on the file system of `underway`. */
  readonly signed: string;
}

/** What was typed to open a job's document; it is in memory alone, and nothing writes it anywhere. */
export type PasswordOf = (jobId: string) => string | undefined;

/** A password would open the document: it is kept for the person who has one, and nothing is wrong with the file. */
export const needsPassword = (error: FaultValue | null | undefined): boolean =>
  error?.code === 'pdf.password-needed' || error?.code === 'pdf.password-wrong';

const documentOf = (job: JobRecord, password: string | undefined): KeptDocument => ({
  path: job.originalPath,
  sha256: job.sha256,
  size: job.originalSize,
  password,
});

/** A queued job as an item of a batch. Not every queued document is looked at before: it is told of when it is signed. */
export const queueItem = (job: JobRecord, folders: QueueFolders, password?: string): BatchItem => ({
  id: job.id,
  name: job.fileName,
  document: { ...documentOf(job, password), unseen: true },
  workFile: join(folders.underway, `${job.id}.pdf`),
});

/** What taking up a waiting signature needs. */
export interface PendingServices {
  readonly queue: Queue;
  readonly folders: QueueFolders;
  readonly observer: BatchObserver;
  readonly workers: DocumentWorkers;
  readonly passwordOf: PasswordOf;
}

/**
 * Takes those of the jobs whose signature value waits for its timestamp; what another process holds is left out. They
 * are this process's from here on, so each has to go through `finishBatch`. One whose stored value cannot be read fails,
 * as nothing but signing it anew can help; it stops no other. One whose document nobody has given the password for
 * waits on: the proof has to open it, and a timestamp that is asked for before would be asked for in vain.
 */
export const claimPending = async (jobIds: readonly string[], services: PendingServices): Promise<PendingItem[]> => {
  const { queue, folders, observer, workers, passwordOf } = services;
  const items: PendingItem[] = [];
  for (const { job, pending } of await queue.claimPending([...jobIds])) {
    const password = passwordOf(job.id);
    const item = queueItem(job, folders, password);
    await observer.step(item, 'timestamping');
    const decoded = await settle(() => decodePending(pending));
    if (!decoded.ok) {
      await observer.step(item, 'failed', faultValue('queue.pending-unreadable'));
      continue;
    }
    const document = documentOf(job, password);
    await takeBack(item, folders);
    const whole = await settle(() => workers.run('still-prepared', decoded.value.prepared));
    if (whole.ok && !whole.value) {
      // The value belongs to bytes that are gone: it is of no use, and nothing with it has left this computer.
      await observer.step(item, 'not-signed');
      continue;
    }
    const opened = await settle(() => workers.run('open', document));
    if (!opened.ok && needsPassword(opened.error)) await observer.step(item, 'awaiting-timestamp', opened.error);
    else items.push({ item, document, pending: decoded.value });
  }
  return items;
};

const signedFile = (item: BatchItem, folders: QueueFolders): string => join(folders.signed, `${item.id}.signed.pdf`);

/** A file that was put in its place by a process that could not record it any more is a work file again. */
const takeBack = async (item: BatchItem, folders: QueueFolders): Promise<void> => {
  if (existsSync(item.workFile)) return;
  await rename(signedFile(item, folders), item.workFile).catch(() => undefined);
};

/** What the queue keeps of a check: the chain, and every answer that was had. */
const evidenceFor = ({ outcome, reasons, chain, evidence }: SignerCheck): JobEvidence => ({
  checkedAt: evidence.checkedAt,
  outcome: outcome === 'good' ? 'good' : 'unknown',
  reasons,
  items: [
    ...chain.map((bytes) => ({ kind: 'certificate' as const, bytes })),
    ...evidence.ocsps.map((bytes) => ({ kind: 'ocsp' as const, bytes })),
    ...evidence.crls.map((bytes) => ({ kind: 'crl' as const, bytes })),
  ],
});

/** What a person sees of a job: the signed file once it is proved, before that the very document that will be signed. */
export const fileToShow = (job: JobRecord): { path: string; name: string; sha256: string } => {
  if (job.dataDeletedAt !== null) throw new Fault('queue.data-deleted');
  return job.signedPath !== null && job.signedSha256 !== null
    ? { path: job.signedPath, name: job.fileName, sha256: job.signedSha256 }
    : { path: job.originalPath, name: job.fileName, sha256: job.sha256 };
};

/**
 * A document that only lacks its password, or that somebody else has in hand, waits to be signed as before, with the
 * sentence that says so.
 */
const failure = (error: FaultValue): SigningEvent =>
  needsPassword(error) || waitsForLease(error) ? { event: 'released', error } : { event: 'signing-failed', error };

/** What is no such thing (a damaged database) is prepared anew. */
const readable = (prepared: string): PreparedStep | null => {
  try {
    return decodePrepared(prepared);
  } catch {
    return null;
  }
};

export interface QueueObserver extends BatchObserver {
  /** Goes with every job that is claimed from then on: with these, and not with what others sign meanwhile. */
  keepEvidence(check: SignerCheck): Promise<void>;
}

/** What văn thư adds to the record of a proved file; nothing for a plain signature. */
export interface Registrar {
  /** What enters a register with it. */
  registrationOf(item: BatchItem, proved: ProvedFile): Promise<Registration | undefined>;
  /** Told once it is on record; as what it is registered. */
  recorded(item: BatchItem, registration: Registration | undefined): Registered | undefined;
}

/** How documents came out, where the database was in the way when that was to be recorded. */
const outcomes = new OwedRecords((queue: Queue, jobId: string, event: SigningEvent) => queue.advance(jobId, event));

/** Puts on record what could not be when it came. Faults `queue.*` where it still cannot. */
export const recordOwed = (queue: Queue): Promise<void> => outcomes.recordLeft(queue);

const noRegistrar: Registrar = { registrationOf: async () => undefined, recorded: () => undefined };

/**
 * Records each step of a batch as the transition it is. A job is claimed when its preparation begins and given back
 * when the batch stops, so that several processes can drain one queue and none signs what another one holds.
 */
export const queueObserver = (
  queue: Queue,
  folders: QueueFolders,
  registrar: Registrar = noRegistrar,
): QueueObserver => {
  const claimed = new Set<string>();
  /** What each was cut off at, until it is asked for. */
  const before = new Map<string, string | null>();
  let evidenceId: string | null = null;
  const end = (item: BatchItem, event: SigningEvent) => outcomes.record(queue, item.id, event);
  return {
    async keepEvidence(check) {
      evidenceId = await queue.keepEvidence(evidenceFor(check));
    },
    async step(item, step, error) {
      switch (step) {
        case 'preparing': {
          await recordOwed(queue);
          const [taken] = await queue.claim([item.id], evidenceId);
          if (!taken) throw new Fault('queue.held-elsewhere', { file: item.name });
          claimed.add(item.id);
          before.set(item.id, taken.prepared);
          return;
        }
        case 'awaiting-timestamp':
          claimed.delete(item.id);
          await end(item, { event: 'timestamp-deferred', error: error ?? faultValue('app.internal') });
          return;
        case 'proving':
          await queue.advance(item.id, { event: 'embedded' });
          return;
        case 'failed':
          if (!claimed.delete(item.id)) return;
          await end(item, failure(error ?? faultValue('app.internal')));
          return;
        case 'not-signed':
          if (claimed.delete(item.id)) await end(item, { event: 'released' });
          return;
        case 'signed':
          claimed.delete(item.id);
          return;
        case 'timestamping':
          // Claimed together with what was stored of it.
          claimed.add(item.id);
          return;
        case 'waiting':
        case 'signing':
        case 'embedding':
          return;
      }
    },
    // Told where the batch is followed; what is in the document stays there to be read again.
    warn() {},
    record: {
      preparedBefore({ id }) {
        const prepared = before.get(id) ?? null;
        before.delete(id);
        return prepared === null ? null : readable(prepared);
      },
      async prepared(item, step, again) {
        const certificate = step.declared.certificateFingerprint;
        await queue.advance(item.id, { event: 'prepared', prepared: encodePrepared(step), again, certificate });
      },
      async made(item, pending) {
        await queue.advance(item.id, { event: 'signature-made', pending: encodePending(pending) });
      },
    },
    async keep(item, proved) {
      const registration = await registrar.registrationOf(item, proved);
      const path = signedFile(item, folders);
      await store(item.workFile, path);
      await queue.advance(item.id, {
        event: 'proved',
        signedPath: path,
        signedSha256: proved.sha256,
        ...(registration && { registration }),
      });
      return registrar.recorded(item, registration);
    },
  };
};
