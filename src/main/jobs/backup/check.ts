/** Whether a backup that was made some day can still be restored; nothing is changed, here or there. */
import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../../contracts/faults/index.js';
import { maintain } from '../../queue/maintenance.js';
import type { JournalCheck } from '../../queue/types.js';
import type { BackupServices } from './backup.js';
import { chooseBackup, contentPath, copyProved, databaseName, hashOfFile } from './store.js';

export interface BackupCheck {
  /** Absolute. */
  readonly folder: string;
  /** ISO 8601, UTC. */
  readonly madeAt: string;
  readonly documents: number;
  /** Documents that were missing on the computer when it was made. */
  readonly missing: number;
  /** Files of it that are gone or have another SHA-256 than the manifest says. */
  readonly damaged: readonly string[];
  /** Null where the database itself is damaged. */
  readonly journal: JournalCheck | null;
}

/** The database is opened here, not there: SQLite's locks do not hold on every share. */
const examined = async (
  { folders, database }: BackupServices,
  source: string,
  sha256: string,
): Promise<JournalCheck | null> => {
  await mkdir(folders.work, { recursive: true, mode: 0o700 });
  const path = join(folders.work, `backup-${randomUUID()}.sqlite`);
  try {
    const same = await copyProved(source, path, sha256).catch(() => null);
    return same === null ? null : await maintain(database, 'examine', { path });
  } finally {
    await rm(path, { force: true });
  }
};

/**
 * Reads the backup `from` (absolute: a folder of backups, of which the newest, or one of them) to its last byte. Faults
 * `restore.no-backup`, `.unreadable`, `app.cancelled`.
 */
export const checkBackup = async (services: BackupServices, from: string): Promise<BackupCheck> => {
  const { root, backup } = await chooseBackup(from);
  const { madeAt, database, documents, missing, dataFiles } = backup.manifest;
  const source = join(backup.folder, databaseName);
  const journal = await examined(services, source, database.sha256);
  const damaged = journal === null ? [source] : [];
  for (const sha256 of new Set([...documents, ...dataFiles.map((one) => one.sha256)])) {
    if (services.abort.aborted) throw new Fault('app.cancelled');
    const path = contentPath(root, sha256);
    if ((await hashOfFile(path).catch(() => null)) !== sha256) damaged.push(path);
  }
  return { folder: backup.folder, madeAt, documents: documents.length, missing: missing.length, damaged, journal };
};
