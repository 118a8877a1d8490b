/** When a signature is judged: at the time that a trusted timestamp proves, else at the time of the check. */
import { execFileSync } from 'node:child_process';
import { createHash, createPrivateKey, randomBytes, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FileReport, SignatureReport } from '../../src/contracts/verification.js';
import { Asn1, contextTag, der, tags } from '../../src/main/pki/asn1.js';
import { type Certificate, readCertificates } from '../../src/main/pki/certificate.js';
import { oids } from '../../src/main/pki/oids.js';
import { readTimestampResponse, timestampRequest } from '../../src/main/pki/tsp.js';
import { fillHole } from '../../src/main/signing/byte-range-hole.js';
import { embedDocumentTimestamp, prepareDocumentTimestamp } from '../../src/main/signing/document-timestamp.js';
import { prepareSignature } from '../../src/main/signing/prepare.js';
import { appendValidationData } from '../../src/main/signing/validation-data.js';
import {
  type Authority,
  createAuthority,
  type Issued,
  issue,
  makeServices,
  publishCrl,
  revoke,
  type TestServices,
  timestamping,
} from '../../tools/test-pki/make.mjs';
import { only, openWorkshop, plainPdf, sha256, signatureOf, type Workshop } from './verification-support.js';

const day = 86_400_000;
const year = 365 * day;
const later = (milliseconds: number): Date => new Date(Date.now() + milliseconds);
/** Person, office and the usual authorities have three years. */
const afterExpiry = later(4 * year);

let workshop: Workshop;
let services: TestServices;
/** Serves ten years, under the root whose list is good for all of them. */
let lasting: Issued;
let plain: string;

beforeAll(() => {
  workshop = openWorkshop();
  const { pki } = workshop;
  services = makeServices(pki);
  lasting = issue(pki.root, {
    name: 'tsa-lasting',
    subject: [['CN', 'Máy chủ dấu thời gian lâu dài THỬ NGHIỆM']],
    extensions: timestamping,
    notAfter: later(10 * year),
  });
  publishCrl(pki.root, { nextUpdate: later(9 * year) });
  plain = workshop.path('plain.pdf');
  writeFileSync(plain, plainPdf());
  writeFileSync(workshop.path('serial'), '01\n');
});
afterAll(() => workshop.close());

/** A token over a SHA-256, by `openssl ts`. */
const token = (imprint: Uint8Array, { certificate, key }: Issued): Uint8Array => {
  const at = (name: string): string => workshop.path(name);
  const nonce = randomBytes(8);
  writeFileSync(
    at('tsa.cnf'),
    `[tsa]\nserial = ${at('serial')}\nsigner_digest = sha256\ndefault_policy = 2.16.704.1.1.1.2\ndigests = sha256\ness_cert_id_alg = sha256\n`,
  );
  writeFileSync(at('q.tsq'), timestampRequest(imprint, nonce));
  const question = ['-config', at('tsa.cnf'), '-section', 'tsa', '-queryfile', at('q.tsq'), '-out', at('q.tsr')];
  execFileSync('openssl', ['ts', '-reply', ...question, '-signer', certificate, '-inkey', key], { stdio: 'pipe' });
  return readTimestampResponse(readFileSync(at('q.tsr')), { imprint, nonce });
};

const stampBy =
  (tsa: Issued) =>
  (value: Uint8Array): Uint8Array =>
    token(createHash('sha256').update(value).digest(), tsa);

const codes = (items: readonly { code: string }[]): string[] => items.map(({ code }) => code);
const told = ({ reasons, warnings }: SignatureReport): string[] => codes([...reasons, ...warnings]);
const first = (report: FileReport): SignatureReport => signatureOf(report);

/** Someone of his own, to be revoked without others noticing. */
const newPerson = (name: string): Issued =>
  issue(workshop.pki.sub, {
    name,
    subject: [['CN', `${name} THỬ NGHIỆM`]],
    extensions: ['basicConstraints = CA:FALSE', 'keyUsage = critical, digitalSignature, nonRepudiation'],
  });

