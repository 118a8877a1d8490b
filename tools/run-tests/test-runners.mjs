import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { projectPath } from '../setup/support.mjs';
import { startDisplays } from './displays.mjs';
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

/** The beginning of what a failed test said, without the colours of a terminal. */
const beginning = (message = '') => stripVTControlCharacters(message).split('\n').slice(0, 15).join('\n');

/** File, name and message of each failed test of a vitest report. */
const vitestFailures = ({ testResults }) =>
  testResults.flatMap(({ name, message, assertionResults }) => [
    ...(message ? [`${relative(projectPath(), name)}\n${beginning(message)}`] : []),
    ...assertionResults
      .filter(({ status }) => status === 'failed')
      .map(
        ({ fullName, failureMessages }) =>
          `${relative(projectPath(), name)}: ${fullName}\n${beginning(failureMessages[0])}`,
      ),
  ]);

/** File, name and message of each failed test of a Playwright report. */
const playwrightFailures = ({ suites = [], specs = [], errors = [] }) => [
  ...errors.map(({ message }) => beginning(message)),
  ...specs
    .filter(({ ok }) => !ok)
    .map(({ file, line, title, tests }) => {
      const failed = tests.flatMap(({ results }) => results).find(({ error }) => error);
      return `${file}:${line}: ${title}\n${beginning(failed?.error.message)}`;
    }),
  ...suites.flatMap(playwrightFailures),
];

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
  const told = JSON.parse(readFileSync(report, 'utf8'));
  return withExitCode(code, {
    passed: told.numPassedTests,
    failed: told.numFailedTests,
    skipped: told.numPendingTests,
    failures: vitestFailures(told),
  });
}

/**
 * Runs a Playwright project (playwright.config.ts) in the Electron of this checkout. Where there is no person's screen: two
 * files at a time, each worker on a display of its own; `alone` keeps measurements from disturbing each other.
 */
export async function playwright(project, { files = [], env = {}, minutes = 40, alone = false } = {}) {
  const report = reportFile(`playwright-${project}`);
  const headless = process.platform === 'linux' && !process.env.DISPLAY;
  const displays = headless ? await startDisplays(alone ? 1 : 2) : { names: [], end: () => undefined };
  try {
    const { code } = await runProgram(
      [
        ...nodeProgram('@playwright', 'test', 'cli.js'),
        'test',
        `--project=${project}`,
        `--workers=${displays.names.length || 1}`,
        ...files,
        `--global-timeout=${minutes * 60_000}`,
        '--reporter=list,json',
      ],
      { env: { ...env, TEST_DISPLAYS: displays.names.join(' '), PLAYWRIGHT_JSON_OUTPUT_FILE: report }, minutes },
    );
    const told = JSON.parse(readFileSync(report, 'utf8'));
    const { expected, unexpected, flaky, skipped } = told.stats;
    // A flaky test has failed once: it is no pass.
    return withExitCode(code, {
      passed: expected,
      failed: unexpected + flaky,
      skipped,
      failures: playwrightFailures(told),
    });
  } finally {
    displays.end();
  }
}

/** Packs the unpacked Linux app first: what is tested is what these sources make. */
export async function packagedApp() {
  const { code } = await runProgram([process.execPath, projectPath('tools', 'package-dir.mjs')]);
  if (code !== 0) throw new Error('the app could not be packed.');
  return playwright('packaged', { alone: true });
}
