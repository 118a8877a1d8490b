import { defineConfig } from '@playwright/test';

/** For `npm run bench -- frames`. */
export default defineConfig({
  testDir: '.',
  testMatch: 'frames.window.ts',
  outputDir: '../../test-results/frames',
  workers: 1,
  timeout: 20 * 60_000,
  reporter: [['line']],
});