describe('a certificate that has expired since', () => {
  it('is judged at the timestamp, and that is told', async () => {
    const signed = await workshop.sign(plain, 'stamped.pdf', workshop.pki.person, { stamp: stampBy(lasting) });
    const one = first(workshop.verify(signed, { at: afterExpiry }));
    expect(one).toMatchObject({
      verdict: 'valid',
      provenTime: one.timestamp,
      timestampAuthority: 'Máy chủ dấu thời gian lâu dài THỬ NGHIỆM',
    });
    expect(told(one)).toEqual(expect.arrayContaining(['signature-valid', 'expired-since']));
    expect(one.reasons[0]?.vi).toMatch(/bị thu hồi lúc \d\d:\d\d ngày \d\d\/\d\d\/\d{4}\.$/);
  });

  it('without a timestamp leaves everything open', async () => {
    const signed = await workshop.sign(plain, 'unstamped.pdf', workshop.pki.person);
    const one = first(workshop.verify(signed, { at: afterExpiry }));
    expect(one).toMatchObject({ verdict: 'indeterminate', subIndication: 'OUT_OF_BOUNDS_NO_POE', provenTime: null });
  });

  it('is not saved by a timestamp whose authority has expired as well', async () => {
    const signed = await workshop.sign(plain, 'both.pdf', workshop.pki.person, { stamp: stampBy(services.tsa) });
    expect(first(workshop.verify(signed)).provenTime).not.toBeNull();
    const one = first(workshop.verify(signed, { at: afterExpiry }));
    expect(one).toMatchObject({ verdict: 'indeterminate', provenTime: null });
    expect(told(one)).toEqual(expect.arrayContaining(['certificate-expired', 'timestamp-untrusted']));
  });

  it('nor by a timestamp of a stranger, which today only warns', async () => {
    const folder = workshop.path('stranger');
    const stranger: Authority = createAuthority(folder, { subject: [['CN', 'CA lạ THỬ NGHIỆM']] });
    const tsa = issue(stranger, { name: 'tsa', subject: [['CN', 'Dấu lạ']], extensions: timestamping });
    const signed = await workshop.sign(plain, 'stranger.pdf', workshop.pki.person, { stamp: stampBy(tsa) });
    const today = first(workshop.verify(signed));
    expect(today).toMatchObject({ verdict: 'valid', provenTime: null });
    expect(told(today)).toContain('timestamp-untrusted');
    expect(today.warnings.find(({ code }) => code === 'timestamp-untrusted')?.vi).toContain('CA lạ THỬ NGHIỆM');
    expect(first(workshop.verify(signed, { at: afterExpiry })).verdict).toBe('indeterminate');
  });

  it('is judged at the older timestamp that an archive timestamp keeps alive', async () => {
    const { pki } = workshop;
    const signed = await workshop.sign(plain, 'archive.pdf', pki.person, { stamp: stampBy(services.tsa) });
    const crls = [pki.root.crl, pki.sub.crl].map((crl) => new Uint8Array(readFileSync(crl)));
    const certificates = [pki.sub, pki.root].flatMap(({ certificate }) =>
      readCertificates(readFileSync(certificate)).map((one: Certificate) => one.der),
    );
    appendValidationData(signed, { certificates, crls, ocsps: [], perSignature: [] });
    const prepared = prepareDocumentTimestamp(signed, { reserve: 8192 });
    embedDocumentTimestamp(prepared, token(prepared.digest, lasting));
    // Nothing at hand but what the file holds, and the list under which the archive's authority stands.
    const report = workshop.verify(signed, { at: afterExpiry, crls: [pki.root.crl] });
    expect(report.signatures.map(({ kind, verdict }) => `${kind} ${verdict}`)).toEqual([
      'signature valid',
      'timestamp valid',
    ]);
    expect(first(report).provenTime).toBe(first(report).timestamp);
  });
});

