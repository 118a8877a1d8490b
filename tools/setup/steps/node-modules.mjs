import { existsSync, readFileSync } from 'node:fs';
import { bundledNode, headersPrefix, projectPath, report, run, SetupError, tail } from '../support.mjs';

const packagesOf = (...path) => JSON.parse(readFileSync(projectPath(...path), 'utf8')).packages;

/** npm writes its own record into node_modules when an installation is complete: it is held against the lock file. */
function upToDate() {
  // What install scripts have to leave behind; without it the record says nothing.
  const built = [bundledNode(), projectPath('node_modules', 'pkcs11js', 'build', 'Release', 'pkcs11.node')];
  if (!existsSync(projectPath('node_modules', '.package-lock.json')) || !built.every((file) => existsSync(file))) {
    return false;
  }
  const present = packagesOf('node_modules', '.package-lock.json');
  return Object.entries(packagesOf('package-lock.json')).every(([path, wanted]) => {
    const dispensable = path === '' || wanted.optional || wanted.devOptional;
    return present[path] ? present[path].version === wanted.version : dispensable;
  });
}

/** `npm ci`, when node_modules is absent or is not what package-lock.json says. */
export async function installNodeModules() {
  if (upToDate()) {
    report('node_modules', 'as in package-lock.json');
    return;
  }
  report('node_modules', 'npm ci (a few minutes the first time) …');
  // pkcs11js has no prebuilt binary: node-gyp compiles it and would otherwise download the headers.
  const prefix = headersPrefix();
  if (!prefix) {
    report('node_modules', "Node's C headers (include/node/node_api.h) were not found; node-gyp will try nodejs.org");
  }
  const env = prefix ? { npm_config_nodedir: prefix } : {};
  const result = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { env });
  if (result.code !== 0) {
    const hint = prefix
      ? 'Is there a network, and does npm reach its registry (npm ping)?'
      : "Node's C headers are missing: install Node with its headers (the official archive and the NodeSource package have them), or let npm_config_nodedir name a folder with include/node.";
    throw new SetupError(`npm ci failed. ${hint}\n\n${tail(result.output, 25)}`);
  }
  report('node_modules', 'installed');
}
