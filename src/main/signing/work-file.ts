/** The file under construction: a copy of the original that only grows. */

import { createHash, type Hash } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  fstatSync,
  fsyncSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { basename, dirname } from 'node:path';
import { Fault } from '../../contracts/faults/index.js';

const CHUNK = 256 * 1024;

/** Copies `original` (by reflink where the file system can) and makes the copy writable. Faults `file.*`, `output.failed`. */
export const copyToWorkFile = (original: string, workFile: string): void => {
  const file = basename(original);
  try {
    accessSync(original, constants.R_OK);
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw new Fault(missing ? 'file.missing' : 'file.unreadable', { file }, { cause });
  }
  writing(workFile, () => {
    copyFileSync(original, workFile, constants.COPYFILE_FICLONE);
    // The copy inherits the original's mode, which may forbid writing.
    chmodSync(workFile, 0o600);
  });
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

/** SHA-256 over the first `length` bytes, through one buffer; more can be added to it. */
export const hashStart = (descriptor: number, length: number): Hash => {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(Math.min(CHUNK, length));
  for (let position = 0; position < length; ) {
    const count = readSync(descriptor, buffer, 0, Math.min(buffer.length, length - position), position);
    if (count === 0) throw new Fault('signing.work-file-changed');
    hash.update(buffer.subarray(0, count));
    position += count;
  }
  return hash;
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
