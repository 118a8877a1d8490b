import { spawnSync } from 'node:child_process';
import { report, run, SetupError, tail } from '../support.mjs';

/** Everything outside npm that building, the tests and the demo call. */
const basePackages = [
  ['softhsm2', 'opensc', 'openssl'], // a token in software, pkcs11-tool, certificates for the tests
  ['poppler-utils', 'qpdf'], // the independent judges of our PDFs: pdfsig, pdftotext, pdftoppm, qpdf
  ['libnss3-tools', 'mupdf-tools'], // a key that pdfsig signs with; mutool, to be compared with
  ['default-jdk-headless', 'libpdfbox2-java', 'libfontbox2-java', 'libcommons-logging-java'], // another judge:
  ['libbcpkix-java', 'libbcprov-java', 'libbcutil-java'], // PDFBox and BouncyCastle
  ['libxml2-utils'], // xmllint: whether our edXML packages keep to their schema
  ['unzip', 'time'], // who opens our evidence packs, and who measures the memory of a process
  ['xvfb', 'xauth'], // a display without a screen
  ['libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1', 'libxss1', 'libnotify4'], // what Electron links to
  ['fonts-noto-core', 'fonts-liberation2'], // Vietnamese in the window and in the previews
  ['g++', 'make', 'python3', 'patch'], // native modules
].flat();

/** Three more implementations of PKCS#11, for `npm run modules` (the fourth, SoftHSM2, stands above). */
const pkcs11Modules = [
  ['libnss3', 'libnss3-tools', 'opencryptoki', 'libtpm2-pkcs11-1', 'libtpm2-pkcs11-tools', 'swtpm', 'tpm2-abrmd'],
  ['tpm2-tools', 'libtss2-tcti-tabrmd0', 'libtss2-tcti-swtpm0', 'dbus', 'opensc'],
].flat();

/** Debian renamed some libraries (libasound2 -> libasound2t64); the new ones say so in Provides. */
function missingPackages(packages) {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the fields of dpkg-query's format look like that
  const query = spawnSync('dpkg-query', ['-W', '-f', '${db:Status-Status}\t${Package}\t${Provides}\n'], {
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  });
  if (query.error) return null;
  const present = new Set();
  for (const line of query.stdout.split('\n')) {
    const [status, name, provides = ''] = line.split('\t');
    if (status !== 'installed') continue;
    for (const provided of [name, ...provides.split(',')]) present.add(provided.trim().split(' ')[0]);
  }
  return packages.filter((name) => !present.has(name));
}

/** What the product and its tests need. */
export const installDebianPackages = () => install(basePackages);

/** What the token code is tried against beyond SoftHSM2. */
export const installPkcs11Modules = () => install(pkcs11Modules);

/** Installs the Debian packages that are missing when root; otherwise says which command does it. */
async function install(packages) {
  if (process.platform !== 'linux') return;
  const missing = missingPackages(packages);
  if (missing === null) {
    report('system', `not Debian: please see to it yourself that these are installed: ${packages.join(' ')}`);
    return;
  }
  if (missing.length === 0) {
    report('system', `${packages.length} Debian packages present`);
    return;
  }
  const args = ['install', '-y', '--no-install-recommends', ...missing];
  if (process.getuid() !== 0) {
    throw new SetupError(
      `These Debian packages are missing: ${missing.join(' ')}.`,
      `sudo apt-get update && sudo apt-get ${args.join(' ')}`,
    );
  }
  report('system', `installing ${missing.join(' ')} …`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  // A mirror that cannot be reached shows itself in the install; stale lists may still be good enough.
  const update = await run('apt-get', ['update'], { env, seconds: 600 });
  const installed = await run('apt-get', args, { env });
  if (installed.code !== 0) {
    throw new SetupError(
      `apt-get could not install ${missing.join(' ')}. Is there a network?\n${tail(update.output, 4)}\n${tail(installed.output)}`,
      `apt-get update && apt-get ${args.join(' ')}`,
    );
  }
}
