/**
 * `npm run bench [-- --long]`: speed, then memory, then verification; each prints its Markdown table. Exit code 1 when a limit is exceeded.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

for (const part of ['speed.mjs', 'memory.mjs', 'verify.mjs']) {
  const words = [join(import.meta.dirname, part), ...process.argv.slice(2)];
  const { status } = spawnSync(process.execPath, words, { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
