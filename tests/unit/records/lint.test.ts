import { describe, expect, it } from 'vitest';
import type { OfficialFacts } from '../../../src/contracts/records-facts.js';
import { type LintInput, lintDocument, lintPicture } from '../../../src/main/records/lint.js';
import { Sheet } from '../../corpus/letters/sheet.js';
import { letterHead, read, vocabulary, writeBody, writeFoot } from './reading-support.js';

const IMAGE = '/Width 1654/Height 2339/BitsPerComponent 8/ColorSpace/DeviceRGB';
const pages = (width: number, height: number) => ({ mediaBox: `[0 0 ${width} ${height}]`, rotate: 0, before: '' });

/** Lines from one margin to the other. */
const justified = (left: number, right: number): Sheet => {
  const sheet = letterHead();
  const words = 'Căn cứ nhu cầu thực tế của các đơn vị đề nghị xem xét bố trí kinh phí'.split(' ');
  for (let i = 0; i < 8; i++) {
    const last = sheet.line(-500, 0, 14, 'phí') + 500;
    sheet.runs.pop();
    words.forEach((word, at) => {
      sheet.line(left + (at * (right - last - left)) / (words.length - 1), 620 - 20 * i, 14, word);
    });
  }
  return sheet;
};
const A4_MARGINS = [88, 595 - 48] as const;

const scanned = (image = IMAGE, more: Parameters<typeof read>[1] = {}): OfficialFacts => {
  const sheet = new Sheet();
  sheet.background = 'q 595 0 0 842 0 0 cm /Scan Do Q';
  return read([sheet], { image, ...more });
};

const lint = (facts: OfficialFacts, more: Partial<LintInput> = {}): readonly (readonly [string, string])[] =>
  lintDocument({ facts, kind: 'electronic', signatures: [], marks: [], pixels: null, vocabulary, ...more }).map(
    ({ code, severity }) => [code.replace('records.lint-', ''), severity] as const,
  );

describe('the sheet', () => {
  it('a letter by the book', () => {
    expect(lint(read([justified(...A4_MARGINS)]))).toEqual([]);
  });

  it('Letter instead of A4', () => {
    expect(lint(read([letterHead()], { box: pages(612, 792) }))).toEqual([['paper-size', 'warning']]);
    expect(lint(read([letterHead()], { box: pages(842, 595) }))).toEqual([]);
  });

  it('margins, where lines of the text tell them', () => {
    expect(lint(read([justified(57, 547)]))).toEqual([['margin-left', 'information']]);
    expect(lint(read([justified(88, 580)]))).toEqual([['margin-right', 'information']]);
    // A few full lines may be a table or a quotation.
    const few = letterHead();
    for (let i = 0; i < 3; i++)
      few.line(57, 600 - 20 * i, 14, 'Căn cứ nhu cầu thực tế của các đơn vị, đề nghị xem xét');
    for (let i = 0; i < 12; i++) few.line(200, 500 - 20 * i, 14, 'đề nghị xem xét bố trí');
    expect(lint(read([few]))).toEqual([]);
  });
});

describe('scans', () => {
  const asScan = { kind: 'scan' } as const;

  it('200 dpi in colour', () => {
    expect(lint(scanned(), asScan)).toEqual([]);
  });

  it('under 200 dpi', () => {
    const coarse = IMAGE.replace('1654', '1240').replace('2339', '1754');
    expect(lint(scanned(coarse), asScan)).toEqual([['scan-resolution', 'warning']]);
  });

  it('black and white, grey', () => {
    expect(lint(scanned(IMAGE.replace('DeviceRGB', 'DeviceGray')), asScan)).toEqual([['scan-colour', 'warning']]);
    expect(lint(scanned(IMAGE.replace('8/ColorSpace/DeviceRGB', '1')), asScan)).toEqual([['scan-colour', 'warning']]);
  });

  it('stored in colour, and none to be seen', () => {
    const pixels = { redSeals: [], colourShare: 0, ink: null };
    expect(lint(scanned(), { ...asScan, pixels })).toEqual([['scan-pale', 'information']]);
  });

  it('before PDF 1.4, scans alone', () => {
    expect(lint(scanned(IMAGE, { header: '%PDF-1.3' }), asScan)).toEqual([['pdf-version', 'warning']]);
    expect(lint(read([justified(...A4_MARGINS)], { header: '%PDF-1.3' }))).toEqual([]);
  });
});

