/**
 * `node tools/run-tests/run.mjs test|check|fuzz|flips|mutations|zoo|cuts|power-loss|drain`: runs the stages one after the other,
 * goes on after a failed one, says again what failed, and ends with one line: `N passed, N failed`. A stage that ran
 * nothing has failed.
 *
 * Each stage writes its own output; what it counts is one check (types, lint), one rule or one test.
 */
import { execFileSync } from 'node:child_process';
import { checkImportRules } from './import-rules.mjs';
import { lint, typeCheck } from './static-checks.mjs';
import { packagedApp, playwright, vitest } from './test-runners.mjs';

const fast = [
  ['types', typeCheck],
  ['lint', lint],
  ['import rules', checkImportRules],
  ['unit tests', () => vitest(['unit', 'renderer'])],
];
/** Reader, verifier and a sample of changed bytes; FUZZ_SECONDS says how long. */
const fuzz = (seconds) => vitest(['fuzz'], { env: { FUZZ_SECONDS: seconds }, minutes: Number(seconds) / 60 + 20 });
/** CUTS says how many; a day at most. */
const cuts = (file, count, env = {}) =>
  vitest(['cuts'], { files: [file], env: { CUTS: process.env.CUTS ?? count, ...env }, minutes: 24 * 60 });
const suites = {
  check: fast,
  /** Half an hour, or FUZZ_SECONDS, of broken files. */
  fuzz: [['fuzz', () => fuzz(process.env.FUZZ_SECONDS ?? '1800')]],
  /** Every 64th byte of 20 signed documents, not a sample. */
  flips: [
    [
      'changed bytes',
      () => vitest(['fuzz'], { files: ['tests/fuzz/flips.test.ts'], env: { FULL_FLIPS: '1' }, minutes: 6 * 60 }),
    ],
  ],
  /** Every byte class of every token of an increment, not a sample. */
  mutations: [
    [
      'mutations of our own output',
      () =>
        vitest(['integration'], {
          files: ['tests/integration/proof-mutations.test.ts'],
          env: { FULL_MUTATION: '1' },
          minutes: 180,
        }),
    ],
  ],
  /** Every species of bad drivers and 1,000 random ones; then each in the real window, and closed in the middle of it. */
  zoo: [
    ['species', () => vitest(['integration'], { files: ['tests/integration/zoo.test.ts'], env: { ZOO: 'all' } })],
    [
      'random drivers',
      () =>
        vitest(['integration'], {
          files: ['tests/integration/zoo-random.test.ts'],
          env: { ZOO_SCRIPTS: process.env.ZOO_SCRIPTS ?? '1000' },
          minutes: 60,
        }),
    ],
    [
      'species, in window',
      () =>
        playwright('window', {
          files: ['tests/e2e/zoo-window.test.ts', 'tests/e2e/zoo-closing.test.ts'],
          env: { ZOO: 'all' },
          minutes: 60,
          alone: true,
        }),
    ],
  ],
  /**
   * Rebuild, restore, backup, migration, retention and number leases killed at every operation; batches of 100 killed at
   * 2,000; then some with timestamps, several signatures, rejections and large files.
   */
  cuts: [
    ['cuts of whole folders', () => cuts('tests/cuts/walks.test.ts', '1')],
    ['cuts by SIGKILL', () => cuts('tests/cuts/sigkill.test.ts', '2000')],
    ['cuts, mixed batches', () => cuts('tests/cuts/sigkill.test.ts', '500', { CUTS_MIXED: '1' })],
  ],
  /** 1,000 disks as a power cut leaves them. */
  'power-loss': [['power loss', () => cuts('tests/cuts/power.test.ts', '1000')]],
  /** Three client processes work 1,000 documents off, or DRAIN of them. */
  drain: [
    [
      'three clients drain a server',
      () =>
        vitest(['cuts'], {
          files: ['tests/cuts/drain.test.ts'],
          env: { DRAIN: process.env.DRAIN ?? '1000' },
          minutes: 120,
        }),
    ],
  ],
  test: [
    ...fast,
    ['integration tests', () => vitest(['integration'])],
    ['cuts', () => vitest(['cuts'])],
    ['fuzz', () => fuzz('30')],
    ['window tests', () => playwright('window')],
    ['packaged app', packagedApp],
  ],
};

/** @returns {Promise<{ passed: number, failed: number, skipped?: number, failures?: string[] }>} */
async function runStage(name, stage) {
  console.log(`\n── ${name} ${'─'.repeat(Math.max(0, 60 - name.length))}`);
  try {
    const counts = await stage();
    if (counts.passed + counts.failed > 0) return counts;
    console.error(`${name}: nothing was run, which counts as a failure.`);
  } catch (error) {
    console.error(`${name}: ${error instanceof Error ? error.message : error}`);
  }
  return { passed: 0, failed: 1 };
}

/** What is chosen at random (tests/seed.ts) follows from the commit: one that passed passes again. */
function seedOfCommit() {
  try {
    return Number.parseInt(execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).slice(0, 7), 16);
  } catch {
    return Math.floor(Math.random() * 2 ** 28);
  }
}
process.env.SEED ??= String(seedOfCommit());
console.log(`SEED=${process.env.SEED}`);

const stages = suites[process.argv[2]];
if (!stages) throw new Error(`Usage: run.mjs ${Object.keys(suites).join('|')}`);
const results = [];
for (const [name, stage] of stages) {
  const started = Date.now();
  results.push({ name, ...(await runStage(name, stage)), seconds: (Date.now() - started) / 1000 });
}

for (const { name, failures = [] } of results) {
  for (const failure of failures) console.log(`\n✗ ${name}: ${failure}`);
}
console.log('');
for (const { name, passed, failed, skipped = 0, seconds } of results) {
  const note = skipped ? `, ${skipped} skipped` : '';
  console.log(
    `${failed ? '✗' : '✓'} ${name.padEnd(18)} ${String(passed).padStart(5)} passed, ${failed} failed${note} (${seconds.toFixed(1)} s)`,
  );
}
const sum = (key) => results.reduce((total, result) => total + result[key], 0);
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
process.exitCode = sum('failed') ? 1 : 0;
