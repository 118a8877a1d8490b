/** Builds the database worker as the product ships it (a CommonJS file of its own), for tests that run real threads. */
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { onTestFinished } from 'vitest';
import type { NewJob } from '../../src/main/queue/types.js';

export interface Bundle {
  readonly path: string;
  remove(): void;
}

/** Bundles `entry` (relative to the repository) for Node; inside node_modules so that better-sqlite3 is found. */
export const bundle = async (entry: string): Promise<Bundle> => {
  await mkdir('node_modules/.cache', { recursive: true });
  const outDir = await mkdtemp(resolve('node_modules/.cache/queue-test-'));
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: resolve(entry),
      outDir,
      target: 'node18',
      rollupOptions: { external: ['better-sqlite3'], output: { format: 'cjs', entryFileNames: 'bundle.cjs' } },
    },
    ssr: { noExternal: true, external: ['better-sqlite3'] },
  });
  return { path: join(outDir, 'bundle.cjs'), remove: () => rmSync(outDir, { recursive: true, force: true }) };
};

/** A folder that goes when the test ends. */
export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'kyso-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

export const newJob = (serverId: string | null, title = `Văn bản ${serverId}`): NewJob => ({
  serverId,
  title,
  fileName: `${serverId ?? 'tep'}.pdf`,
  originalPath: `/không/mở/${serverId}.pdf`,
  sha256: 'a'.repeat(64),
  size: 1234,
});
