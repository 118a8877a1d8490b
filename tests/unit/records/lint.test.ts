import { describe, expect, it } from 'vitest';
import type { OfficialFacts } from '../../../src/contracts/records-facts.js';
import { mm } from '../../../src/main/appearance/units.js';
import { type LintInput, lintDocument, lintPicture, type PlacedPicture } from '../../../src/main/records/lint.js';
import { imageFacts } from '../../../src/main/records/marks/image-facts.js';
import { Sheet } from '../../corpus/letters/sheet.js';
import { png } from '../appearance/sample-images.js';
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
const CLEAR = [0, 0, 0, 0];
const WHITE = [255, 255, 255, 255];
const RED = [210, 20, 30, 255];
const A4_MARGINS = [88, 595 - 48] as const;

const scanned = (image = IMAGE, more: Parameters<typeof read>[1] = {}): OfficialFacts => {
  const sheet = new Sheet();
  sheet.background = 'q 595 0 0 842 0 0 cm /Scan Do Q';
  return read([sheet], { image, ...more });
};

const NOTHING = {
  kind: 'electronic',
  signatures: [],
  marks: [],
  pictures: [],
  signsAppendix: false,
  pixels: null,
  vocabulary,
} as const;
const deviations = (facts: OfficialFacts, more: Partial<LintInput> = {}) =>
  lintDocument({ ...NOTHING, facts, ...more });

const lint = (facts: OfficialFacts, more: Partial<LintInput> = {}): readonly (readonly [string, string])[] =>
  deviations(facts, more).map(({ code, severity }) => [code.replace('records.lint-', ''), severity] as const);

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

  it('what a computer wrote is no scan, whatever was chosen', () => {
    const found = deviations(read([justified(...A4_MARGINS)]), asScan);
    expect(found).toMatchObject([{ code: 'records.lint-not-scanned', clause: 'NĐ 30/2020, Điều 25, khoản 1, điểm c' }]);
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

  it('a scan of another size than the paper', () => {
    const small = scanned(IMAGE, { box: pages(420, 595) });
    expect(lint(small, asScan)).toEqual([['scan-scale', 'warning']]);
  });

  it('in layers has the resolution and the colour of the best of them', () => {
    const layer = (dpi: number, colour: 'bilevel' | 'colour', width = 595) => ({
      box: { x: 0, y: 0, width, height: 842 },
      pixelWidth: 1,
      pixelHeight: 1,
      dpi,
      bits: 8,
      colour,
      field: null,
    });
    const [page] = scanned().pages;
    const layered = (...images: readonly ReturnType<typeof layer>[]): OfficialFacts => ({
      ...scanned(),
      pages: page ? [{ ...page, images: [...images] }] : [],
    });
    expect(lint(layered(layer(300, 'bilevel'), layer(100, 'colour')), asScan)).toEqual([]);
    expect(lint(layered(layer(150, 'bilevel'), layer(100, 'colour')), asScan)).toEqual([
      ['scan-resolution', 'warning'],
    ]);
    // A logo on the sheet is no layer of it.
    expect(lint(layered(layer(100, 'bilevel'), layer(600, 'colour', 60)), asScan)).toEqual([
      ['scan-resolution', 'warning'],
      ['scan-colour', 'warning'],
    ]);
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
    const found = deviations(facts, { signatures: early, marks }).find(
      ({ code }) => code === 'records.lint-seal-first',
    );
    expect(found?.clause).toBe('NĐ 30/2020, Điều 32, khoản 2, điểm d');
    const late = [signature('dau', 'SỞ NỘI VỤ', 300), signature('ky', 'Vũ Dũng', 200)];
    expect(withoutMargins(lint(facts, { signatures: late, marks }))).toEqual([]);
  });

  it('the seal on an original that no person signed; a scan has it on its paper', () => {
    const alone = [signature('dau', 'SỞ NỘI VỤ', 100)];
    expect(withoutMargins(lint(facts, { signatures: alone, marks }))).toEqual([['seal-alone', 'warning']]);
    expect(withoutMargins(lint(facts, { signatures: alone, marks, kind: 'scan' }))).toEqual([
      ['not-scanned', 'warning'],
    ]);
    const both = [...alone, signature('ky', 'Trần Bình', 50)];
    expect(withoutMargins(lint(facts, { signatures: both, marks }))).toEqual([]);
  });

  it('an appendix that the office did not sign, unless it is about to', () => {
    const sheet = new Sheet();
    sheet.centred(297, 780, 14, 'PHỤ LỤC');
    const appendix = read([sheet]);
    expect(lint(appendix)).toEqual([['appendix-unsigned', 'warning']]);
    expect(lint(appendix, { signatures: [signature('a', 'Vũ Dũng', 10)] })).toEqual([['appendix-unsigned', 'warning']]);
    expect(lint(appendix, { signatures: [signature('a', 'SỞ NỘI VỤ', 10)] })).toEqual([]);
    expect(lint(appendix, { signsAppendix: true })).toEqual([]);
    expect(deviations(appendix)[0]?.clause).toBe('NĐ 30/2020, Phụ lục I, Phần I, Mục II, khoản 8, điểm b');
  });
});

