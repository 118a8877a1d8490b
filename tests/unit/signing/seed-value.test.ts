import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { FaultCode } from '../../../src/contracts/faults/index.js';
import { type Certificate, readCertificates } from '../../../src/main/pki/certificate.js';
import { readForm } from '../../../src/main/signing/form-fields.js';
import { obeySeedValue, type SignatureTerms, type SignatureWish } from '../../../src/main/signing/seed-value.js';
import { classicPdf, open } from '../pdf/sample-pdf.js';

const [someone] = readCertificates(readFileSync('resources/trust/vgca-root-g2.pem'));
if (!someone) throw new Error('no certificate');
/** A certificate whose parts that constraints look at are known. */
const signer: Certificate = {
  ...someone,
  subject: {
    ...someone.subject,
    commonName: 'Nguyễn Văn A',
    organization: 'Sở Nội vụ',
    organizationalUnits: ['Văn phòng'],
  },
  keyUsage: new Set(['digitalSignature']),
};

const WISH: SignatureWish = {
  level: 'B-B',
  subFilter: undefined,
  digest: 'sha256',
  digestChosen: false,
  reason: undefined,
  certify: undefined,
  revocationEmbedded: false,
};
const TERMS: SignatureTerms = {
  subFilter: 'ETSI.CAdES.detached',
  digest: 'sha256',
  reason: undefined,
  certify: undefined,
};

const obey = (seed: string, wish: Partial<SignatureWish> = {}, fieldMore = ''): SignatureTerms => {
  const document = open(
    classicPdf([
      '<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]>>>>',
      '<</Type/Pages/Kids[3 0 R]/Count 1>>',
      '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>',
      `<</FT/Sig/T(Boss)/SV<<${seed}>>${fieldMore}>>`,
    ]).text,
  );
  const [field] = readForm(document).signatureFields;
  if (!field) throw new Error('no field');
  const { subFilter, digest, reason, certify } = obeySeedValue(document, field, { ...WISH, ...wish }, [signer]);
  return { subFilter, digest, reason, certify };
};

describe('a seed value that can be obeyed', () => {
  it.each<readonly [string, string, Partial<SignatureWish>, Partial<SignatureTerms>]>([
    ['no demands', '', {}, {}],
    ['a preferred handler that is not ours', '/Filter/Adobe.PPKMS', {}, {}],
    ['our handler, required', '/Ff 1/Filter/Adobe.PPKLite', {}, {}],
    ['a version that is known, required', '/Ff 4/V 2', {}, {}],
    [
      'formats in the order of the field',
      '/Ff 2/SubFilter[/adbe.pkcs7.detached/ETSI.CAdES.detached]',
      {},
      { subFilter: 'adbe.pkcs7.detached' },
    ],
    [
      'a format the person chose among them',
      '/Ff 2/SubFilter[/adbe.pkcs7.detached/ETSI.CAdES.detached]',
      { subFilter: 'ETSI.CAdES.detached' },
      {},
    ],
    ['a preferred format', '/SubFilter[/adbe.pkcs7.detached]', {}, { subFilter: 'adbe.pkcs7.detached' }],
    ['a preferred format that we do not write', '/SubFilter[/adbe.x509.rsa_sha1]', {}, {}],
    ['a required digest that is ours already', '/Ff 64/DigestMethod[(SHA512)(SHA256)]', {}, {}],
    [
      'a required digest in place of the one that fits the key',
      '/Ff 64/DigestMethod[(SHA512)]',
      {},
      { digest: 'sha512' },
    ],
    ['a preferred digest', '/DigestMethod[(SHA512)]', {}, {}],
    ['the only reason there is', '/Ff 8/Reasons[(Approve)]', {}, { reason: 'Approve' }],
    ['one of several reasons', '/Ff 8/Reasons[(A)(B)]', { reason: 'B' }, { reason: 'B' }],
    ['preferred reasons', '/Reasons[(A)(B)]', { reason: 'C' }, { reason: 'C' }],
    ['no reason wanted', '/Ff 8/Reasons[(.)]', {}, {}],
    ['an approval signature', '/MDP<</P 0>>', {}, {}],
    ['a certification', '/MDP<</P 2>>', {}, { certify: 2 }],
    ['the certification that was asked for', '/MDP<</P 3>>', { certify: 3 }, { certify: 3 }],
    ['a timestamp, at a level that has one', '/TimeStamp<</Ff 1/URL(http://tsa.test)>>', { level: 'B-T' }, {}],
    ['a timestamp that is only preferred', '/TimeStamp<</URL(http://tsa.test)>>', {}, {}],
    ['revocation data in the security store', '/Ff 32/AddRevInfo true', { level: 'B-LT' }, {}],
    ['no revocation data', '/Ff 32/AddRevInfo false', {}, {}],
    ['a preferred appearance', '/AppearanceFilter(Red)', {}, {}],
    ['a locked document by certification', '/Ff 128/LockDocument/true/MDP<</P 1>>', {}, { certify: 1 }],
    ['a lock that is left open', '/Ff 128/LockDocument/auto', {}, {}],
    ['a key usage', '/Cert<</Ff 32/KeyUsage[(1)]>>', {}, {}],
  ])('%s', (_name, seed, wish, expected) => {
    expect(obey(seed, wish)).toEqual({ ...TERMS, ...expected });
  });

  it('locks the document through the lock of the field', () => {
    expect(obey('/Ff 128/LockDocument/true', {}, '/Lock<</Action/All/P 1>>')).toEqual(TERMS);
  });

  it('finds the subject by one of its attributes, in whatever encoding', () => {
    const unit = Buffer.from('\ufeffVăn phòng', 'utf16le').swap16().toString('hex');
    expect(obey(`/Cert<</Ff 8/SubjectDN[<</CN(X)>><</OU<${unit}>>>]>>`)).toEqual(TERMS);
  });
});

