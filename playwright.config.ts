import { defineConfig } from '@playwright/test';

/**
 * Tests in a real Electron window. `.runtime/electron.json` (made by tools/setup) says which Electron, and
 * tests/e2e start it themselves: no browser of Playwright's is used.
 */
export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results/playwright',
  // One window at a time on one display; tools/run-tests gives each of more workers its own (TEST_DISPLAYS).
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  projects: [
    { name: 'window', testIgnore: '**/packaged/**' },
    { name: 'packaged', testMatch: '**/packaged/**/*.test.ts' },
  ],
});
