/** Taking a file in. */
import { closeSync, fsyncSync, openSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, join, parse } from 'node:path';
import { Fault } from '../../../contracts/faults/index.js';
import { FileSource } from '../../pdf/source.js';
import { hashFile, takeCopy } from '../../signing/work-file.js';
import type { KeptDocument } from '../document-tasks.js';

/** Windows flushes only what is open for writing. */
const syncFile = (path: string): void => {
  const handle = openSync(path, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};

/**
 * Copies the user's file `source` (absolute) to `target` (absolute, private) and hashes exactly the bytes that were
 * copied; the copy is on disk when this returns. Faults: file.missing, file.unreadable, pdf.empty, output.failed.
 */
export const intake = (source: string, target: string): KeptDocument => {
  const { size, sha256 } = takeCopy(source, target, 'sha256');
  try {
    if (size === 0) throw new Fault('pdf.empty', { file: basename(source) });
    syncFile(target);
  } catch (cause) {
    rmSync(target, { force: true });
    if (cause instanceof Fault) throw cause;
    throw new Fault('output.failed', { dir: parse(target).dir }, { cause });
  }
  return { path: target, sha256, size };
};

/** Faults: file.missing, file.unreadable, where the file at `path` (absolute), called `file` in messages, cannot be opened. */
export const requireReadable = (path: string, file: string): void => new FileSource(path, file).close();

/** Hashes the file at `path` (absolute), called `file` in messages. Faults: file.missing, file.unreadable. */
export const hashKept = (path: string, file: string): KeptDocument => {
  const { size, sha256 } = hashFile(path, 'sha256', file);
  return { path, sha256, size };
};

/** Removes the files in `folder` (absolute) that a process left that died a day ago or longer. */
export const sweep = (folder: string): void => {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isFile() && Date.now() - found.mtimeMs > 86_400_000) removeIfPossible(path);
  }
};

/** What a virus scanner holds is left for the next time. */
const removeIfPossible = (path: string): void => {
  try {
    rmSync(path);
  } catch {
    // Nothing depends on it.
  }
};
