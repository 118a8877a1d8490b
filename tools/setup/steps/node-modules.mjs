import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { bundledNode, hashOf, headersPrefix, projectPath, report, run, SetupError, tail } from '../support.mjs';

const lockFile = projectPath('package-lock.json');
/** Lies inside node_modules, so it goes when they go. */
const markerFile = projectPath('node_modules', '.ky-so-lock');

const marker = () => `${hashOf(lockFile)} ${process.platform}-${process.arch}`;

/** npm's own record of what it installed (a developer's `npm install` leaves no marker of ours). */
function installedMatchesLock() {
  const record = projectPath('node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const wanted = Object.entries(JSON.parse(readFileSync(lockFile, 'utf8')).packages);
  const present = JSON.parse(readFileSync(record, 'utf8')).packages;
  return wanted.every(
    ([path, entry]) =>
      path === '' || (present[path] ? present[path].version === entry.version : entry.optional || entry.devOptional),
  );
}

function upToDate() {
  if (!existsSync(bundledNode())) return false;
  if (existsSync(markerFile)) return readFileSync(markerFile, 'utf8') === marker();
  if (!installedMatchesLock()) return false;
  writeFileSync(markerFile, marker());
  return true;
}

/** `npm ci`, when node_modules is absent or was made from another lock file. */
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
  const result = await run('npm', ['ci', '--no-audit', '--no-fund'], { env });
  if (result.code !== 0) {
    const hint = prefix
      ? 'Is there a network, and does npm reach its registry (npm ping)?'
      : "Node's C headers are missing: install Node with its headers (the official archive or the NodeSource package has them), or point npm_config_nodedir at a folder with include/node.";
    throw new SetupError(`npm ci failed. ${hint}\n\n${tail(result.output, 25)}`);
  }
  writeFileSync(markerFile, marker());
  report('node_modules', 'installed');
}
