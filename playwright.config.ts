import { defineConfig } from '@playwright/test';

/**
 * Tests in a real Electron window. `.runtime/electron.json` (made by tools/setup) says which Electron, and
 * tests/e2e start it themselves: no browser of Playwright's is used.
 */
export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results/playwright',
  // One window at a time: they share the display, and the token library its slots.
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  timeout: 120_000,
  // A window that hangs must not hold up everything after it.
  globalTimeout: 20 * 60_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  projects: [
    { name: 'window', testIgnore: '**/packaged/**' },
    { name: 'packaged', testMatch: '**/packaged/**/*.test.ts' },
  ],
});
