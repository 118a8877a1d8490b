/** The file under construction: a copy of the original that only grows. */

import { createHash, type Hash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { Fault } from '../../contracts/faults/index.js';
import type { SigningDigest } from '../../contracts/jobs.js';
import { FileSource } from '../pdf/source.js';

export interface HashedFile {
  /** Bytes. */
  readonly size: number;
  /** SHA-256, lower-case hexadecimal: which file it is. */
  readonly sha256: string;
  /** The digest of the same bytes, to which those that are appended can be added. */
  readonly content: Hash;
}

/**
 * Makes a writable copy of `original` at `copy` (absolute; an older file there is replaced, and none is left when the
 * copying fails). The bytes are read once, for the copy and both hashes, and written once, or not at all where the file
 * system shares them between files.
 * @throws Fault `file.missing`, `file.unreadable` (also when it becomes shorter meanwhile), `output.failed`
 */
export const takeCopy = (original: string, copy: string, digest: SigningDigest): HashedFile => {
  const source = new FileSource(original);
  try {
    return writing(copy, () => {
      if (existsSync(copy)) rmSync(copy);
      return cloned(original, copy) ? hashFile(copy, digest) : hashedCopy(source, copy, digest);
    });
  } catch (thrown) {
    rmSync(copy, { force: true });
    throw thrown;
  } finally {
    source.close();
  }
};

/**
 * Reads the file at `path` once for its hashes.
 * @param name what messages call it, if not by its path
 * @throws Fault `file.missing`, `file.unreadable`
 */
export const hashFile = (path: string, digest: SigningDigest, name?: string): HashedFile => {
  const source = new FileSource(path, name);
  try {
    return hashed(source, digest, () => {});
  } finally {
    source.close();
  }
};

/** Above this size the parts of zeros in a file are looked for. */
const SPARSE_FROM = 1024 * 1024 * 1024;
const LARGEST_PART = 1024 * 1024;

/** Pairs of folders between which no file can be cloned: to try costs a twentieth of the signing of a small document. */
const uncloneable = new Set<string>();

/** Whatever keeps it from working, a real copy works too, or tells what is wrong. */
const cloned = (original: string, copy: string): boolean => {
  const folders = `${dirname(original)}\0${dirname(copy)}`;
  if (uncloneable.has(folders)) return false;
  try {
    copyFileSync(original, copy, constants.COPYFILE_FICLONE_FORCE);
  } catch {
    uncloneable.add(folders);
    return false;
  }
  // The clone inherits the original's mode, which may forbid writing.
  chmodSync(copy, 0o600);
  return true;
};

const hashedCopy = (source: FileSource, copy: string, digest: SigningDigest): HashedFile => {
  const descriptor = openSync(copy, 'wx', 0o600);
  const zeros = Buffer.alloc(source.length > SPARSE_FROM ? LARGEST_PART : 0);
  try {
    const result = hashed(source, digest, (part, position) => {
      // A hole stays a hole: of a file this large, what is all zeros need not go to disk.
      if (zeros.length < part.length || zeros.compare(part, 0, part.length, 0, part.length) !== 0) {
        writeAll(descriptor, part, position);
      }
    });
    if (zeros.length > 0) ftruncateSync(descriptor, source.length);
    return result;
  } finally {
    closeSync(descriptor);
  }
};

/** One hash serves as both where it can. */
const hashed = (
  source: FileSource,
  digest: SigningDigest,
  use: (part: Uint8Array, position: number) => void,
): HashedFile => {
  const content = createHash(digest);
  const identity = digest === 'sha256' ? content : createHash('sha256');
  let size = 0;
  source.stream(0, source.length, (part) => {
    content.update(part);
    if (identity !== content) identity.update(part);
    use(part, size);
    size += part.length;
  });
  return { size, sha256: identity.copy().digest('hex'), content };
};

/** Runs `work` on the opened file; what the system refuses becomes `output.failed`. */
export const withWorkFile = <T>(workFile: string, work: (descriptor: number) => T): T =>
  writing(workFile, () => {
    const descriptor = openSync(workFile, 'r+');
    try {
      return work(descriptor);
    } finally {
      closeSync(descriptor);
    }
  });

const writing = <T>(workFile: string, work: () => T): T => {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw new Fault('output.failed', { dir: dirname(workFile) }, { cause });
  }
};

/** Takes away what stands after the first `size` bytes. */
export const cutBack = (descriptor: number, size: number): void => {
  if (fstatSync(descriptor).size > size) ftruncateSync(descriptor, size);
};

export const requireSize = (descriptor: number, size: number): void => {
  if (fstatSync(descriptor).size !== size) throw new Fault('signing.work-file-changed');
};

export const readExactly = (descriptor: number, start: number, end: number): Uint8Array => {
  const bytes = new Uint8Array(end - start);
  if (readSync(descriptor, bytes, 0, bytes.length, start) !== bytes.length)
    throw new Fault('signing.work-file-changed');
  return bytes;
};

export const writeAll = (descriptor: number, bytes: Uint8Array, position: number): void => {
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(descriptor, bytes, done, bytes.length - done, position + done);
  }
};

export const sync = (descriptor: number): void => fsyncSync(descriptor);

/**
 * What stands at `path` outlives a power cut, under its name. Windows has no call for names and keeps them by its journal.
 * @throws Fault `output.failed`
 */
export const makeDurable = (path: string): void => {
  withWorkFile(path, sync);
  if (process.platform === 'win32') return;
  writing(path, () => {
    const folder = openSync(dirname(path), 'r');
    try {
      sync(folder);
    } finally {
      closeSync(folder);
    }
  });
};
