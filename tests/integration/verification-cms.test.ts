import { execFileSync } from 'node:child_process';
import { constants, createHash, createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Certificate, readCertificates } from '../../src/main/pki/certificate.js';
import {
  buildSignedData,
  type SigningAlgorithm,
  signedAttributes,
  signedDataSize,
} from '../../src/main/pki/cms/build.js';
import { makeTestPki, type TestPki } from '../../tools/test-pki/make.mjs';

let folder: string;
let pki: TestPki;
const content = Buffer.from('Nội dung văn bản thử nghiệm');

const certificatesOf = (path: string): [Certificate, ...Certificate[]] => {
  const [first, ...others] = readCertificates(readFileSync(path));
  if (first === undefined) throw new Error('no certificate');
  return [first, ...others];
};

const options = (key: KeyObject, algorithm: SigningAlgorithm) =>
  algorithm === 'rsa-pss-sha256' ? { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 } : { key };

const signedBy = (leaf: { certificate: string; key: string }, algorithm: SigningAlgorithm): Uint8Array => {
  const certificates: [Certificate, ...Certificate[]] = [
    ...certificatesOf(leaf.certificate),
    ...certificatesOf(pki.sub.certificate),
    ...certificatesOf(pki.root.certificate),
  ];
  const messageDigest = createHash('sha256').update(content).digest();
  const attributes = signedAttributes({ messageDigest, certificate: certificates[0] });
  const value = sign('sha256', attributes, options(createPrivateKey(readFileSync(leaf.key)), algorithm));
  const built = buildSignedData({ signedAttributes: attributes, signature: { algorithm, value }, certificates });
  expect(built.length).toBeLessThanOrEqual(signedDataSize(certificates, algorithm));
  return built;
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-cms-'));
  pki = makeTestPki(folder, { extras: ['ec', 'rsa3072'] });
  writeFileSync(join(folder, 'content'), content);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('what openssl says of the CMS built here', () => {
  const leaf = { 'rsa-pkcs1-sha256': 'person', 'rsa-pss-sha256': 'rsa3072', 'ecdsa-sha256': 'ec' } as const;
  const algorithms = ['rsa-pkcs1-sha256', 'rsa-pss-sha256', 'ecdsa-sha256'] as const;

  it.each(algorithms)('%s passes the CAdES check of openssl cms', (algorithm) => {
    const name = leaf[algorithm];
    const issued = name === 'person' ? pki.person : pki.extras[name];
    if (issued === undefined) throw new Error(name);
    const file = join(folder, `${algorithm}.p7s`);
    writeFileSync(file, signedBy(issued, algorithm));
    const verify = ['cms', '-verify', '-binary', '-inform', 'DER', '-in', file, '-content', join(folder, 'content')];
    execFileSync(
      'openssl',
      [...verify, '-CAfile', pki.root.certificate, '-purpose', 'any', '-cades', '-out', '/dev/null'],
      {
        stdio: 'pipe',
      },
    );
  });

  it('embeds the full chain', () => {
    const file = join(folder, 'chain.p7s');
    writeFileSync(file, signedBy(pki.person, 'rsa-pkcs1-sha256'));
    const printed = execFileSync('openssl', ['cms', '-cmsout', '-print', '-inform', 'DER', '-in', file], {
      encoding: 'utf8',
    });
    expect(printed.match(/d\.certificate:/g)).toHaveLength(3);
  });
});
