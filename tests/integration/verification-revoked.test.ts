/** A revoked certificate: what is proven, what the signer says himself, and what stays open (ETSI EN 319 102-1 5.3.4). */
import { execFileSync } from 'node:child_process';
import { createHash, createPrivateKey, randomBytes, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SignatureReport } from '../../src/contracts/verification.js';
import { Asn1, der } from '../../src/main/pki/asn1.js';
import { readCertificates } from '../../src/main/pki/certificate.js';
import { buildSignedData } from '../../src/main/pki/cms/build.js';
import { oids } from '../../src/main/pki/oids.js';
import { readTimestampResponse, timestampRequest } from '../../src/main/pki/tsp.js';
import { fillHole } from '../../src/main/signing/byte-range-hole.js';
import { embedDocumentTimestamp, prepareDocumentTimestamp } from '../../src/main/signing/document-timestamp.js';
import { prepareSignature } from '../../src/main/signing/prepare.js';
import {
  type Authority,
  createAuthority,
  type Issued,
  issue,
  publishCrl,
  timestamping,
} from '../../tools/test-pki/make.mjs';
import { openWorkshop, plainPdf, sha256, signatureOf, type Workshop } from './verification-support.js';

const day = 86_400_000;
const from = (milliseconds: number): Date => new Date(Date.now() + milliseconds);
const signing = ['basicConstraints = CA:FALSE', 'keyUsage = critical, digitalSignature, nonRepudiation'];

let workshop: Workshop;
let plain: string;
let tsa: Issued;
let count = 0;

beforeAll(() => {
  workshop = openWorkshop();
  plain = workshop.path('plain.pdf');
  writeFileSync(plain, plainPdf());
  writeFileSync(workshop.path('serial'), '01\n');
  tsa = newTsa('Dấu thời gian THỬ NGHIỆM');
});
afterAll(() => workshop.close());

const newPerson = (authority: Authority = workshop.pki.sub): Issued => {
  count += 1;
  return issue(authority, {
    name: `person-${count}`,
    subject: [['CN', `Người ${count} THỬ NGHIỆM`]],
    extensions: signing,
    notBefore: from(-300 * day),
  });
};

const newTsa = (name: string): Issued => {
  count += 1;
  const subject = [['CN', name]] as const;
  return issue(workshop.pki.root, { name: `tsa-${count}`, subject, extensions: timestamping });
};

const token = (imprint: Uint8Array, by: Issued): Uint8Array => {
  const at = (name: string): string => workshop.path(name);
  const nonce = randomBytes(8);
  const rules =
    'signer_digest = sha256\ndefault_policy = 2.16.704.1.1.1.2\ndigests = sha256\ness_cert_id_alg = sha256\n';
  writeFileSync(at('tsa.cnf'), `[tsa]\nserial = ${at('serial')}\n${rules}`);
  writeFileSync(at('q.tsq'), timestampRequest(imprint, nonce));
  const question = ['-config', at('tsa.cnf'), '-section', 'tsa', '-queryfile', at('q.tsq'), '-out', at('q.tsr')];
  const signer = ['-signer', by.certificate, '-inkey', by.key];
  execFileSync('openssl', ['ts', '-reply', ...question, ...signer], { stdio: 'pipe' });
  return readTimestampResponse(readFileSync(at('q.tsr')), { imprint, nonce });
};
const stampBy =
  (by: Issued) =>
  (value: Uint8Array): Uint8Array =>
    token(createHash('sha256').update(value).digest(), by);

/** Revokes now; `how`: options of `openssl ca -revoke`. */
const revoke = (
  { certificate }: Issued,
  authority: Authority = workshop.pki.sub,
  how: readonly string[] = [],
): void => {
  const reason = how.length > 0 ? how : ['-crl_reason', 'keyCompromise'];
  execFileSync('openssl', ['ca', '-config', authority.config, '-revoke', certificate, ...reason], { stdio: 'pipe' });
  publishCrl(authority);
};

const check = (path: string, crls?: readonly string[]): { one: SignatureReport; summary: string } => {
  const report = workshop.verify(path, crls ? { crls } : {});
  return { one: signatureOf(report), summary: report.summary.vi };
};
const codes = ({ reasons }: SignatureReport): string[] => reasons.map(({ code }) => code);

const open = { verdict: 'indeterminate', indication: 'INDETERMINATE', subIndication: 'REVOKED_NO_POE' };
const failed = { verdict: 'invalid', indication: 'TOTAL-FAILED', subIndication: 'REVOKED' };

