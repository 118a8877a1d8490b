import { existsSync } from 'node:fs';
import { projectPath, report, run, SetupError, tail } from '../support.mjs';

/** The recorder of file operations for the tests of cuts; `make` itself knows what is up to date. */
export async function buildRecorder() {
  const folder = projectPath('native', 'io-recorder');
  if (!existsSync(`${folder}/Makefile`) || process.platform !== 'linux') return;
  const made = await run('make', ['-C', folder]);
  if (made.code !== 0) throw new SetupError(`native/io-recorder could not be built.\n\n${tail(made.output)}`);
  report('io-recorder', 'built');
}
