/** A throw-away chain made with openssl, the whole way of one signature, and the outside tools that judge it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { constants, createHash, createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SigningIntent } from '../../src/contracts/jobs.js';
import { type Certificate, readCertificates } from '../../src/main/pki/certificate.js';
import type { SigningAlgorithm } from '../../src/main/pki/cms/build.js';
import { embedSignature } from '../../src/main/signing/embed.js';
import { type DocumentInspection, inspectDocument } from '../../src/main/signing/inspect.js';
import { withDocument } from '../../src/main/signing/open-document.js';
import { type PreparedSignature, prepareSignature } from '../../src/main/signing/prepare.js';
import { declaredOutcome, proveOutput } from '../../src/main/verification/proof/proof.js';

export const FONT = readFileSync('resources/fonts/LiberationSerif-Regular.ttf');
const EMPHASIS = {
  bold: readFileSync('resources/fonts/LiberationSerif-Bold.ttf'),
  italic: readFileSync('resources/fonts/LiberationSerif-Italic.ttf'),
};
export const FONTS = { regular: FONT, ...EMPHASIS };
export const DOCUMENTS = 'tests/corpus/documents';
export const SIGNING_TIME = new Date('2026-11-22T03:10:10Z');

export interface TestSigner {
  readonly certificates: readonly [Certificate, ...Certificate[]];
  readonly algorithm: SigningAlgorithm;
  readonly key: KeyObject;
  /** PEM of the root. */
  readonly rootFile: string;
}