describe('a certificate that was revoked', () => {
  const revokedAfter = async (person: Issued): Promise<void> => {
    await pause(1100);
    revoke(workshop.pki.sub, person.certificate);
    publishCrl(workshop.pki.sub);
  };

  it('after a trusted timestamp still stands behind what was signed before', async () => {
    const person = newPerson('Người bị thu hồi sau');
    const signed = await workshop.sign(plain, 'before.pdf', person, { stamp: stampBy(services.tsa) });
    await revokedAfter(person);
    const one = first(workshop.verify(signed));
    expect(one).toMatchObject({ verdict: 'valid', trust: { revocation: 'good' } });
    expect(told(one)).toContain('revoked-since');
  });

  it('after an untrusted or absent one does not', async () => {
    const person = newPerson('Người bị thu hồi');
    const signed = await workshop.sign(plain, 'unproven.pdf', person);
    await revokedAfter(person);
    expect(first(workshop.verify(signed))).toMatchObject({
      verdict: 'indeterminate',
      subIndication: 'REVOKED_NO_POE',
    });
  });

  it('before the timestamp never does', async () => {
    const person = newPerson('Người bị thu hồi trước');
    await revokedAfter(person);
    await pause(1100);
    const signed = await workshop.sign(plain, 'late.pdf', person, { stamp: stampBy(services.tsa) });
    expect(first(workshop.verify(signed))).toMatchObject({ verdict: 'invalid', subIndication: 'REVOKED' });
  });

  it('later, but known to have been lost before (invalidityDate), does not either', async () => {
    const person = newPerson('Người mất khóa');
    const signed = await workshop.sign(plain, 'lost.pdf', person, { stamp: stampBy(services.tsa) });
    await pause(1100);
    const { config } = workshop.pki.sub;
    const lost = `${later(-2 * day)
      .toISOString()
      .replace(/[-:T]/g, '')
      .slice(0, 14)}Z`;
    const how = ['-crl_reason', 'keyCompromise', '-crl_compromise', lost];
    execFileSync('openssl', ['ca', '-config', config, '-revoke', person.certificate, ...how], { stdio: 'pipe' });
    publishCrl(workshop.pki.sub);
    expect(first(workshop.verify(signed)).verdict).toBe('invalid');
  });

  it('as timestamp authority proves nothing any more', async () => {
    const { root } = workshop.pki;
    const tsa = issue(root, { name: 'tsa-revoked', subject: [['CN', 'Dấu bị thu hồi']], extensions: timestamping });
    const signed = await workshop.sign(plain, 'tsa-revoked.pdf', workshop.pki.person, { stamp: stampBy(tsa) });
    expect(first(workshop.verify(signed)).provenTime).not.toBeNull();
    revoke(root, tsa.certificate);
    publishCrl(root, { nextUpdate: later(9 * year) });
    const one = first(workshop.verify(signed));
    expect(one).toMatchObject({ verdict: 'valid', provenTime: null });
    expect(told(one)).toContain('timestamp-untrusted');
  });

  it('is unknown from a list that was issued when it had expired', async () => {
    const { pki } = workshop;
    const signed = await workshop.sign(plain, 'forgotten.pdf', pki.person, { stamp: stampBy(lasting) });
    const crl = workshop.path('late.crl');
    publishCrl(
      { ...pki.sub, crl, crlPem: `${crl}.pem` },
      { thisUpdate: later(3.5 * year), nextUpdate: later(5 * year) },
    );
    const one = first(workshop.verify(signed, { at: afterExpiry, crls: [pki.root.crl, crl] }));
    expect(one).toMatchObject({ verdict: 'indeterminate', trust: { revocation: 'unknown' } });
    expect(one.reasons[0]?.vi).toContain('chứng thư đã hết hạn trước khi có danh sách thu hồi này');
  });
});

