/**
 * Every key, padding and digest, signed by a real token and judged by pdfsig, openssl and our own verifier.
 * By default each key meets each digest, and both of these each RSA padding; FULL_MATRIX=1 runs all combinations,
 * an odd SEED the other half of the default.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SigningDigest } from '../../src/contracts/jobs.js';
import type { SignatureMechanism } from '../../src/contracts/token-host.js';
import type { SignatureReport } from '../../src/contracts/verification.js';
import { inMemory } from '../../src/main/pki/algorithms.js';
import { Asn1 } from '../../src/main/pki/asn1.js';
import { type Certificate, parseCertificate } from '../../src/main/pki/certificate.js';
import {
  buildSignedData,
  type RevocationValues,
  signedAttributes,
  signedDataSize,
} from '../../src/main/pki/cms/build.js';
import { readSignedData } from '../../src/main/pki/cms/read.js';
import { checkTimestamp, readTimestamp } from '../../src/main/pki/cms/timestamp.js';
import { loadTrust } from '../../src/main/pki/trust.js';
import { embedSignature } from '../../src/main/signing/embed.js';
import { type PreparedSignature, prepareSignature } from '../../src/main/signing/prepare.js';
import type { Signer } from '../../src/main/token/signer.js';
import { loadPolicy } from '../../src/main/verification/policy.js';
import { verifyFile } from '../../src/main/verification/verify-file.js';
import { makeTestToken, type TestToken } from '../../tools/test-token/make.mjs';
import { seed } from '../seed.js';
import { DOCUMENTS, FONT, SIGNING_TIME, sha256 as sha256Hex } from './signing-support.js';
import {
  buildHost,
  type Identity,
  type KeyKind,
  launcherFor,
  makeIdentity,
  pin,
  pinBytes,
  removeFolders,
  serviceFor,
  soPin,
  temporaryFolder,
} from './token-harness.js';

interface Case {
  readonly key: KeyKind;
  readonly mechanism: SignatureMechanism;
  readonly digest: SigningDigest;
}

const digests = ['sha256', 'sha384', 'sha512'] as const;
const rsaKeys = ['rsa-2048', 'rsa-3072', 'rsa-4096'] as const;
const ecKeys = ['ec-p256', 'ec-p384', 'ec-p521'] as const;
const paddings = ['rsa-pkcs1', 'rsa-pss'] as const;

/** Paddings laid over keys and digests like the colours of a chessboard: every pair of two values occurs. */
const inSample = (...[key, padding, digest]: number[]): boolean =>
  ((key ?? 0) + (digest ?? 0) + (padding ?? 0) + seed) % 2 === 0;
const rsaCases: Case[] = rsaKeys.flatMap((key, k) =>
  paddings.flatMap((mechanism, p) =>
    digests.flatMap((digest, d) =>
      process.env.FULL_MATRIX === '1' || inSample(k, p, d) ? [{ key, mechanism, digest }] : [],
    ),
  ),
);
const ecCases: Case[] = ecKeys.flatMap((key) => digests.map((digest) => ({ key, mechanism: 'ecdsa', digest })));

const original = join(DOCUMENTS, 'unsigned', 'text-circular-02-2021.pdf');
const policy = loadPolicy('resources/policy/verification.json');

let folder: string;
let host: string;
let token: TestToken;
let root: Identity;
let chain: readonly [Certificate, Certificate];
let identities: Record<string, Identity>;

const at = (name: string): string => join(folder, name);
const pem = (identity: Identity): Certificate => parseCertificate(identity.x509.raw);

beforeAll(async () => {
  host = await buildHost();
  folder = temporaryFolder();
  root = makeIdentity(folder, 'GỐC THỬ NGHIỆM', 'rsa-2048');
  const authority = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign'];
  const sub = makeIdentity(folder, 'CA THỬ NGHIỆM', 'rsa-2048', root, authority);
  chain = [pem(sub), pem(root)];
  const keys = [...rsaKeys, ...ecKeys];
  identities = Object.fromEntries(keys.map((key) => [key, makeIdentity(folder, key, key, sub)]));
  token = await makeTestToken({
    folder,
    label: 'VGCA Token',
    pin,
    soPin,
    identities: Object.entries(identities).map(([label, identity]) => ({ ...identity, label })),
    issuers: [sub.certificate, root.certificate],
  });
}, 240_000);

afterAll(removeFolders);

const identityOf = (key: KeyKind): Identity => {
  const found = identities[key];
  if (!found) throw new Error(key);
  return found;
};

