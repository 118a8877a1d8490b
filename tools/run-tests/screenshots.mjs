/** Takes the pictures of docs/images anew, in the real window. */
import { playwright } from './test-runners.mjs';

const { failed } = await playwright('window', {
  files: ['tests/e2e/layout.test.ts'],
  env: { SCREENSHOTS: '1' },
  alone: true,
});
process.exitCode = failed ? 1 : 0;
