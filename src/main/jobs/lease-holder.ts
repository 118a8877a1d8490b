/** Which of a user's computers this is, to the document server: two of them must not sign the same document. */
import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import type { Queue } from '../queue/types.js';
import type { ApplicationFolders } from './files/application-folders.js';

/**
 * The same at every start of this data folder on this computer, and another for a copy of it elsewhere; says nothing of
 * the computer to whoever does not know its name. Faults `queue.*`.
 */
export const leaseHolder = async (
  queue: Pick<Queue, 'queueId'>,
  { data }: Pick<ApplicationFolders, 'data'>,
): Promise<string> =>
  createHash('sha256')
    .update(JSON.stringify([await queue.queueId(), hostname(), data]))
    .digest('hex')
    .slice(0, 32);
