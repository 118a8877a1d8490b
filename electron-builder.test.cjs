/**
 * The shipped configuration with the Electron that this machine has (`.runtime/electron.json`). On the pinned Electron
 * nothing else differs; on the test runtime (Electron 25) two things do: the better-sqlite3 built for it lies in
 * resources/, and the fuse that Electron 25 does not have is left alone.
 */
const { readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { join } = require('node:path');

// electron-builder's own YAML parser: its `extends` can add to a configuration but take nothing away.
const { load } = createRequire(require.resolve('app-builder-lib'))('js-yaml');

const read = (...path) => readFileSync(join(__dirname, ...path), 'utf8');
const shipped = load(read('electron-builder.yml'));
const runtime = JSON.parse(read('.runtime', 'electron.json'));
const { grantFileProtocolExtraPrivileges: _absentFrom25, ...olderFuses } = shipped.electronFuses;

module.exports = {
  ...shipped,
  electronVersion: runtime.version,
  electronDist: runtime.dist,
  ...(runtime.kind === 'test-runtime' && {
    electronFuses: olderFuses,
    extraResources: [{ from: runtime.sqliteBinding, to: 'better_sqlite3.node' }],
  }),
};
