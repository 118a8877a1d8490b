import { access, constants, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { faultValue } from '../../../contracts/faults/index.js';
import { type Finding, fact, type Outcome, outcome } from './outcome.js';

const mega = 1024 * 1024;
/** A batch of scans needs as much again as its documents have; below this even one may not fit. */
const tooLittle = 200 * mega;
const little = 1024 * mega;

/** `3,4 GB`. */
const readable = (bytes: number): string => {
  const [value, unit] = bytes >= little ? [bytes / little, 'GB'] : [bytes / mega, 'MB'];
  return `${value.toFixed(1).replace('.', ',')} ${unit}`;
};

export interface Space {
  /** Bytes that this user may still write. */
  readonly free: number;
  readonly writable: boolean;
}

/** Of a folder, or of the nearest one above it that exists; null where the system does not tell. */
export const spaceOf = async (folder: string): Promise<Space | null> => {
  try {
    const { bavail, bsize } = await statfs(folder);
    const writable = await access(folder, constants.W_OK).then(
      () => true,
      () => false,
    );
    return { free: bavail * bsize, writable };
  } catch (thrown) {
    const missing = thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
    return missing && dirname(folder) !== folder ? spaceOf(dirname(folder)) : null;
  }
};

const finding = (space: Space | null): Finding => {
  if (space === null) return { state: 'unknown', sentence: faultValue('doctor.disk-unknown') };
  const free = readable(space.free);
  const next = faultValue('doctor.do-free-disk');
  if (!space.writable) {
    return {
      state: 'bad',
      sentence: faultValue('doctor.disk-not-writable'),
      next: faultValue('doctor.do-ask-administrator'),
    };
  }
  if (space.free < tooLittle) return { state: 'bad', sentence: faultValue('doctor.disk-full', { free }), next };
  if (space.free < little) return { state: 'attention', sentence: faultValue('doctor.disk-low', { free }), next };
  return { state: 'good', sentence: faultValue('doctor.disk-good', { free }) };
};

/** @param folder absolute path of the data folder */
export const checkDisk = (folder: string, space: Space | null): Outcome =>
  outcome([finding(space)], [fact('folder', folder), ...(space ? [fact('free-space', `${space.free} B`)] : [])]);
