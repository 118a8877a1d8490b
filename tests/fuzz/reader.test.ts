/**
 * Mutated documents through the whole reader: only Faults may come out, within 5 seconds and 512 MB each.
 * FUZZ_SECONDS: how long (20). SEED: which sequence; printed, so that a failure can be repeated.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seed } from '../seed.js';
import { bytesOf, classicPdf, MINIMAL, streamPdf, update } from '../unit/pdf/sample-pdf.js';
import { type Bundle, bundle, Thread } from './harness.js';
import { mutate, Random } from './mutations.js';

const seconds = Number(process.env.FUZZ_SECONDS ?? 20);
const LARGEST = 400_000;

let reading: Bundle;

beforeAll(async () => {
  reading = await bundle('reader-worker');
});

afterAll(() => reading.remove());

/** A document in every form that qpdf can give it. */
const variants = (file: string): string[] =>
  [
    ['--linearize', '--object-streams=generate'],
    ['--linearize', '--object-streams=disable'],
    ['--encrypt', '', 'owner', '256', '--', '--object-streams=generate'],
    ['--encrypt', '', 'owner', '128', '--use-aes=y', '--', '--object-streams=disable'],
  ].map((options, i) => {
    const out = join(reading.folder, `variant-${i}.pdf`);
    execFileSync('qpdf', [...options, '--allow-weak-crypto', file, out]);
    return readFileSync(out, 'latin1');
  });

const corpus = (): string[] => {
  const root = resolve('tests/corpus/documents');
  const files = ['signed', 'unsigned']
    .flatMap((part) => readdirSync(join(root, part)).map((name) => join(root, part, name)))
    .filter((file) => statSync(file).size <= LARGEST);
  const small = [classicPdf().text, streamPdf(), update(classicPdf(), { 3: MINIMAL[2] ?? '', 4: '(new)' }).text];
  const seeds = files.slice(0, 1).flatMap(variants);
  return [...small, ...small, ...seeds, ...files.map((file) => readFileSync(file, 'latin1'))];
};

it('nothing but faults comes out of mutated documents', { timeout: (seconds + 60) * 1000 }, async () => {
  const random = new Random(seed);
  const texts = corpus();
  const reader = new Thread<Uint8Array>(reading.path);
  const failures: string[] = [];
  let count = 0;
  for (const end = Date.now() + seconds * 1000; Date.now() < end && failures.length < 10; count++) {
    const bytes = bytesOf(mutate(random.pick(texts), random, random.pick(texts)));
    const problem = await reader.give(bytes);
    if (problem === null) continue;
    const file = join(tmpdir(), `fuzz-${seed}-${count}.pdf`);
    writeFileSync(file, bytes);
    failures.push(`${file}: ${problem}`);
  }
  await reader.close();
  process.stdout.write(`fuzz: ${count} documents, seed ${seed}\n`);
  expect(failures).toEqual([]);
});
