import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Fault } from '../../../contracts/faults/index.js';

/**
 * Puts `text` into the file at `path` (absolute), for this user alone: after a crash the file holds what it held before
 * or all of `text`. One call at a time for a path. Fault `output.failed`.
 */
export const replaceFile = async (path: string, text: string): Promise<void> => {
  const temporary = `${path}.new`;
  try {
    const file = await open(temporary, 'w', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    throw new Fault('output.failed', { dir: dirname(path) }, { cause });
  }
};
