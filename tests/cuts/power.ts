/** The power of the computer goes in the middle of a batch; the server's does not. */
import { problemsOf } from './check.js';
import type { Cut } from './choice.js';
import { Disk, type DiskModel, materialise, type Unsynced } from './disk.js';
import { type Part, parts } from './place.js';
import type { Prepared } from './runs.js';
import { failures, resume } from './sigkill.js';

export interface PowerResult {
  readonly cut: Cut;
  readonly at: string;
  readonly model: DiskModel;
  readonly unsynced: Unsynced;
  /** Milliseconds from the next start to its first document or its end. */
  readonly resumeMs: number;
  readonly problems: readonly string[];
}

/** For each cut: both kinds of file systems, all that was not synced gone, and a part of it. */
const states: readonly (readonly [DiskModel, Unsynced])[] = [
  ['minimal', 'nothing'],
  ['minimal', 'random'],
  ['ordered', 'random'],
];

const before = ({ logs }: Prepared, part: Part) => parts.slice(0, parts.indexOf(part)).flatMap((one) => logs[one]);

/**
 * Ends a run at the cut, and works the batch off from what the disk may hold then, once for each kind of loss.
 * @param count documents of the batch
 * @param random 0 … 1
 */
export const losePower = async (
  prepared: Prepared,
  cut: Cut,
  count: number,
  random: () => number,
): Promise<PowerResult[]> => {
  const { place } = prepared;
  await place.restore(cut.part);
  const { cut: at, operations: last } = await place.run(cut.part, { cut: cut.spec, data: true });
  if (at === null) return [];
  await place.keepServer('lost');
  const operations = [...before(prepared, cut.part), ...last];
  const results: PowerResult[] = [];
  for (const [model, unsynced] of states) {
    await place.restoreServer('lost');
    materialise(new Disk(model).apply(operations).after(unsynced, random), place.client);
    const outcomes = await resume(place, 'receive');
    const all = [...operations, ...outcomes.flatMap((one) => one.operations)];
    const problems = [...failures(outcomes), ...(await problemsOf(place, count, all))];
    results.push({ cut, at, model, unsynced, resumeMs: outcomes[0]?.firstLineMs ?? 0, problems });
  }
  return results;
};