describe('a SHA-1 signature', () => {
  const digestInfo = der.sequence(der.oid(oids.sha1), der.null());
  const attribute = (oid: string, value: Uint8Array): Uint8Array => der.sequence(der.oid(oid), der.setOf([value]));

  /** As today's tools in the field make it: attributes and value with SHA-1, certificate named by SHA-256. */
  const sha1Cms = (content: Uint8Array, stamp?: (value: Uint8Array) => Uint8Array): Uint8Array => {
    const { certificate, key } = workshop.pki.person;
    const leaf = only(readCertificates(readFileSync(certificate)));
    const tbs = Asn1.parse(leaf.der).sequence().next().sequence();
    tbs.optional(contextTag(0, true));
    const attributes = der.setOf([
      attribute(oids.contentType, der.oid(oids.data)),
      attribute(oids.messageDigest, der.octetString(createHash('sha1').update(content).digest())),
      attribute(
        oids.signingCertificateV2,
        der.sequence(der.sequence(der.sequence(der.octetString(Buffer.from(leaf.fingerprint, 'hex'))))),
      ),
    ]);
    const value = sign('sha1', attributes, createPrivateKey(readFileSync(key)));
    const signer = der.sequence(
      der.integer(1),
      der.sequence(leaf.issuer.der, tbs.next().expect(tags.integer).bytes),
      digestInfo,
      der.tlv(contextTag(0, true), Asn1.parse(attributes).content),
      der.sequence(der.oid('1.2.840.113549.1.1.1'), der.null()),
      der.octetString(value),
      ...(stamp ? [der.setOf([attribute(oids.timeStampToken, stamp(value))], contextTag(1, true))] : []),
    );
    const signedData = der.sequence(
      der.integer(1),
      der.setOf([digestInfo]),
      der.sequence(der.oid(oids.data)),
      der.setOf(
        [leaf.der, ...readCertificates(readFileSync(workshop.pki.sub.certificate)).map((one) => one.der)],
        contextTag(0, true),
      ),
      der.setOf([signer]),
    );
    return der.sequence(der.oid(oids.signedData), der.tlv(contextTag(0, true), signedData));
  };

  const sha1Signed = async (name: string, stamp?: (value: Uint8Array) => Uint8Array): Promise<string> => {
    const workFile = workshop.path(name);
    const prepared = await prepareSignature({
      original: plain,
      originalSha256: sha256(plain),
      workFile,
      intent: { level: 'B-B', placement: { kind: 'invisible' } },
      certificates: [only(readCertificates(readFileSync(workshop.pki.person.certificate)))],
      algorithm: { mechanism: 'rsa-pkcs1', digest: 'sha256' },
      timestampReserve: 8192,
      training: false,
      signingTime: new Date(),
      font: readFileSync('resources/fonts/LiberationSerif-Regular.ttf'),
    });
    const bytes = readFileSync(workFile);
    const [, before, after, rest] = prepared.byteRange;
    const content = Buffer.concat([bytes.subarray(0, before), bytes.subarray(after, after + rest)]);
    fillHole(workFile, prepared, sha1Cms(content, stamp));
    return workFile;
  };

  it('with a trusted timestamp before the sunset is valid with a warning', async () => {
    const one = first(workshop.verify(await sha1Signed('sha1-stamped.pdf', stampBy(services.tsa))));
    expect(one).toMatchObject({ verdict: 'valid', digest: 'sha1', integrity: 'intact' });
    expect(one.warnings.find(({ code }) => code === 'sha1-accepted')?.vi).toMatch(/^Thuật toán cũ/);
  });

  it('without one, or with one that nobody vouches for, stays open', async () => {
    const bare = first(workshop.verify(await sha1Signed('sha1-bare.pdf')));
    expect(bare).toMatchObject({ verdict: 'indeterminate', subIndication: 'CRYPTO_CONSTRAINTS_FAILURE' });
    const report = workshop.verify(await sha1Signed('sha1-unvouched.pdf', stampBy(services.tsa)), {
      crls: [workshop.pki.sub.crl],
    });
    expect(codes(first(report).reasons)).toContain('sha1-digest');
  });
});

describe('the signer’s clock', () => {
  const hour = 3_600_000;
  const minute = 60_000;
  it.each([
    ['right', 0, null, ''],
    ['a few minutes slow', -11 * minute, null, ''],
    ['seven hours fast, local time written as UTC', 7 * hour + minute, 'claimed-time-shifted', 'lệch 7 giờ'],
    ['seven hours slow', -7 * hour, 'claimed-time-shifted', 'lệch 7 giờ'],
    ['26 minutes fast', 26 * minute, 'claimed-time-differs', 'khoảng 26 phút'],
    ['63 hours slow', -63 * hour, 'claimed-time-differs', 'khoảng 3 ngày'],
  ])('that is %s', async (name, shift, code, words) => {
    const options = { stamp: stampBy(services.tsa), signingTime: later(shift) };
    const one = first(workshop.verify(await workshop.sign(plain, `${name}.pdf`, workshop.pki.person, options)));
    expect(one.verdict).toBe('valid');
    const clocks = one.warnings.filter((warning) => /^claimed-time-(shifted|differs)$/.test(warning.code));
    expect(codes(clocks)).toEqual(code === null ? [] : [code]);
    expect(clocks.map(({ vi }) => vi).join()).toContain(words);
  });
});

it('the first line says who signed and under which scheme', async () => {
  const signed = await workshop.sign(plain, 'headline.pdf', workshop.pki.person);
  const { headline } = first(workshop.verify(signed));
  expect(headline.vi).toBe(
    'Chứng thư gốc do người dùng tự thêm: Nguyễn Thị Minh Anh THỬ NGHIỆM (ỦY BAN NHÂN DÂN TỈNH THỬ NGHIỆM)',
  );
});
