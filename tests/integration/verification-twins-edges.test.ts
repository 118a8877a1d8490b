/** Twins of the edge cases that were met in the wild; expected is what the standards say, not what software does. */

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FileReport } from '../../src/contracts/verification.js';
import { readCertificates } from '../../src/main/pki/certificate.js';
import { day } from '../corpus/twins/cast.js';
import {
  bareDigestInfo,
  drawnLater,
  incomingStamp,
  invisible,
  junk,
  leadingJunk,
  officeMarks,
  scanEditor,
  signedOnce,
  stripped,
  trailing,
  whole,
  wrongFirst,
} from '../corpus/twins/edge-cases.js';
import { toolNamed } from '../corpus/twins/families.js';
import { codes, factsOf, openStage, sentence, type TwinStage } from './twins-support.js';

let stage: TwinStage;
beforeAll(() => {
  stage = openStage();
});
afterAll(() => stage.close());

const integrities = ({ signatures }: FileReport): string[] =>
  signatures.map(({ verdict, integrity }) => `${verdict} ${integrity}`);
const repeated = (count: number, text: string): string[] => Array.from({ length: count }, () => text);

describe('edge case', () => {
  it('1 an incoming stamp rewrote the whole file: broken, and told so with the advice to ask for the original', () => {
    const report = stage.verify(incomingStamp(stage).bytes);
    expect(report.verdict).toBe('invalid');
    expect(integrities(report)).toEqual(repeated(4, 'invalid broken'));
    expect(report.signatures.map(({ signer }) => signer?.commonName)).toEqual(
      [stage.cast.leader, stage.cast.office, stage.cast.office, stage.cast.office].map(({ name }) => name),
    );
    expect(sentence(report, 'file-rewritten')).toMatch(/đóng dấu đến.*đề nghị nơi gửi cung cấp bản gốc/s);
  });

  it('1 an incoming stamp stripped the fields: unsigned, and told that there was a signature', () => {
    const report = stage.verify(stripped(stage).bytes);
    expect([report.verdict, report.signatures, codes(report.warnings)]).toEqual([
      'unsigned',
      [],
      ['signature-remnant'],
    ]);
    expect(sentence(report, 'signature-remnant')).toMatch(/đóng dấu đến.*đề nghị nơi gửi cung cấp bản gốc/s);
  });

  it('2 a scan editor rewrote the file between the 2nd and 3rd signature: 1–2 broken, 3–5 intact', () => {
    const report = stage.verify(scanEditor(stage).bytes);
    expect(report.verdict).toBe('invalid');
    expect(integrities(report)).toEqual([...repeated(2, 'invalid broken'), ...repeated(3, 'valid intact')]);
    expect(report.signatures.map(({ coversWholeFile }) => coversWholeFile)).toEqual([false, false, false, false, true]);
    expect(sentence(report, 'file-rewritten-between')).toContain('sau 2 chữ ký đầu');
  });

  it('3 junk of 21 bytes before %PDF: offsets count from %PDF, the file is valid and other software warned of', () => {
    const report = stage.verify(leadingJunk(stage));
    expect(junk.length).toBe(21);
    expect(report.verdict).toBe('valid');
    expect(integrities(report)).toEqual(repeated(4, 'valid intact'));
    expect(stage.pdfsig(leadingJunk(stage))).toEqual(repeated(4, '').map(() => false));
    for (const { warnings } of report.signatures) expect(codes(warnings)).toContain('leading-bytes');
    expect(sentence(report, 'leading-bytes')).toContain('phần mềm khác có thể báo chữ ký hỏng');
  });

  it('4 DigestInfo without NULL: valid (RFC 8017 A.2.4), though pdfsig refuses it', () => {
    const { bytes } = bareDigestInfo(stage);
    const report = stage.verify(bytes);
    expect([report.verdict, ...integrities(report)]).toEqual(['valid', ...repeated(4, 'valid intact')]);
    expect(stage.pdfsig(bytes)).toEqual(repeated(4, '').map(() => false));
  });

  it('5 a wrong RSA value followed by four good ones: the first alone is broken', () => {
    const { bytes } = wrongFirst(stage);
    const report = stage.verify(bytes);
    expect(report.verdict).toBe('invalid');
    expect(integrities(report)).toEqual(['invalid broken', ...repeated(4, 'valid intact')]);
    expect(report.signatures[0]).toMatchObject({ subIndication: 'SIG_CRYPTO_FAILURE', changesAfter: 'signature' });
    expect(codes(report.signatures[0]?.reasons ?? [])).toEqual(['signature-wrong']);
    expect(stage.pdfsig(bytes)).toEqual([false, true, true, true, true]);
  });

  it('6 RSASSA-PSS is valid', () => {
    const report = stage.verify(signedOnce(stage, stage.cast.police, { mechanism: 'rsa-pss' }).bytes);
    expect(report.signatures[0]).toMatchObject({ verdict: 'valid', signatureAlgorithm: 'rsa-pss-sha256' });
  });

  it('7 BER of indefinite length with SHA-1 is valid with the warning about the old algorithm', () => {
    const { ber, reserved } = toolNamed('2016–2020');
    const style = { digest: 'sha1', imprint: 'sha1', reserved, ...(ber === undefined ? {} : { ber }) } as const;
    const file = signedOnce(stage, stage.cast.leader, style);
    expect(file.bytes.toString('latin1')).toMatch(/\/Contents <3080/);
    const report = stage.verify(file.bytes);
    expect(report.signatures.map(factsOf)).toMatchObject([
      { verdict: 'valid', integrity: 'intact', warnings: ['sha1-accepted'] },
    ]);
    expect(sentence(report, 'sha1-accepted')).toMatch(/^Thuật toán cũ/);
  });

  it('8 CMS without signed attributes is valid, and that it names no certificate is told', () => {
    const style = { attributes: null, subFilter: 'adbe.pkcs7.detached' } as const;
    const report = stage.verify(signedOnce(stage, stage.cast.leader, style).bytes);
    expect(report.signatures.map(factsOf)).toMatchObject([
      { verdict: 'valid', integrity: 'intact', warnings: ['signing-certificate-absent-cms'] },
    ]);
  });

  it('9 a certificate that expired a day before the timestamp: open, as nothing proves the signature to be older', () => {
    const { late } = stage.cast;
    const report = stage.verify(signedOnce(stage, late, { claimed: new Date(Date.now() - 2 * day) }).bytes);
    expect(report.signatures[0]).toMatchObject({
      verdict: 'indeterminate',
      integrity: 'intact',
      subIndication: 'OUT_OF_BOUNDS_NO_POE',
    });
    expect(codes(report.signatures[0]?.reasons ?? [])).toEqual(['certificate-expired']);
    expect(sentence(report, 'certificate-expired')).toContain(
      'chưa có bằng chứng tin cậy rằng chữ ký được tạo trước đó',
    );
  });

  it('10 a /Sig remnant without AcroForm is unsigned, and told', () => {
    const report = stage.verify(stripped(stage).bytes);
    expect([report.verdict, report.reasons]).toEqual(['unsigned', []]);
  });

  it.each([
    ['zero bytes', 'none', 'trailing-blank-bytes'],
    ['line ends', 'none', 'trailing-blank-bytes'],
    ['so many blanks that the end is far away', 'none', 'trailing-blank-bytes'],
    ['a revision that changes the document information', 'none', 'changed-metadata'],
  ] as const)('11 bytes after the last range: %s are valid and told', (kind, changesAfter, code) => {
    const report = stage.verify(trailing[kind](stage));
    expect([report.verdict, ...integrities(report)]).toEqual(['valid', ...repeated(4, 'valid intact')]);
    const last = report.signatures.at(-1);
    expect(last).toMatchObject({ changesAfter, coversWholeFile: false });
    expect(codes(last?.warnings ?? [])).toEqual([code]);
  });

  it('11 bytes after the last range that belong to no revision: not valid', () => {
    const report = stage.verify(trailing['bytes of no revision'](stage));
    expect([report.verdict, ...integrities(report)]).toEqual(['invalid', ...repeated(4, 'invalid intact')]);
    for (const { reasons } of report.signatures) expect(codes(reasons)).toEqual(['changed-illegally']);
  });

  it('12 invisible signatures are valid and show nothing', () => {
    const report = stage.verify(invisible(stage).bytes);
    expect([report.verdict, ...integrities(report)]).toEqual(['valid', ...repeated(2, 'valid intact')]);
    expect(report.marks.filter(({ kind }) => kind !== 'empty')).toEqual([]);
  });

  it('13 a certification with P=3 and an approval after it are valid', () => {
    const report = stage.verify(whole(stage, 2, toolNamed('government office')).bytes);
    expect(report.verdict).toBe('valid');
    expect(report.signatures.map(({ certification }) => certification)).toEqual([3, null]);
  });

  it('14 Vietnamese names in a DN, composed or decomposed, are read as composed Unicode', () => {
    const { decomposed, leader } = stage.cast;
    const [certificate] = readCertificates(readFileSync(`${stage.cast.g2.sub.folder}/decomposed.pem`));
    expect(certificate?.der.includes(0xcc)).toBe(true);
    for (const by of [decomposed, leader]) {
      const report = stage.verify(signedOnce(stage, by).bytes);
      const [one] = report.signatures;
      expect(one).toMatchObject({ verdict: 'valid', signer: { commonName: by.name.normalize('NFC') } });
      for (const text of [one?.headline.vi, ...(one?.reasons ?? []).map(({ vi }) => vi)])
        expect(text).toBe(text?.normalize('NFC'));
    }
  });

  it('15 JSON in /Location changes nothing', () => {
    const json = '{"lat":21.03,"lng":105.85,"device":"PC-01\\\\VT","tags":["a","b(c)"]}';
    const entries = `/Location(${json.replace(/[()]/g, '\\$&')})/Reason<FEFF00DD>/Name(Nguoi ky)`;
    const report = stage.verify(signedOnce(stage, stage.cast.leader, { entries }).bytes);
    expect(report.signatures.map(factsOf)).toMatchObject([{ verdict: 'valid', integrity: 'intact', warnings: [] }]);
  });

  it('a field named by the time of signing is valid under that name', () => {
    const report = stage.verify(signedOnce(stage, stage.cast.leader, { fieldName: '_18:00:55 31/07/2025' }).bytes);
    expect(report.signatures).toMatchObject([{ field: '_18:00:55 31/07/2025', verdict: 'valid' }]);
  });
});

