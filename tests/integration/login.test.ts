/** Sign-in with a certificate, by the client's own CMS against the server's own judgement, and what else such a CMS is good for. */

import { execFileSync } from 'node:child_process';
import { constants, createHash, createPrivateKey, sign, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { loginContentType, readLoginText } from '../../src/contracts/login.js';
import { makeLogin } from '../../src/main/jobs/login.js';
import { readCertificates } from '../../src/main/pki/certificate.js';
import { buildSignedData, signedAttributes } from '../../src/main/pki/cms/build.js';
import { readSignedData } from '../../src/main/pki/cms/read.js';
import { oids } from '../../src/main/pki/oids.js';
import { ProvincialServer } from '../../src/main/sync/http/server.js';
import type { Signer } from '../../src/main/token/signer.js';
import { startServer } from '../../tools/provincial-server/server.mjs';
import { type Issued, makeTestPki, type TestPki } from '../../tools/test-pki/make.mjs';
import { baseDocument } from '../corpus/attacks/base-document.js';
import { openWorkshop } from './verification-support.js';

let folder: string;
let pki: TestPki;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-login-'));
  pki = makeTestPki(folder, { extras: ['ec'] });
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ec = (): Issued => {
  const { ec: issued } = pki.extras;
  if (issued === undefined) throw new Error('no certificate');
  return issued;
};

/** What a token does, with the key in a file. */
const signerOf = (issued: Issued, mechanism: Signer['mechanism'] = 'rsa-pkcs1') => {
  const asked: Uint8Array[] = [];
  const key = createPrivateKey(readFileSync(issued.key));
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  const signer: Pick<Signer, 'certificate' | 'issuers' | 'mechanism' | 'sign'> = {
    certificate: readFileSync(issued.der),
    issuers: [readFileSync(pki.sub.der)],
    mechanism,
    sign: async ({ digest, message }, algorithm) => {
      expect(Buffer.from(digest).equals(createHash(algorithm).update(message).digest())).toBe(true);
      asked.push(message);
      return sign(algorithm, message, mechanism === 'rsa-pss' ? { key, ...pss } : key);
    },
  };
  return { signer, asked };
};

const serve = async (options = {}) => {
  const certificates = [pki.person.certificate, ec().certificate];
  const server = await startServer({
    dataDir: mkdtempSync(join(folder, 'server-')),
    users: [{ username: 'van-thu', certificates }],
    anchors: [pki.root.certificate],
    ...options,
  });
  onTestFinished(() => server.close());
  return server;
};

describe('sign-in with a certificate', () => {
  it.each([
    ['RSA', () => signerOf(pki.person)],
    ['RSA-PSS', () => signerOf(pki.person, 'rsa-pss')],
    ['ECDSA', () => signerOf(ec(), 'ecdsa')],
  ] as const)('by %s opens a session in which documents are listed', async (_name, make) => {
    const { url } = await serve();
    const server = new ProvincialServer({ url, fetch });
    await server.signInWithCertificate((request) => makeLogin(make().signer, request, new Date()));
    expect(await server.changes(null)).toMatchObject({ documents: [] });
  });

  it('signs our own text of the address that is talked to, and openssl reads the same in it', async () => {
    const { signer } = signerOf(pki.person);
    const nonce = 'n'.repeat(43);
    const cms = await makeLogin(signer, { origin: 'https://van-ban.tinh.example', nonce }, new Date(0));
    const file = join(folder, 'login.der');
    writeFileSync(file, cms);
    const words = ['cms', '-verify', '-binary', '-inform', 'DER', '-in', file, '-CAfile', pki.root.certificate];
    const content = execFileSync('openssl', [...words, '-purpose', 'any'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const fingerprint = new X509Certificate(readFileSync(pki.person.certificate)).fingerprint256;
    expect(readLoginText(content.toString('utf8'))).toEqual({
      origin: 'https://van-ban.tinh.example',
      fingerprint: fingerprint.replaceAll(':', '').toLowerCase(),
      nonce,
      at: '1970-01-01T00:00:00.000Z',
    });
    const facts = readSignedData(cms);
    expect([facts.contentType, facts.signedAttributes?.contentType]).toEqual([loginContentType, loginContentType]);
  });

  it('with a challenge that is none asks the token for nothing', async () => {
    const { signer, asked } = signerOf(pki.person);
    const origin = 'https://van-ban.tinh.example';
    for (const nonce of ['', 'n'.repeat(42), `${'n'.repeat(42)}|`, 'Tôi đồng ý chuyển giao toàn bộ hồ sơ. ...'])
      await expect(makeLogin(signer, { origin, nonce }, new Date())).rejects.toMatchObject({
        code: 'sync.login-challenge-malformed',
      });
    expect(asked).toEqual([]);
  });

  it.each([
    ['an unregistered certificate', () => signerOf(pki.office).signer, 0, 'sync.certificate-unregistered'],
    ['a certificate of nobody trusted', () => signerOf(pki.training).signer, 0, 'sync.certificate-refused'],
    ['a clock that is off', () => signerOf(pki.person).signer, 600_000, 'sync.clock-skew'],
  ] as const)('with %s ends in its own sentence', async (_name, make, off, code) => {
    const { url } = await serve();
    const server = new ProvincialServer({ url, fetch, retryDelaysMs: [] });
    const login = server.signInWithCertificate((request) => makeLogin(make(), request, new Date(Date.now() + off)));
    await expect(login).rejects.toMatchObject({ code });
    expect(server.session).toBeNull();
  });

  it('is never a document signature, were it over the very bytes of the document', async () => {
    const workshop = await openWorkshop();
    onTestFinished(() => workshop.close());
    const [certificate] = readCertificates(readFileSync(workshop.pki.person.certificate));
    if (certificate === undefined) throw new Error('no certificate');
    const key = createPrivateKey(readFileSync(workshop.pki.person.key));
    const identity = { key, certificates: [certificate] as const };
    const trust = [workshop.pki.root.certificate, workshop.pki.sub.certificate];
    const judged = (cms: (content: Uint8Array) => Uint8Array) => {
      const path = workshop.path('login.pdf');
      const signed = baseDocument().sign(identity, { cms, subFilter: 'ETSI.CAdES.detached' });
      writeFileSync(path, signed.bytes);
      const [signature] = workshop.verify(path, { trust }).signatures;
      return { verdict: signature?.verdict, codes: signature?.reasons.map(({ code }) => code) };
    };
    const algorithm = { mechanism: 'rsa-pkcs1', digest: 'sha256' } as const;
    const overDocument = (contentType: string) => (content: Uint8Array) => {
      const messageDigest = createHash('sha256').update(content).digest();
      const attributes = signedAttributes({ messageDigest, certificate, digest: 'sha256', contentType });
      const value = sign('sha256', attributes, key);
      const inside =
        contentType === loginContentType ? { content: { type: contentType, bytes: new Uint8Array() } } : {};
      return buildSignedData({
        signedAttributes: attributes,
        algorithm,
        value,
        certificates: [certificate],
        ...inside,
      });
    };
    // The same way with id-data is a right signature: only the content type makes the difference.
    expect(judged(overDocument(oids.data)).codes).not.toContain('content-type-mismatch');
    const login = judged(overDocument(loginContentType));
    expect(login.verdict).toBe('invalid');
    expect(login.codes).toContain('content-type-mismatch');
    const request = { origin: 'https://van-ban.tinh.example', nonce: 'n'.repeat(43) };
    // Without issuers it fits the place that is kept for a signature.
    const real = await makeLogin({ ...signerOf(workshop.pki.person).signer, issuers: [] }, request, new Date());
    expect(judged(() => real).verdict).toBe('invalid');
  });
});
