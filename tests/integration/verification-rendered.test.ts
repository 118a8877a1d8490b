/**
 * Whatever an increment does: where a file is called valid, every trace of ink that its first signer saw is still on its
 * pages, unless the report tells what was filled. Judged by another program's picture of the pages, not by our rules.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FileReport } from '../../src/contracts/verification.js';
import { baseDocument } from '../corpus/attacks/base-document.js';
import { dice, randomIncrement } from '../corpus/attacks/random-increment.js';
import { type OpenedCast, openCast } from './attack-cast.js';

const FIRST = Number(process.env.KYSO_RENDER_FIRST ?? 1);
const COUNT = Number(process.env.KYSO_RENDER_COUNT ?? 120);
/** Increments that once got through: a mark without a trace in our reading of it covered the amount. */
const GOT_THROUGH = [95, 361, 468];
const SEEDS = [...new Set([...GOT_THROUGH, ...Array.from({ length: COUNT }, (_, i) => FIRST + i)])];

let cast: OpenedCast;
beforeAll(() => {
  cast = openCast();
});
afterAll(() => cast.close());

interface Picture {
  readonly width: number;
  readonly height: number;
  /** Grey, one byte each. */
  readonly pixels: Buffer;
}

const render = (file: Buffer, name: string): Picture[] => {
  const path = cast.workshop.path(`${name}.pdf`);
  writeFileSync(path, file);
  const pages = [1, 2].map((page): Picture => {
    const target = cast.workshop.path(`${name}-${page}`);
    execFileSync('pdftoppm', ['-r', '40', '-gray', '-singlefile', '-f', String(page), path, target], {
      stdio: 'pipe',
      timeout: 20_000,
    });
    const bytes = readFileSync(`${target}.pgm`);
    rmSync(`${target}.pgm`);
    const [header = '', width, height] = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(bytes.toString('latin1', 0, 64)) ?? [];
    return { width: Number(width), height: Number(height), pixels: bytes.subarray(header.length) };
  });
  return pages;
};

/** Grey below this was ink; ink that changed by more than this is no longer what it was. */
const INK = 160;
const CHANGED = 60;
const MOST_PIXELS = 4;

/** How many points of ink changed; of pages of other sizes all. */
const lostInk = (before: readonly Picture[], after: readonly Picture[]): number =>
  before.reduce((sum, page, i) => {
    const now = after[i];
    if (now === undefined || now.width !== page.width || now.height !== page.height) return sum + page.pixels.length;
    let lost = 0;
    for (let at = 0; at < page.pixels.length; at += 1) {
      const [was = 255, is = 255] = [page.pixels[at], now.pixels[at]];
      if (was < INK && Math.abs(was - is) > CHANGED) lost += 1;
    }
    return sum + lost;
  }, 0);

const anyChange = (before: readonly Picture[], after: readonly Picture[]): boolean =>
  before.some((page, i) => Buffer.compare(page.pixels, after[i]?.pixels ?? Buffer.alloc(0)) !== 0);

/** Told changes of the form; a signature alone tells nothing of the rest of the page. */
const tells = (report: FileReport): boolean =>
  report.signatures.some(({ changesAfter }) => changesAfter === 'form' || changesAfter === 'annotation');

it('ink that was signed is there in every file called valid', () => {
  const draft = baseDocument().sign(cast.person);
  const before = render(draft.bytes, 'before');
  const found: string[] = [];
  let valid = 0;
  for (const seed of SEEDS) {
    const file = randomIncrement(draft, cast.trustedCompany, dice(seed)).bytes;
    const report = cast.verify(file);
    if (report.verdict !== 'valid' || tells(report)) continue;
    valid += 1;
    const after = render(file, 'after');
    const lost = lostInk(before, after);
    const signed = report.signatures.length > 1;
    if (lost > MOST_PIXELS || (!signed && anyChange(before, after))) {
      found.push(`seed ${seed}: ${lost} points`);
      if (process.env.KYSO_RENDER_KEEP) writeFileSync(`${process.env.KYSO_RENDER_KEEP}/seed-${seed}.pdf`, file);
    }
  }
  console.info(`${SEEDS.length} increments, ${valid} valid`);
  expect(found).toEqual([]);
  // Else nothing was looked at.
  expect(valid).toBeGreaterThan(SEEDS.length / 50);
}, 600_000);
