import { execFileSync } from 'node:child_process';
import { constants, createHash, createPrivateKey, type KeyObject, privateEncrypt, sign } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Fault } from '../../src/contracts/faults/index.js';
import { inMemory } from '../../src/main/pki/algorithms.js';
import { der } from '../../src/main/pki/asn1.js';
import { type Certificate, readCertificates } from '../../src/main/pki/certificate.js';
import {
  buildSignedData,
  type SigningAlgorithm,
  signedAttributes,
  signedDataSize,
} from '../../src/main/pki/cms/build.js';
import { readSignedData } from '../../src/main/pki/cms/read.js';
import { type CmsCheck, verifySignedData } from '../../src/main/pki/cms/verify.js';
import { oids } from '../../src/main/pki/oids.js';
import { makeTestPki, type TestPki } from '../../tools/test-pki/make.mjs';

let folder: string;
let pki: TestPki;
const content = Buffer.from('Nội dung văn bản thử nghiệm');
const rsaSha256: SigningAlgorithm = { mechanism: 'rsa-pkcs1', digest: 'sha256' };

const certificatesOf = (path: string): [Certificate, ...Certificate[]] => {
  const [first, ...others] = readCertificates(readFileSync(path));
  if (first === undefined) throw new Error('no certificate');
  return [first, ...others];
};

