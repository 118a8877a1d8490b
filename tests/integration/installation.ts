/** The built program and what a test of it needs: a certificate hierarchy, a token, documents good and bad. */
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { makeTestPki, type TestPki } from '../../tools/test-pki/make.mjs';
import { makeTestToken, type TestToken } from '../../tools/test-token/make.mjs';

const root = resolve(import.meta.dirname, '..', '..');
export const entries = join(root, 'out', 'main');
export const resources = join(root, 'resources');
export const corpus = join(root, 'tests', 'corpus', 'documents');
export const faultModule = join(root, 'native', 'pkcs11-fault', 'build', 'libpkcs11-fault.so');
export const pin = '12345678';

if (!existsSync(join(entries, 'cli.cjs'))) throw new Error('out/ is not built: run "npm run build" first');

export interface Workplace {
  readonly folder: string;
  readonly pki: TestPki;
  readonly token: TestToken;
  remove(): void;
}

/** A folder with a hierarchy and a token that holds the person's certificate. */
export const makeWorkplace = async (crlBase?: string): Promise<Workplace> => {
  const folder = mkdtempSync(join(tmpdir(), 'kyso-test-'));
  const pki = makeTestPki(join(folder, 'pki'), crlBase === undefined ? {} : { crlBase });
  const token = await makeTestToken({
    folder: join(folder, 'token'),
    label: 'THU NGHIEM',
    pin,
    soPin: '87654321',
    identities: [{ key: pki.person.key, certificate: pki.person.certificate, label: 'cá nhân' }],
    issuers: [pki.sub.certificate],
  });
  return { folder, pki, token, remove: () => rmSync(folder, { recursive: true, force: true }) };
};

/** Environment of a module that misbehaves by `script`, counting over processes. */
export const misbehaving = (workplace: Workplace, script: string): Record<string, string> => ({
  ...workplace.token.env,
  PKCS11_FAULT_MODULE: workplace.token.modulePath,
  PKCS11_FAULT_SCRIPT: script,
  PKCS11_FAULT_STATE: join(workplace.folder, `fault-${script.replace(/\W/g, '')}`),
});

export const documents = {
  scan: join(corpus, 'unsigned', 'scan-law-fire-prevention.pdf'),
  text: join(corpus, 'unsigned', 'text-circular-02-2021.pdf'),
  signed: join(corpus, 'signed', '0744633c_2450-kgvx.signed.pdf'),
  signedTwo: join(corpus, 'signed', '9a3da64d_04.pdf'),
};

/** Files that cannot be signed, each for its own reason; the last one does not exist. */
export const makeBadFiles = (folder: string): Readonly<Record<string, { path: string; code: string }>> => {
  const at = (name: string): string => join(folder, name);
  writeFileSync(at('hỏng.pdf'), readFileSync(documents.text).subarray(0, 100_000));
  writeFileSync(at('không phải.pdf'), 'Đây không phải là tệp PDF.\n'.repeat(100));
  writeFileSync(at('rỗng.pdf'), '');
  execFileSync('qpdf', ['--encrypt', 'a', 'b', '256', '--', documents.text, at('mã hóa.pdf')]);
  return {
    broken: { path: at('hỏng.pdf'), code: 'pdf.truncated' },
    notPdf: { path: at('không phải.pdf'), code: 'pdf.not-pdf' },
    empty: { path: at('rỗng.pdf'), code: 'pdf.empty' },
    encrypted: { path: at('mã hóa.pdf'), code: 'pdf.password-needed' },
    missing: { path: at('không có.pdf'), code: 'file.missing' },
  };
};

export interface Run {
  readonly code: number | null;
  readonly lines: readonly Record<string, unknown>[];
  readonly stderr: string;
}

/** Runs the built `kyso` with `--json`, in a data folder of its own unless `env` or `--data` names one. */
export const kyso = (
  words: readonly string[],
  options: { env?: Record<string, string>; input?: string } = {},
): Promise<Run> =>
  new Promise((done, fail) => {
    const data = mkdtempSync(join(tmpdir(), 'kyso-data-'));
    const child = spawn(process.execPath, [join(entries, 'cli.cjs'), ...words, '--json'], {
      env: { ...process.env, XDG_CONFIG_HOME: data, ...options.env },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', fail);
    child.on('close', (code) => {
      rmSync(data, { recursive: true, force: true });
      const lines = stdout
        .split('\n')
        .filter((line) => line !== '')
        .map((line): Record<string, unknown> => JSON.parse(line));
      done({ code, lines, stderr });
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input === undefined ? '' : `${options.input}\n`);
  });

export const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

/** What pdfsig says, one entry a signature in the order of the file. */
export const pdfsig = (file: string): { valid: boolean; total: boolean }[] => {
  let text = '';
  try {
    text = execFileSync('pdfsig', ['-nocert', file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch (thrown) {
    // It exits with 1 as soon as one signature is not valid, and 2 without any; what it printed still tells.
    text = thrown instanceof Error && 'stdout' in thrown ? String(thrown.stdout) : '';
  }
  return text
    .split(/^Signature #\d+:/m)
    .slice(1)
    .map((part) => ({
      valid: part.includes('Signature is Valid.'),
      total: part.includes('Total document signed') && !part.includes('Not total document signed'),
    }));
};
