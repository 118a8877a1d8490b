/** What a verification hands out to be kept with the file (NĐ 23/2025 Đ.17), compared with what was really there. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCertificates } from '../../src/main/pki/certificate.js';
import { loadTrust } from '../../src/main/pki/trust.js';
import { appendValidationData } from '../../src/main/signing/validation-data.js';
import { loadPolicy } from '../../src/main/verification/policy.js';
import { type VerifiedFile, type VerifyOptions, verifyFile } from '../../src/main/verification/verify-file.js';
import type { Issued } from '../../tools/test-pki/make.mjs';
import { type Lift, openLift } from './levels-support.js';
import { plainPdf } from './verification-support.js';

let lift: Lift;
let plain: string;
let signed: string;

beforeAll(async () => {
  lift = openLift();
  const { workshop } = lift;
  plain = workshop.path('plain.pdf');
  writeFileSync(plain, plainPdf());
  signed = await workshop.sign(plain, 'signed.pdf', workshop.pki.person, { stamp: (value) => lift.token(value) });
});
afterAll(() => lift.close());

const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const hashes = (all: readonly Uint8Array[] | undefined): string[] => (all ?? []).map(hash).sort();
const fingerprints = (...issued: Pick<Issued, 'certificate'>[]): string[] =>
  issued.flatMap(({ certificate }) => readCertificates(readFileSync(certificate)).map(({ der }) => hash(der))).sort();

const verify = (path: string, options: Partial<VerifyOptions> = {}): VerifiedFile =>
  verifyFile(path, {
    trust: loadTrust({ shipped: 'resources/trust', added: [lift.workshop.pki.root.certificate] }),
    policy: loadPolicy('resources/policy/verification.json'),
    crls: [],
    at: new Date(),
    keep: true,
    ...options,
  });

describe('what is kept of a verification', () => {
  it('are the certificates of signer and timestamp authority up to the anchor, each once', () => {
    const { pki } = lift.workshop;
    const { tsa } = lift.services;
    expect(hashes(verify(signed).kept?.certificates)).toEqual(fingerprints(pki.person, pki.sub, pki.root, tsa));
  });

  it('has the issuers that the file does not bring along', () => {
    const real = 'tests/corpus/documents/signed/b5c701cd_40_van_ban_du_thao_4wgf1xkl.ndy-p62243-signed.pdf';
    const known = ['vgca-root-g2.pem', 'vgca-state-agencies-g2.pem'].map((name) => `resources/trust/${name}`);
    const kept = hashes(verify(real).kept?.certificates);
    for (const certificate of known) expect(kept).toContain(fingerprints({ certificate })[0]);
  });

  it('has the given lists of its issuers as DER, and no others', () => {
    const { root, sub, training } = lift.workshop.pki;
    const given = [root.crl, sub.crlPem, training.authority.crl].map((path) => readFileSync(path));
    const { kept } = verify(signed, { crls: [...given, Buffer.from('no list')] });
    expect(hashes(kept?.crls)).toEqual(hashes([readFileSync(root.crl), readFileSync(sub.crl)]));
  });

  it('has the lists and responses that stand in the file, unchanged', () => {
    const { pki } = lift.workshop;
    const long = lift.copy(signed, 'long.pdf');
    const ocsp = lift.ocsp('sub', pki.person);
    appendValidationData(long, { ...lift.evidence(long), ocsps: [ocsp] });
    const { kept } = verify(long);
    expect(hashes(kept?.crls)).toEqual(hashes([readFileSync(pki.root.crl), readFileSync(pki.sub.crl)]));
    expect(hashes(kept?.ocsps)).toEqual(hashes([ocsp]));
  });

  it('has the responses that were fetched', () => {
    const ocsp = lift.ocsp('sub', lift.workshop.pki.person);
    expect(hashes(verify(signed, { ocsps: [ocsp, Buffer.from('no response')] }).kept?.ocsps)).toEqual(hashes([ocsp]));
  });

  it('names the bytes that were verified', () => {
    const bytes = readFileSync(signed);
    expect(verify(signed).kept).toMatchObject({ sha256: hash(bytes), size: bytes.length });
  });

  it('names those of a file that is no PDF too, and of none that is not there', () => {
    const other = lift.workshop.path('other.pdf');
    writeFileSync(other, 'no PDF');
    expect(verify(other).kept).toEqual({
      sha256: hash(Buffer.from('no PDF')),
      size: 6,
      certificates: [],
      crls: [],
      ocsps: [],
    });
    expect(verify(lift.workshop.path('gone.pdf')).kept).toBeNull();
  });

  it('is handed out only where it was asked for', () => {
    expect(verify(signed, { keep: false })).not.toHaveProperty('kept');
    expect(verify(lift.workshop.path('gone.pdf'), { keep: false })).not.toHaveProperty('kept');
  });
});
