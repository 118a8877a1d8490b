/** Real tokens, a real host process and the module that misbehaves: what the token tests stand on. */
import { execFileSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import type { HostLauncher } from '../../src/main/token/host-launcher.js';
import { NodeHostLauncher } from '../../src/main/token/node-host-launcher.js';
import type { ToBeSigned } from '../../src/main/token/signer.js';
import { type Deadlines, standardDeadlines } from '../../src/main/token/token-host.js';
import { TokenService } from '../../src/main/token/token-service.js';
import type { TryMemory } from '../../src/main/token/try-memory.js';

export const pin = '246810';
export const soPin = '13579024';

const folders: string[] = [];

/** A folder that `removeFolders` deletes. */
export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'kyso-token-'));
  folders.push(folder);
  return folder;
};

export const removeFolders = (): void => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
};

/** Bundles the host as the product's build does; returns the script's path. */
export const buildHost = async (): Promise<string> => {
  const folder = temporaryFolder();
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: true,
      target: 'node18',
      outDir: folder,
      emptyOutDir: false,
      rollupOptions: {
        input: { 'token-host': 'src/main/token/host/main.ts' },
        external: ['pkcs11js', /^node:/],
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
    ssr: { noExternal: true, external: ['pkcs11js'] },
  });
  return join(folder, 'token-host.cjs');
};

/** Compiles native/pkcs11-fault (a no-op when it is up to date). */
export const buildFaultModule = (): string => {
  execFileSync('make', ['-s', '-C', 'native/pkcs11-fault']);
  return resolve('native/pkcs11-fault/build/libpkcs11-fault.so');
};

export interface Identity {
  readonly key: string;
  readonly certificate: string;
  readonly fingerprint: string;
  readonly x509: X509Certificate;
}

const keyOptions = {
  'rsa-2048': ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
  'rsa-3072': ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:3072'],
  'rsa-4096': ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:4096'],
  'ec-p256': ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  'ec-p384': ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384'],
  'ec-p521': ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-521'],
} as const;

const openssl = (...args: string[]): void => {
  execFileSync('openssl', args, { stdio: 'pipe' });
};

export type KeyKind = keyof typeof keyOptions;

/** A throw-away key with a certificate by openssl; without an issuer it is a self-signed CA. */
export const makeIdentity = (
  folder: string,
  name: string,
  kind: KeyKind,
  issuer?: Identity,
  extensions = ['keyUsage=critical,digitalSignature,nonRepudiation', 'basicConstraints=critical,CA:FALSE'],
): Identity => {
  const key = join(folder, `${name}.key`);
  const certificate = join(folder, `${name}.pem`);
  openssl('genpkey', ...keyOptions[kind], '-out', key);
  const subject = `/C=VN/O=Sở Nội vụ THỬ NGHIỆM/CN=${name}`;
  const signedBy = issuer ? ['-CA', issuer.certificate, '-CAkey', issuer.key] : [];
  const wanted = issuer ? extensions : ['keyUsage=critical,keyCertSign,cRLSign'];
  const added = wanted.flatMap((extension) => ['-addext', extension]);
  openssl(
    'req',
    '-new',
    '-x509',
    '-utf8',
    '-key',
    key,
    '-subj',
    subject,
    '-days',
    '30',
    ...signedBy,
    ...added,
    '-out',
    certificate,
  );
  const x509 = new X509Certificate(readFileSync(certificate));
  return { key, certificate, fingerprint: createHash('sha256').update(x509.raw).digest('hex'), x509 };
};

export const shortDeadlines: Deadlines = { ...standardDeadlines, sign: 1500, logout: 500 };

export interface FaultOptions {
  readonly script: string;
  readonly state?: string;
}

/** A launcher whose hosts see the SoftHSM of `conf`, and the fault module's script. */
export const launcherFor = (
  hostScript: string,
  conf: string,
  fault?: FaultOptions & { readonly module: string },
  more: NodeJS.ProcessEnv = {},
): HostLauncher =>
  new NodeHostLauncher(hostScript, {
    ...process.env,
    ...more,
    SOFTHSM2_CONF: conf,
    ...(fault && { PKCS11_FAULT_MODULE: fault.module, PKCS11_FAULT_SCRIPT: fault.script }),
    ...(fault?.state && { PKCS11_FAULT_STATE: fault.state }),
  });

export const serviceFor = (
  launcher: HostLauncher,
  deadlines: Deadlines = standardDeadlines,
  tries?: TryMemory,
): TokenService => new TokenService({ launcher, catalogue: [], deadlines, ...(tries && { tries }) });

/** A fresh buffer each time: whoever takes it erases it. */
export const pinBytes = (text = pin): { kind: 'bytes'; bytes: Uint8Array } => ({
  kind: 'bytes',
  bytes: Uint8Array.from(Buffer.from(text, 'utf8')),
});

/** Whether openssl accepts the signature over the message whose SHA-256 the signer was given. */
export const opensslAccepts = (
  identity: Identity,
  message: string,
  signature: Uint8Array,
  ...options: string[]
): boolean => {
  const folder = temporaryFolder();
  const [data, value, key] = [join(folder, 'data'), join(folder, 'value'), join(folder, 'key.pem')];
  writeFileSync(data, message);
  writeFileSync(value, signature);
  writeFileSync(key, identity.x509.publicKey.export({ type: 'spki', format: 'pem' }));
  try {
    openssl('dgst', '-sha256', '-verify', key, ...options, '-signature', value, data);
    return true;
  } catch {
    return false;
  }
};

export const sha256 = (message: string): Uint8Array => createHash('sha256').update(message).digest();

/** The message with its SHA-256, as a signer takes them. */
export const toSign = (message: string): ToBeSigned => ({ digest: sha256(message), message: Buffer.from(message) });

/** Names of the PKCS#11 functions that the fault module logged. */
export const loggedCalls = (file: string): string[] =>
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => line.replace(/^\d+ /, ''))
    : [];
