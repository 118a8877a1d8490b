/** A twin of every family of real signed documents: none of them is anything but valid, and its facts are told. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Identity } from '../corpus/twins/cast.js';
import { cornerMark, mixedTools } from '../corpus/twins/edge-cases.js';
import {
  type MarkPlan,
  markTexts,
  signedBy,
  stripMark,
  type Tool,
  type ToolName,
  toolNamed,
  usualClock,
  usualMarks,
} from '../corpus/twins/families.js';
import { codes, factsOf, openStage, type TwinStage } from './twins-support.js';

let stage: TwinStage;
beforeAll(() => {
  stage = openStage();
});
afterAll(() => stage.close());

const marksFor = (count: number, leader?: Identity, office?: Identity): MarkPlan[] =>
  usualMarks(stage.cast, count, { ...(leader ? { leader } : {}), ...(office ? { office } : {}) });

const usual = (count: number) => (): MarkPlan[] => marksFor(count);
const police = (count: number) => (): MarkPlan[] => marksFor(count, stage.cast.police, stage.cast.policeOffice);
const portal = (): MarkPlan[] => [stripMark(stage.cast.portal, usualClock(stage.chance))];
const old = (): MarkPlan[] => marksFor(1, stage.cast.old);

interface Family {
  readonly name: ToolName;
  readonly count: number;
  readonly marks: () => MarkPlan[];
  /** Where it differs from the family. */
  readonly more?: Partial<Tool>;
}

const families: readonly Family[] = [
  { name: 'VNPT iOffice', count: 1, marks: usual(1) },
  { name: 'VNPT iOffice', count: 4, marks: usual(4) },
  { name: 'VNPT iOffice', count: 5, marks: usual(5) },
  { name: 'VNPT iOffice', count: 7, marks: usual(7) },
  { name: 'VNPT iOffice', count: 8, marks: usual(8) },
  { name: 'VGCA Sign desktop, adbe', count: 2, marks: usual(2) },
  { name: 'VGCA Sign desktop, adbe', count: 4, marks: usual(4) },
  { name: 'VGCA Sign desktop, CAdES', count: 3, marks: usual(3) },
  { name: 'VGCA Sign desktop, CAdES', count: 6, marks: usual(6) },
  { name: 'government portal', count: 1, marks: portal },
  { name: 'government office', count: 1, marks: usual(1), more: { certify: 2 } },
  { name: 'government office', count: 2, marks: usual(2) },
  { name: '2016–2020', count: 1, marks: old },
  { name: 'public security', count: 5, marks: police(5) },
  { name: 'sign service', count: 1, marks: usual(1) },
  { name: 'sign service', count: 2, marks: usual(2) },
  { name: 'public security, PSS', count: 3, marks: police(3) },
  { name: 'public security, PSS, adbe', count: 2, marks: police(2) },
  { name: 'no signed attributes', count: 2, marks: usual(2) },
  { name: 'cross-reference streams', count: 5, marks: usual(5) },
  { name: 'linearized', count: 2, marks: usual(2) },
];

/** Codes beside the verdict that the format, the clock and the position of a signature ask for; no others. */
const expectedWarnings = (name: ToolName, tool: Tool, index: number, count: number): string[] =>
  [
    ...(tool.digest === 'sha1' ? ['sha1-accepted'] : []),
    ...(name === '2016–2020' ? ['pinned-sha1-ca'] : []),
    ...(tool.attributes?.includes('signingCertificateV2') ? [] : ['signing-certificate-absent-cms']),
    ...(tool.localAsUtc ? ['signing-time-zone'] : []),
    ...(index < count - 1 ? ['changed-signatures'] : []),
    ...(index === 0 && count > 1 && tool.certify !== null ? ['new-field-after-certification'] : []),
  ].sort();

