import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Fault } from '../../contracts/faults/index.js';

/** The bytes of a file that an option names. Fault file.unreadable. */
export const readGivenFile = async (path: string): Promise<Uint8Array> => {
  try {
    return await readFile(resolve(path));
  } catch (cause) {
    throw new Fault('file.unreadable', { file: path }, { cause });
  }
};
