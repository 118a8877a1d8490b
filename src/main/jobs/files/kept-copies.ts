/**
 * What stays in the data folder of databases and documents that others took the place of: before a migration, a rebuild,
 * a restore, and what one that was cut off had begun. They hold names and documents that retention deletes elsewhere.
 */
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { KeptCopy } from '../../queue/types.js';
import { hashOfFile } from '../backup/store.js';
import type { ApplicationFolders } from './application-folders.js';

type Folders = Pick<ApplicationFolders, 'data' | 'database'>;

/** The write-ahead log that a copy was kept with belongs to it. */
const companion = /-(wal|shm|journal)$/u;
const folder = /^(before-restore|restoring)-/u;
const ofDatabase = /^\.(before-\d+|damaged-[\dTZ-]+|rebuilding|salvaging)(\.part)?$/u;

const isCopy = (name: string, database: string): boolean =>
  folder.test(name) || (name.startsWith(database) && ofDatabase.test(name.slice(database.length)));

const filesIn = async (path: string): Promise<string[]> => {
  const found = await readdir(path, { withFileTypes: true });
  const inside = found.map((one) => (one.isDirectory() ? filesIn(join(path, one.name)) : [join(path, one.name)]));
  return (await Promise.all(inside)).flat();
};

/** Of the documents in a folder; a database is no document. */
const documentsIn = async (path: string): Promise<string[]> => {
  if (!folder.test(basename(path))) return [];
  const files = (await filesIn(path)).filter((file) => file.endsWith('.pdf'));
  const hashes: string[] = [];
  for (const file of files) hashes.push(await hashOfFile(file));
  return hashes;
};

/**
 * Copies that were last changed before `before` (ISO 8601, UTC). Nothing that a rebuild needs is among them: one that
 * was cut off is begun again when the queue is opened, and whoever asks here has it open.
 */
export const copiesBefore = async ({ data, database }: Folders, before: string): Promise<KeptCopy[]> => {
  const names = await readdir(data).catch(() => []);
  const copies = new Map<string, string[]>();
  for (const file of names) {
    const name = file.replace(companion, '');
    if (isCopy(name, basename(database))) copies.set(name, [...(copies.get(name) ?? []), join(data, file)]);
  }
  const due: KeptCopy[] = [];
  for (const [name, paths] of copies) {
    try {
      const changed = await Promise.all(paths.map(async (path) => (await stat(path)).mtimeMs));
      if (Math.max(...changed) >= Date.parse(before)) continue;
      due.push({ name, paths, documents: (await Promise.all(paths.map(documentsIn))).flat() });
    } catch {
      // What cannot be looked at, or another process has deleted meanwhile, is none of today's.
    }
  }
  return due;
};
