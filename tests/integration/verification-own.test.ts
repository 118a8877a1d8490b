import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileReportSchema } from '../../src/contracts/verification.js';
import { readCertificates } from '../../src/main/pki/certificate.js';
import { type DeclaredSignature, type Proof, proveOutput } from '../../src/main/verification/proof/proof.js';
import { publishCrl } from '../../tools/test-pki/make.mjs';
import {
  only,
  openWorkshop,
  patch,
  plainPdf,
  sha256,
  signatureOf,
  sizeOf,
  type Workshop,
} from './verification-support.js';

let workshop: Workshop;
let plain: string;
let signed: string;
let twice: string;

beforeAll(async () => {
  workshop = openWorkshop(['revoked', 'expired']);
  plain = workshop.path('plain.pdf');
  writeFileSync(plain, plainPdf());
  signed = await workshop.sign(plain, 'signed.pdf', workshop.pki.person);
  twice = await workshop.sign(signed, 'twice.pdf', workshop.pki.office);
});
afterAll(() => workshop.close());

const codes = (items: readonly { code: string }[]): string[] => items.map((item) => item.code);

describe('what we signed ourselves', () => {
  it('is valid with its root trusted and both revocation lists at hand', () => {
    const report = fileReportSchema.parse(workshop.verify(signed));
    expect(report.verdict).toBe('valid');
    expect(signatureOf(report)).toMatchObject({
      verdict: 'valid',
      indication: 'TOTAL-PASSED',
      integrity: 'intact',
      coversWholeFile: true,
      changesAfter: 'none',
      level: 'B-B',
      trust: { scheme: 'user-added', revocation: 'good', anchor: 'RootCA chuyên dùng Chính phủ G2 – THỬ NGHIỆM' },
      signer: { commonName: 'Nguyễn Thị Minh Anh THỬ NGHIỆM' },
    });
    expect(codes(signatureOf(report).reasons)).toEqual(['signature-valid']);
  });

  it('stays valid when a second person signs', () => {
    const report = workshop.verify(twice);
    expect(report.verdict).toBe('valid');
    expect(report.signatures.map((one) => [one.verdict, one.changesAfter, one.coversWholeFile])).toEqual([
      ['valid', 'signature', false],
      ['valid', 'none', true],
    ]);
  });

  it('of real documents, scans and born-digital, is valid too', async () => {
    for (const name of ['scan-plan-753.pdf', 'text-circular-02-2021.pdf']) {
      const own = await workshop.sign(`tests/corpus/documents/unsigned/${name}`, name, workshop.pki.person);
      expect([name, workshop.verify(own).verdict]).toEqual([name, 'valid']);
    }
  });

  it('leaves the six signatures of a real document intact', async () => {
    const name = 'd73b11b9_38_van_ban_du_thao_5dzyr0zq.ylq-cv-gui-xin-y-kien-c.pdf';
    const own = await workshop.sign(`tests/corpus/documents/signed/${name}`, name, workshop.pki.office);
    const { signatures } = workshop.verify(own);
    expect(signatures.map((one) => one.integrity)).toEqual(Array.from({ length: 7 }, () => 'intact'));
    expect(signatures.filter((one) => one.changesAfter === 'illegal')).toEqual([]);
    expect(signatures[6]?.verdict).toBe('valid');
  });
});

