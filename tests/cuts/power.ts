/** The power of the computer goes in the middle of a batch; the server's does not. */
import { createHash } from 'node:crypto';
import { problemsOf } from './check.js';
import type { Cut } from './choice.js';
import { Disk, type DiskModel, materialise, type Unsynced } from './disk.js';
import { jobsIn } from './moment.js';
import { type Outcome, type Part, type Place, parts } from './place.js';
import type { Prepared } from './runs.js';
import { failures } from './sigkill.js';
import { unsent, unsigned } from './stages.js';

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

/** The batch is worked off from what the disk has: no command is given for which nothing is left. */
const workOff = async (place: Place): Promise<Outcome[]> => {
  const outcomes = [await place.run('receive', { signaturesOnly: true })];
  for (const [part, states] of [
    ['sign', unsigned],
    ['send', unsent],
  ] as const)
    if (jobsIn(place.client).some(({ state }) => states.includes(state)))
      outcomes.push(await place.run(part, { signaturesOnly: true }));
  return outcomes;
};

const digestOf = (state: ReadonlyMap<string, Buffer | null>): string => {
  const hash = createHash('sha256');
  for (const [path, bytes] of [...state].sort(([a], [b]) => (a < b ? -1 : 1)))
    hash.update(`${path} ${bytes?.length ?? '/'}\n`).update(bytes ?? '');
  return hash.digest('hex');
};

/**
 * Ends a run at the cut, and works the batch off from what the disk may hold then, once for each kind of loss that leaves
 * another disk.
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
  const seen = new Set<string>();
  for (const [model, unsynced] of states) {
    const state = new Disk(model).apply(operations).after(unsynced, random);
    if (seen.has(digestOf(state))) continue;
    seen.add(digestOf(state));
    await place.restoreServer('lost');
    materialise(state, place.client);
    const outcomes = await workOff(place);
    const all = [...operations, ...outcomes.flatMap((one) => one.operations)];
    const expected = { count, ended: ['delivered'] };
    const problems = [...failures(outcomes), ...(await problemsOf(place, expected, all))];
    results.push({ cut, at, model, unsynced, resumeMs: outcomes[0]?.firstLineMs ?? 0, problems });
  }
  return results;
};