describe('the signer’s clock against the timestamp', () => {
  const [minute, hour] = [60_000, 3_600_000];
  const clocks = /^claimed-time/;
  it.each([
    ['14 s behind (median)', -14_000, []],
    ['644 s ahead (5th percentile)', 644_000, []],
    ['26 min ahead (extreme)', 26 * minute, ['claimed-time-differs']],
    ['63 h behind (extreme)', -63 * hour, ['claimed-time-differs']],
    ['7 h ahead: local time written as UTC', 7 * hour - 14_000, ['claimed-time-shifted']],
    ['7 h 16 min ahead: the same on a PC that is fast', 7 * hour + 16 * minute, ['claimed-time-shifted']],
    ['6 h 22 min behind: no time zone', -6 * hour - 22 * minute, ['claimed-time-differs']],
    ['9 h ahead', 9 * hour, ['claimed-time-differs']],
  ])('%s: valid, told where it is more than usual', (_name, shift, expected) => {
    const report = stage.verify(signedOnce(stage, stage.cast.leader, { claimed: new Date(Date.now() + shift) }).bytes);
    expect(report.verdict).toBe('valid');
    expect(codes(report.signatures[0]?.warnings ?? []).filter((code) => clocks.test(code))).toEqual(expected);
  });

  const timed = {
    subFilter: 'adbe.pkcs7.detached',
    attributes: ['contentType', 'signingTime', 'messageDigest'],
    localAsUtc: true,
  } as const;

  it('signing-time 7 h ahead beside a right /M: valid, the time is that of /M, and other software is spoken of', () => {
    const claimed = new Date(Date.now() - 14_000);
    const report = stage.verify(signedOnce(stage, stage.cast.portal, { ...timed, claimed }).bytes);
    const [one] = report.signatures;
    expect(one).toMatchObject({ verdict: 'valid' });
    expect(Math.round(Date.parse(one?.claimedTime ?? '') / 1000)).toBe(Math.floor(claimed.getTime() / 1000));
    expect(codes(one?.warnings ?? [])).toEqual(['signing-certificate-absent-cms', 'signing-time-zone']);
    expect(sentence(report, 'signing-time-zone')).toMatch(/muộn hơn 7 giờ.*không ảnh hưởng/);
  });

  it('signing-time 7 h ahead without /M: valid, and told against the timestamp', () => {
    const report = stage.verify(signedOnce(stage, stage.cast.portal, { ...timed, dated: false }).bytes);
    expect(report.signatures.map(factsOf)).toMatchObject([
      { verdict: 'valid', warnings: ['claimed-time-shifted', 'signing-certificate-absent-cms'] },
    ]);
  });

  it('a claimed time after the certificate expires is told; the timestamp decides', () => {
    const claimed = new Date(Date.now() + 40 * day);
    const report = stage.verify(signedOnce(stage, stage.cast.ending, { claimed }).bytes);
    expect(report.signatures.map(factsOf)).toMatchObject([
      { verdict: 'valid', warnings: ['claimed-time-differs', 'claimed-time-outside-certificate'] },
    ]);
  });
});

