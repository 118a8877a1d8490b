/** Documents that were received and not looked at yet: each is opened once, and is ready, waits for a person, or failed. */
import { toFaultValue } from '../../contracts/faults/index.js';
import type { CheckOutcome, JobRecord, Queue } from '../queue/types.js';
import { needsPassword } from './batch/sign-queue.js';
import type { DocumentWorkers } from './document-workers.js';

/** More than the workers do at once, few enough that a long queue is not held in memory. */
const atOnce = 50;

export interface CheckServices {
  readonly queue: Queue;
  readonly workers: DocumentWorkers;
  readonly abort: AbortSignal;
}

const outcomeOf = async (job: JobRecord, workers: DocumentWorkers): Promise<CheckOutcome> => {
  try {
    const { refusal } = await workers.run('inspect', { path: job.originalPath });
    // Whoever has the password types it when it is to be signed.
    return refusal === null || needsPassword(refusal) ? { fit: true } : { fit: false, error: refusal };
  } catch (thrown) {
    return { fit: false, error: toFaultValue(thrown) };
  }
};

/** Checks one document; another state than `received` stays. Faults: `queue.*`. */
export const checkDocument = async (
  jobId: string,
  { queue, workers }: Omit<CheckServices, 'abort'>,
): Promise<JobRecord> => queue.check(jobId, await outcomeOf(await queue.get(jobId), workers));

/**
 * Checks whatever is `received`: what came from the server, and what a process left that was cut off between receiving
 * and checking. Faults: `queue.*`.
 * @returns how many were checked
 */
export const checkReceived = async (services: CheckServices): Promise<number> => {
  const { queue, abort } = services;
  const checked = new Set<string>();
  for (;;) {
    const { jobs } = await queue.list({ text: '', states: ['received'], after: null, limit: atOnce });
    // Another process may be at the same ones: none is looked at twice.
    const fresh = jobs.filter(({ id }) => !checked.has(id));
    if (fresh.length === 0 || abort.aborted) return checked.size;
    for (const { id } of fresh) checked.add(id);
    await Promise.all(fresh.map(({ id }) => checkDocument(id, services)));
  }
};
