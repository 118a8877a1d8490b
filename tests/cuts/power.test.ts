/**
 * The power goes anywhere in a batch, and the disk holds what was synced and any part of the rest: a seeded sample, or
 * with CUTS=n as many states of the disk as that. What each showed goes to CUTS_RECORD; what is there counts, and the run
 * goes on behind it.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { seed } from '../seed.js';
import { known } from './choice.js';
import { losePower, type PowerResult } from './power.js';
import { coverage, inPlaces, median } from './runs.js';

const wanted = Number(process.env.CUTS ?? 0);
const record = process.env.CUTS_RECORD;
/** A sample ends by the clock; what it found is what counts. */
const sampleSeconds = 22;
const aDayMs = 86_400_000;
const lines: string[] = [];
afterAll(() => console.log(lines.join('\n')));

const tell = (result: PowerResult): void => {
  const { cut, at, model, unsynced, problems } = result;
  if (record !== undefined) appendFileSync(record, `${JSON.stringify(result)}\n`);
  if (problems.length > 0)
    console.log(`✗ ${cut.part} ${cut.spec} (${at}), ${model}, ${unsynced} of the rest:\n   ${problems.join('\n   ')}`);
};

const onRecord = (): PowerResult[] =>
  record === undefined || !existsSync(record)
    ? []
    : readFileSync(record, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line): PowerResult => JSON.parse(line));

describe('a batch in which the power goes', () => {
  it(
    'goes on: nothing lost, signed twice, sent in two versions or left half',
    async () => {
      const end = performance.now() + sampleSeconds * 1000;
      // As many as have every kind of operation between them.
      const documents = wanted > 0 ? Number(process.env.CUTS_DOCUMENTS ?? 6) : 3;
      const results = onRecord();
      const goOn = (): boolean => (wanted > 0 ? results.length < wanted : performance.now() < end);
      const order = { documents, atOnce: wanted > 0 ? 2 : 1, seed: seed + results.length, first: known, goOn };
      const { operations } = await inPlaces(order, async (prepared, cut, random) => {
        const found = await losePower(prepared, cut, documents, random);
        found.forEach(tell);
        results.push(...found);
        return null;
      });
      const resumed = results.map(({ resumeMs }) => resumeMs);
      lines.push(
        `SEED=${seed}: ${results.length} states of the disk, batch of ${documents} (${operations} operations)`,
      );
      lines.push(
        `resumed after ${Math.round(median(resumed))} ms (median), ${Math.round(Math.max(...resumed))} ms (most)`,
      );
      lines.push(coverage(results));
      expect(results.length).toBeGreaterThan(0);
      expect(results.filter(({ problems }) => problems.length > 0)).toEqual([]);
      if (wanted > 0) expect(median(resumed)).toBeLessThan(5000);
    },
    wanted > 0 ? aDayMs : 180_000,
  );
});
