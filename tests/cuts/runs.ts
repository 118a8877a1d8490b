/** Cuts in numbers: places are set up, each cut is made in one of them, and what was found is told. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cut, cutsOf, randomFrom } from './choice.js';
import type { Operation } from './log.js';
import { makeShared, type Outcome, type Part, Place } from './place.js';
import { type CutResult, cutOnce, failures } from './sigkill.js';

export interface Prepared {
  readonly place: Place;
  readonly logs: Readonly<Record<Part, readonly Operation[]>>;
}

interface Order {
  readonly documents: number;
  readonly atOnce: number;
  readonly seed: number;
  /** Made before all others, in any case. */
  readonly first: readonly Cut[];
  /** Whether another is to be begun. */
  readonly goOn: (made: number) => boolean;
}

export interface Told<R> {
  readonly results: readonly R[];
  /** Operations of one whole run, and their classes. */
  readonly operations: number;
}

export const logsOf = (outcomes: Record<Part, Outcome>): Prepared['logs'] => {
  const failed = failures(Object.values(outcomes));
  if (failed.length > 0) throw new Error(`the batch does not even run whole:\n${failed.join('\n')}`);
  const { receive, sign, send } = outcomes;
  return { receive: receive.operations, sign: sign.operations, send: send.operations };
};

/** Sets places up and calls `once` in them, one call a place at a time, with the next cut each. */
export const inPlaces = async <R>(
  { documents, atOnce, seed, first, goOn }: Order,
  once: (prepared: Prepared, cut: Cut, random: () => number) => Promise<R | null>,
): Promise<Told<R>> => {
  const folder = mkdtempSync(join(tmpdir(), 'kyso-cuts-'));
  const results: R[] = [];
  let operations = 0;
  try {
    const shared = await makeShared(folder, documents);
    try {
      const given = [...first];
      const work = async (index: number): Promise<void> => {
        const place = new Place(shared, join(shared.folder, `place-${index}`));
        try {
          const logs = logsOf(await place.prepare());
          operations = Object.values(logs).reduce((sum, { length }) => sum + length, 0);
          const random = randomFrom(seed + index);
          for (const chosen of cutsOf(logs, random)) {
            if (given.length === 0 && !goOn(results.length)) return;
            const cut = given.shift() ?? chosen;
            const result = await once({ place, logs }, cut, random);
            if (result !== null) results.push(result);
          }
        } finally {
          await place.close();
        }
      };
      await Promise.all(Array.from({ length: atOnce }, (_, index) => work(index)));
    } finally {
      shared.workplace.remove();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { results, operations };
};

/** Cuts by SIGKILL; one that its run never reached is not counted, but what went wrong in it is told. */
export const killRuns = (order: Order, tell: (result: CutResult) => void): Promise<Told<CutResult>> =>
  inPlaces(order, async ({ place, logs }, cut) => {
    const result = await cutOnce(place, cut, order.documents, cut.part === 'send' ? logs.sign : []);
    if (result.at === null && result.problems.length === 0) return null;
    tell(result);
    return result;
  });

/** Classes of operations at which runs were cut, with how often. */
export const coverage = (results: readonly { readonly cut: Cut }[]): string => {
  const counts = new Map<string, number>();
  for (const { cut } of results) {
    const name = `${cut.part}: ${cut.className}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => `${String(count).padStart(5)}  ${name}`)
    .join('\n');
};

export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