describe('revoked, and nothing trusted proves that the signature is older', () => {
  it('stays open where the signer’s clock says before, and says so more plainly than “not checked”', async () => {
    const person = newPerson();
    const signed = await workshop.sign(plain, 'before.pdf', person, { signingTime: from(-day) });
    revoke(person);
    const { one, summary } = check(signed);
    expect(one).toMatchObject({ ...open, trust: { revocation: 'revoked' } });
    expect(codes(one)[0]).toBe('certificate-revoked-unproven');
    const said = one.reasons[0]?.vi ?? '';
    expect(said).toMatch(/đã bị thu hồi ngày \d\d\/\d\d\/\d{4} \(lộ khóa: người khác có thể ký và ghi lùi ngày\)/);
    expect(said).toMatch(/không có bằng chứng tin cậy .* Không sử dụng văn bản này; hãy đề nghị .* ký lại/);
    expect(summary).toMatch(/^Chưa được dùng văn bản này\. Chứng thư của .* đã bị thu hồi/);
    expect(check(signed, [workshop.pki.root.crl]).summary).toMatch(/^Chưa kết luận được\./);
  });

  it('outranks in the sentence what is merely not known, of this signature and of another', async () => {
    const person = newPerson();
    const unknown = createAuthority(workshop.path('unlisted'), {
      subject: [['CN', 'CA chưa có danh sách THỬ NGHIỆM']],
      issuer: workshop.pki.sub,
    });
    const stranger = newPerson(unknown);
    const firstSigned = await workshop.sign(plain, 'first.pdf', stranger);
    const both = await workshop.sign(firstSigned, 'both.pdf', person, { signingTime: from(-day) });
    revoke(person);
    const { summary } = check(both);
    expect(summary).toContain('đã bị thu hồi');
    expect(codes(signatureOf(workshop.verify(both, { crls: [workshop.pki.sub.crl] }), 1))).toEqual([
      'certificate-revoked-unproven',
      'revocation-unknown',
    ]);
  });

  it('fails where the signer’s clock says at or after the revocation', async () => {
    const person = newPerson();
    const signed = await workshop.sign(plain, 'after.pdf', person, { signingTime: from(2 * day) });
    revoke(person);
    const { one, summary } = check(signed);
    expect(one).toMatchObject(failed);
    expect(codes(one)).toContain('certificate-revoked');
    expect(summary).toMatch(/^Văn bản không hợp lệ\. .* chữ ký của .* ghi thời điểm tạo là lúc/);
  });

  it('fails where the clock says after the key was lost (invalidityDate), though before the revocation', async () => {
    const person = newPerson();
    const lost = `${from(-10 * day)
      .toISOString()
      .replace(/[-:T]/g, '')
      .slice(0, 14)}Z`;
    const since = await workshop.sign(plain, 'since.pdf', person, { signingTime: from(-5 * day) });
    const older = await workshop.sign(plain, 'older.pdf', person, { signingTime: from(-20 * day) });
    revoke(person, workshop.pki.sub, ['-crl_compromise', lost]);
    expect(check(since).one).toMatchObject(failed);
    expect(check(older).one).toMatchObject(open);
  });

  it('fails where the clock says before, but a timestamp among what was signed says after', async () => {
    const person = newPerson();
    revoke(person);
    await pause(1100);
    const workFile = workshop.path('content-stamp.pdf');
    const certificates = [person, workshop.pki.sub].flatMap(({ certificate }) =>
      readCertificates(readFileSync(certificate)),
    );
    const [leaf, ...issuers] = certificates;
    if (leaf === undefined) throw new Error('leaf');
    const algorithm = { mechanism: 'rsa-pkcs1', digest: 'sha256' } as const;
    const prepared = await prepareSignature({
      original: plain,
      originalSha256: sha256(plain),
      workFile,
      intent: { level: 'B-B', placement: { kind: 'invisible' } },
      certificates: [leaf, ...issuers],
      algorithm,
      timestampReserve: 8192,
      training: false,
      signingTime: from(-day),
      font: readFileSync('resources/fonts/LiberationSerif-Regular.ttf'),
    });
    const stamp = der.sequence(der.oid('1.2.840.113549.1.9.16.2.20'), der.setOf([token(randomBytes(32), tsa)]));
    const withStamp = (stamps: readonly Uint8Array[]): string => {
      const attributes = Asn1.parse(prepared.signedAttributes).children.map(({ bytes }) => bytes);
      const signedAttributes = der.setOf([...attributes, ...stamps]);
      const value = sign('sha256', signedAttributes, createPrivateKey(readFileSync(person.key)));
      fillHole(
        workFile,
        prepared,
        buildSignedData({ signedAttributes, algorithm, value, certificates: [leaf, ...issuers] }),
      );
      return workFile;
    };
    expect(check(withStamp([])).one).toMatchObject(open);
    expect(check(withStamp([stamp])).one).toMatchObject(failed);
    // What cannot be read says nothing.
    const garbage = der.sequence(der.oid('1.2.840.113549.1.9.16.2.20'), der.setOf([der.sequence(der.oid(oids.data))]));
    expect(check(withStamp([garbage])).one).toMatchObject(open);
  });

  it('stays open after a timestamp that is itself younger than the revocation', async () => {
    const person = newPerson();
    revoke(person);
    await pause(1100);
    const options = { signingTime: from(-day), stamp: stampBy(tsa) };
    const { one } = check(await workshop.sign(plain, 'late-stamp.pdf', person, options));
    expect(one).toMatchObject(open);
    expect(one.provenTime).not.toBeNull();
  });

  it('is on hold, not revoked for good, while the list says so', async () => {
    const person = newPerson();
    const signed = await workshop.sign(plain, 'hold.pdf', person, { signingTime: from(2 * day) });
    revoke(person, workshop.pki.sub, ['-crl_hold', 'holdInstructionReject']);
    const { one, summary } = check(signed);
    expect(one).toMatchObject({ verdict: 'indeterminate', subIndication: 'TRY_LATER' });
    expect(codes(one)).toEqual(['certificate-on-hold']);
    expect(summary).toMatch(/^Chưa được dùng văn bản này\. .*tạm dừng/);
  });

  it('of a hold that began after a trusted timestamp is valid, and told', async () => {
    const person = newPerson();
    const signed = await workshop.sign(plain, 'held-since.pdf', person, { stamp: stampBy(tsa) });
    await pause(1100);
    revoke(person, workshop.pki.sub, ['-crl_hold', 'holdInstructionReject']);
    const { one } = check(signed);
    expect(one.verdict).toBe('valid');
    expect(one.warnings.map(({ code }) => code)).toContain('revoked-since');
  });
});

