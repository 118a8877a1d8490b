/** When and where backups are made, and how the last one went: one small file of the data folder. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type BackupPlan, type BackupResult, backupPlanSchema } from '../../contracts/backup.js';
import type { FaultValue } from '../../contracts/faults/index.js';
import type { RecoverySources } from '../queue/rebuild-types.js';
import type { ApplicationFolders } from './application-folders.js';
import type { FinishedBackup } from './backup.js';
import { databaseName, readBackups } from './backup-store.js';
import { replaceFile } from './replace-file.js';

const pathOf = (folders: ApplicationFolders): string => join(folders.data, 'backup.json');

/** The plan; the one without backups where none was made or it cannot be read. */
export const readPlan = async (folders: ApplicationFolders): Promise<BackupPlan> => {
  const text = await readFile(pathOf(folders), 'utf8').catch(() => '{}');
  try {
    return backupPlanSchema.parse(JSON.parse(text));
  } catch (thrown) {
    // A damaged file holds only choices that can be made again.
    if (thrown instanceof z.ZodError || thrown instanceof SyntaxError) return backupPlanSchema.parse({});
    throw thrown;
  }
};

/** Fault `output.failed`. */
export const changePlan = async (folders: ApplicationFolders, change: Partial<BackupPlan>): Promise<BackupPlan> => {
  const plan = { ...(await readPlan(folders)), ...change };
  await replaceFile(pathOf(folders), JSON.stringify(plan, null, 2));
  return plan;
};

/** A backup as it is remembered. */
export const succeeded = ({ madeAt, documents, missing }: FinishedBackup): BackupResult => ({
  at: madeAt,
  documents,
  missing,
  error: null,
});

export const wentWrong = (at: Date, error: FaultValue): BackupResult => ({
  at: at.toISOString(),
  documents: 0,
  missing: 0,
  error,
});

/**
 * Whether a backup is due: the day's hour (local time) has passed since the last try that succeeded, or, after one that
 * did not, an hour has.
 */
export const isDue = ({ on, folder, hour, last }: BackupPlan, now: Date): boolean => {
  if (!on || folder === null) return false;
  if (last === null) return true;
  const elapsed = now.getTime() - Date.parse(last.at);
  // The clock was set back: what lies in the future says nothing.
  if (elapsed < 0) return true;
  if (last.error !== null) return elapsed >= 3_600_000;
  const due = new Date(now);
  due.setHours(hour, 0, 0, 0);
  if (due > now) due.setDate(due.getDate() - 1);
  return Date.parse(last.at) < due.getTime();
};

/** A share that hangs must not keep the program from starting. */
const patienceMs = 5_000;

const within = <T>(work: Promise<T>, otherwise: T): Promise<T> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => resolve(otherwise), patienceMs);
    const finish = (value: T): void => {
      clearTimeout(timer);
      resolve(value);
    };
    work.then(finish, () => finish(otherwise));
  });

/** From what a damaged queue would be put together again. */
export const recoverySources = async (folders: ApplicationFolders): Promise<RecoverySources> => {
  const { folder } = await readPlan(folders);
  const [newest] = folder === null ? [] : await within(readBackups(folder), []);
  return {
    originals: folders.originals,
    signed: folders.signed,
    backup: newest === undefined ? null : join(newest.folder, databaseName),
  };
};
