/**
 * A byte changed inside a signed range leaves no signature over it intact and no file valid. A seeded sample of every
 * signed document; FULL_FLIPS=1 (`npm run flips`): every 64th byte of the 20 smallest. SEED repeats a sample.
 */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { corpus } from '../integration/signing-support.js';
import { openWorkshop, plainPdf, type Workshop } from '../integration/verification-support.js';
import { seed } from '../seed.js';
import { sha1ModulePath } from '../sha1-module.js';
import type { Flips, FlipsData } from './flips-worker.js';
import { type Bundle, bundle, Thread } from './harness.js';
import { Random } from './mutations.js';

const full = process.env.FULL_FLIPS === '1';
const STEP = 64;
const FILES = 20;
const SAMPLE = 6;
/** Changes that a thread is given at a time, and the milliseconds it has for them. */
const BATCH = 50;
const DEADLINE = 120_000;

let workshop: Workshop;
let verifying: Bundle;
let scratch = '';

beforeAll(async () => {
  workshop = openWorkshop();
  scratch = mkdtempSync(join(tmpdir(), 'kyso-flips-'));
  verifying = await bundle('flips-worker');
}, 120_000);
afterAll(() => {
  workshop.close();
  verifying.remove();
  rmSync(scratch, { recursive: true, force: true });
});

const random = new Random(seed);
const mask = (): number => 1 + random.below(255);

const changesOf = (file: string, count: number): (readonly [number, number])[] => {
  const { size } = statSync(file);
  if (!full) return Array.from({ length: count }, () => [random.below(size), mask()] as const);
  const first = random.below(STEP);
  return Array.from(
    { length: Math.ceil((size - first) / STEP) },
    (_, index) => [first + index * STEP, mask()] as const,
  );
};

const inBatches = (file: string, count = SAMPLE): Flips[] => {
  const changes = changesOf(file, count);
  return Array.from({ length: Math.ceil(changes.length / BATCH) }, (_, index) => ({
    file,
    changes: changes.slice(index * BATCH, (index + 1) * BATCH),
  }));
};

/** Signed documents that hold a signature, the smallest first. */
const documents = (): string[] => {
  const signed = corpus().filter((file) => file.includes('signed/') && readFileSync(file).includes('/ByteRange'));
  const sorted = signed.sort((left, right) => statSync(left).size - statSync(right).size);
  return full ? sorted.slice(0, FILES) : sorted;
};

it('no signature over a changed byte is intact', { timeout: 24 * 3_600_000 }, async () => {
  const plain = workshop.path('plain.pdf');
  writeFileSync(plain, plainPdf());
  const own = await workshop.sign(plain, 'own.pdf', workshop.pki.person);
  expect(workshop.verify(own).verdict).toBe('valid');
  const work = [...inBatches(own, 60), ...documents().flatMap((file) => inBatches(file))];
  const data = (thread: number): FlipsData => ({
    scratch: join(scratch, String(thread)),
    sha1Module: resolve(sha1ModulePath),
    added: [workshop.pki.root.certificate],
    crls: [workshop.pki.root.crl, workshop.pki.sub.crl],
  });
  const failures: string[] = [];
  const rest = work.values();
  let done = 0;
  const runThread = async (thread: number): Promise<void> => {
    const worker = new Thread<Flips>(verifying.path, data(thread), DEADLINE);
    for (const flips of rest) {
      if (failures.length >= 10) break;
      const problem = await worker.give(flips);
      const [[first] = [0]] = flips.changes;
      if (problem !== null) failures.push(`${problem}: ${basename(flips.file)}, from byte ${first}`);
      done += flips.changes.length;
      if (full && done % 5000 < BATCH) process.stdout.write(`flips: ${done}\n`);
    }
    await worker.close();
  };
  await Promise.all(Array.from({ length: full ? availableParallelism() : 1 }, (_, thread) => runThread(thread)));
  process.stdout.write(`flips: ${done} bytes of ${new Set(work.map(({ file }) => file)).size} files, seed ${seed}\n`);
  expect(failures).toEqual([]);
});