describe('nothing is valid without an answer', () => {
  const indeterminate = (report: ReturnType<Workshop['verify']>, sub: string, code: string): void => {
    expect(report.verdict).toBe('indeterminate');
    expect(signatureOf(report).integrity).toBe('intact');
    expect(signatureOf(report).subIndication).toBe(sub);
    expect(codes(signatureOf(report).reasons)).toContain(code);
  };

  it('no revocation list: try later', () => {
    indeterminate(workshop.verify(signed, { crls: [] }), 'TRY_LATER', 'revocation-unknown');
  });

  it('only the list of one of two CAs: try later', () => {
    indeterminate(workshop.verify(signed, { crls: [workshop.pki.sub.crl] }), 'TRY_LATER', 'revocation-unknown');
  });

  it('a list that ran out: try later', () => {
    const now = Date.now();
    const stale = { ...workshop.pki.sub, crl: workshop.path('stale.crl'), crlPem: workshop.path('stale.pem') };
    publishCrl(stale, { thisUpdate: new Date(now - 7_200_000), nextUpdate: new Date(now - 3_600_000) });
    indeterminate(
      workshop.verify(signed, { crls: [workshop.pki.root.crl, stale.crl] }),
      'TRY_LATER',
      'revocation-unknown',
    );
  });

  it('garbage instead of a list is told and passed over', () => {
    const garbage = workshop.path('captive-portal.html');
    writeFileSync(garbage, '<html>Đăng nhập mạng</html>');
    const report = workshop.verify(signed, { crls: [garbage] });
    expect([report.verdict, codes(report.warnings)]).toEqual(['indeterminate', ['crl-unreadable']]);
  });

  it('a root nobody trusts: no chain', () => {
    indeterminate(workshop.verify(signed, { trust: [] }), 'NO_CERTIFICATE_CHAIN_FOUND', 'no-chain');
  });

  it('an expired certificate: no proof of when it was used', async () => {
    const { expired } = workshop.pki.extras;
    if (expired === undefined) throw new Error('expired');
    const late = await workshop.sign(plain, 'late.pdf', expired);
    indeterminate(workshop.verify(late), 'OUT_OF_BOUNDS_NO_POE', 'certificate-expired');
  });

  it('a revoked certificate is invalid, whatever time the signature claims', async () => {
    const { revoked } = workshop.pki.extras;
    if (revoked === undefined) throw new Error('revoked');
    const report = workshop.verify(await workshop.sign(plain, 'revoked.pdf', revoked));
    expect(report.verdict).toBe('invalid');
    expect(signatureOf(report)).toMatchObject({
      subIndication: 'REVOKED',
      integrity: 'intact',
      trust: { revocation: 'revoked' },
    });
  });

  it('a training signature, even with its root trusted and its list good', async () => {
    const { training } = workshop.pki;
    const report = workshop.verify(await workshop.sign(plain, 'training.pdf', training), {
      trust: [training.authority.certificate],
      crls: [training.authority.crl],
    });
    expect([report.verdict, signatureOf(report).trust.scheme]).toEqual(['indeterminate', 'training']);
    expect(codes(signatureOf(report).reasons)).toEqual(['training-signature']);
  });

  it('the training notice in the reason, whoever signed', async () => {
    const report = workshop.verify(await workshop.sign(plain, 'notice.pdf', workshop.pki.person, { training: true }));
    expect([report.verdict, signatureOf(report).trust.scheme]).toEqual(['indeterminate', 'training']);
  });
});

describe('files that are no signed PDF', () => {
  it('unsigned is unsigned', () => {
    expect(workshop.verify(plain)).toMatchObject({ verdict: 'unsigned', signatures: [], warnings: [] });
  });

  it.each([
    ['missing.pdf', null, 'file.missing'],
    ['empty.pdf', '', 'pdf.empty'],
    ['text.pdf', 'Đây không phải PDF', 'pdf.not-pdf'],
  ])('%s is indeterminate with its own error', (name, content, code) => {
    const path = workshop.path(name);
    if (content !== null) writeFileSync(path, content);
    const report = workshop.verify(path);
    expect([report.verdict, report.error?.code]).toEqual(['indeterminate', code]);
  });
});

describe('proof of our own output', () => {
  const expected = (changes: Partial<DeclaredSignature> = {}): DeclaredSignature => ({
    kind: 'signature',
    fieldName: signatureOf(workshop.verify(twice), 1).field ?? '',
    newField: true,
    visible: true,
    level: 'B-B',
    subFilter: null,
    digest: null,
    certificateFingerprint: only(readCertificates(readFileSync(workshop.pki.office.certificate))).fingerprint,
    certify: null,
    fill: [],
    prepare: [],
    ...changes,
  });
  const prove = (path: string, declared: DeclaredSignature): Proof =>
    proveOutput(path, { original: { length: sizeOf(signed), sha256: sha256(signed) }, declared });

  it('passes what is right', () => {
    expect(() => prove(twice, expected())).not.toThrow();
  });

  it('refuses one changed byte in the original part, in the new part, and in the signature value', () => {
    const inOriginal = patch(twice, workshop.path('a.pdf'), (bytes) =>
      bytes.write('9', bytes.indexOf('100 VND'), 'latin1'),
    );
    expect(() => prove(inOriginal, expected())).toThrow(
      expect.objectContaining({ code: 'verification.original-altered' }),
    );
    const inNew = patch(twice, workshop.path('b.pdf'), (bytes) =>
      bytes.write('X', bytes.lastIndexOf('PPKLite'), 'latin1'),
    );
    expect(() => prove(inNew, expected())).toThrow(expect.objectContaining({ code: 'verification.undeclared-change' }));
  });

  it('refuses another signer and another field', () => {
    expect(() => prove(twice, expected({ certificateFingerprint: '00' }))).toThrow(
      expect.objectContaining({ code: 'verification.own-signer-unexpected' }),
    );
    expect(() => prove(twice, expected({ fieldName: 'Nowhere' }))).toThrow(
      expect.objectContaining({ code: 'verification.own-signature-missing' }),
    );
  });

  it('refuses bytes after the signature', () => {
    const longer = workshop.path('longer.pdf');
    writeFileSync(longer, Buffer.concat([readFileSync(twice), Buffer.from('\n')]));
    expect(() => prove(longer, expected())).toThrow(expect.objectContaining({ code: 'verification.undeclared-bytes' }));
  });
});
