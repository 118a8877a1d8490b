/**
 * `npm run differential`: all files instead of a sample. Takes about ten minutes; files with an unexplained difference stay
 * in test-results/differential.
 */
import { nodeProgram, runProgram } from '../../tools/run-tests/program.mjs';

const { code } = await runProgram(
  [
    ...nodeProgram('vitest', 'vitest.mjs'),
    'run',
    '--disable-console-intercept',
    'tests/integration/differential.test.ts',
  ],
  { env: { FULL_DIFFERENTIAL: '1' }, minutes: 120 },
);
process.exitCode = code;