const openSigner = (key: KeyKind, mechanism: SignatureMechanism): Promise<Signer> =>
  serviceFor(launcherFor(host, token.env.SOFTHSM2_CONF)).openSigner({
    fingerprint: identityOf(key).fingerprint,
    modules: [token.modulePath],
    pin: pinBytes(),
    mechanism,
  });

interface Signed {
  readonly prepared: PreparedSignature;
  readonly certificates: readonly [Certificate, ...Certificate[]];
  /** As the token gave it. */
  readonly value: Uint8Array;
}

interface Extras {
  readonly timestampReserve?: number;
  readonly revocation?: RevocationValues;
  readonly stamp?: (value: Uint8Array) => Uint8Array;
}

/** The whole way: prepare, token, embed. */
const signWith = async ({ key, mechanism, digest }: Case, name: string, extras: Extras = {}): Promise<Signed> => {
  const signer = await openSigner(key, mechanism);
  try {
    const certificates = [parseCertificate(signer.certificate), ...chain] as const;
    const prepared = await prepareSignature({
      original,
      originalSha256: sha256Hex(readFileSync(original)),
      workFile: at(name),
      intent: {
        level: 'B-B',
        placement: { kind: 'invisible' },
        subFilter: extras.revocation ? 'adbe.pkcs7.detached' : 'ETSI.CAdES.detached',
      },
      certificates,
      algorithm: { mechanism: signer.mechanism, digest },
      timestampReserve: extras.timestampReserve ?? 0,
      revocation: extras.revocation,
      training: false,
      signingTime: SIGNING_TIME,
      font: FONT,
    });
    const value = await signer.sign({ digest: prepared.toBeSigned, message: prepared.signedAttributes }, digest);
    embedSignature(prepared, { value, timestampToken: extras.stamp?.(value) ?? null }, certificates);
    return { prepared, certificates, value };
  } finally {
    await signer.close();
  }
};

/** The CMS in the hole with its padding, and the bytes it is about. */
const cutOut = ({ workFile, byteRange, contentsHole }: PreparedSignature): { hole: Buffer; content: Buffer } => {
  const file = readFileSync(workFile);
  const [start, length, second, rest] = byteRange;
  const hex = file.subarray(contentsHole.start + 1, contentsHole.end - 1).toString('latin1');
  const content = Buffer.concat([file.subarray(start, start + length), file.subarray(second, second + rest)]);
  return { hole: Buffer.from(hex, 'hex'), content };
};

