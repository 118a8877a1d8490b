/** Taking a file in, and giving a finished one out: the two places where user folders are touched. */
import {
  closeSync,
  copyFileSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, join, parse } from 'node:path';
import { Fault } from '../../contracts/faults/index.js';
import { hashFile, takeCopy } from '../signing/work-file.js';
import type { KeptDocument, Outcome } from './document-tasks.js';

const errorCode = (thrown: unknown): string =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';

const syncPath = (path: string, flags: 'r' | 'r+'): void => {
  const handle = openSync(path, flags);
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};

/** Makes the names in a folder survive a power cut; Windows has no such call and keeps them by its journal. */
const syncFolder = (folder: string): void => {
  if (process.platform !== 'win32') syncPath(folder, 'r');
};

/** A folder that may be written to but not read, and some network shares, cannot be synced: the file itself is safe. */
const syncFolderWherePossible = (folder: string): void => {
  try {
    syncFolder(folder);
  } catch (cause) {
    if (!['EACCES', 'EPERM', 'EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(errorCode(cause))) throw cause;
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
    // Windows flushes only what is open for writing.
    syncPath(target, 'r+');
  } catch (cause) {
    rmSync(target, { force: true });
    if (cause instanceof Fault) throw cause;
    throw new Fault('output.failed', { dir: parse(target).dir }, { cause });
  }
  return { path: target, sha256, size };
};

/** Hashes the file at `path` (absolute), called `file` in messages. Faults: file.missing, file.unreadable. */
export const hashKept = (path: string, file: string): KeptDocument => {
  const { size, sha256 } = hashFile(path, 'sha256', file);
  return { path, sha256, size };
};

/** Bytes of a file name that every file system in use takes. */
const longestName = 255;
const temporarySuffix = '.part';

/** `bao-cao.pdf` → `bao-cao.signed.pdf`, `bao-cao.signed-2.pdf`, …; a stem too long for that is cut. */
const outputName = (name: string, outcome: Outcome, attempt: number): string => {
  const suffix = `.${outcome}${attempt === 1 ? '' : `-${attempt}`}.pdf`;
  const letters = [...parse(name).name];
  const room = longestName - suffix.length - temporarySuffix.length;
  while (Buffer.byteLength(letters.join('')) > room) letters.pop();
  return `${letters.join('')}${suffix}`;
};

/**
 * Moves the finished `workFile` into `directory` under the first free name after `name`; no file is ever replaced. On
 * one file system this is a link, atomic and exclusive; elsewhere a copy that is synced before it gets its name.
 * Returns the absolute path. Fault: output.failed.
 */
export const deliver = (workFile: string, directory: string, name: string, outcome: Outcome): string => {
  try {
    mkdirSync(directory, { recursive: true });
    const path = linkUnderFreeName(workFile, directory, name, outcome);
    keepName(path, directory);
    removeIfPossible(workFile);
    return path;
  } catch (cause) {
    throw new Fault('output.failed', { dir: directory }, { cause });
  }
};

/** A name that the disk may not have is taken back, or the document would be made a second time beside it. */
const keepName = (path: string, directory: string): void => {
  try {
    syncFolderWherePossible(directory);
  } catch (cause) {
    removeIfPossible(path);
    throw cause;
  }
};

/** The result stands: a work file that a virus scanner holds must not make it look failed, and be made again. */
const removeIfPossible = (workFile: string): void => {
  try {
    rmSync(workFile);
  } catch {
    // Swept at a later start.
  }
};

/**
 * Moves the finished `workFile` to `path` (both absolute, on one file system), where only results of the same job ever
 * stand: what a process that died put there, unrecorded, is replaced. Fault: output.failed.
 */
export const store = (workFile: string, path: string): void => {
  const { dir } = parse(path);
  try {
    renameSync(workFile, path);
    syncFolder(dir);
  } catch (cause) {
    throw new Fault('output.failed', { dir }, { cause });
  }
};

/** Removes the files in `folder` (absolute) that a process left that died a day ago or longer. */
export const sweep = (folder: string): void => {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isFile() && Date.now() - found.mtimeMs > 86_400_000) removeIfPossible(path);
  }
};

const linkUnderFreeName = (workFile: string, directory: string, name: string, outcome: Outcome): string => {
  for (let attempt = 1; ; attempt += 1) {
    const path = join(directory, outputName(name, outcome, attempt));
    try {
      linkSync(workFile, path);
      return path;
    } catch (cause) {
      const code = errorCode(cause);
      if (code === 'EEXIST') continue;
      // No hard links here (FAT, a network share, another disk).
      if (!['EXDEV', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'ENOSYS', 'EISDIR'].includes(code)) throw cause;
      if (copyExclusively(workFile, path)) return path;
    }
  }
};

/** Reserves the name with an empty file, then renames the synced copy over that reservation. */
const copyExclusively = (workFile: string, path: string): boolean => {
  try {
    closeSync(openSync(path, 'wx'));
  } catch (cause) {
    if (errorCode(cause) === 'EEXIST') return false;
    throw cause;
  }
  const temporary = `${path}${temporarySuffix}`;
  try {
    copyFileSync(workFile, temporary);
    // Windows flushes only what is open for writing.
    syncPath(temporary, 'r+');
    renameSync(temporary, path);
  } catch (cause) {
    rmSync(temporary, { force: true });
    rmSync(path, { force: true });
    throw cause;
  }
  return true;
};