describe('a CA that was revoked', () => {
  const newCa = (name: string): Authority => {
    const authority = createAuthority(workshop.path(name), {
      subject: [['CN', `CA ${name} THỬ NGHIỆM`]],
      issuer: workshop.pki.root,
    });
    publishCrl(authority);
    return authority;
  };
  const revokeCa = (authority: Authority): string[] => {
    const made: Issued = { ...authority };
    revoke(made, workshop.pki.root, ['-crl_reason', 'CACompromise']);
    return [workshop.pki.root.crl, authority.crl];
  };
  const signBy = (authority: Authority, options: Parameters<Workshop['sign']>[3]): Promise<string> => {
    writeFileSync(workshop.path('pool.pem'), readFileSync(authority.certificate));
    return workshop.sign(plain, 'by-ca.pdf', newPerson(authority), options);
  };
  const judged = (path: string, authority: Authority, crls: readonly string[]): SignatureReport =>
    signatureOf(workshop.verify(path, { crls, trust: [workshop.pki.root.certificate, authority.certificate] }));

  it('leaves open what claims to be older, and fails what does not', async () => {
    const authority = newCa('ca-revoked');
    const older = await signBy(authority, { signingTime: from(-day) });
    const younger = await signBy(authority, { signingTime: from(day) });
    const crls = revokeCa(authority);
    const one = judged(older, authority, crls);
    expect(one).toMatchObject({ verdict: 'indeterminate', subIndication: 'REVOKED_CA_NO_POE' });
    expect(one.reasons[0]?.vi).toMatch(
      /cơ quan cấp “CA ca-revoked THỬ NGHIỆM” đã bị thu hồi .*lộ khóa của cơ quan cấp/,
    );
    expect(judged(younger, authority, crls)).toMatchObject(failed);
  });

  it('does not touch what a trusted timestamp proves to be older', async () => {
    const authority = newCa('ca-revoked-later');
    const signed = await signBy(authority, { stamp: stampBy(tsa) });
    await pause(1100);
    expect(judged(signed, authority, revokeCa(authority))).toMatchObject({ verdict: 'valid' });
  });
});

describe('a timestamp authority that was revoked', () => {
  it('proves nothing for the signature, and the sentence is about the timestamp', async () => {
    const own = newTsa('Dấu bị thu hồi');
    const person = newPerson();
    const signed = await workshop.sign(plain, 'tsa.pdf', person, { stamp: stampBy(own) });
    await pause(1100);
    revoke(own, workshop.pki.root);
    const { one } = check(signed);
    expect(one).toMatchObject({ verdict: 'valid', provenTime: null });
    const said = one.warnings.find(({ code }) => code === 'timestamp-untrusted')?.vi;
    expect(said).toMatch(/không có bằng chứng tin cậy rằng dấu thời gian được tạo trước đó/);
  });

  it('leaves its document timestamp open when it stamped before, and fails it when after', async () => {
    const own = newTsa('Dấu tài liệu bị thu hồi');
    const archive = async (name: string): Promise<string> => {
      const signed = await workshop.sign(plain, name, workshop.pki.person);
      const prepared = prepareDocumentTimestamp(signed, { reserve: 8192 });
      embedDocumentTimestamp(prepared, token(prepared.digest, own));
      return signed;
    };
    const before = await archive('archive-before.pdf');
    await pause(1100);
    revoke(own, workshop.pki.root);
    await pause(1100);
    const after = await archive('archive-after.pdf');
    expect(signatureOf(workshop.verify(before), 1)).toMatchObject({ ...open, kind: 'timestamp' });
    expect(signatureOf(workshop.verify(after), 1)).toMatchObject({ ...failed, kind: 'timestamp' });
  });
});
