/** Backup of the queue: its database, every original and every signed file, edXML packages, and the settings. */
import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, rm, stat } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { Fault, type FaultCode } from '../../../contracts/faults/index.js';
import { holdBackup, type MaintenanceOptions, maintain } from '../../queue/maintenance.js';
import type { DatabaseCopy, StoredFile } from '../../queue/maintenance-tasks.js';
import type { ApplicationFolders } from '../files/application-folders.js';
import {
  contentPath,
  copyProved,
  copyWhereReadable,
  databaseName,
  finishBackup,
  hashOfFile,
  type Manifest,
  namesIn,
  readBackups,
  type StoredBackup,
  startBackup,
  syncContents,
  thin,
} from './store.js';

export interface BackupServices {
  readonly folders: ApplicationFolders;
  /** Of the queue's own database. */
  readonly database: MaintenanceOptions;
  readonly now: () => Date;
  /** Fires when it is to stop; what was begun is no backup and stays for the next one to use. */
  readonly abort: AbortSignal;
}

export interface FinishedBackup {
  /** Absolute. */
  readonly folder: string;
  /** ISO 8601, UTC. */
  readonly madeAt: string;
  /** Files in it, and how many of them had to be copied. */
  readonly documents: number;
  readonly copied: number;
  /** Documents of the queue whose file is missing or altered on this computer. */
  readonly missing: number;
  /** Whether the journal in it stands by its own hashes, and the documents by it. */
  readonly journalIntact: boolean;
}

const codeOf = (thrown: unknown): string =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';

const faultOf = (code: string): FaultCode => {
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'backup.disk-full';
  if (['EACCES', 'EPERM', 'EROFS'].includes(code)) return 'backup.not-writable';
  const gone = ['ENOENT', 'ENOTDIR', 'EIO', 'ESTALE', 'ENODEV', 'ENXIO', 'EHOSTDOWN', 'EHOSTUNREACH', 'ENOTCONN'];
  return gone.includes(code) || code === 'ETIMEDOUT' ? 'backup.unreachable' : 'backup.failed';
};

const inBackup = async <T>(dir: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof Fault || codeOf(cause) === '') throw cause;
    throw new Fault(faultOf(codeOf(cause)), { dir, code: codeOf(cause) }, { cause });
  }
};

/** A share that is not there must not become a folder of this disk. */
const requireFolder = async (root: string, data: string): Promise<void> => {
  const away = relative(data, root);
  if (away === '' || !(away === '..' || away.startsWith(`..${sep}`) || resolve(away) === away))
    throw new Fault('backup.inside-data');
  const found = await stat(root);
  if (!found.isDirectory()) throw new Fault('backup.unreachable', { dir: root });
  await access(root, constants.W_OK);
};

/** What a person or the office has set, and what came with documents and was answered to it. */
const dataFilesOf = async (folders: ApplicationFolders): Promise<string[]> => {
  const { settings, presets, networkPolicy, retentionPolicy, trust, packages, packageRecords } = folders;
  const listed = await Promise.all(
    [trust, packages, packageRecords].map(async (folder) => (await namesIn(folder)).map((name) => join(folder, name))),
  );
  const there = await Promise.all(
    [settings, presets, networkPolicy, retentionPolicy, ...listed.flat()].map(async (path) => {
      const found = await stat(path).catch(() => null);
      return found?.isFile() ? [path] : [];
    }),
  );
  return there.flat();
};

const isOurs = (path: string): boolean => /^[\w.-]+(\/[\w.-]+){0,2}$/.test(path);

/** Brings over what no earlier backup holds; what the manifest says of all, and the files that were written. */
const copyDataFiles = async (
  root: string,
  folders: ApplicationFolders,
  held: ReadonlySet<string>,
): Promise<{ dataFiles: Manifest['dataFiles']; written: string[] }> => {
  const written: string[] = [];
  const dataFiles: { name: string; sha256: string }[] = [];
  for (const path of await dataFilesOf(folders)) {
    const name = relative(folders.data, path).split(sep).join('/');
    if (!isOurs(name)) continue;
    const sha256 = await hashOfFile(path);
    const target = contentPath(root, sha256);
    const there = held.has(sha256) && (await stat(target).catch(() => null))?.isFile() === true;
    // Changed just now: it goes with the next backup.
    if (!there && (await copyProved(path, target, sha256)) === null) continue;
    dataFiles.push({ name, sha256 });
    if (!there) written.push(target);
  }
  return { dataFiles, written };
};

