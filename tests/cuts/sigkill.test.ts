/**
 * SIGKILL anywhere in a batch. A seeded sample: single cuts, each in a batch of its own. With CUTS=n as many as that, in
 * chains: batches of 100 (CUTS_DOCUMENTS) of which every run is killed, the next one too, until they are through; with
 * CUTS_MIXED=1 there are timestamps, several signatures a document, rejections and large files among them. What each chain
 * found goes to CUTS_RECORD; one that is there is not made again. Behind them each class of operations is cut on purpose,
 * at each instant: that of which a cut is missing in the end fails the run.
 */
import { afterAll, describe, expect, it } from 'vitest';
import { seed } from '../seed.js';
import { chainCoverage, killChains, notCut } from './chains.js';
import { decisive, known } from './choice.js';
import { cutEach } from './each.js';
import { coverage, killRuns, median } from './runs.js';

const cuts = Number(process.env.CUTS ?? 0);
/** A sample ends by the clock; what it found is what counts. */
const sampleSeconds = 30;
/** As many as have every kind of operation between them. */
const fewDocuments = 4;
const aDayMs = 86_400_000;
const lines: string[] = [];
afterAll(() => console.log(lines.join('\n')));

const tellResumed = (resumed: readonly number[]): void => {
  lines.push(`resumed after ${Math.round(median(resumed))} ms (median), ${Math.round(Math.max(...resumed))} ms (most)`);
};

describe.skipIf(cuts > 0)('a batch that is killed at any operation', () => {
  it('goes on: nothing lost, signed twice, sent in two versions or left half', async () => {
    const end = performance.now() + sampleSeconds * 1000;
    const order = {
      documents: fewDocuments,
      atOnce: 1,
      first: [...decisive, ...known],
      seed,
      goOn: () => performance.now() < end,
    };
    const { results, operations } = await killRuns(order, ({ cut, at, problems }) => {
      if (problems.length > 0) console.log(`✗ ${cut.part} ${cut.spec} (${at}):\n   ${problems.join('\n   ')}`);
    });
    lines.push(`SEED=${seed}: ${results.length} cuts in a batch of ${order.documents} (${operations} operations)`);
    tellResumed(results.map(({ resumeMs }) => resumeMs));
    lines.push(coverage(results));
    expect(results.length).toBeGreaterThan(0);
    expect(results.filter(({ problems }) => problems.length > 0)).toEqual([]);
  }, 180_000);
});

it('a class of operations at which no run was cut is told with the instant that is missing', () => {
  const made = ['before', 'after'].map((when) => ({ className: 'write a', when }));
  expect(notCut(['write a', 'fsync b'], made)).toEqual(['after fsync b', 'before fsync b', 'middle write a']);
});

describe.runIf(cuts > 0)('batches of which every run is killed', () => {
  it(
    'go on: nothing lost, signed twice, sent in two versions or left half',
    async () => {
      const order = {
        documents: Number(process.env.CUTS_DOCUMENTS ?? 100),
        mixed: process.env.CUTS_MIXED === '1',
        cuts,
        cutsPerChain: Number(process.env.CUTS_PER_CHAIN ?? 130),
        atOnce: 2,
        seed,
        record: process.env.CUTS_RECORD ?? null,
      };
      const told = await killChains(order, ({ chain, cuts: made, problems }) => {
        console.log(`chain ${chain}: ${made.length} cuts, ${problems.length === 0 ? 'nothing wrong' : ''}`);
        for (const problem of problems) console.log(`✗ ${problem}`);
      });
      const { records, plan } = told;
      const inChains = records.flatMap((one) => one.cuts);
      lines.push(`SEED=${seed}: ${inChains.length} cuts in ${records.length} batches of ${order.documents}`);
      tellResumed(records.flatMap(({ resumeMs }) => resumeMs));
      lines.push(chainCoverage(told));
      const each = await cutEach(fewDocuments, order.mixed, ({ part, className, when, behind, cut, problems }) => {
        const where = `${when} ${className} (${part}${behind.map((one) => `, behind ${one}`).join('')})`;
        console.log(`${cut ? 'on purpose' : 'not reached'}: ${where}`);
        for (const problem of problems) console.log(`✗ ${problem}`);
      });
      const onPurpose = each.filter(({ cut }) => cut);
      lines.push(`${onPurpose.length} cuts on purpose, in batches of ${fewDocuments}`);
      tellResumed(onPurpose.map(({ resumeMs }) => resumeMs));
      const classes = [...plan.classes(), ...each.map(({ className }) => className)];
      expect(inChains.length).toBeGreaterThanOrEqual(cuts);
      expect([...records, ...each].filter(({ problems }) => problems.length > 0)).toEqual([]);
      expect(notCut(classes, [...inChains, ...onPurpose])).toEqual([]);
      expect(median(records.flatMap(({ resumeMs }) => resumeMs))).toBeLessThan(5000);
    },
    aDayMs,
  );
});