describe('a seed value that is refused', () => {
  it.each<readonly [string, string, Partial<SignatureWish>, FaultCode]>([
    ['a demand this version does not know', '/Ff 512', {}, 'signing.seed-unsupported'],
    ['another handler', '/Ff 1/Filter/Adobe.PPKMS', {}, 'signing.seed-unsupported'],
    ['a newer version of the dictionary', '/Ff 4/V 4', {}, 'signing.seed-unsupported'],
    ['a format that we do not write', '/Ff 2/SubFilter[/adbe.x509.rsa_sha1]', {}, 'signing.seed-unsupported'],
    [
      'a format against the choice of the person',
      '/Ff 2/SubFilter[/adbe.pkcs7.detached]',
      { subFilter: 'ETSI.CAdES.detached' },
      'signing.seed-contradicted',
    ],
    ['SHA-1', '/Ff 64/DigestMethod[(SHA1)(RIPEMD160)]', {}, 'signing.seed-unsupported'],
    [
      'a digest against the choice of the person',
      '/Ff 64/DigestMethod[(SHA512)]',
      { digestChosen: true },
      'signing.seed-contradicted',
    ],
    ['a reason that is not in the list', '/Ff 8/Reasons[(A)(B)]', { reason: 'C' }, 'signing.seed-reason'],
    ['no reason where one of several has to be chosen', '/Ff 8/Reasons[(A)(B)]', {}, 'signing.seed-reason'],
    ['a reason where there must be none', '/Ff 8/Reasons[(.)]', { reason: 'A' }, 'signing.seed-contradicted'],
    ['a certification where an approval is wanted', '/MDP<</P 0>>', { certify: 2 }, 'signing.seed-contradicted'],
    ['another certification', '/MDP<</P 1>>', { certify: 2 }, 'signing.seed-contradicted'],
    ['a permission that does not exist', '/MDP<</P 7>>', {}, 'signing.seed-unsupported'],
    ['a timestamp at level B-B', '/TimeStamp<</Ff 1>>', {}, 'signing.seed-timestamp'],
    ['revocation data at level B-T', '/Ff 32/AddRevInfo true', { level: 'B-T' }, 'signing.seed-contradicted'],
    [
      'revocation data that must not be there',
      '/Ff 32/AddRevInfo false',
      { level: 'B-LT' },
      'signing.seed-contradicted',
    ],
    ['a legal attestation', '/Ff 16/LegalAttestation[(x)]', {}, 'signing.seed-unsupported'],
    ['a certain appearance', '/Ff 256/AppearanceFilter(Red)', {}, 'signing.seed-unsupported'],
    ['a locked document', '/Ff 128/LockDocument/true', {}, 'signing.seed-contradicted'],
    ['a document left open', '/Ff 128/LockDocument/false', { certify: 1 }, 'signing.seed-contradicted'],
    ['certificate policies', '/Cert<</Ff 4/OID[(1.2.3)]>>', {}, 'signing.seed-unsupported'],
    ['another subject', '/Cert<</Ff 8/SubjectDN[<</CN(Somebody)>>]>>', {}, 'signing.seed-certificate'],
    ['an attribute that is not compared', '/Cert<</Ff 8/SubjectDN[<</UID(1)>>]>>', {}, 'signing.seed-certificate'],
    ['non-repudiation', '/Cert<</Ff 32/KeyUsage[(X1)]>>', {}, 'signing.seed-certificate'],
    ['a key usage that must be clear', '/Cert<</Ff 32/KeyUsage[(0)]>>', {}, 'signing.seed-certificate'],
    ['a subject that is no certificate', '/Cert<</Ff 1/Subject[(rubbish)]>>', {}, 'signing.seed-certificate'],
  ])('%s', (_name, seed, wish, code) => {
    expect(() => obey(seed, wish)).toThrowError(expect.objectContaining({ code }));
  });

  it('another certificate, but not the very one', () => {
    const subject = (der: Uint8Array): string => `/Cert<</Ff 1/Subject[<${Buffer.from(der).toString('hex')}>]>>`;
    const [other] = readCertificates(readFileSync('resources/trust/vgca-root-g1.pem'));
    expect(obey(subject(signer.der))).toEqual(TERMS);
    expect(() => obey(subject(other?.der ?? signer.der))).toThrowError(
      expect.objectContaining({ code: 'signing.seed-certificate' }),
    );
  });

  it('another issuer, but not the one of the certificate', () => {
    const issuer = (der: Uint8Array): string => `/Cert<</Ff 2/Issuer[<${Buffer.from(der).toString('hex')}>]>>`;
    const [other] = readCertificates(readFileSync('resources/trust/vgca-root-g1.pem'));
    // The root issued itself.
    expect(obey(issuer(signer.der))).toEqual(TERMS);
    expect(() => obey(issuer(other?.der ?? signer.der))).toThrowError(
      expect.objectContaining({ code: 'signing.seed-certificate' }),
    );
  });

  it('names what it demands', () => {
    expect(() => obey('/Ff 1/Filter/Adobe.PPKMS')).toThrowError(/Boss.*\/Filter \/Adobe\.PPKMS/);
    expect(() => obey('/Ff 8/Reasons[(A)(B)]')).toThrowError(/A; B/);
  });
});
