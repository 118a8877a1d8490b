/**
 * Giving a file out where there are no hard links (FAT, exFAT, many shares, another disk): whole and on the disk beside
 * its name first, then under it. No such disk renames without overwriting, so the name is taken by an empty file for
 * the moment of the renaming; one that a cut left is known by the part beside it, and is used by the next.
 */
import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, rename, rm, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Characters that the name of a part has more than its file's. */
export const longestPartSuffix = '.0123456789ab.part'.length;

const partOf = (path: string): string => `${path}.${randomBytes(6).toString('hex')}.part`;

const partName = /^\.[0-9a-f]{12}\.part$/;

/** Parts of `path` but our own. */
const otherParts = async (path: string, own: string): Promise<string[]> => {
  const name = basename(path);
  const names = await readdir(dirname(path));
  return names
    .filter((entry) => entry.startsWith(name) && partName.test(entry.slice(name.length)))
    .map((entry) => join(dirname(path), entry))
    .filter((part) => part !== own);
};

/** A name is taken for a moment, and a part is written without a pause: what is older (milliseconds) is a cut's. */
const oldName = 60_000;
const oldPart = 86_400_000;

/** By the disk's own clock. */
const isOlder = async (path: string, own: string, age: number): Promise<boolean> => {
  const [found, written] = await Promise.all([stat(path), stat(own)]);
  return written.mtimeMs - found.mtimeMs > age;
};

const succeeds = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  );

/** Whether the empty file at `path` was left by a cut, and is ours now: of two who see it, one removes its part. */
const takeOver = async (path: string, own: string): Promise<boolean> => {
  const { size } = await stat(path);
  if (size > 0 || !(await isOlder(path, own, oldName))) return false;
  for (const part of await otherParts(path, own)) if (await succeeds(unlink(part))) return true;
  return false;
};

/** Whether nobody else has the name, or will. */
const takeName = async (path: string, own: string): Promise<boolean> => {
  try {
    await (await open(path, 'wx')).close();
    return true;
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause;
    // Gone again, or not to be looked at: the next name will do.
    return takeOver(path, own).catch(() => false);
  }
};

const writePart = async (source: string, part: string): Promise<void> => {
  const file = await open(part, 'wx');
  try {
    await file.writeFile(createReadStream(source));
    await file.sync();
  } finally {
    await file.close();
  }
};

/** What is left of copies that were cut off is not in anybody's way, but it is there. */
const sweep = async (path: string, own: string): Promise<void> => {
  for (const part of await otherParts(path, own)) if (await isOlder(part, own, oldPart)) await rm(part);
};

/**
 * Copies `source` (absolute) to the first of the paths `pathOf(1)`, `pathOf(2)`, … (absolute, in one folder) at which
 * nothing stands, and returns it. Rejects with what the file system says; then nothing of it is left.
 */
export const copyUnderFreeName = async (source: string, pathOf: (attempt: number) => string): Promise<string> => {
  let part = partOf(pathOf(1));
  let taken: string | null = null;
  try {
    await writePart(source, part);
    for (let attempt = 1; taken === null; attempt += 1) {
      const path = pathOf(attempt);
      // By its name the next run knows for which file it was.
      const named = partOf(path);
      await rename(part, named);
      part = named;
      if (await takeName(path, part)) taken = path;
    }
    await sweep(pathOf(1), part).catch(() => undefined);
    await rename(part, taken);
    return taken;
  } catch (cause) {
    await rm(part, { force: true }).catch(() => undefined);
    if (taken !== null) await rm(taken, { force: true }).catch(() => undefined);
    throw cause;
  }
};
