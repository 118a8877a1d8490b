import { describe, expect, it } from 'vitest';
import type { OfficialFacts, PageFacts, PixelFacts } from '../../../src/contracts/records-facts.js';
import type { ReportedMark, SignatureReport } from '../../../src/contracts/verification.js';
import { classifiedRefusal } from '../../../src/main/records/classification.js';
import { leaderSignature, marksPresent, proposeKind } from '../../../src/main/records/kind.js';
import { LINE, letterHead, read, vocabulary, writeBody, writeFoot } from './reading-support.js';

const letter = read([
  writeFoot(writeBody(letterHead()), ['KT. GIÁM ĐỐC', 'PHÓ GIÁM ĐỐC'], 'Đại tá Nguyễn Thị Minh Điệp'),
]);

const scanPage = (colour: 'bilevel' | 'colour', dpi = 200): PageFacts => ({
  page: 1,
  width: 595,
  height: 842,
  text: { characters: 0, vietnamese: 0, recognised: false, usable: false },
  images: [
    {
      box: { x: 0, y: 0, width: 595, height: 842 },
      pixelWidth: 1654,
      pixelHeight: 2339,
      dpi,
      bits: colour === 'colour' ? 8 : 1,
      colour,
      field: null,
    },
  ],
  imageCover: 1,
  occupied: [],
  complete: true,
});
const scan = (colour: 'bilevel' | 'colour' = 'colour'): OfficialFacts => ({
  ...letter,
  pages: [scanPage(colour)],
  nation: null,
  number: null,
  date: null,
  block: null,
});

const signed = (commonName: string, more: Partial<SignatureReport> = {}): SignatureReport => ({
  field: 'Signature1',
  kind: 'signature',
  verdict: 'valid',
  indication: 'TOTAL-PASSED',
  subIndication: null,
  integrity: 'intact',
  coversWholeFile: true,
  coveredBytes: 1000,
  changesAfter: 'none',
  certification: null,
  level: 'B-B',
  signer: { commonName, organization: null, serial: '1', issuer: 'CN=CA', fingerprint: '00' },
  headline: { vi: '', en: '' },
  claimedTime: null,
  timestamp: null,
  provenTime: null,
  timestampAuthority: null,
  digest: 'sha256',
  signatureAlgorithm: 'rsa-pkcs1',
  trust: { scheme: 'official-duty', anchor: null, revocation: 'good' },
  reasons: [],
  warnings: [],
  ...more,
});
const leader = signed('Nguyễn Thị Minh Điệp');
const office = signed('SỞ NỘI VỤ');
const seal: PixelFacts = {
  redSeals: [{ page: 2, box: { x: 300, y: 200, width: 100, height: 100 } }],
  colourShare: 0.02,
  ink: null,
};

const propose = (
  facts: OfficialFacts,
  signatures: readonly SignatureReport[] = [],
  pixels: PixelFacts | null = null,
) => {
  const { kind, sure, reasons } = proposeKind({ facts, signatures, pixels, vocabulary });
  return [kind, sure, ...reasons.map(({ code }) => code.replace('records.kind-', ''))];
};

