/** Whether the files of the queue are still those that its journal names. */
import { hashOfFile } from '../jobs/backup/store.js';
import { everyJob } from '../jobs/pages.js';
import type { Queue } from '../queue/types.js';

export interface FileCheck {
  readonly id: string;
  /** Absolute. */
  readonly path: string;
  readonly found: 'same' | 'changed' | 'missing';
}

const stateOf = async (path: string, sha256: string): Promise<FileCheck['found']> => {
  const read = await hashOfFile(path).catch(() => null);
  if (read === null) return 'missing';
  return read === sha256 ? 'same' : 'changed';
};

/**
 * Reads each document's original and signed file to its last byte; what retention has deleted is not looked for. That
 * the rows name what the journal does, `verifyJournal` says. @param goOn throws when the run is to end
 */
export async function* checkFiles(queue: Pick<Queue, 'list' | 'get'>, goOn: () => void): AsyncGenerator<FileCheck> {
  for await (const { id } of everyJob(queue, [])) {
    const { originalPath, sha256, signedPath, signedSha256 } = await queue.get(id);
    for (const [path, hash] of [
      [originalPath, sha256],
      [signedPath, signedSha256],
    ] as const) {
      goOn();
      if (path !== null && path !== '' && hash !== null) yield { id, path, found: await stateOf(path, hash) };
    }
  }
}
