/**
 * How long personal data of documents that are done with is kept (NĐ 13/2023), and copies of what others took the place
 * of (`kept-copies.ts`), and that they go then:
 * `resources/policy/retention.json`, and `policy/retention.json` of the data folder (same keys, each may be left out).
 */
import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { Fault, type FaultValue } from '../../contracts/faults/index.js';
import { type RetentionDays, retentionDaysSchema } from '../../contracts/retention.js';
import type { Queue, RetentionDue } from '../queue/types.js';
import type { ApplicationFolders } from './files/application-folders.js';
import { syncFolderWherePossible } from './files/delivery.js';
import { copiesBefore } from './files/kept-copies.js';
import { dayInVietnam } from './records.js';

const dayMs = 86_400_000;

const policySchema = z.strictObject({ days: retentionDaysSchema });
const additionSchema = z.strictObject({ days: retentionDaysSchema.partial() });
export interface RetentionPolicy {
  readonly days: RetentionDays;
}

const read = <T>(file: string, schema: z.ZodType<T>): T => {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new Fault('queue.retention-invalid', { file }, { cause });
  }
};

/** Fault `queue.retention-invalid`: nothing is deleted then. */
export const loadRetentionPolicy = (files: { shipped: string; added: string }): RetentionPolicy => {
  const { days } = read(files.shipped, policySchema);
  if (!existsSync(files.added)) return { days };
  const own = Object.entries(read(files.added, additionSchema).days).filter(([, value]) => value !== undefined);
  return { days: { ...days, ...Object.fromEntries(own) } };
};

/** So many days before `now`; null for ever. */
const daysBefore = (now: Date, days: number | null): string | null =>
  days === null ? null : new Date(now.getTime() - days * dayMs).toISOString();

/** What was last changed before when is due at `now`. */
export const dueAt = ({ days }: RetentionPolicy, now: Date): RetentionDue => ({
  acknowledged: daysBefore(now, days.acknowledged),
  rejected: daysBefore(now, days.rejected),
  recalled: daysBefore(now, days.recalled),
  cancelled: daysBefore(now, days.cancelled),
});

/** As people in Vietnam write it. */
const shownDay = (at: Date): string => dayInVietnam(at).split('-').reverse().join('/');

type Port = Pick<Queue, 'deleteDue' | 'deleteCopies' | 'takeTime' | 'confirmClock' | 'filesToDelete' | 'filesDeleted'>;

export interface RetentionRun {
  readonly queue: Port;
  readonly folders: Pick<ApplicationFolders, 'data' | 'database'>;
  readonly policy: RetentionPolicy;
  readonly now: Date;
  readonly abort: AbortSignal;
}

/** How many went. */
export interface Deleted {
  readonly documents: number;
  readonly copies: number;
}

/** What is on record as deleted goes from the disk, and stays on the list until it has. */
const sweepFiles = async (queue: Port): Promise<void> => {
  const gone: string[] = [];
  for (const path of await queue.filesToDelete()) {
    // One that another program holds open goes the next time.
    if (
      await rm(path, { force: true, recursive: true }).then(
        () => true,
        () => false,
      )
    )
      gone.push(path);
  }
  for (const folder of new Set(gone.map(dirname))) if (existsSync(folder)) await syncFolderWherePossible(folder);
  await queue.filesDeleted(gone);
};

/** Fault `queue.clock-ahead` where `now` is far ahead of everything on record: nothing is deleted then. */
const requireTime = async (queue: Port, now: Date): Promise<void> => {
  const newest = await queue.takeTime(now.toISOString());
  if (newest !== null) throw new Fault('queue.clock-ahead', { now: shownDay(now), newest: shownDay(new Date(newest)) });
};

/** Deletes what is due at `now`: on record first, then from the disk. Faults `queue.clock-ahead`, `queue.*`. */
export const deleteDue = async ({ queue, folders, policy, now, abort }: RetentionRun): Promise<Deleted> => {
  // What a cut left on the list.
  await sweepFiles(queue);
  await requireTime(queue, now);
  const due = dueAt(policy, now);
  let documents = 0;
  while (!abort.aborted) {
    const some = await queue.deleteDue(due);
    if (some === 0) break;
    await sweepFiles(queue);
    documents += some;
  }
  const before = daysBefore(now, policy.days.copies);
  const copies = before === null ? 0 : await queue.deleteCopies(await copiesBefore(folders, before));
  if (copies > 0) await sweepFiles(queue);
  return { documents, copies };
};

export interface RetentionOptions {
  readonly queue: Port;
  readonly folders: Pick<ApplicationFolders, 'data' | 'database'>;
  readonly policy: () => RetentionPolicy;
  readonly now: () => Date;
  readonly user: string;
  /** Something was deleted. */
  readonly changed: () => void;
  readonly defect: (thrown: unknown) => void;
}

export class Retention {
  readonly #abort = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #waiting: FaultValue | null = null;

  constructor(private readonly options: RetentionOptions) {}

  /** How long what is kept, and why nothing is deleted at present. Fault `queue.retention-invalid`. */
  state(): { days: RetentionDays; waiting: FaultValue | null } {
    return { days: this.options.policy().days, waiting: this.#waiting };
  }

  /** A person says that the clock is right; what is due goes at once. Faults `queue.*`. */
  async confirmClock(): Promise<void> {
    const { queue, now, user } = this.options;
    await queue.confirmClock({ now: now().toISOString(), user });
    await this.#round();
  }

  /** Deletes now, and again every day. */
  start(): void {
    this.#running = this.#rounds();
  }

  /** Resolves when nothing is under way any more. */
  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#running;
  }

  async #rounds(): Promise<void> {
    const { signal } = this.#abort;
    while (!signal.aborted) {
      await this.#round().catch(this.options.defect);
      await pause(dayMs, undefined, { signal }).catch(() => undefined);
    }
  }

  async #round(): Promise<void> {
    const { policy, now, changed, ...where } = this.options;
    try {
      const { documents } = await deleteDue({ ...where, policy: policy(), now: now(), abort: this.#abort.signal });
      this.#waiting = null;
      if (documents > 0) changed();
    } catch (thrown) {
      if (!(thrown instanceof Fault) || thrown.code !== 'queue.clock-ahead') throw thrown;
      this.#waiting = thrown.value;
    }
  }
}
