/**
 * How long personal data of documents that are done with is kept (NĐ 13/2023), and that it goes then:
 * `resources/policy/retention.json`, and `policy/retention.json` of the data folder (same keys, each may be left out).
 */
import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { Fault } from '../../contracts/faults/index.js';
import type { Queue, RetentionDue } from '../queue/types.js';
import { syncFolderWherePossible } from './delivery.js';

const dayMs = 86_400_000;

/** Days after the last change; null: for ever. */
const daysSchema = z.number().int().min(1).max(36_500).nullable();
const policySchema = z.strictObject({
  days: z.strictObject({
    acknowledged: daysSchema,
    rejected: daysSchema,
    recalled: daysSchema,
    cancelled: daysSchema,
  }),
});
const additionSchema = z.strictObject({ days: policySchema.shape.days.partial() });
export type RetentionPolicy = z.infer<typeof policySchema>;

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

/** What was last changed before when is due at `now`. */
export const dueAt = ({ days }: RetentionPolicy, now: Date): RetentionDue => {
  const before = (kept: number | null): string | null =>
    kept === null ? null : new Date(now.getTime() - kept * dayMs).toISOString();
  return {
    acknowledged: before(days.acknowledged),
    rejected: before(days.rejected),
    recalled: before(days.recalled),
    cancelled: before(days.cancelled),
  };
};

type Port = Pick<Queue, 'deleteDue' | 'filesToDelete' | 'filesDeleted'>;

/** What is on record as deleted goes from the disk, and stays on the list until it has. */
const sweepFiles = async (queue: Port): Promise<void> => {
  const gone: string[] = [];
  for (const path of await queue.filesToDelete()) {
    // One that another program holds open goes the next time.
    if (
      await rm(path, { force: true }).then(
        () => true,
        () => false,
      )
    )
      gone.push(path);
  }
  for (const folder of new Set(gone.map(dirname))) if (existsSync(folder)) await syncFolderWherePossible(folder);
  await queue.filesDeleted(gone);
};

/** Deletes what is due at `now`: on record first, then from the disk. @returns how many documents */
export const deleteDue = async (
  queue: Port,
  policy: RetentionPolicy,
  now: Date,
  abort: AbortSignal,
): Promise<number> => {
  const due = dueAt(policy, now);
  let deleted = 0;
  // What a cut left on the list.
  await sweepFiles(queue);
  while (!abort.aborted) {
    const some = await queue.deleteDue(due);
    if (some === 0) break;
    await sweepFiles(queue);
    deleted += some;
  }
  return deleted;
};

export interface RetentionOptions {
  readonly queue: Port;
  readonly policy: () => RetentionPolicy;
  /** Something was deleted. */
  readonly changed: () => void;
  readonly defect: (thrown: unknown) => void;
}

export class Retention {
  readonly #abort = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(private readonly options: RetentionOptions) {}

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
    const { queue, policy, changed, defect } = this.options;
    const { signal } = this.#abort;
    while (!signal.aborted) {
      try {
        if ((await deleteDue(queue, policy(), new Date(), signal)) > 0) changed();
      } catch (thrown) {
        defect(thrown);
      }
      await pause(dayMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