describe('number, date and seal', () => {
  it.each([
    ['approval', null],
    ['certified P=2', 2],
  ] as const)('%s: prepared fields, filled and sealed in one revision: valid', (_name, certify) => {
    const report = stage.verify(officeMarks(stage, { certify, fields: 'prepared' }).bytes);
    expect(report).toMatchObject({ verdict: 'valid', reasons: [] });
    expect(report.signatures.map(factsOf)).toMatchObject([
      { verdict: 'valid', changesAfter: 'form', warnings: ['changed-form', 'changed-signatures'] },
      { verdict: 'valid', changesAfter: 'none', warnings: [] },
    ]);
    expect(sentence(report, 'changed-form')).toMatch(/So.*Ngay.*Thang/);
    expect(report.marks.map(({ field }) => field)).toEqual(expect.arrayContaining(['So', 'Ngay', 'Thang']));
  });

  it('approval: the seal as a new field: valid, nothing more to tell', () => {
    const report = stage.verify(officeMarks(stage, { certify: null, fields: 'new' }).bytes);
    expect(report).toMatchObject({ verdict: 'valid', reasons: [] });
    expect(report.signatures.map(factsOf)).toMatchObject([
      { verdict: 'valid', changesAfter: 'signature', warnings: ['changed-signatures'] },
      { verdict: 'valid', warnings: [] },
    ]);
  });

  it('certified P=2: the seal as a new visible field: valid, and told that stricter validators differ', () => {
    const report = stage.verify(officeMarks(stage, { certify: 2, fields: 'new' }).bytes);
    expect(report).toMatchObject({ verdict: 'valid', reasons: [] });
    expect(report.signatures.map(factsOf)).toMatchObject([
      { verdict: 'valid', warnings: ['changed-signatures', 'new-field-after-certification'] },
      { verdict: 'valid', warnings: [] },
    ]);
    expect(sentence(report, 'new-field-after-certification')).toMatch(
      /“Dau co quan”.*khắt khe hơn có thể báo nghi ngờ/,
    );
  });

  it('certified P=2: an invisible new field is nothing that validators differ about', () => {
    const report = stage.verify(invisible(stage, 2).bytes);
    expect(report).toMatchObject({ verdict: 'valid', signatures: [{ certification: 2 }, {}] });
    expect(sentence(report, 'new-field-after-certification')).toBeUndefined();
  });

  it.each([
    ['content', null, 'invalid'],
    ['content', 2, 'invalid'],
    ['annotation', null, 'indeterminate'],
    ['annotation', 2, 'invalid'],
  ] as const)('drawn into the page as %s (certified: %s): a modification, never valid', (how, certify, verdict) => {
    const report = stage.verify(drawnLater(stage, how, certify).bytes);
    expect(report.verdict).toBe(verdict);
    expect(codes(report.signatures[0]?.reasons ?? [])).toEqual([
      verdict === 'invalid' ? 'changed-illegally' : 'changed-annotations',
    ]);
  });
});
