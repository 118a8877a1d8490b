/**
 * SIGKILL anywhere in a batch: a seeded sample, or with CUTS=n as many as that in a batch of 100. The
 * classes of operations that were cut are printed.
 */
import { afterAll, describe, expect, it } from 'vitest';
import { seed } from '../seed.js';
import { decisive, known } from './choice.js';
import { coverage, killRuns, median } from './runs.js';

const cuts = Number(process.env.CUTS ?? 0);
/** A sample ends by the clock; what it found is what counts. */
const sampleSeconds = 35;
const aDayMs = 86_400_000;
const lines: string[] = [];
afterAll(() => console.log(lines.join('\n')));

describe('a batch that is killed at any operation', () => {
  it(
    'goes on: nothing lost, signed twice, sent in two versions or left half',
    async () => {
      const end = performance.now() + sampleSeconds * 1000;
      const goOn = (made: number): boolean => (cuts > 0 ? made < cuts : performance.now() < end);
      const order = {
        documents: cuts > 0 ? Number(process.env.CUTS_DOCUMENTS ?? 100) : 4,
        atOnce: cuts > 0 ? 2 : 1,
        first: [...decisive, ...known],
        seed,
        goOn,
      };
      const { results, operations } = await killRuns(order, ({ cut, at, problems }) => {
        if (problems.length > 0) console.log(`✗ ${cut.part} ${cut.spec} (${at}):\n   ${problems.join('\n   ')}`);
      });
      const resumed = results.map(({ resumeMs }) => resumeMs);
      lines.push(`SEED=${seed}: ${results.length} cuts in a batch of ${order.documents} (${operations} operations)`);
      lines.push(
        `resumed after ${Math.round(median(resumed))} ms (median), ${Math.round(Math.max(...resumed))} ms (most)`,
      );
      lines.push(coverage(results));
      expect(results.length).toBeGreaterThan(0);
      expect(results.filter(({ problems }) => problems.length > 0)).toEqual([]);
      if (cuts > 0) expect(median(resumed)).toBeLessThan(5000);
    },
    cuts > 0 ? aDayMs : 180_000,
  );
});
