/** Takes the pictures of README.md and docs anew, in the real window; the others that tests take go to test-results. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { projectPath } from '../setup/support.mjs';
import { playwright } from './test-runners.mjs';

const images = projectPath('docs', 'images');
const began = Date.now();
const tests = readdirSync(projectPath('tests', 'e2e'))
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => join('tests', 'e2e', name))
  .filter((path) => readFileSync(projectPath(path), 'utf8').includes("from './picture.js'"));
const { failed } = await playwright('window', { files: tests, env: { SCREENSHOTS: '1' }, minutes: 40 });
const old = readdirSync(images).filter((name) => statSync(join(images, name)).mtimeMs < began);
if (old.length > 0) console.error(`No test has taken these pictures: ${old.join(', ')}`);
process.exitCode = failed > 0 || old.length > 0 ? 1 : 0;