export const temporaryFolder = (): { path: string; remove: () => void } => {
  const path = mkdtempSync(join(tmpdir(), 'kyso-signing-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
};

/** What the file at `path` is like before it is signed. */
export const inspectFile = (path: string, options: { readonly password?: string } = {}): DocumentInspection =>
  withDocument(path, { ...options, recover: true }, inspectDocument);

/** Every PDF of the corpus. */
export const corpus = (): string[] =>
  ['signed', 'unsigned'].flatMap((kind) =>
    readdirSync(join(DOCUMENTS, kind))
      .filter((name) => name.endsWith('.pdf'))
      .map((name) => join(DOCUMENTS, kind, name)),
  );

export const RSA_SHA256: SigningAlgorithm = { mechanism: 'rsa-pkcs1', digest: 'sha256' };

const KEY_OPTIONS: Record<SigningAlgorithm['mechanism'], string[]> = {
  'rsa-pkcs1': ['-newkey', 'rsa:2048'],
  'rsa-pss': ['-newkey', 'rsa:2048'],
  ecdsa: ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
};

/** Root and leaf in a folder of their own inside `folder`. */
export const makeSigner = (
  folder: string,
  algorithm: SigningAlgorithm = RSA_SHA256,
  subject = '/C=VN/O=Sở Nội vụ tỉnh Thử Nghiệm/CN=Nguyễn Thị Thử Nghiệm',
): TestSigner => {
  const own = mkdtempSync(join(folder, 'signer-'));
  const at = (name: string): string => join(own, name);
  const openssl = (...options: string[]): void => void execFileSync('openssl', options, { stdio: 'pipe' });
  const request = ['req', '-x509', '-utf8', '-nodes', '-sha256', '-days', '30'];
  const root = ['-keyout', at('root.key'), '-out', at('root.pem'), '-subj', '/C=VN/CN=THỬ NGHIỆM Root CA'];
  openssl(...request, '-newkey', 'rsa:2048', ...root);
  const leaf = ['-keyout', at('leaf.key'), '-out', at('leaf.pem'), '-subj', subject];
  const usage = ['-addext', 'basicConstraints=critical,CA:FALSE', '-addext', 'keyUsage=critical,digitalSignature'];
  openssl(
    ...request,
    ...KEY_OPTIONS[algorithm.mechanism],
    ...leaf,
    ...usage,
    '-CA',
    at('root.pem'),
    '-CAkey',
    at('root.key'),
  );
  const [certificate] = readCertificates(readFileSync(at('leaf.pem')));
  const [rootCertificate] = readCertificates(readFileSync(at('root.pem')));
  if (!certificate || !rootCertificate) throw new Error('no certificate');
  const key = createPrivateKey(readFileSync(at('leaf.key')));
  return { certificates: [certificate, rootCertificate], algorithm, key, rootFile: at('root.pem') };
};

/** What a token does: it gets the hash, so the signature is made over the bytes whose hash it is. */
const signAttributes = ({ algorithm, key }: TestSigner, attributes: Uint8Array): Uint8Array =>
  sign(algorithm.digest, attributes, {
    key,
    ...(algorithm.mechanism === 'rsa-pss'
      ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
      : {}),
  });

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export const AUTOMATIC: SigningIntent = { level: 'B-B', placement: { kind: 'automatic' } };

export const prepareFile = (
  original: string,
  workFile: string,
  signer: TestSigner,
  intent: SigningIntent = AUTOMATIC,
  training = false,
  password?: string,
): Promise<PreparedSignature> =>
  prepareSignature({
    original,
    originalSha256: sha256(readFileSync(original)),
    workFile,
    intent,
    certificates: signer.certificates,
    algorithm: signer.algorithm,
    timestampReserve: 0,
    training,
    password,
    signingTime: SIGNING_TIME,
    font: FONT,
    emphasis: EMPHASIS,
  });

/** Prepares, signs and embeds. */
export const signFile = async (...request: Parameters<typeof prepareFile>): Promise<PreparedSignature> => {
  const prepared = await prepareFile(...request);
  const [, , signer] = request;
  // A field may demand another digest than the key’s own.
  const value = signAttributes({ ...signer, algorithm: prepared.algorithm }, prepared.signedAttributes);
  embedSignature(prepared, { value, timestampToken: null }, signer.certificates);
  proveFile(prepared, ...request);
  return prepared;
};

/** No file that a test signs is one that the output proof would not let out. */
const proveFile = (prepared: PreparedSignature, ...request: Parameters<typeof prepareFile>): void => {
  const [original, workFile, { certificates }, intent = AUTOMATIC, , password] = request;
  const bytes = readFileSync(original);
  const declared = declaredOutcome(intent, prepared.fieldName, certificates[0].fingerprint);
  proveOutput(workFile, { original: { length: bytes.length, sha256: sha256(bytes) }, declared, password });
};

const run = (tool: string, ...options: string[]): { status: number | null; text: string } => {
  const { status, stdout, stderr } = spawnSync(tool, options, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return { status, text: `${stdout}\n${stderr}` };
};

export interface Judged {
  readonly valid: boolean;
  readonly total: boolean;
}

/** What poppler says of each signature, in the order of the fields. */
export const pdfsig = (file: string): Judged[] =>
  run('pdfsig', '-nocert', file)
    .text.split(/^Signature #\d+:/m)
    .slice(1)
    .map((block) => ({
      valid: block.includes('Signature Validation: Signature is Valid'),
      total: block.includes('- Total document signed'),
    }));

/** Warnings and errors of `qpdf --check`, without the file name and positions. */
export const qpdfComplaints = (file: string, ...options: string[]): string[] =>
  run('qpdf', '--check', ...options, file)
    .text.split('\n')
    .filter((line) => line.startsWith('WARNING') || line.startsWith('ERROR') || line.includes('errors were found'))
    .map((line) => line.replaceAll(file, 'FILE').replace(/offset \d+/g, 'offset'));

export const qpdf = (...options: string[]): void => {
  const { status, text } = run('qpdf', ...options);
  if (status !== 0 && status !== 3) throw new Error(text);
};

export const pdfText = (file: string, ...options: string[]): string => run('pdftotext', ...options, file, '-').text;

/** `openssl cms -verify -cades` over the CMS and the bytes that its /ByteRange names, cut out of the file. */
export const opensslVerdict = (prepared: PreparedSignature, signer: TestSigner, folder: string): string => {
  const file = readFileSync(prepared.workFile);
  const [start, length, second, rest] = prepared.byteRange;
  const content = Buffer.concat([file.subarray(start, start + length), file.subarray(second, second + rest)]);
  const hex = file.subarray(prepared.contentsHole.start + 1, prepared.contentsHole.end - 1).toString('latin1');
  const [cms, data] = [join(folder, 'cut.p7s'), join(folder, 'cut.bin')];
  writeFileSync(cms, Buffer.from(hex, 'hex'));
  writeFileSync(data, content);
  const check = ['cms', '-verify', '-binary', '-inform', 'DER', '-in', cms, '-content', data, '-out', '/dev/null'];
  return run('openssl', ...check, '-CAfile', signer.rootFile, '-purpose', 'any', '-cades').text;
};

export const keepsPrefix = (original: string, signed: string): boolean => {
  const before = readFileSync(original);
  return before.equals(readFileSync(signed).subarray(0, before.length));
};