describe('a twin of', () => {
  it.each(families)('$name with $count signatures', ({ name, count, marks, more = {} }) => {
    const { cast, chance, verify, pdfsig } = stage;
    const tool: Tool = { ...toolNamed(name), ...more };
    const plans = marks();
    const { bytes } = signedBy(cast, tool, plans, chance);
    const report = verify(bytes);
    expect(report.signatures.map(factsOf)).toEqual(
      plans.map((_, index) => ({
        field: tool.field(index),
        verdict: 'valid',
        integrity: 'intact',
        changesAfter: index < count - 1 ? 'signature' : 'none',
        certification: index === 0 ? tool.certify : null,
        reasons: ['signature-valid'],
        warnings: expectedWarnings(name, tool, index, count),
      })),
    );
    expect(report).toMatchObject({ verdict: 'valid', reasons: [], warnings: [] });
    for (const [index, one] of report.signatures.entries()) {
      const signer = plans[index]?.by.certificate.subject;
      expect(one).toMatchObject({
        digest: tool.digest,
        signatureAlgorithm: `${tool.mechanism ?? 'rsa-pkcs1'}-${tool.digest}`,
        level: tool.subFilter === 'ETSI.CAdES.detached' ? 'B-T' : 'CMS',
        coversWholeFile: index === count - 1,
        signer: { commonName: signer?.commonName, organization: signer?.organization },
        timestampAuthority: tool.ecdsaTimestamp ? 'CPNET' : 'Máy chủ cấp dấu thời gian 01',
        trust: { scheme: 'official-duty', revocation: 'good' },
      });
      expect(one.provenTime).toBe(one.timestamp);
      expect(one.claimedTime).toMatch(/\+07:00$/);
      expect(one.headline.vi).toBe(`Chứng thư công vụ – Ban Cơ yếu: ${signer?.commonName} (${signer?.organization})`);
    }
    expect(pdfsig(bytes)).toEqual(plans.map(() => true));
    const changed = Buffer.from(bytes);
    changed.write('3', bytes.indexOf('/CreationDate') + '/CreationDate(D:202'.length, 'latin1');
    const forged = verify(changed);
    expect([forged.verdict, ...forged.signatures.map(({ integrity }) => integrity)]).toEqual([
      'invalid',
      ...plans.map(() => 'broken'),
    ]);
  });

  it('a letter: number, day and month are read off the marks, seal and signature are seen', () => {
    const { cast, chance, verify } = stage;
    const { marks } = verify(signedBy(cast, toolNamed('VGCA Sign desktop, CAdES'), usualMarks(cast, 5), chance).bytes);
    expect(marks.map(({ kind }) => kind)).toEqual(['image', 'seal', 'text', 'text', 'text']);
    expect(marks.slice(2).map(({ text }) => text)).toEqual([...markTexts]);
  });

  it('the strip at the head of a page: its four lines are read', () => {
    const { cast, chance, verify } = stage;
    const [mark] = verify(signedBy(cast, toolNamed('government portal'), portal(), chance).bytes).marks;
    expect(mark?.text?.split('\n')).toEqual([
      'Người ký: CỔNG THÔNG TIN ĐIỆN TỬ THỬ NGHIỆM',
      'Email: thongtin@thunghiem.example',
      'Cơ quan: ỦY BAN NHÂN DÂN TỈNH THỬ NGHIỆM',
      expect.stringMatching(/^Thời gian ký: \d{14} \+07:00$/),
    ]);
  });

  it('a signature that encloses the signer alone: its issuer is asked for by address, and makes it valid', () => {
    const { cast, chance, verify, needs } = stage;
    const { bytes } = signedBy(cast, toolNamed('sign service'), usualMarks(cast, 1), chance);
    const [one] = verify(bytes, { trust: 'root' }).signatures;
    expect(one).toMatchObject({ verdict: 'indeterminate', integrity: 'intact', trust: { scheme: 'none' } });
    expect(codes(one?.reasons ?? [])).toContain('no-chain');
    expect(needs(bytes, { trust: 'root' }).issuers).toEqual(['http://ca.gov.vn/pki/pub/crt/cpcag2.crt']);
    const issuer = readFileSync(cast.g2.sub.der);
    expect(verify(bytes, { trust: 'root', certificates: [issuer] }).verdict).toBe('valid');
  });

  it('a document that a leader certified with one tool and an office marked with another', () => {
    const report = stage.verify(mixedTools(stage).bytes);
    expect(report.verdict).toBe('valid');
    expect(report.signatures.map(({ digest, verdict }) => `${digest} ${verdict}`)).toEqual([
      'sha256 valid',
      ...Array.from({ length: 4 }, () => 'sha1 valid'),
    ]);
  });

  it.each([
    ['an annex', ['Số: 125/TTr-SNV; 05/11/2026; 08:15:30 +07:00']],
    ['a certified copy', ['SAO Y', 'SỞ NỘI VỤ TỈNH THỬ NGHIỆM', '2026-11-05T08:15:30+07:00']],
  ])('%s with the office’s text in the upper right corner, on a scan’s odd page: read line by line', (_name, lines) => {
    const report = stage.verify(cornerMark(stage, lines).bytes);
    expect(report).toMatchObject({ verdict: 'valid', marks: [{ kind: 'text', page: 1, text: lines.join('\n') }] });
  });

  it('any family under a root that a user added is valid, and every signature says so', () => {
    const { cast, chance, verify } = stage;
    const report = verify(signedBy(cast, toolNamed('VNPT iOffice'), usualMarks(cast, 4), chance).bytes, {
      trust: 'added',
    });
    expect(report.verdict).toBe('valid');
    for (const one of report.signatures) {
      expect(one.trust.scheme).toBe('user-added');
      expect(codes(one.warnings)).toContain('user-added-anchor');
      expect(one.headline.vi).toMatch(/^Chứng thư gốc do người dùng tự thêm: /);
    }
  });
});
