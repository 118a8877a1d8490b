/**
 * `npm run matrix [part of a kind's name]`: every combination of the matrix instead of a sample, every real document,
 * every algorithm with a token. Takes about an hour; files that judges disagree on stay in test-results/matrix.
 */
import { nodeProgram, runProgram } from '../../tools/run-tests/program.mjs';

const suites = ['matrix', 'matrix-corpus', 'signing-algorithms'].map((name) => `tests/integration/${name}.test.ts`);
const [kind] = process.argv.slice(2);

const { code } = await runProgram(
  [
    ...nodeProgram('vitest', 'vitest.mjs'),
    'run',
    '--disable-console-intercept',
    '--no-file-parallelism',
    ...(kind ? suites.slice(0, 1) : suites),
  ],
  { env: { FULL_MATRIX: '1', ...(kind ? { MATRIX_KIND: kind } : {}) }, minutes: 12 * 60 },
);
process.exitCode = code;
