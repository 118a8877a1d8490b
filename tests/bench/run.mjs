/**
 * `npm run bench [-- PART...] [--long]`: every part, or those named; each prints its Markdown table. Exit code 1 when a
 * limit is exceeded.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const parts = ['speed', 'memory', 'verify', 'queue', 'growth', 'server-list', 'frames'];
const words = process.argv.slice(2);
const named = words.filter((word) => !word.startsWith('--'));
const unknown = named.find((name) => !parts.includes(name));
if (unknown !== undefined) throw new Error(`${unknown} is none of ${parts.join(', ')}`);
const options = words.filter((word) => word.startsWith('--'));
for (const part of named.length > 0 ? named : parts) {
  const program = join(import.meta.dirname, `${part}.mjs`);
  const { status } = spawnSync(process.execPath, [program, ...options], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
