import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { bundledNode, hashOf, headersPrefix, projectPath, report, run, SetupError, tail } from '../support.mjs';

const folder = projectPath('native', 'sha1-collision');

/** The Node-API module that verification computes SHA-1 with; one build serves every Node and Electron. */
export async function buildSha1Module() {
  const stamp = projectPath('native', 'sha1-collision', 'build', '.sources');
  const hash = hashOf(
    ...['binding.gyp', 'addon.c', 'sha1_collision.c', 'sha1_collision.h'].map((name) => `${folder}/${name}`),
  );
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) {
    report('sha1-collision', 'up to date');
    return;
  }
  const prefix = headersPrefix();
  const nodeGyp = projectPath('node_modules', 'node-gyp', 'bin', 'node-gyp.js');
  const built = await run(bundledNode(), [
    nodeGyp,
    'rebuild',
    '--release',
    `--directory=${folder}`,
    ...(prefix ? [`--nodedir=${prefix}`] : []),
  ]);
  if (built.code !== 0) throw new SetupError(`native/sha1-collision could not be built.\n\n${tail(built.output, 25)}`);
  writeFileSync(stamp, hash);
  report('sha1-collision', 'built');
}
