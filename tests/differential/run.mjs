/**
 * `npm run differential`: all files instead of a sample. Takes about ten minutes; files with an unexplained difference
 * stay in test-results/differential.
 */
import { nodeProgram, runProgram } from '../../tools/run-tests/program.mjs';

const suite = 'tests/integration/differential.test.ts';
const { code } = await runProgram(
  // Behind the suite: the flag would take it for its value.
  [...nodeProgram('vitest', 'vitest.mjs'), 'run', suite, '--disable-console-intercept'],
  { env: { FULL_DIFFERENTIAL: '1' }, minutes: 120 },
);
process.exitCode = code;