describe('pictures', () => {
  const codes = (...input: Parameters<typeof lintPicture>) =>
    lintPicture(...input).map(({ code }) => code.replace('records.lint-', ''));
  const clear = { opaqueShare: 0.2, inkShare: 0.25 };

  it('blue signatures and red seals on nothing', () => {
    expect(codes('signature', { ...clear, hue: 'blue' })).toEqual([]);
    expect(codes('seal', { ...clear, hue: 'red' })).toEqual([]);
    expect(codes('signature', { ...clear, hue: 'black' })).toEqual(['signature-colour']);
    expect(codes('initials', { ...clear, hue: 'red' })).toEqual(['signature-colour']);
    expect(codes('seal', { opaqueShare: 1, inkShare: 0.3, hue: 'black' })).toEqual(['seal-colour', 'opaque-image']);
  });

  it('white paper stays opaque, though one corner was cut out of it', () => {
    const cut = png({
      width: 40,
      height: 40,
      type: 6,
      depth: 8,
      sample: (x, y, channel) => (x === 0 && y === 0 ? CLEAR : x > 10 && x < 20 ? RED : WHITE)[channel] ?? 0,
    });
    expect(codes('seal', imageFacts(cut))).toEqual(['opaque-image']);
  });

  it('a seal that is placed in another size than its own', () => {
    const facts = read([justified(...A4_MARGINS)]);
    const actual = { width: mm(36), height: mm(36) };
    const placed = (place: PlacedPicture['place'], role: PlacedPicture['role'] = 'seal') =>
      deviations(facts, {
        pictures: [{ role, picture: { ...clear, hue: role === 'seal' ? 'red' : 'blue' }, actual, place }],
      });
    expect(placed(actual)).toEqual([]);
    expect(placed({ width: mm(36.4), height: mm(36.4) })).toEqual([]);
    // A place that is wider than the picture does not stretch it.
    expect(placed({ width: mm(60), height: mm(36) })).toEqual([]);
    const [small] = placed({ width: mm(30), height: mm(36) });
    expect(small).toMatchObject({ code: 'records.lint-seal-size', severity: 'warning' });
    expect(small?.vi).toContain('rộng 30,0 mm, kích thước thực tế là 36,0 mm');
    expect(placed({ width: mm(20), height: mm(20) }, 'signature')).toEqual([]);
  });

  it('that are to be placed are judged with the document', () => {
    const facts = read([justified(...A4_MARGINS)]);
    const size = { width: 100, height: 100 };
    const black = { opaqueShare: 1, inkShare: 0.3, hue: 'black' } as const;
    expect(lint(facts, { pictures: [{ role: 'signature', picture: black, actual: size, place: size }] })).toEqual([
      ['signature-colour', 'warning'],
      ['opaque-image', 'warning'],
    ]);
  });
});

describe('each deviation names its clause to the letter', () => {
  const asScan = { kind: 'scan' } as const;
  const clauses = (found: readonly { code: string; clause: string }[]) =>
    found.map(({ code, clause }) => [code.replace('records.lint-', ''), clause.replace('NĐ 30/2020, ', '')] as const);
  const coarse = IMAGE.replace('1654', '800').replace('8/ColorSpace/DeviceRGB', '1');

  it.each([
    [
      'paper',
      deviations(read([letterHead()], { box: pages(612, 792) })),
      [['paper-size', 'Phụ lục I, Phần I, Mục I, khoản 1: khổ giấy']],
    ],
    [
      'margins',
      deviations(read([justified(57, 580)])),
      [
        ['margin-left', 'Phụ lục I, Phần I, Mục I, khoản 3: định lề trang'],
        ['margin-right', 'Phụ lục I, Phần I, Mục I, khoản 3: định lề trang'],
      ],
    ],
    [
      'scan',
      deviations(scanned(coarse, { box: pages(500, 700), header: '%PDF-1.3' }), asScan),
      [
        ['scan-scale', 'Phụ lục I, Phần II, Mục I, khoản 2: tỷ lệ số hóa'],
        ['scan-resolution', 'Phụ lục I, Phần II, Mục I, khoản 2: độ phân giải'],
        ['scan-colour', 'Phụ lục I, Phần II, Mục I, khoản 2: ảnh màu'],
        ['pdf-version', 'Phụ lục I, Phần II, Mục I, khoản 2: phiên bản PDF'],
      ],
    ],
    [
      'seal',
      lintPicture('seal', { opaqueShare: 1, inkShare: 0, hue: null }),
      [
        ['seal-colour', 'Phụ lục I, Phần I, Mục II, khoản 8, điểm a'],
        ['opaque-image', 'Phụ lục I, Phần I, Mục II, khoản 8, điểm a'],
      ],
    ],
    [
      'signature',
      lintPicture('signature', { opaqueShare: 1, inkShare: 0, hue: null }),
      [
        ['signature-colour', 'Phụ lục I, Phần I, Mục II, khoản 7, điểm d'],
        ['opaque-image', 'Phụ lục I, Phần I, Mục II, khoản 7, điểm d'],
      ],
    ],
  ])('%s', (_name, found, expected) => {
    expect(clauses(found)).toEqual(expected);
  });
});
