/** Joins the queue to the signing pipeline: which documents it gets, and what the queue records at each step. */
import { join } from 'node:path';
import { Fault, faultValue } from '../../contracts/faults/index.js';
import type { JobRecord, Queue } from '../queue/types.js';
import type { DocumentWorkers } from './document-workers.js';
import type { BatchItem, BatchObserver } from './sign-batch.js';

export interface QueueFolders {
  /** Files under construction (absolute). */
  readonly work: string;
  /** Proved signed files (absolute), on the file system of `work`. */
  readonly signed: string;
}

/** A queued job as an item of a batch. */
export const queueItem = (job: JobRecord, folders: QueueFolders): BatchItem => ({
  id: job.id,
  name: job.fileName,
  document: { path: job.originalPath, sha256: job.sha256, size: job.originalSize },
  workFile: join(folders.work, `${job.id}.pdf`),
});

/** What a person sees of a job: the signed file once it is proved, before that the very document that will be signed. */
export const fileToShow = (job: JobRecord): { path: string; name: string; sha256: string } =>
  job.signedPath !== null && job.signedSha256 !== null
    ? { path: job.signedPath, name: job.fileName, sha256: job.signedSha256 }
    : { path: job.originalPath, name: job.fileName, sha256: job.sha256 };

/**
 * Records each step of a batch as the transition it is. A job is claimed when its preparation begins and given back
 * when the batch stops, so that several processes can drain one queue and none signs what another one holds.
 */
export const queueObserver = (queue: Queue, workers: DocumentWorkers, folders: QueueFolders): BatchObserver => {
  const claimed = new Set<string>();
  return {
    async step(item, step, error) {
      switch (step) {
        case 'preparing': {
          const [job] = await queue.claim([item.id]);
          if (!job) throw new Fault('queue.held-elsewhere', { file: item.name });
          claimed.add(item.id);
          return;
        }
        case 'signing':
          await queue.advance(item.id, { event: 'prepared' });
          return;
        case 'proving':
          await queue.advance(item.id, { event: 'embedded' });
          return;
        case 'failed':
          if (claimed.delete(item.id)) {
            await queue.advance(item.id, { event: 'signing-failed', error: error ?? faultValue('app.internal') });
          }
          return;
        case 'not-signed':
          if (claimed.delete(item.id)) await queue.advance(item.id, { event: 'released' });
          return;
        case 'signed':
          claimed.delete(item.id);
          return;
        case 'waiting':
        case 'embedding':
          return;
      }
    },
    async keep(item, { sha256 }) {
      const path = join(folders.signed, `${item.id}.signed.pdf`);
      await workers.run('store', { workFile: item.workFile, path });
      await queue.advance(item.id, { event: 'proved', signedPath: path, signedSha256: sha256 });
    },
  };
};
