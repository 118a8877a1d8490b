/**
 * The folder that backups stand in: `files/ab/<sha256>` each document once, and `backups/<time>/` with a copy of the
 * database and a manifest of everything it needs. A folder gets its name when all of it is on the disk.
 */
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { Fault } from '../../../contracts/faults/index.js';
import { syncFolderWherePossible } from '../files/delivery.js';
import { writeDurably } from '../files/durable-file.js';

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

export const manifestSchema = z.object({
  format: z.literal('kyso-backup'),
  version: z.literal(1),
  /** ISO 8601, UTC. */
  madeAt: z.string().datetime(),
  database: z.object({ sha256: sha256Schema, version: z.number().int() }),
  /** The newest journal entry. */
  journal: z.object({ seq: z.number().int(), head: sha256Schema }),
  /** SHA-256 of every original and every signed file. */
  documents: z.array(sha256Schema),
  /** Those that were missing or altered when the backup was made; the queue knows them, the backup has them not. */
  missing: z.array(sha256Schema),
  /** Settings and edXML packages, by their path in the data folder ('/' between its parts). */
  dataFiles: z.array(z.object({ name: z.string().regex(/^(?!.*\.\.)[\w.-]+(\/[\w.-]+){0,2}$/), sha256: sha256Schema })),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** A finished backup. */
export interface StoredBackup {
  /** Absolute. */
  readonly folder: string;
  readonly manifest: Manifest;
}

const manifestName = 'manifest.json';
export const databaseName = 'queue.sqlite';
const partSuffix = '.part';

export const contentPath = (root: string, sha256: string): string => join(root, 'files', sha256.slice(0, 2), sha256);

const backupsOf = (root: string): string => join(root, 'backups');

/** SHA-256 of the file, lower-case hexadecimal. Rejects with what the file system says. */
export const hashOfFile = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
};

/**
 * Copies the file `source` to `target` if it has this SHA-256, durably but for the folder's entry; false, and nothing is
 * left, where it has another. Rejects with what the file system says.
 */
export const copyProved = async (source: string, target: string, sha256: string | null): Promise<string | null> => {
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  const part = `${target}.${randomBytes(6).toString('hex')}${partSuffix}`;
  const hash = createHash('sha256');
  try {
    const file = await open(part, 'wx', 0o600);
    try {
      for await (const chunk of createReadStream(source)) {
        hash.update(chunk as Uint8Array);
        await file.writeFile(chunk as Uint8Array);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    const found = hash.digest('hex');
    if (sha256 !== null && found !== sha256) {
      await rm(part, { force: true });
      return null;
    }
    await rename(part, target);
    return found;
  } catch (thrown) {
    await rm(part, { force: true }).catch(() => undefined);
    throw thrown;
  }
};

/**
 * As {@link copyProved}; false also where `source` cannot be read to its end (gone, no permission, a bad disk): that is
 * one file's trouble, and none of the others'. Rejects with what the file system says of `target`.
 */
export const copyWhereReadable = async (source: string, target: string, sha256: string): Promise<boolean> => {
  try {
    return (await copyProved(source, target, sha256)) !== null;
  } catch (thrown) {
    if ((await hashOfFile(source).catch(() => null)) === null) return false;
    throw thrown;
  }
};

/** Files of the store that were written stay there through a power cut: each folder keeps its own names. */
export const syncContents = async (root: string, written: readonly string[]): Promise<void> => {
  if (written.length === 0) return;
  for (const folder of [...new Set(written.map(dirname)), join(root, 'files'), root])
    await syncFolderWherePossible(folder);
};

const isMissing = (thrown: unknown): boolean =>
  thrown instanceof Error && 'code' in thrown && (thrown.code === 'ENOENT' || thrown.code === 'ENOTDIR');

/** Names in a folder; none where there is no such folder. */
export const namesIn = (folder: string): Promise<string[]> =>
  readdir(folder).catch((thrown: unknown) => {
    if (isMissing(thrown)) return [];
    throw thrown;
  });

/** The backup in `folder`; null where there is none, or one whose manifest cannot be read. */
export const readBackup = async (folder: string): Promise<StoredBackup | null> => {
  try {
    const parsed = manifestSchema.safeParse(JSON.parse(await readFile(join(folder, manifestName), 'utf8')));
    return parsed.success ? { folder, manifest: parsed.data } : null;
  } catch (thrown) {
    if (isMissing(thrown) || thrown instanceof SyntaxError) return null;
    throw thrown;
  }
};

const finishedNames = async (root: string): Promise<string[]> =>
  (await namesIn(backupsOf(root))).filter((name) => !name.endsWith(partSuffix));

/** The finished backups under `root`, the newest first. */
export const readBackups = async (root: string): Promise<StoredBackup[]> => {
  const names = await finishedNames(root);
  const found = await Promise.all(names.map((name) => readBackup(join(backupsOf(root), name))));
  return found
    .flatMap((one) => (one === null ? [] : [one]))
    .sort((a, b) => b.manifest.madeAt.localeCompare(a.manifest.madeAt));
};

/** The newest backup under `from`, or the one that `from` is. Faults `restore.no-backup`, `.unreadable`. */
export const chooseBackup = async (from: string): Promise<{ root: string; backup: StoredBackup }> => {
  try {
    const itself = await readBackup(from);
    if (itself) return { root: rootOf(from), backup: itself };
    const [newest] = await readBackups(from);
    if (newest) return { root: from, backup: newest };
  } catch (cause) {
    throw new Fault('restore.unreadable', { dir: from }, { cause });
  }
  throw new Fault('restore.no-backup', { dir: from });
};

/** Where the backups of `folder` stand, which may be one of them. */
const rootOf = (folder: string): string => dirname(dirname(folder));

/** Gives a finished backup its name: from then on it counts. Returns its folder (absolute). */
export const finishBackup = async (root: string, part: string, manifest: Manifest): Promise<string> => {
  await writeDurably(part, manifestName, Buffer.from(JSON.stringify(manifest)));
  const folder = join(backupsOf(root), basename(part, partSuffix));
  await rename(part, folder);
  await syncFolderWherePossible(backupsOf(root));
  return folder;
};

/** A folder for a backup under construction. */
export const startBackup = async (root: string, madeAt: Date): Promise<string> => {
  const name = `${madeAt.toISOString().slice(0, 19).replaceAll(':', '-')}Z-${randomBytes(3).toString('hex')}`;
  const part = join(backupsOf(root), `${name}${partSuffix}`);
  await mkdir(part, { recursive: true, mode: 0o700 });
  return part;
};

const keptDays = 7;
const keptWeeks = 4;
const dayMs = 86_400_000;

/** Those to be kept: the newest of each of the last seven days that have one, and of each of the last four weeks. */
export const keptOf = (times: readonly string[]): ReadonlySet<string> => {
  const newestFirst = [...times].sort().reverse();
  const firstOf = (period: (time: string) => number, most: number): string[] => {
    const newest = new Map<number, string>();
    for (const time of newestFirst) if (!newest.has(period(time))) newest.set(period(time), time);
    return [...newest.values()].slice(0, most);
  };
  const day = (time: string): number => Math.floor(Date.parse(time) / dayMs);
  // Weeks begin on Monday: 1970-01-01 was a Thursday.
  const week = (time: string): number => Math.floor((day(time) + 3) / 7);
  return new Set([...firstOf(day, keptDays), ...firstOf(week, keptWeeks)]);
};

/** Removes old backups, and of the documents those that no backup needs; what another process just writes is younger than a day. */
export const thin = async (root: string, now: Date, made: string): Promise<void> => {
  const backups = await readBackups(root);
  const times = keptOf(backups.map(({ manifest }) => manifest.madeAt));
  // The clock may have been set back: what was just made is the newest, whatever its time.
  const isKept = ({ folder, manifest }: StoredBackup): boolean => folder === made || times.has(manifest.madeAt);
  for (const backup of backups) if (!isKept(backup)) await rm(backup.folder, { recursive: true, force: true });
  const needed = new Set<string>();
  for (const { manifest } of backups.filter(isKept)) {
    for (const sha256 of [...manifest.documents, ...manifest.dataFiles.map((one) => one.sha256)]) needed.add(sha256);
  }
  await removeStale(backupsOf(root), now, (name) => name.endsWith(partSuffix));
  // What a backup needs whose manifest is damaged, or of a newer program, nobody knows.
  const unread = (await finishedNames(root)).length - (await readBackups(root)).length;
  if (unread > 0) return;
  for (const group of await namesIn(join(root, 'files')))
    await removeStale(join(root, 'files', group), now, (name) => !needed.has(name));
};

const removeStale = async (folder: string, now: Date, stale: (name: string) => boolean): Promise<void> => {
  for (const name of (await namesIn(folder)).filter(stale)) {
    const path = join(folder, name);
    const { mtimeMs } = await stat(path);
    if (now.getTime() - mtimeMs > dayMs) await rm(path, { recursive: true, force: true });
  }
};
