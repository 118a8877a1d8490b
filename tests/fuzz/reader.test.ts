/**
 * Mutated documents through the whole reader: only Faults may come out, within 5 seconds and 512 MB each.
 * FUZZ_SECONDS: how long (20). FUZZ_SEED: which sequence; printed, so that a failure can be repeated.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { build } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bytesOf, classicPdf, MINIMAL, streamPdf, update } from '../unit/pdf/sample-pdf.js';
import { mutate, Random } from './mutations.js';

const seconds = Number(process.env.FUZZ_SECONDS ?? 20);
const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
const DEADLINE = 5000;
const LARGEST = 400_000;

let folder = '';
let workerPath = '';

beforeAll(async () => {
  mkdirSync('node_modules/.cache', { recursive: true });
  folder = mkdtempSync(resolve('node_modules/.cache/fuzz-'));
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: resolve('tests/fuzz/reader-worker.ts'),
      outDir: folder,
      target: 'node18',
      minify: false,
      rollupOptions: { output: { format: 'cjs', entryFileNames: 'worker.cjs' } },
    },
    ssr: { noExternal: true },
  });
  workerPath = join(folder, 'worker.cjs');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A document in every form that qpdf can give it. */
const variants = (file: string): string[] =>
  [
    ['--linearize', '--object-streams=generate'],
    ['--linearize', '--object-streams=disable'],
    ['--encrypt', '', 'owner', '256', '--', '--object-streams=generate'],
    ['--encrypt', '', 'owner', '128', '--use-aes=y', '--', '--object-streams=disable'],
  ].map((options, i) => {
    const out = join(folder, `variant-${i}.pdf`);
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

/** What is wrong with how the reader takes these bytes; null when nothing is. */
class Reader {
  private worker = this.start();

  async read(bytes: Uint8Array): Promise<string | null> {
    const { worker } = this;
    const answer = await new Promise<string | null>((done) => {
      const settle = (value: string | null): void => {
        clearTimeout(timer);
        worker.off('message', settle);
        worker.off('error', died);
        done(value);
      };
      const died = (error: Error): void => settle(`thread died: ${error.message}`);
      const timer = setTimeout(() => settle('hangs'), DEADLINE);
      worker.on('message', settle);
      worker.on('error', died);
      worker.postMessage(bytes);
    });
    if (answer !== null) await this.renew();
    return answer;
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }

  private async renew(): Promise<void> {
    await this.worker.terminate();
    this.worker = this.start();
  }

  private start(): Worker {
    return new Worker(workerPath, { resourceLimits: { maxOldGenerationSizeMb: 512 } });
  }
}

it('nothing but faults comes out of mutated documents', { timeout: (seconds + 60) * 1000 }, async () => {
  const random = new Random(seed);
  const texts = corpus();
  const reader = new Reader();
  const failures: string[] = [];
  let count = 0;
  for (const end = Date.now() + seconds * 1000; Date.now() < end && failures.length < 10; count++) {
    const bytes = bytesOf(mutate(random.pick(texts), random, random.pick(texts)));
    const problem = await reader.read(bytes);
    if (problem === null) continue;
    const file = join(tmpdir(), `fuzz-${seed}-${count}.pdf`);
    writeFileSync(file, bytes);
    failures.push(`${file}: ${problem}`);
  }
  await reader.close();
  process.stdout.write(`fuzz: ${count} documents, seed ${seed}\n`);
  expect(failures).toEqual([]);
});
