/**
 * `npm run bench -- frames`: frames of the window while 500 documents are prepared; prints a Markdown table; exit code
 * 1 when a limit is exceeded. FRAMES_DOCUMENTS: another count; FRAMES_TRACE: where traces for `chrome://tracing` are
 * kept, as the begin of their names.
 */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..', '..');
const playwright = join(root, 'node_modules', '@playwright', 'test', 'cli.js');
const config = join(import.meta.dirname, 'frames.config.ts');
const words = [process.execPath, playwright, 'test', '-c', config];
const screen = process.platform === 'linux' && !process.env.DISPLAY;
const [program, ...rest] = screen ? ['xvfb-run', '-a', '--server-args=-screen 0 1920x1200x24', ...words] : words;
process.exitCode = spawnSync(program, rest, { cwd: root, stdio: 'inherit' }).status ?? 1;