const openssl = (...options: string[]): string => {
  const { stdout, stderr } = spawnSync('openssl', options, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return `${stdout}\n${stderr}`;
};

/** openssl is given the root alone: the CA between has to come out of the CMS. */
const opensslVerdict = (prepared: PreparedSignature): string => {
  const { hole, content } = cutOut(prepared);
  writeFileSync(at('cut.p7s'), hole);
  writeFileSync(at('cut.bin'), content);
  const input = ['-binary', '-inform', 'DER', '-in', at('cut.p7s'), '-content', at('cut.bin'), '-out', '/dev/null'];
  return openssl('cms', '-verify', ...input, '-CAfile', root.certificate, '-purpose', 'any', '-cades');
};

const pdfsig = (file: string): string =>
  spawnSync('pdfsig', ['-nocert', file], { encoding: 'utf8' }).stdout.replace(/\s+/g, ' ');

const ownReport = (file: string): SignatureReport => {
  const trust = loadTrust({ shipped: 'resources/trust', added: [root.certificate] });
  const [signature] = verifyFile(file, { trust, policy, crls: [], at: new Date() }).report.signatures;
  if (!signature) throw new Error('no signature');
  return signature;
};

const expectSound = (prepared: PreparedSignature, { mechanism, digest }: Omit<Case, 'key'>): void => {
  const poppler = pdfsig(prepared.workFile);
  expect(poppler).toContain('Signature Validation: Signature is Valid');
  expect(poppler).toContain(`Signing Hash Algorithm: ${digest.replace('sha', 'SHA-')}`);
  expect(poppler).toContain('Total document signed');
  expect(opensslVerdict(prepared)).toContain('CAdES Verification successful');
  expect(ownReport(prepared.workFile)).toMatchObject({
    integrity: 'intact',
    coversWholeFile: true,
    digest,
    signatureAlgorithm: `${mechanism}-${digest}`,
    trust: { scheme: 'user-added' },
  });
};

describe('a signature of the token', () => {
  it.each([...rsaCases, ...ecCases])('$key $mechanism $digest', async (wanted) => {
    const { prepared, value } = await signWith(wanted, `${Object.values(wanted).join('-')}.pdf`);
    expect(prepared.toBeSigned).toEqual(
      new Uint8Array(createHash(wanted.digest).update(prepared.signedAttributes).digest()),
    );
    expectSound(prepared, wanted);
    // Sized from the real need: nothing is left over but what an ECDSA value may be shorter.
    const { hole } = cutOut(prepared);
    const spare = hole.length - Asn1.parsePrefix(hole).bytes.length;
    if (wanted.mechanism === 'ecdsa') expect(spare).toBeLessThan(12);
    else expect(spare).toBe(0);
    expect(value.length).toBeGreaterThan(0);
  });

  it.each([
    { key: 'rsa-2048', mechanism: 'rsa-pkcs1', digest: 'sha512' },
    { key: 'rsa-3072', mechanism: 'rsa-pss', digest: 'sha384' },
    { key: 'ec-p521', mechanism: 'ecdsa', digest: 'sha512' },
  ] as const)('$mechanism is refused by all three once a byte of the document is another', async (wanted) => {
    const { prepared } = await signWith(wanted, 'altered.pdf');
    const bytes = readFileSync(prepared.workFile);
    const place = bytes.indexOf('/MediaBox');
    bytes.write('/mediaBox', place, 'latin1');
    writeFileSync(prepared.workFile, bytes);
    expect(pdfsig(prepared.workFile)).toContain('Digest Mismatch');
    expect(opensslVerdict(prepared)).toContain('Verification failure');
    expect(ownReport(prepared.workFile)).toMatchObject({ integrity: 'broken', verdict: 'invalid' });
  });

  it('takes the padding that was asked for, and none that the key has not', async () => {
    const plain = await serviceFor(launcherFor(host, token.env.SOFTHSM2_CONF)).openSigner({
      fingerprint: identityOf('rsa-2048').fingerprint,
      modules: [token.modulePath],
      pin: pinBytes(),
    });
    await plain.close();
    expect(plain.mechanism).toBe('rsa-pkcs1');
    await expect(openSigner('ec-p256', 'rsa-pss')).rejects.toMatchObject({ code: 'token.mechanism-missing' });
  });

  it('is not made over what is no digest', async () => {
    const signer = await openSigner('ec-p256', 'ecdsa');
    await expect(signer.sign({ digest: new Uint8Array(48), message: new Uint8Array() }, 'sha256')).rejects.toThrow(
      RangeError,
    );
    await signer.close();
  });
});

describe('the CMS', () => {
  it('names the signer’s certificate with the digest of the signature, and SHA-256 only by leaving it out', async () => {
    for (const digest of digests) {
      const { prepared } = await signWith({ key: 'ec-p384', mechanism: 'ecdsa', digest }, `ess-${digest}.pdf`);
      writeFileSync(at('attributes'), prepared.signedAttributes);
      const parsed = openssl('asn1parse', '-inform', 'DER', '-in', at('attributes'));
      const [, reference = ''] = parsed.split('id-smime-aa-signingCertificateV2');
      const hash = createHash(digest).update(identityOf('ec-p384').x509.raw).digest('hex').toUpperCase();
      expect(reference).toContain(hash);
      expect(/OBJECT\s+:(\S+)/.exec(reference)?.[1]).toBe(digest === 'sha256' ? undefined : digest);
    }
  });

  it('with a timestamp of an openssl authority stays sound, and the room kept for it is enough to the octet', async () => {
    const stampExtensions = ['keyUsage=critical,digitalSignature', 'extendedKeyUsage=critical,timeStamping'];
    const authority = makeIdentity(folder, 'TSA', 'rsa-2048', root, stampExtensions);
    const config = at('tsa.cnf');
    const lines = [
      '[t]',
      `serial=${at('tsa-serial')}`,
      'crypto_device=builtin',
      `signer_cert=${authority.certificate}`,
      `certs=${root.certificate}`,
      `signer_key=${authority.key}`,
      'signer_digest=sha256',
      'default_policy=1.2.3.4',
      'digests=sha256',
      'ess_cert_id_alg=sha256',
    ];
    writeFileSync(config, `${lines.join('\n')}\n`);
    const stamp = (value: Uint8Array): Uint8Array => {
      writeFileSync(at('value'), value);
      const [query, reply] = [at('query'), at('reply')];
      execFileSync('openssl', ['ts', '-query', '-data', at('value'), '-sha256', '-cert', '-out', query], {
        stdio: 'pipe',
      });
      const section = ['-config', config, '-section', 't', '-queryfile', query];
      execFileSync('openssl', ['ts', '-reply', ...section, '-token_out', '-out', reply], { stdio: 'pipe' });
      return readFileSync(reply);
    };
    const wanted = { key: 'rsa-2048', mechanism: 'rsa-pss', digest: 'sha384' } as const;
    const timestampReserve = stamp(new Uint8Array(256)).length + 16;
    const { prepared, value, certificates } = await signWith(wanted, 'stamped.pdf', { timestampReserve, stamp });
    expectSound(prepared, wanted);
    const { hole } = cutOut(prepared);
    const { timestampTokens } = readSignedData(hole);
    expect(timestampTokens).toHaveLength(1);
    const [bytes = new Uint8Array()] = timestampTokens;
    const check = checkTimestamp(readTimestamp(bytes), inMemory(value));
    expect(check).toMatchObject({ imprintMatches: true, cms: { integrity: 'intact', signingCertificate: 'right' } });
    writeFileSync(at('stamped.p7s'), hole);
    const printed = openssl('cms', '-cmsout', '-print', '-inform', 'DER', '-in', at('stamped.p7s'));
    expect(printed.split('unsignedAttrs:')[1]).toContain('id-smime-aa-timeStampToken');
    const exact = signedDataSize(certificates, wanted, { timestampReserve: bytes.length });
    expect(Asn1.parsePrefix(hole).bytes.length).toBe(exact);
    expect(hole.length).toBeGreaterThan(exact);
  });

  it('for adbe.pkcs7.detached carries CRL and OCSP response in its signed attributes, and is sized for them', async () => {
    const { key, certificate } = root;
    const [crl, ocsp, index] = [at('root.crl'), at('root.ocsp'), at('index.txt')];
    writeFileSync(index, '');
    writeFileSync(at('ca.cnf'), `[ca]\ndefault_ca=c\n[c]\ndatabase=${index}\ndefault_md=sha256\n`);
    const authority = ['-config', at('ca.cnf'), '-cert', certificate, '-keyfile', key, '-crldays', '9'];
    openssl('ca', '-gencrl', ...authority, '-out', `${crl}.pem`);
    openssl('crl', '-in', `${crl}.pem`, '-outform', 'DER', '-out', crl);
    const responder = ['-index', index, '-CA', certificate, '-rsigner', certificate, '-rkey', key, '-ndays', '1'];
    openssl('ocsp', ...responder, '-issuer', certificate, '-cert', certificate, '-noverify', '-respout', ocsp);
    const revocation = { crls: [readFileSync(crl)], ocsps: [readFileSync(ocsp)] };
    const wanted = { key: 'rsa-2048', mechanism: 'rsa-pkcs1', digest: 'sha256' } as const;
    const { prepared } = await signWith(wanted, 'archived.pdf', { revocation });
    expectSound(prepared, wanted);
    expect(pdfsig(prepared.workFile)).toContain('adbe.pkcs7.detached');
    const { hole } = cutOut(prepared);
    expect(Asn1.parsePrefix(hole).bytes.length).toBe(hole.length);
    writeFileSync(at('attributes'), prepared.signedAttributes);
    const parsed = openssl('asn1parse', '-inform', 'DER', '-in', at('attributes'));
    const [, archive = ''] = parsed.split('1.2.840.113583.1.1.8');
    const lists = archive.split('\n').filter((line) => line.includes(':d=4 '));
    expect(lists.map((line) => /cont \[ \d \]/.exec(line)?.[0])).toEqual(['cont [ 0 ]', 'cont [ 1 ]']);
    expect(prepared.signedAttributes).toSatisfy((bytes: Uint8Array) => Buffer.from(bytes).includes(readFileSync(crl)));
    expect(prepared.signedAttributes).toSatisfy((bytes: Uint8Array) => Buffer.from(bytes).includes(readFileSync(ocsp)));
  });

  it('never grows beyond its size, with 40 CRLs and OCSP responses of 100 KB either', async () => {
    const certificates = [pem(identityOf('ec-p521')), ...chain] as const;
    const revocation = {
      crls: Array.from({ length: 40 }, (_, index) => new Uint8Array(1000 * index).fill(0x30)),
      ocsps: [new Uint8Array(100_000)],
    };
    for (const digest of digests) {
      const algorithm = { mechanism: 'ecdsa', digest } as const;
      const messageDigest = createHash(digest).digest();
      const attributes = signedAttributes({ messageDigest, certificate: certificates[0], digest, revocation });
      for (const tokenLength of [0, 1, 127, 128, 255, 256, 5000, 8192]) {
        const size = signedDataSize(certificates, algorithm, { timestampReserve: 8192, revocation });
        const built = buildSignedData({
          signedAttributes: attributes,
          algorithm,
          value: new Uint8Array(139),
          certificates,
          timestampToken: new Uint8Array(tokenLength),
        });
        expect(built.length).toBeLessThanOrEqual(size);
        if (tokenLength === 8192) expect(built.length).toBe(size);
      }
    }
  });
});
