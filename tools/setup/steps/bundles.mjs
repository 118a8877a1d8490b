import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { bundledNode, hashOf, projectPath, report, run, SetupError, tail } from '../support.mjs';

/** Builds out/ (main, preload, renderer) when a source, the build's configuration or a dependency has changed. */
export async function buildBundles() {
  const stamp = projectPath('out', '.sources');
  const inputs = ['src', 'resources', 'electron.vite.config.ts', 'tsconfig.json', 'package-lock.json'];
  const hash = hashOf(...inputs.map((path) => projectPath(path)));
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) {
    report('bundles', 'out/ is up to date');
    return;
  }
  const started = Date.now();
  const built = await run(
    bundledNode(),
    [projectPath('node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build'],
    {
      env: { NO_COLOR: '1' },
    },
  );
  if (built.code !== 0) throw new SetupError(`The bundles could not be built.\n\n${tail(built.output, 40)}`);
  writeFileSync(stamp, hash);
  report('bundles', `out/ built in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}
