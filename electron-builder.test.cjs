/**
 * The shipped configuration with the Electron that this machine has (`.runtime/electron.json`). On the pinned Electron
 * nothing else differs; on the test runtime (Electron 25) two things do: the better-sqlite3 built for it lies in
 * resources/, and the fuse that Electron 25 does not have is left alone.
 */
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const runtime = JSON.parse(readFileSync(join(__dirname, '.runtime', 'electron.json'), 'utf8'));

module.exports = {
  extends: 'electron-builder.yml',
  electronVersion: runtime.version,
  electronDist: runtime.dist,
  ...(runtime.kind === 'test-runtime' && {
    electronFuses: { grantFileProtocolExtraPrivileges: null },
    extraResources: [{ from: runtime.sqliteBinding, to: 'better_sqlite3.node' }],
  }),
};