/** Brings the documents over that no earlier backup holds. */
const copyDocuments = async (
  root: string,
  files: readonly StoredFile[],
  held: ReadonlySet<string>,
  abort: AbortSignal,
): Promise<{ documents: string[]; missing: string[]; copied: ReadonlySet<string> }> => {
  const documents = new Set<string>();
  const missing = new Set<string>();
  const copied = new Set<string>();
  for (const { path, sha256 } of files) {
    if (abort.aborted) throw new Fault('app.cancelled');
    if (documents.has(sha256)) continue;
    const target = contentPath(root, sha256);
    const there = held.has(sha256) && (await stat(target).catch(() => null))?.isFile() === true;
    if (there || (await copyWhereReadable(path, target, sha256))) {
      documents.add(sha256);
      missing.delete(sha256);
      if (!there) copied.add(target);
    } else missing.add(sha256);
  }
  return { documents: [...documents], missing: [...missing], copied };
};

/** What was written is read again: a disk that says it has kept something may be wrong. Fault `backup.unverified`. */
const readBack = async (dir: string, paths: Iterable<string>, sha256Of: (path: string) => string): Promise<void> => {
  for (const path of paths)
    if ((await hashOfFile(path)) !== sha256Of(path)) throw new Fault('backup.unverified', { dir });
};

/** A copy of the database on this computer, examined; removed when `use` is done with it. */
const withDatabase = async <T>(
  { folders, database }: BackupServices,
  earlier: readonly StoredBackup[],
  use: (path: string, copy: DatabaseCopy, journalIntact: boolean) => Promise<T>,
): Promise<T> => {
  await mkdir(folders.work, { recursive: true, mode: 0o700 });
  const path = join(folders.work, `backup-${randomUUID()}.sqlite`);
  try {
    const heads = earlier.map(({ manifest }) => manifest.journal);
    const copy = await maintain(database, 'copy', { target: path, earlier: heads });
    const journal = await maintain(database, 'examine', { path });
    if (journal === null) throw new Fault('queue.corrupt');
    return await use(path, copy, journal.intact);
  } finally {
    await rm(path, { force: true });
  }
};

const write = async (services: BackupServices, to: string): Promise<FinishedBackup> => {
  await requireFolder(to, services.folders.data);
  const earlier = await readBackups(to);
  const held = new Set(
    earlier.flatMap(({ manifest }) => [...manifest.documents, ...manifest.dataFiles.map(({ sha256 }) => sha256)]),
  );
  return withDatabase(services, earlier, async (path, copy, journalIntact) => {
    const madeAt = services.now();
    const part = await startBackup(to, madeAt);
    try {
      const { documents, missing, copied } = await copyDocuments(to, copy.files, held, services.abort);
      const { dataFiles, written } = await copyDataFiles(to, services.folders, held);
      await syncContents(to, [...copied, ...written]);
      const database = join(part, databaseName);
      const sha256 = await copyProved(path, database, null);
      if (sha256 === null) throw new Fault('backup.failed', { dir: to, code: '' });
      await readBack(to, [database], () => sha256);
      await readBack(to, [...copied, ...written], (file) => basename(file));
      const manifest: Manifest = {
        format: 'kyso-backup',
        version: 1,
        madeAt: madeAt.toISOString(),
        database: { sha256, version: copy.version },
        journal: { seq: copy.seq, head: copy.head },
        documents,
        missing,
        dataFiles,
      };
      const folder = await finishBackup(to, part, manifest);
      await thin(to, madeAt, folder);
      const counts = { documents: documents.length, copied: copied.size, missing: missing.length };
      return { folder, madeAt: manifest.madeAt, ...counts, journalIntact };
    } catch (thrown) {
      await rm(part, { recursive: true, force: true }).catch(() => undefined);
      throw thrown;
    }
  });
};

/**
 * Writes a backup into the folder `to` (absolute, which must exist), proves it, and thins the old ones there. Nothing on
 * this computer changes, and an earlier backup stays whole whatever happens. One at a time for a data folder. Faults
 * `backup.*`, `queue.*`, `app.cancelled`.
 */
export const backUp = async (services: BackupServices, to: string): Promise<FinishedBackup> => {
  const letGo = await holdBackup(services.database);
  if (letGo === null) throw new Fault('backup.running');
  try {
    return await inBackup(to, () => write(services, to));
  } finally {
    await letGo();
  }
};

/** Fault `backup.*` where backups cannot be kept in the folder `to` (absolute). */
export const requireBackupFolder = (folders: ApplicationFolders, to: string): Promise<void> =>
  inBackup(to, () => requireFolder(to, folders.data));
