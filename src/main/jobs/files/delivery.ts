/** Giving a finished file out: on disk first, then under its name. Asynchronous, so that no thread waits for the disk. */
import { link, mkdir, open, rename, rm } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { Fault } from '../../../contracts/faults/index.js';
import type { Outcome } from '../document-tasks.js';
import { copyUnderFreeName, longestPartSuffix } from './delivery-copy.js';

const errorCode = (thrown: unknown): string =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';

const syncPath = async (path: string, flags: 'r' | 'r+'): Promise<void> => {
  const handle = await open(path, flags);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** Windows flushes only what is open for writing. */
const syncFile = (path: string): Promise<void> => syncPath(path, 'r+');

/** Folders that are being synced, each with the sync that will follow, if anybody waits for it. */
const syncing = new Map<string, { readonly running: Promise<void>; next: Promise<void> | null }>();

/**
 * Makes the names in a folder survive a power cut; Windows has no such call and keeps them by its journal. Who comes
 * while the folder is being synced shares the next sync with all others that come meanwhile.
 */
const syncFolder = (folder: string): Promise<void> => {
  if (process.platform === 'win32') return Promise.resolve();
  const current = syncing.get(folder);
  if (!current) return startSync(folder);
  current.next ??= current.running.catch(() => undefined).then(() => startSync(folder));
  return current.next;
};

const startSync = (folder: string): Promise<void> => {
  const running = syncPath(folder, 'r').finally(() => {
    if (syncing.get(folder)?.next === null) syncing.delete(folder);
  });
  syncing.set(folder, { running, next: null });
  return running;
};

/** A folder that may be written to but not read, and some network shares, cannot be synced: the file itself is safe. */
export const syncFolderWherePossible = async (folder: string): Promise<void> => {
  try {
    await syncFolder(folder);
  } catch (cause) {
    if (!['EACCES', 'EPERM', 'EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(errorCode(cause))) throw cause;
  }
};

/** Bytes of a file name that every file system in use takes. */
const longestName = 255;

/** `bao-cao.pdf` → `bao-cao.signed.pdf`, `bao-cao.signed-2.pdf`, …; a stem too long for that is cut. */
const outputName = (name: string, outcome: Outcome, attempt: number): string => {
  const suffix = `.${outcome}${attempt === 1 ? '' : `-${attempt}`}.${outcome === 'evidence' ? 'zip' : 'pdf'}`;
  const letters = [...parse(name).name];
  const room = longestName - suffix.length - longestPartSuffix;
  while (Buffer.byteLength(letters.join('')) > room) letters.pop();
  return `${letters.join('')}${suffix}`;
};

/**
 * Brings the proved `workFile` to disk and moves it into `directory` under the first free name after `name`; no file is
 * ever replaced. On one file system this is a link, atomic and exclusive; elsewhere a copy that is synced before it gets
 * its name. Returns the absolute path. Fault: output.failed.
 */
export const deliver = async (workFile: string, directory: string, name: string, outcome: Outcome): Promise<string> => {
  try {
    await syncFile(workFile);
    await mkdir(directory, { recursive: true });
    const path = await linkUnderFreeName(workFile, directory, name, outcome);
    await keepName(path, directory);
    await removeIfPossible(workFile);
    return path;
  } catch (cause) {
    throw new Fault('output.failed', { dir: directory }, { cause });
  }
};

/** A name that the disk may not have is taken back, or the document would be made a second time beside it. */
const keepName = async (path: string, directory: string): Promise<void> => {
  try {
    await syncFolderWherePossible(directory);
  } catch (cause) {
    await removeIfPossible(path);
    throw cause;
  }
};

/** The result stands: a work file that a virus scanner holds must not make it look failed. It is swept at a later start. */
const removeIfPossible = (workFile: string): Promise<void> => rm(workFile).catch(() => undefined);

/**
 * Brings the proved `workFile` to disk and moves it to `path` (both absolute, on one file system), where only results of
 * the same job ever stand: what a process that died put there, unrecorded, is replaced. Fault: output.failed.
 */
export const store = async (workFile: string, path: string): Promise<void> => {
  const { dir } = parse(path);
  try {
    await syncFile(workFile);
    await rename(workFile, path);
    // Each folder keeps its own names: a power cut could bring the old one back, for ever, beside the new one.
    await Promise.all([syncFolder(dir), syncFolder(parse(workFile).dir)]);
  } catch (cause) {
    throw new Fault('output.failed', { dir }, { cause });
  }
};

const linkUnderFreeName = async (
  workFile: string,
  directory: string,
  name: string,
  outcome: Outcome,
): Promise<string> => {
  for (let attempt = 1; ; attempt += 1) {
    const path = join(directory, outputName(name, outcome, attempt));
    try {
      await link(workFile, path);
      return path;
    } catch (cause) {
      const code = errorCode(cause);
      if (code === 'EEXIST') continue;
      // No hard links here (FAT, a network share, another disk).
      if (!['EXDEV', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'ENOSYS', 'EISDIR'].includes(code)) throw cause;
      return copyUnderFreeName(workFile, (next) => join(directory, outputName(name, outcome, next)));
    }
  }
};