const options = (key: KeyObject, algorithm: SigningAlgorithm) =>
  algorithm.mechanism === 'rsa-pss'
    ? { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : { key };

const signedBy = (leaf: { certificate: string; key: string }, algorithm: SigningAlgorithm): Uint8Array => {
  const certificates: [Certificate, ...Certificate[]] = [
    ...certificatesOf(leaf.certificate),
    ...certificatesOf(pki.sub.certificate),
    ...certificatesOf(pki.root.certificate),
  ];
  const { digest } = algorithm;
  const messageDigest = createHash(digest).update(content).digest();
  const attributes = signedAttributes({ messageDigest, certificate: certificates[0], digest });
  const value = sign(digest, attributes, options(createPrivateKey(readFileSync(leaf.key)), algorithm));
  const built = buildSignedData({ signedAttributes: attributes, algorithm, value, certificates });
  expect(built.length).toBeLessThanOrEqual(signedDataSize(certificates, algorithm, { timestampReserve: 0 }));
  return built;
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-cms-'));
  pki = makeTestPki(folder, { extras: ['ec', 'rsa3072'] });
  writeFileSync(join(folder, 'content'), content);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('what openssl says of the CMS built here', () => {
  const leaf = { 'rsa-pkcs1': 'person', 'rsa-pss': 'rsa3072', ecdsa: 'ec' } as const;
  const mechanisms = ['rsa-pkcs1', 'rsa-pss', 'ecdsa'] as const;

  it.each(mechanisms)('%s passes the CAdES check of openssl cms', (mechanism) => {
    const name = leaf[mechanism];
    const issued = name === 'person' ? pki.person : pki.extras[name];
    if (issued === undefined) throw new Error(name);
    const file = join(folder, `${mechanism}.p7s`);
    writeFileSync(file, signedBy(issued, { mechanism, digest: 'sha256' }));
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
    writeFileSync(file, signedBy(pki.person, rsaSha256));
    const printed = execFileSync('openssl', ['cms', '-cmsout', '-print', '-inform', 'DER', '-in', file], {
      encoding: 'utf8',
    });
    expect(printed.match(/d\.certificate:/g)).toHaveLength(3);
  });
});

describe('CMS that openssl made', () => {
  const made = (name: string, ...options: string[]): Uint8Array => {
    const file = join(folder, `${name}.p7s`);
    const signer = options.includes('-signer') ? [] : ['-signer', pki.person.certificate, '-inkey', pki.person.key];
    const base = ['cms', '-sign', '-binary', '-outform', 'DER', '-in', join(folder, 'content'), '-out', file];
    execFileSync('openssl', [...base, ...signer, ...options], { stdio: 'pipe' });
    return readFileSync(file);
  };
  const check = (bytes: Uint8Array, data: Uint8Array = content): CmsCheck =>
    verifySignedData(readSignedData(bytes), inMemory(data));
  const pss = ['-keyopt', 'rsa_padding_mode:pss'];
  const ec = (): string[] => {
    const issued = pki.extras.ec;
    if (issued === undefined) throw new Error('ec');
    return ['-signer', issued.certificate, '-inkey', issued.key];
  };

  it.each([
    ['sha256', []],
    ['sha384', ['-md', 'sha384']],
    ['sha512', ['-md', 'sha512']],
    ['sha1', ['-md', 'sha1']],
    ['cades', ['-cades']],
    ['no-attributes', ['-noattr']],
    ['key-id', ['-keyid']],
    ['pss', [...pss, '-keyopt', 'rsa_pss_saltlen:32']],
    ['pss-longest-salt', ['-md', 'sha512', ...pss, '-keyopt', 'rsa_pss_saltlen:64']],
    ['pss-no-attributes', ['-noattr', ...pss, '-keyopt', 'rsa_pss_saltlen:32']],
  ])('%s is intact, and broken for other content', (name, options) => {
    const bytes = made(name, ...options);
    expect(check(bytes)).toMatchObject({ integrity: 'intact', problems: [] });
    expect(check(bytes, Buffer.from('khác')).integrity).toBe('broken');
  });

  it.each([
    ['ec', []],
    ['ec-sha384', ['-md', 'sha384']],
    ['ec-no-attributes', ['-noattr']],
  ])('%s is intact, and broken for other content', (name, options) => {
    const bytes = made(name, ...ec(), ...options);
    expect(check(bytes)).toMatchObject({ integrity: 'intact', problems: [] });
    expect(check(bytes, Buffer.from('khác')).integrity).toBe('broken');
  });

  it('an encapsulated, streamed (BER) one is read with its content', () => {
    const facts = readSignedData(made('stream', '-nodetach', '-stream'));
    expect(Buffer.from(facts.content ?? []).toString()).toBe(content.toString());
    expect(verifySignedData(facts, inMemory(facts.content ?? content)).integrity).toBe('intact');
  });

  it('two signers are one too many', () => {
    const bytes = made(
      'two',
      '-signer',
      pki.person.certificate,
      '-inkey',
      pki.person.key,
      '-signer',
      pki.office.certificate,
      '-inkey',
      pki.office.key,
    );
    expect(() => readSignedData(bytes)).toThrow(expect.objectContaining({ code: 'pki.cms-signers' }));
  });

  it('without the signer’s certificate nothing is known', () => {
    expect(check(made('bare', '-nocerts'))).toMatchObject({
      signer: null,
      integrity: 'unknown',
      problems: ['signer-missing'],
    });
  });
});

describe('signatures that lie', () => {
  const attributesFor = (certificate: Certificate): Uint8Array =>
    signedAttributes({ messageDigest: createHash('sha256').update(content).digest(), certificate, digest: 'sha256' });
  const build = (
    attributes: Uint8Array,
    value: Uint8Array,
    ...certificates: [Certificate, ...Certificate[]]
  ): Uint8Array => buildSignedData({ signedAttributes: attributes, algorithm: rsaSha256, value, certificates });
  const key = (): KeyObject => createPrivateKey(readFileSync(pki.person.key));
  const digestInfo = (...parts: Uint8Array[]): Uint8Array => der.sequence(...parts);

  it('a certificate swapped for another of the same key is noticed by its reference', () => {
    const [person] = certificatesOf(pki.person.certificate);
    const [office] = certificatesOf(pki.office.certificate);
    const attributes = attributesFor(office);
    const check = verifySignedData(
      readSignedData(build(attributes, sign('sha256', attributes, key()), person)),
      inMemory(content),
    );
    expect(check).toMatchObject({ signingCertificate: 'wrong', problems: ['signing-certificate-mismatch'] });
  });

  it('DigestInfo without NULL is right (RFC 8017 9.2), with anything behind it wrong', () => {
    const [person] = certificatesOf(pki.person.certificate);
    const attributes = attributesFor(person);
    const digest = createHash('sha256').update(attributes).digest();
    const value = (info: Uint8Array): Uint8Array =>
      privateEncrypt({ key: key(), padding: constants.RSA_PKCS1_PADDING }, info);
    const bare = digestInfo(der.sequence(der.oid(oids.sha256)), der.octetString(digest));
    const verdict = (info: Uint8Array): string =>
      verifySignedData(readSignedData(build(attributes, value(info), person)), inMemory(content)).integrity;
    expect(verdict(bare)).toBe('intact');
    expect(verdict(Buffer.concat([bare, Buffer.from('rác')]))).toBe('broken');
    expect(
      verdict(
        digestInfo(der.sequence(der.oid(oids.sha256), der.octetString(Buffer.from('rác'))), der.octetString(digest)),
      ),
    ).toBe('broken');
    expect(verdict(digest)).toBe('broken');
  });

  it('one octet set to anything in a whole CMS gives facts or a fault, and is never right about the content', () => {
    const bytes = build(
      attributesFor(certificatesOf(pki.person.certificate)[0]),
      new Uint8Array(256),
      ...certificatesOf(pki.person.certificate),
    );
    for (let at = 0; at < bytes.length; at += 3) {
      const changed = Uint8Array.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 0x21;
      try {
        expect(verifySignedData(readSignedData(changed), inMemory(content)).integrity).not.toBe('intact');
      } catch (thrown) {
        if (!(thrown instanceof Fault)) throw thrown;
      }
    }
  });
});
