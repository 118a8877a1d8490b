import { existsSync } from 'node:fs';
import { projectPath, report, run, SetupError, tail } from '../support.mjs';

/** The PKCS#11 module that misbehaves on a script; `make` itself knows what is up to date. */
export async function buildFaultModule() {
  const folder = projectPath('native', 'pkcs11-fault');
  if (!existsSync(`${folder}/Makefile`) || process.platform !== 'linux') return;
  const made = await run('make', ['-C', folder]);
  if (made.code !== 0) throw new SetupError(`native/pkcs11-fault could not be built.\n\n${tail(made.output)}`);
  report('pkcs11-fault', 'built');
}
