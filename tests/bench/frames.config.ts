import { defineConfig } from '@playwright/test';

/** For `node tests/bench/frames.mjs`. */
export default defineConfig({
  testDir: '.',
  testMatch: 'frames.window.ts',
  outputDir: '../../test-results/frames',
  workers: 1,
  timeout: 20 * 60_000,
  reporter: [['line']],
});
