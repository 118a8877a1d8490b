/** Makes SoftHSM2 tokens for tests and the demo. Each folder is a small world with its own SOFTHSM2_CONF. */
import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Where distributions put the module. */
const modulePaths = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib64/softhsm/libsofthsm2.so',
  '/usr/lib64/pkcs11/libsofthsm2.so',
  '/usr/local/lib/softhsm/libsofthsm2.so',
  '/opt/homebrew/lib/softhsm/libsofthsm2.so',
];

/** The SoftHSM2 module of this computer. */
export const softHsmModule = () => {
  const found = modulePaths.find((path) => existsSync(path));
  if (!found) throw new Error('SoftHSM2 is not installed (Debian package softhsm2).');
  return found;
};

const configure = async (folder) => {
  const tokens = join(folder, 'tokens');
  const configuration = join(folder, 'softhsm2.conf');
  await mkdir(tokens, { recursive: true });
  await writeFile(configuration, `directories.tokendir = ${tokens}\nobjectstore.backend = file\nlog.level = ERROR\n`);
  return configuration;
};

const writeCertificate = async (folder, path, name) => {
  const der = join(folder, `${name}.der`);
  await writeFile(der, new X509Certificate(await readFile(path)).raw);
  return der;
};

/**
 * Adds one token to the folder (made if absent; called again, it adds a further token to the same SoftHSM).
 * @param {object} options see make.d.mts
 */
export const makeTestToken = async ({ folder, label, pin, soPin, identities, issuers = [] }) => {
  const root = resolve(folder);
  const modulePath = softHsmModule();
  const env = { SOFTHSM2_CONF: await configure(root) };
  const call = (command, ...args) => run(command, args, { env: { ...process.env, ...env } });

  const initialised = await call(
    'softhsm2-util',
    '--init-token',
    '--free',
    '--label',
    label,
    '--pin',
    pin,
    '--so-pin',
    soPin,
  );
  const slot = /reassigned to slot (\d+)/.exec(initialised.stdout)?.[1];
  if (!slot) throw new Error(`softhsm2-util named no slot: ${initialised.stdout}`);
  const pkcs11 = (...args) =>
    call('pkcs11-tool', '--module', modulePath, '--slot', slot, '--login', '--pin', pin, ...args);

  for (const [index, identity] of identities.entries()) {
    const id = (index + 1).toString(16).padStart(4, '0');
    const name = identity.label ?? `identity-${index + 1}`;
    await call(
      'softhsm2-util',
      '--import',
      resolve(identity.key),
      '--slot',
      slot,
      '--label',
      name,
      '--id',
      id,
      '--pin',
      pin,
    );
    const der = await writeCertificate(root, identity.certificate, `certificate-${slot}-${id}`);
    await pkcs11('--write-object', der, '--type', 'cert', '--id', id, '--label', name);
  }
  for (const [index, issuer] of issuers.entries()) {
    const id = (0xca00 + index).toString(16);
    const der = await writeCertificate(root, issuer, `issuer-${slot}-${id}`);
    await pkcs11('--write-object', der, '--type', 'cert', '--id', id, '--label', `issuer-${index + 1}`);
  }
  return { modulePath, env, label, pin, slot: Number(slot) };
};
