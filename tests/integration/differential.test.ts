/**
 * Real files, our own, those of pdfsig, PDFBox and openssl, twins and forgeries: pdfsig, PDFBox with BouncyCastle and our
 * verifier are of one mind on each signature, or a rule of docs/differential.md says why not. By default a sample of
 * SEED; FULL_DIFFERENTIAL=1 (`npm run differential`) compares all.
 */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Comparison, compareAll, differences } from '../differential/compare.js';
import { explanations, rules } from '../differential/rules.js';
import { sources } from '../differential/sources.js';
import { openStudio, type Studio } from '../differential/studio.js';
import { Random } from '../fuzz/mutations.js';
import { seed } from '../seed.js';

const full = process.env.FULL_DIFFERENTIAL === '1';
const say = (line: string): void => void process.stdout.write(`${line}\n`);

let folder: string;
let studio: Studio;
const told: string[] = [];
const applied = new Map<string, number>();

beforeAll(async () => {
  say(`differential: ${full ? 'everything' : `seed ${seed}`}`);
  folder = mkdtempSync(join(tmpdir(), 'kyso-differential-'));
  studio = await openStudio(folder, full ? null : new Random(seed));
}, 300_000);
afterAll(async () => {
  say(['', '| files | number | signatures | differ |', '|---|---|---|---|', ...told].join('\n'));
  for (const [name, count] of applied) say(`${name}: ${count}`);
  await studio.house.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What was compared, for those who look into it; the file stays in test-results/differential. */
const keep = ({ subject }: Comparison): void => {
  const target = join('test-results', 'differential');
  mkdirSync(target, { recursive: true });
  copyFileSync(subject.file, join(target, `${subject.name.replace(/[^\w.-]+/g, '_')}.pdf`));
};

const worded = ({ subject, end, ours, pdfsig, pdfBox, report, pdfBoxError }: Comparison): string => {
  const file = `${subject.name} to ${end}, ${report.verdict} ${report.error?.code ?? ''}`;
  const said = Object.entries({ ours, pdfsig, PDFBox: pdfBox }).map(
    ([judge, { integrity, coverage, words }]) => `${judge}: ${integrity}, ${coverage} (${words})`,
  );
  return [file, ...said, pdfBoxError ?? ''].join('; ');
};

describe('judges agree, or a rule says why they do not', () => {
  it.each(sources)('$name', { timeout: 3_600_000 }, async ({ name, subjects }) => {
    const files = await subjects(studio);
    const all = await compareAll(files, studio.house);
    const different = all.filter((one) => differences(one).length > 0);
    told.push(`| ${name} | ${files.length} | ${all.length} | ${different.length} |`);
    const unexplained: string[] = [];
    for (const one of different) {
      const [rule] = explanations(one);
      if (rule !== undefined) {
        applied.set(rule, (applied.get(rule) ?? 0) + 1);
        continue;
      }
      keep(one);
      unexplained.push(worded(one));
    }
    expect(unexplained).toEqual([]);
  });

  it('each rule is written down, and nothing else is', () => {
    const page = readFileSync('docs/differential.md', 'utf8');
    const written = [...page.matchAll(/^\| `([a-z0-9-]+)` \|/gm)].map(([, name]) => name);
    expect(written).toEqual(rules.map(({ name }) => name));
  });
});
