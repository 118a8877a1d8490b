/** An answer that a signer enclosed may be in force and overtaken: a newer one is asked for where it could matter. */
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseCertificate } from '../../src/main/pki/certificate.js';
import { loadTrust } from '../../src/main/pki/trust.js';
import { appendValidationData } from '../../src/main/signing/validation-data.js';
import { loadPolicy } from '../../src/main/verification/policy.js';
import { type VerifiedFile, verifyFile } from '../../src/main/verification/verify-file.js';
import { publishCrl, revoke } from '../../tools/test-pki/make.mjs';
import { openWorkshop, plainPdf, type Workshop } from './verification-support.js';

const hour = 3_600_000;
const from = (milliseconds: number): Date => new Date(Date.now() + milliseconds);
let workshop: Workshop;
let signed: string;
beforeAll(async () => {
  workshop = openWorkshop([], 'http://crl.thu-nghiem.vn');
  const plain = workshop.path('plain.pdf');
  writeFileSync(plain, plainPdf());
  // Before the second in which the certificate is revoked below.
  signed = await workshop.sign(plain, 'signed.pdf', workshop.pki.person, { signingTime: from(-10_000) });
});
afterAll(() => workshop.close());

const lists = (age: number): Uint8Array[] =>
  [workshop.pki.root, workshop.pki.sub].map((authority) => {
    const crl = workshop.path('aged.crl');
    publishCrl({ ...authority, crl, crlPem: `${crl}.pem` }, { thisUpdate: from(-age), nextUpdate: from(48 * hour) });
    return readFileSync(crl);
  });
const verify = (path: string, crls: readonly Uint8Array[]): VerifiedFile =>
  verifyFile(path, {
    trust: loadTrust({ shipped: 'resources/trust', added: [workshop.pki.root.certificate] }),
    policy: loadPolicy('resources/policy/verification.json'),
    crls,
    at: new Date(),
  });
const asked = ({ needs }: VerifiedFile): (string | null)[] =>
  needs.revocation.map(({ certificate }) => parseCertificate(certificate).subject.commonName);

describe('a signature without a proven time', () => {
  it('is valid by a list of this hour, and asks for nothing', () => {
    const found = verify(signed, lists(hour / 2));
    expect([found.report.verdict, asked(found)]).toEqual(['valid', []]);
  });

  it('asks for a newer one than a list of this morning, for signer and CA, and is valid where none is to be had', () => {
    const found = verify(signed, lists(3 * hour));
    expect(found.report.verdict).toBe('valid');
    expect(asked(found)).toHaveLength(2);
  });

  it('is not saved by the list that it brings once a newer one says revoked', () => {
    const [rootList = new Uint8Array(), subList = new Uint8Array()] = lists(3 * hour);
    appendValidationData(signed, { certificates: [], crls: [rootList, subList], ocsps: [], perSignature: [] });
    expect(asked(verify(signed, []))).toHaveLength(2);
    revoke(workshop.pki.sub, workshop.pki.person.certificate);
    const [, newer = new Uint8Array()] = lists(0);
    expect(verify(signed, []).report.verdict).toBe('valid');
    expect(verify(signed, [newer]).report.verdict).toBe('indeterminate');
  });
});
