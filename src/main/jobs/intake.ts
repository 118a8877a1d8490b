/** Taking a file in, and giving a finished one out: the two places where user folders are touched. */
import { createHash } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, join, parse } from 'node:path';
import { Fault } from '../../contracts/faults/index.js';
import type { KeptDocument } from './document-tasks.js';

const chunk = 1024 * 1024;

const errorCode = (thrown: unknown): string =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';

const syncPath = (path: string): void => {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};

/** Makes the names in a folder survive a power cut; Windows has no such call and keeps them by its journal. */
const syncFolder = (folder: string): void => {
  if (process.platform !== 'win32') syncPath(folder);
};

const openSource = (source: string): number => {
  const file = basename(source);
  try {
    return openSync(source, 'r');
  } catch (cause) {
    throw new Fault(errorCode(cause) === 'ENOENT' ? 'file.missing' : 'file.unreadable', { file }, { cause });
  }
};

/**
 * Copies the user's file `source` (absolute) to `target` (absolute, private, must not exist) and hashes exactly the
 * bytes that were copied. Faults: file.missing, file.unreadable, pdf.empty, output.failed.
 */
export const intake = (source: string, target: string): KeptDocument => {
  const file = basename(source);
  const input = openSource(source);
  try {
    const stat = fstatSync(input);
    if (!stat.isFile()) throw new Fault('file.unreadable', { file });
    if (stat.size === 0) throw new Fault('pdf.empty', { file });
    return copyAndHash(input, target, file);
  } finally {
    closeSync(input);
  }
};

const copyAndHash = (input: number, target: string, file: string): KeptDocument => {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(chunk);
  const output = openSync(target, 'wx', 0o600);
  let size = 0;
  try {
    for (let read = readChunk(input, buffer, file); read > 0; read = readChunk(input, buffer, file)) {
      const part = buffer.subarray(0, read);
      hash.update(part);
      writeSync(output, part);
      size += read;
    }
    fsyncSync(output);
  } catch (cause) {
    rmSync(target, { force: true });
    if (cause instanceof Fault) throw cause;
    throw new Fault('output.failed', { dir: parse(target).dir }, { cause });
  } finally {
    closeSync(output);
  }
  return { path: target, sha256: hash.digest('hex'), size };
};

const readChunk = (input: number, buffer: Buffer, file: string): number => {
  try {
    return readSync(input, buffer, 0, buffer.length, null);
  } catch (cause) {
    throw new Fault('file.unreadable', { file }, { cause });
  }
};

/** `bao-cao.pdf` → `bao-cao.signed.pdf`, `bao-cao.signed-2.pdf`, … */
const outputName = (name: string, attempt: number): string =>
  `${parse(name).name}.signed${attempt === 1 ? '' : `-${attempt}`}.pdf`;

/**
 * Moves the finished `workFile` into `directory` under the first free name after `name`; no file is ever replaced. On
 * one file system this is a link, atomic and exclusive; elsewhere a copy that is synced before it gets its name.
 * Returns the absolute path. Fault: output.failed.
 */
export const deliver = (workFile: string, directory: string, name: string): string => {
  try {
    mkdirSync(directory, { recursive: true });
    const path = linkUnderFreeName(workFile, directory, name);
    rmSync(workFile);
    syncFolder(directory);
    return path;
  } catch (cause) {
    throw new Fault('output.failed', { dir: directory }, { cause });
  }
};

const linkUnderFreeName = (workFile: string, directory: string, name: string): string => {
  for (let attempt = 1; ; attempt += 1) {
    const path = join(directory, outputName(name, attempt));
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
  const temporary = `${path}.part`;
  try {
    copyFileSync(workFile, temporary);
    syncPath(temporary);
    renameSync(temporary, path);
  } catch (cause) {
    rmSync(temporary, { force: true });
    rmSync(path, { force: true });
    throw cause;
  }
  return true;
};
