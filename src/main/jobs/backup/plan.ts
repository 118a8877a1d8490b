/** When and where backups are made, and how the last one went: one small file of the data folder. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type BackupPlan, backupPlanSchema } from '../../../contracts/backup.js';
import type { FaultValue } from '../../../contracts/faults/index.js';
import type { RecoverySources } from '../../queue/rebuild/types.js';
import type { ApplicationFolders } from '../files/application-folders.js';
import { replaceFile } from '../files/replace-file.js';
import type { FinishedBackup } from './backup.js';
import { databaseName, readBackups } from './store.js';

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

/** What the plan remembers of a backup that was made. */
export const succeeded = ({ madeAt, documents, missing, journalIntact }: FinishedBackup): Partial<BackupPlan> => ({
  last: { at: madeAt, documents, missing, journalIntact, error: null },
  lastGood: madeAt,
});

/** … and of one that was not. */
export const wentWrong = (at: Date, error: FaultValue): Partial<BackupPlan> => ({
  last: { at: at.toISOString(), documents: 0, missing: 0, journalIntact: true, error },
});

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/**
 * Whether a backup is due: the day's hour (local time) has passed since the last one that succeeded (and six days
 * before, where it is weekly), or, after one that did not, an hour has.
 */
export const isDue = ({ every, folder, hour, last, lastGood }: BackupPlan, now: Date): boolean => {
  if (every === 'never' || folder === null) return false;
  const elapsed = last === null ? null : now.getTime() - Date.parse(last.at);
  // The clock was set back: what lies in the future says nothing.
  if (elapsed === null || elapsed < 0) return true;
  if (last?.error) return elapsed >= hourMs;
  const due = new Date(now);
  due.setHours(hour, 0, 0, 0);
  if (due > now) due.setDate(due.getDate() - 1);
  if (every === 'week') due.setDate(due.getDate() - 6);
  return lastGood === null || Date.parse(lastGood) < due.getTime();
};

/** Whether so long has passed without a good backup that a person has to be told. */
export const isOld = ({ folder, since, lastGood }: BackupPlan, now: Date): boolean => {
  const from = lastGood ?? since;
  return folder !== null && from !== null && now.getTime() - Date.parse(from) > 7 * dayMs;
};

/** Whether the folder can be reached now; one on a share that hangs cannot. */
export const isThere = (folder: string): Promise<boolean> =>
  within(
    stat(folder).then((found) => found.isDirectory()),
    false,
  );

/** A share that hangs must keep neither the program from starting nor the window from showing. */
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
