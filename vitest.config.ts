import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

/** As a document worker does it for itself. */
const setupFiles = ['tests/sha1-module.ts'];

export default defineConfig({
  // Time-outs end a hang; a busy machine alone must not fail a test.
  test: {
    // Integration tests start servers and tokens of their own; two at a time keep their deadlines honest.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          setupFiles,
          include: ['tests/unit/**/*.test.ts'],
          exclude: ['tests/unit/renderer/**'],
          testTimeout: 30_000,
        },
      },
      {
        plugins: [react()],
        test: {
          name: 'renderer',
          include: ['tests/unit/renderer/**/*.test.{ts,tsx}'],
          environment: 'jsdom',
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'modules',
          include: ['tests/modules/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      { test: { name: 'cuts', include: ['tests/cuts/**/*.test.ts'], testTimeout: 180_000 } },
      { test: { name: 'fuzz', setupFiles, include: ['tests/fuzz/**/*.test.ts'] } },
      {
        test: {
          name: 'integration',
          setupFiles,
          include: ['tests/integration/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
