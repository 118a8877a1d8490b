/** Chains in numbers: each in a place of its own, what they found on file, so that a night that breaks off goes on. */
import { appendFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { Chain, type ChainResult } from './chain.js';
import { randomFrom } from './choice.js';
import { instants } from './log.js';
import { startMixture } from './mixture.js';
import { makeShared, Place, type Shared } from './place.js';
import { Plan } from './plan.js';
import { type Batch, mixedBatch, plainBatch } from './stages.js';

export interface ChainsOrder {
  readonly documents: number;
  /** Besides plain documents what else there is (`mixedBatch`). */
  readonly mixed: boolean;
  /** Cuts that are to be made at least; a chain that was begun is brought to its end. */
  readonly cuts: number;
  readonly cutsPerChain: number;
  readonly atOnce: number;
  readonly seed: number;
  /** Where each chain that ended is put on record; those that are there are not made again. */
  readonly record: string | null;
}

const recordSchema = z.object({
  seed: z.number(),
  chain: z.number(),
  documents: z.number(),
  mixed: z.boolean(),
  cuts: z.array(
    z.object({
      stage: z.string(),
      className: z.string(),
      when: z.string(),
      document: z.number(),
      again: z.boolean(),
    }),
  ),
  resumeMs: z.array(z.number()),
  problems: z.array(z.string()),
});
type ChainRecord = z.infer<typeof recordSchema>;

const onRecord = ({ record, seed, documents, mixed }: ChainsOrder): ChainRecord[] =>
  record === null || !existsSync(record)
    ? []
    : readFileSync(record, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => recordSchema.parse(JSON.parse(line)))
        .filter((one) => one.seed === seed && one.documents === documents && one.mixed === mixed);

const oneChain = async (
  shared: Shared,
  batch: Batch,
  chain: number,
  order: ChainsOrder,
  plan: Plan,
): Promise<ChainResult> => {
  const folder = join(shared.folder, `chain-${chain}`);
  const place = new Place(shared, folder);
  const { documents, cutsPerChain: cuts, seed, record } = order;
  try {
    await place.begin();
    const result = await new Chain(place, { batch, documents, cuts, plan, random: randomFrom(seed + chain) }).run();
    if (result.problems.length > 0 && record !== null) cpSync(folder, `${record}.chain-${chain}`, { recursive: true });
    return result;
  } finally {
    await place.close();
    rmSync(folder, { recursive: true, force: true });
  }
};

export interface ChainsTold {
  readonly records: readonly ChainRecord[];
  readonly plan: Plan;
}

/** @param tell of each chain when it ended */
export const killChains = async (order: ChainsOrder, tell: (record: ChainRecord) => void): Promise<ChainsTold> => {
  const folder = mkdtempSync(join(tmpdir(), 'kyso-chains-'));
  const records = onRecord(order);
  const plan = new Plan();
  try {
    const shared = await makeShared(folder, order.documents, order.mixed);
    const mixture = order.mixed ? await startMixture(shared, order.documents) : null;
    const batch = mixture ? mixedBatch(mixture) : plainBatch;
    try {
      const done = new Set(records.map(({ chain }) => chain));
      let made = records.reduce((sum, { cuts }) => sum + cuts.length, 0);
      let chain = 0;
      const work = async (): Promise<void> => {
        while (made < order.cuts) {
          chain += 1;
          if (done.has(chain)) continue;
          const number = chain;
          const result = await oneChain(shared, batch, number, order, plan);
          const { seed, documents, mixed } = order;
          const kept = recordSchema.parse({ seed, chain: number, documents, mixed, ...result });
          made += result.cuts.length;
          records.push(kept);
          if (order.record !== null) appendFileSync(order.record, `${JSON.stringify(kept)}\n`);
          tell(kept);
        }
      };
      await Promise.all(Array.from({ length: order.atOnce }, work));
    } finally {
      await mixture?.close();
      shared.workplace.remove();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { records, plan };
};

/** Each class with how often it was cut at each instant, and at how many different documents. */
export const chainCoverage = ({ records }: ChainsTold): string => {
  const rows = new Map<string, { at: Map<string, number>; documents: Set<number> }>();
  for (const { stage, className, when, document } of records.flatMap(({ cuts }) => cuts)) {
    const name = `${stage}: ${className}`;
    const row = rows.get(name) ?? { at: new Map<string, number>(), documents: new Set<number>() };
    rows.set(name, row);
    row.at.set(when, (row.at.get(when) ?? 0) + 1);
    row.documents.add(document);
  }
  const cell = (value: number): string => String(value).padStart(7);
  return [
    ' before middle  after  at so many documents',
    ...[...rows]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { at, documents }]) => {
        const counts = ['before', 'middle', 'after'].map((when) => cell(at.get(when) ?? 0));
        return `${counts.join('')}${cell(documents.size)}  ${name}`;
      }),
  ].join('\n');
};

interface CutClass {
  readonly className: string;
  readonly when: string;
}

/** Of every class that any run came to, the instants at which none was cut. */
export const notCut = (classes: Iterable<string>, cuts: readonly CutClass[]): string[] => {
  const made = new Set(cuts.map(({ className, when }) => `${when} ${className}`));
  const known = new Set([...classes, ...cuts.map(({ className }) => className)]);
  return [...known]
    .flatMap((className) => instants(className).map((when) => `${when} ${className}`))
    .filter((one) => !made.has(one))
    .sort();
};