describe('signatures', () => {
  const facts = read([writeFoot(writeBody(letterHead()), ['GIÁM ĐỐC'], 'Vũ Dũng')]);
  const signature = (field: string, commonName: string, coveredBytes: number): LintInput['signatures'][number] => ({
    field,
    kind: 'signature',
    verdict: 'valid',
    indication: 'TOTAL-PASSED',
    subIndication: null,
    integrity: 'intact',
    coversWholeFile: false,
    coveredBytes,
    changesAfter: 'signature',
    certification: null,
    level: 'B-B',
    signer: { commonName, organization: null, serial: '1', issuer: 'CN=CA', fingerprint: '00' },
    headline: { vi: '', en: '' },
    claimedTime: null,
    timestamp: null,
    provenTime: null,
    timestampAuthority: null,
    digest: null,
    signatureAlgorithm: null,
    trust: { scheme: 'none', anchor: null, revocation: 'unknown' },
    reasons: [],
    warnings: [],
  });
  const marks: LintInput['marks'] = [
    { field: 'dau', page: 1, x: 0, y: 0, width: 100, height: 100, kind: 'seal', text: null },
    { field: 'ky', page: 1, x: 0, y: 0, width: 200, height: 70, kind: 'image', text: null },
  ];
  const withoutMargins = (found: ReturnType<typeof lint>) => found.filter(([code]) => !code.startsWith('margin'));

  it('the seal before the leader, and after', () => {
    const early = [signature('dau', 'SỞ NỘI VỤ', 100), signature('ky', 'Vũ Dũng', 200)];
    expect(withoutMargins(lint(facts, { signatures: early, marks }))).toEqual([['seal-first', 'warning']]);
    const late = [signature('dau', 'SỞ NỘI VỤ', 300), signature('ky', 'Vũ Dũng', 200)];
    expect(withoutMargins(lint(facts, { signatures: late, marks }))).toEqual([]);
  });

  it('an appendix that nobody signed', () => {
    const sheet = new Sheet();
    sheet.centred(297, 780, 14, 'PHỤ LỤC');
    const appendix = read([sheet]);
    expect(lint(appendix)).toEqual([['appendix-unsigned', 'warning']]);
    expect(lint(appendix, { signatures: [signature('a', 'SỞ NỘI VỤ', 10)] })).toEqual([]);
  });
});

describe('pictures', () => {
  const codes = (...input: Parameters<typeof lintPicture>) =>
    lintPicture(...input).map(({ code }) => code.replace('records.lint-', ''));

  it('blue signatures and red seals on nothing', () => {
    expect(codes('signature', { hasAlpha: true, hue: 'blue' })).toEqual([]);
    expect(codes('seal', { hasAlpha: true, hue: 'red' })).toEqual([]);
    expect(codes('signature', { hasAlpha: true, hue: 'black' })).toEqual(['signature-colour']);
    expect(codes('initials', { hasAlpha: true, hue: 'red' })).toEqual(['signature-colour']);
    expect(codes('seal', { hasAlpha: false, hue: 'black' })).toEqual(['seal-colour', 'opaque-image']);
  });

  it('each deviation names its clause', () => {
    expect(lintPicture('seal', { hasAlpha: false, hue: null }).map(({ clause }) => clause)).toEqual([
      'NĐ 30/2020 PL I, ô 8',
      'NĐ 30/2020 PL I, ô 8',
    ]);
  });
});
