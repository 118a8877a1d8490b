import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { projectPath } from '../setup/support.mjs';
import { nodeProgram, runProgram } from './program.mjs';

/** A fresh place for a runner's JSON report, so that an old one is never counted. */
function reportFile(name) {
  mkdirSync(projectPath('test-results'), { recursive: true });
  const file = projectPath('test-results', `${name}.json`);
  rmSync(file, { force: true });
  return file;
}

/** A runner that failed although no test did (an import error, an unhandled rejection) counts as one failure. */
const withExitCode = (code, counts) => (code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts);

/** Runs vitest projects (vitest.config.ts), or `files` of them, and counts their tests. */
export async function vitest(projects, { files = [], env = {}, minutes = 20 } = {}) {
  const report = reportFile(`vitest-${projects[0]}`);
  const { code } = await runProgram(
    [
      ...nodeProgram('vitest', 'vitest.mjs'),
      'run',
      ...files,
      ...projects.flatMap((project) => ['--project', project]),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    { env, minutes },
  );
  const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, 'utf8'));
  return withExitCode(code, { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests });
}

/** Runs a Playwright project (playwright.config.ts) in the Electron of this checkout; under Xvfb where there is no display. */
export async function playwright(project, { files = [], env = {}, minutes } = {}) {
  const report = reportFile(`playwright-${project}`);
  const headless = process.platform === 'linux' && !process.env.DISPLAY;
  const { code } = await runProgram(
    [
      ...(headless ? ['xvfb-run', '--auto-servernum', '--server-args=-screen 0 1920x1200x24'] : []),
      ...nodeProgram('@playwright', 'test', 'cli.js'),
      'test',
      `--project=${project}`,
      ...files,
      ...(minutes === undefined ? [] : [`--global-timeout=${minutes * 60_000}`]),
      '--reporter=list,json',
    ],
    { env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: report }, minutes },
  );
  const { stats } = JSON.parse(readFileSync(report, 'utf8'));
  // A flaky test has failed once: it is no pass.
  return withExitCode(code, { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped });
}

/** Packs the unpacked Linux app first: what is tested is what these sources make. */
export async function packagedApp() {
  const { code } = await runProgram([process.execPath, projectPath('tools', 'package-dir.mjs')]);
  if (code !== 0) throw new Error('the app could not be packed.');
  return playwright('packaged');
}
