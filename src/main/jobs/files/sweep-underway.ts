/** What stays of documents that ended while they were being signed. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { toFaultValue } from '../../../contracts/faults/index.js';
import type { JobState } from '../../../contracts/jobs.js';
import type { Queue } from '../../queue/types.js';

/** Nothing is signed of a document in one of these. */
const ended: ReadonlySet<JobState> = new Set(['delivered', 'acknowledged', 'rejected', 'recalled', 'cancelled']);

const workFile = /^([0-9a-f]{32})\.pdf(\.step)?$/;

/**
 * Removes the work files (in `folder`, absolute) of documents that were recalled or given up on while their signature
 * waited for something: nobody comes back to them, and they hold what retention deletes elsewhere. Faults: `queue.*`.
 */
export const sweepUnderway = async (queue: Pick<Queue, 'get'>, folder: string): Promise<void> => {
  for (const name of await readdir(folder).catch(() => [])) {
    const id = workFile.exec(name)?.[1];
    if (id === undefined) continue;
    const state = await queue.get(id).then(
      (job) => job.state,
      (thrown: unknown) => {
        if (toFaultValue(thrown).code !== 'queue.job-missing') throw thrown;
        // Of a queue that lost its row: nobody knows what it is.
        return null;
      },
    );
    // What a virus scanner holds goes the next time.
    if (state !== null && ended.has(state)) await rm(join(folder, name), { force: true }).catch(() => undefined);
  }
};