describe('what a document is taken for', () => {
  it('signed by the person whose name is printed', () => {
    expect(propose(letter, [office, leader])).toEqual(['electronic', true, 'leader-valid']);
    expect(propose(letter, [signed('NGUYỄN THỊ MINH ĐIỆP')])).toEqual(['electronic', true, 'leader-valid']);
  });

  it('the leader’s signature is not settled: a person has to look', () => {
    expect(propose(letter, [{ ...leader, verdict: 'indeterminate' }])).toEqual(['electronic', false, 'leader-open']);
    expect(propose(letter, [{ ...leader, verdict: 'invalid' }])).toEqual(['electronic', false, 'leader-open']);
  });

  it('signed by somebody else than the one whose name is printed', () => {
    expect(propose(letter, [signed('Trần Văn Đạt')])).toEqual(['electronic', false, 'signer-unsure']);
    expect(leaderSignature(letter, [signed('Trần Văn Đạt')], vocabulary)).toBeNull();
    // Neither is a part of the name the name, nor one that goes on.
    expect(propose(letter, [signed('Nguyễn Thị Minh Điệpp')])).toEqual(['electronic', false, 'signer-unsure']);
    expect(propose(letter, [signed('Nguyễn Thị Minh')])).toEqual(['electronic', false, 'signer-unsure']);
  });

  it('the office alone has signed: that is no leader', () => {
    expect(propose(letter, [office])).toEqual(['electronic', true, 'text']);
    expect(leaderSignature(letter, [office, signed('TRƯỜNG THPT THỬ NGHIỆM')], vocabulary)).toBeNull();
    expect(leaderSignature(letter, [{ ...leader, kind: 'timestamp' }], vocabulary)).toBeNull();
  });

  it('no name was read: the last person who signed, and not surely', () => {
    const unread = { ...letter, block: null };
    const drafter = signed('Lê Văn Hưởng', { coveredBytes: 500 });
    expect(leaderSignature(unread, [drafter, leader, office], vocabulary)).toEqual({
      signature: leader,
      certain: false,
    });
    expect(propose(unread, [leader])).toEqual(['electronic', false, 'signer-unsure']);
  });

  it('text without a signature', () => {
    expect(propose(letter)).toEqual(['electronic', true, 'text']);
  });

  it('a scan with a red seal, without one, in black and white, not measured', () => {
    expect(propose(scan(), [], seal)).toEqual(['scan', true, 'scan', 'red-seal']);
    expect(propose(scan(), [], { redSeals: [], colourShare: 0.01, ink: null })).toEqual([
      'unnumbered-scan',
      false,
      'scan',
      'no-seal',
    ]);
    expect(propose(scan('bilevel'), [], { redSeals: [], colourShare: 0, ink: null })).toEqual([
      'scan',
      false,
      'scan',
      'no-colour',
    ]);
    expect(propose(scan())).toEqual(['scan', false, 'scan', 'not-measured']);
  });

  it('a scan that an office signed already', () => {
    expect(propose(scan(), [office], seal)).toEqual(['scan', false, 'scan', 'signed-scan']);
  });

  it('a scan that the leader signed digitally is an original all the same', () => {
    expect(propose({ ...scan(), block: letter.block }, [leader])).toEqual(['electronic', true, 'leader-valid']);
  });

  it('a scan on whose recognised text the number is missing', () => {
    expect(propose({ ...scan(), number: letter.number }, [], seal)).toEqual([
      'unnumbered-scan',
      false,
      'scan',
      'number-empty',
    ]);
  });

  it('a scan under a recognised text is a scan', () => {
    const page = { ...scanPage('colour'), text: { characters: 900, vietnamese: 0.3, recognised: true, usable: true } };
    expect(propose({ ...scan(), pages: [page] }, [], seal)).toEqual(['scan', true, 'scan', 'red-seal']);
  });

  it('neither a scan nor text', () => {
    const page = { ...scanPage('colour'), imageCover: 0.2 };
    expect(propose({ ...scan(), pages: [page] })).toEqual(['unknown', false, 'unread']);
  });
});

describe('what stands there already', () => {
  const mark = (kind: ReportedMark['kind'], page: number): ReportedMark => ({
    field: 'Signature4',
    page,
    x: 0,
    y: 0,
    width: 100,
    height: 100,
    kind,
    text: null,
  });
  const codes = (...input: Parameters<typeof marksPresent>) => marksPresent(...input).map(({ code }) => code);

  it('nothing on a letter with its room left', () => {
    expect(codes(letter, [mark('image', 1)], { redSeals: [], colourShare: 0, ink: null })).toEqual([]);
  });

  it('number and date, in print or in the appearance of a field', () => {
    const date = [[330, 'Hà Nội, ngày 05 tháng 11 năm 2026']] as const;
    const sheet = letterHead({ date });
    sheet.shown.push({ field: 'so', rect: [122, LINE - 6, 160, LINE + 14], size: 13, text: '286' });
    const present = marksPresent(read([sheet]), [], null);
    expect(present.map(({ code }) => code)).toEqual(['records.number-present', 'records.date-present']);
    expect(present[0]?.vi).toContain('286');
    expect(present[1]?.vi).toContain('05/11');
  });

  it('a seal as a mark, in the pixels, or printed beside the block', () => {
    expect(codes(letter, [mark('seal', 3)], null)).toEqual(['records.seal-present']);
    expect(codes(letter, [], seal)).toEqual(['records.seal-present']);
    const sheet = writeFoot(writeBody(letterHead()), ['GIÁM ĐỐC'], 'Vũ Dũng');
    sheet.background = 'q 100 0 0 102 330 190 cm /Scan Do Q';
    const sealed = read([sheet]);
    expect(codes(sealed, [], null)).toEqual(['records.seal-present']);
    // The picture of a field is what its mark says it is: round initials, for one.
    const inField = sealed.pages.map((page) => ({
      ...page,
      images: page.images.map((image) => ({ ...image, field: 'nhay' })),
    }));
    expect(codes({ ...sealed, pages: inField }, [mark('image', 1)], null)).toEqual([]);
  });
});

describe('state secrets', () => {
  it('are refused with what is written and where', () => {
    const sheet = letterHead();
    sheet.line(90, 700, 14, 'TỐI MẬT');
    expect(classifiedRefusal(read([sheet]))).toMatchObject({ code: 'records.classified' });
    expect(classifiedRefusal(read([sheet]))?.vi).toContain('“TỐI MẬT” (trang 1)');
    expect(classifiedRefusal(letter)).toBeNull();
  });
});
