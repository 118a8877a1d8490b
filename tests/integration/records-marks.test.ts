/** Marks of công tác văn thư on a real letter, signed, and measured on the page as poppler draws it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SigningIntent } from '../../src/contracts/jobs.js';
import type { MarkPlace, MarkRole } from '../../src/contracts/records.js';
import type { OfficialFacts } from '../../src/contracts/records-facts.js';
import type { SignatureReport } from '../../src/contracts/verification.js';
import { mm } from '../../src/main/appearance/units.js';
import { PdfDocument } from '../../src/main/pdf/document.js';
import { MemorySource } from '../../src/main/pdf/source.js';
import { loadTrust } from '../../src/main/pki/trust.js';
import { readOfficialDocument } from '../../src/main/records/anchors/read.js';
import { loadVocabulary } from '../../src/main/records/anchors/vocabulary.js';
import { arrivalStamp } from '../../src/main/records/marks/arrival-stamp.js';
import { imageFacts } from '../../src/main/records/marks/image-facts.js';
import { imageMark } from '../../src/main/records/marks/images.js';
import type { MarkLook } from '../../src/main/records/marks/look.js';
import {
  baselineOf,
  digits,
  type LineRole,
  lineMark,
  lineStyle,
  preparedSize,
} from '../../src/main/records/marks/number-date.js';
import { appendixStrips, copyStrips, formFor } from '../../src/main/records/marks/strips.js';
import { urgencyStamp } from '../../src/main/records/marks/urgency-stamp.js';
import { existingFields } from '../../src/main/records/placement/existing.js';
import { type PlacementRequest, placeMarks } from '../../src/main/records/placement/place-marks.js';
import { FIELD_NAMES } from '../../src/main/records/placement/prepared-fields.js';
import type { WantedMark } from '../../src/main/records/placement/spot.js';
import { loadPolicy } from '../../src/main/verification/policy.js';
import { verifyFile } from '../../src/main/verification/verify-file.js';
import { inspect } from './appearance-support.js';
import {
  boxOf,
  changedPixels,
  DPI,
  drawnPage,
  inkGrid,
  isBlue,
  isRed,
  printUnder,
  SEAL_INK,
  sealPng,
  signaturePng,
  unsignedLetter,
} from './records-marks-support.js';
import {
  AUTOMATIC,
  DOCUMENTS,
  FONTS,
  makeSigner,
  pdfsig,
  pdfText,
  qpdfComplaints,
  signFile,
  type TestSigner,
  temporaryFolder,
} from './signing-support.js';

const folder = temporaryFolder();
const at = (name: string): string => join(folder.path, name);
const vocabulary = loadVocabulary('resources/records/vocabulary.json');
const office = {
  arrivalStamp: { scale: 1, least: 0.6, place: 'under-number' },
  corrections: {},
} satisfies PlacementRequest['office'];

const SEAL_MM = 40;
const PEN_MM = 62;
const seal = sealPng();
const pen = signaturePng();
const AGENCY = 'Cục Cảnh sát phòng cháy, chữa cháy và cứu nạn, cứu hộ';

let leader: TestSigner;
let clerk: TestSigner;
let receiver: TestSigner;

beforeAll(() => {
  leader = makeSigner(folder.path);
  clerk = makeSigner(folder.path, undefined, '/C=VN/O=Cục Thử Nghiệm/CN=Cục Thử Nghiệm');
  receiver = makeSigner(folder.path, undefined, '/C=VN/O=UBND xã Thử Nghiệm/CN=UBND xã Thử Nghiệm');
  writeFileSync(at('letter.pdf'), unsignedLetter());
});
afterAll(() => folder.remove());

const reports = (file: string): SignatureReport[] =>
  verifyFile(file, {
    trust: loadTrust({ shipped: 'resources/trust', added: [leader, clerk, receiver].map(({ rootFile }) => rootFile) }),
    policy: loadPolicy('resources/policy/verification.json'),
    crls: [],
    at: new Date(),
  }).report.signatures;

const opened = (file: string): PdfDocument => PdfDocument.open(new MemorySource(readFileSync(file)));
const factsOf = (file: string): OfficialFacts => readOfficialDocument(opened(file), vocabulary);

const line = (role: LineRole, value: number): WantedMark & { readonly looks: MarkLook[] } => {
  const look = lineMark(role, value, 13, FONTS);
  return { role, sizes: [look], baseline: baselineOf(role, 13, FONTS), looks: [look] };
};
const image = (role: MarkRole, bytes: Uint8Array, widthMm: number): WantedMark & { readonly looks: MarkLook[] } => {
  const look = imageMark(bytes, widthMm);
  return { role, sizes: [look], ink: imageFacts(bytes).ink, looks: [look] };
};
const drawing = (role: MarkRole, ...looks: [MarkLook, ...MarkLook[]]): WantedMark & { readonly looks: MarkLook[] } => ({
  role,
  sizes: looks,
  looks,
});

const two = <T>([first, second]: readonly T[]): [T, T] => {
  if (first === undefined || second === undefined) throw new Error('too few');
  return [first, second];
};
const three = <T>(all: readonly T[]): [T, T, T] => {
  const [, , third] = all;
  if (third === undefined) throw new Error('too few');
  return [...two(all), third];
};

const placed = (
  file: string,
  wanted: readonly WantedMark[],
  usePrepared = false,
  ink: PlacementRequest['ink'] = null,
): MarkPlace[] =>
  placeMarks({ facts: factsOf(file), wanted, existing: existingFields(opened(file)), office, usePrepared, ink });

const showing = ({ page, rect }: MarkPlace, looks: readonly MarkLook[]): SigningIntent => {
  const look = formFor(looks, rect);
  if (!look) throw new Error('no look');
  return { ...AUTOMATIC, placement: { kind: 'rect', page, rect }, appearance: look.appearance };
};

/** Each mark a signature of its own; the name of the last file. */
const signed = async (
  name: string,
  from: string,
  marks: readonly (WantedMark & { readonly looks: MarkLook[] })[],
  signer: TestSigner,
  training = false,
): Promise<{ file: string; places: MarkPlace[] }> => {
  const places = placed(from, marks);
  let file = from;
  for (const [i, place] of places.entries()) {
    const to = at(`${name}-${i}.pdf`);
    await signFile(file, to, signer, showing(place, marks[i]?.looks ?? []), training);
    file = to;
  }
  return { file, places };
};

const approved = async (): Promise<{ file: string; places: MarkPlace[] }> =>
  signed('approved', at('letter.pdf'), [image('signature', pen, PEN_MM)], leader);

const within = (actual: number, wanted: number, millimetres: number): void =>
  expect(Math.abs(actual - wanted) / mm(1)).toBeLessThan(millimetres);

describe('phát hành with marks of their own', () => {
  it('number and date fill their blanks, and the seal stands over a third of the signature', async () => {
    const before = await approved();
    const wanted = [line('number', 7), line('day', 5), line('month', 2), image('seal', seal, SEAL_MM)];
    const issued = await signed('issued', before.file, wanted, clerk);
    expect(issued.places.map(({ role, sure }) => [role, sure])).toEqual([
      ['number', true],
      ['day', true],
      ['month', true],
      ['seal', true],
    ]);

    const [was, is] = [drawnPage(folder.path, 'was', before.file), drawnPage(folder.path, 'is', issued.file)];
    const hand = boxOf(was, isBlue, DPI);
    const disc = boxOf(is, isRed, DPI);
    within(disc.width, mm(SEAL_MM * SEAL_INK), 0.5);
    within(disc.height, mm(SEAL_MM * SEAL_INK), 0.5);
    within(disc.x + disc.width - hand.x, mm(SEAL_MM * SEAL_INK) / 3, 0.5);

    expect(printUnder(was, is)).toBe(0);
    expect(pdfsig(issued.file).every(({ valid }) => valid)).toBe(true);
    expect(qpdfComplaints(issued.file)).toEqual([]);
    const text = pdfText(issued.file, '-layout', '-l', '1');
    expect(text).toMatch(/Số:\s*07\s*\/PCCC&CNCH-P6/);
    expect(text).toMatch(/ngày\s*05\s*tháng\s*02\s*năm 2026/);
  });
});

describe('marks after marks', () => {
  it('number, date, seal, ĐẾN and SAO Y leave every earlier signature as it was', async () => {
    const before = await approved();
    const lines = [line('number', 125), line('day', 12), line('month', 11)];
    const issued = await signed('chain-issued', before.file, [...lines, image('seal', seal, SEAL_MM)], clerk);
    const stamp = { agency: 'UBND xã Thử Nghiệm', number: 8, date: '23/11/2026', forwardTo: 'Văn phòng', file: null };
    const strips = copyStrips('sao-y', 'UBND XÃ THỬ NGHIỆM', 'iso', FONTS);
    const received = [drawing('arrival-stamp', arrivalStamp(stamp, FONTS)), drawing('strip', ...three(strips))];
    const { file } = await signed('chain-received', issued.file, received, receiver);
    expect(pdfsig(file).map(({ valid }) => valid)).toEqual(Array(7).fill(true));
    const findings = reports(file).map(({ integrity, changesAfter, reasons, warnings }) => ({
      integrity,
      changesAfter,
      marks: [...reasons, ...warnings].map(({ code }) => code).filter((code) => code.includes('mark')),
    }));
    const untouched = { integrity: 'intact', changesAfter: 'signature', marks: [] };
    expect(findings).toEqual([...Array(6).fill(untouched), { ...untouched, changesAfter: 'none' }]);
  });
});

describe('phát hành into prepared fields', () => {
  it('leader prepares, clerk fills and seals in one revision, the date slanted', async () => {
    const hand = image('signature', pen, PEN_MM);
    const roles = ['number', 'day', 'month'] as const;
    const disc = image('seal', seal, SEAL_MM);
    const lines = roles.map(
      (role) => ({ role, sizes: [preparedSize(role, 13, FONTS)], baseline: baselineOf(role, 13, FONTS) }) as const,
    );
    const [first, ...fields] = placed(at('letter.pdf'), [hand, ...lines, disc]);
    if (!first) throw new Error('no place');
    const prepare = fields.map(({ role, page, rect }) => ({
      kind: role === 'seal' ? ('signature' as const) : ('text' as const),
      name: FIELD_NAMES[role === 'seal' ? 'seal' : (roles.find((one) => one === role) ?? 'number')],
      page,
      rect,
    }));
    await signFile(at('letter.pdf'), at('prepared.pdf'), leader, { ...showing(first, hand.looks), prepare });

    const again = placed(at('prepared.pdf'), [...roles.map((role) => line(role, 1)), disc], true);
    expect(again.map(({ rect, sure }) => ({ rect: rounded(rect), sure }))).toEqual(
      fields.map(({ rect }) => ({ rect: rounded(rect), sure: true })),
    );

    const values = { number: 1234, day: 9, month: 11 };
    await signFile(at('prepared.pdf'), at('filled.pdf'), clerk, {
      ...AUTOMATIC,
      field: FIELD_NAMES.seal,
      appearance: disc.looks[0]?.appearance,
      fill: roles.map((role) => ({
        field: FIELD_NAMES[role],
        value: digits(role, values[role]),
        style: lineStyle(role),
      })),
    });
    expect(pdfsig(at('filled.pdf')).map(({ valid }) => valid)).toEqual([true, true]);
    const text = pdfText(at('filled.pdf'), '-layout', '-l', '1');
    expect(text).toMatch(/Số:\s*1234\s*\/PCCC&CNCH-P6/);
    expect(text).toMatch(/ngày\s*09\s*tháng\s*11\s*năm 2026/);
    const fonts = inspect(folder.path, 'filled-fonts', readFileSync(at('filled.pdf'))).fonts.join('\n');
    expect(fonts).toMatch(/\+LiberationSerif-Italic\s+CID TrueType\s+Identity-H\s+yes yes yes/);

    const [was, is] = ['prepared', 'filled'].map((name) => drawnPage(folder.path, `${name}-page`, at(`${name}.pdf`)));
    if (!was || !is) throw new Error('not drawn');
    const [pen1, ring] = [boxOf(was, isBlue, DPI), boxOf(is, isRed, DPI)];
    within(ring.width, mm(SEAL_MM * SEAL_INK), 0.5);
    within(ring.x + ring.width - pen1.x, mm(SEAL_MM * SEAL_INK) / 3, 0.5);
    expect(printUnder(was, is)).toBe(0);
  });
});

const rounded = ({ x, y, width, height }: MarkPlace['rect']): number[] =>
  [x, y, width, height].map((value) => Math.round(value * 10) / 10);

describe('on a scan', () => {
  const scan = join(DOCUMENTS, 'unsigned', 'scan-plan-753.pdf');
  const strip = drawing('strip', ...three(copyStrips('sao-y', 'TRƯỜNG ĐẠI HỌC THỬ NGHIỆM', 'iso', FONTS)));

  it('the copy strip is a proposal until the ink is measured, then it stands where there is none', async () => {
    expect(placed(scan, [strip])[0]?.reason?.code).toBe('placement.scan-unread');
    const was = drawnPage(folder.path, 'scan-was', scan);
    const [place] = placed(scan, [strip], false, inkGrid(was, 1));
    expect(place?.sure).toBe(true);
    if (!place) throw new Error('no place');
    await signFile(scan, at('scan-copy.pdf'), clerk, showing(place, strip.looks));
    const is = drawnPage(folder.path, 'scan-is', at('scan-copy.pdf'));
    expect(changedPixels(was, is)).toBeGreaterThan(300);
    expect(printUnder(was, is)).toBe(0);
    expect(pdfText(at('scan-copy.pdf'), '-l', '1')).toContain('Thời gian ký: 2026-11-22T10:10:10+07:00');
  });
});

describe('strips and stamps cover nothing that is printed', () => {
  const stamp = {
    agency: AGENCY,
    number: 128,
    date: '22/11/2026',
    forwardTo: 'Phòng Tham mưu; Phòng Công tác phòng cháy',
    file: null,
  };
  it.each([
    ['copy', drawing('strip', ...three(copyStrips('sao-y', AGENCY, 'vietnamese', FONTS)))],
    ['copy-iso', drawing('strip', ...three(copyStrips('trich-sao', 'UBND TỈNH THỬ NGHIỆM', 'iso', FONTS)))],
    ['appendix', drawing('strip', ...two(appendixStrips('07/PCCC&CNCH-P6', FONTS)))],
    ['arrival', drawing('arrival-stamp', arrivalStamp(stamp, FONTS))],
    ['urgency', drawing('urgency-stamp', urgencyStamp('thuong-khan'))],
    ['initials', image('initials', pen, 14)],
  ])('%s', async (name, mark) => {
    const { file, places } = await signed(name, at('letter.pdf'), [mark], clerk);
    expect(places.map(({ sure, reason }) => reason?.vi ?? sure)).toEqual([true]);
    const [was, is] = [drawnPage(folder.path, `${name}-was`, at('letter.pdf')), drawnPage(folder.path, name, file)];
    expect(changedPixels(was, is)).toBeGreaterThan(300);
    expect(printUnder(was, is)).toBe(0);
  });

  it('letters come out as they went in, in fonts that are embedded', async () => {
    const { file } = await signed(
      'words',
      at('letter.pdf'),
      [drawing('arrival-stamp', arrivalStamp(stamp, FONTS))],
      clerk,
    );
    const seen = inspect(folder.path, 'words-seen', readFileSync(file));
    const text = seen.text.join(' ').replace(/\s+/g, ' ');
    for (const part of [
      'CỤC CẢNH SÁT PHÒNG CHÁY',
      'ĐẾN',
      'Chuyển:',
      'Phòng Tham mưu',
      'Số và ký hiệu HS:',
      '22/11/2026',
    ]) {
      expect(text).toContain(part);
    }
    const own = seen.fonts.filter((row) => /\+LiberationSerif/.test(row));
    expect(own.map((row) => /LiberationSerif(-\w+)?/.exec(row)?.[0]).sort()).toEqual([
      'LiberationSerif',
      'LiberationSerif-Bold',
    ]);
    for (const row of own) expect(row).toMatch(/CID TrueType\s+Identity-H\s+yes yes yes/);
  });

  it('the time in a strip is that of the signature', async () => {
    const strips = copyStrips('sao-y', AGENCY, 'vietnamese', FONTS);
    const { file } = await signed('time', at('letter.pdf'), [drawing('strip', ...three(strips))], clerk);
    expect(pdfText(file, '-layout')).toContain('Thời gian ký: 22/11/2026 10:10:10 +07:00');
  });

  it('a stamp of training says so', async () => {
    const { file } = await signed(
      'training',
      at('letter.pdf'),
      [drawing('urgency-stamp', urgencyStamp('khan'))],
      clerk,
      true,
    );
    const text = pdfText(file, '-layout').replace(/\s+/g, ' ');
    expect(text).toContain('KHẨN');
    expect(text).toContain('TẬP HUẤN');
  });
});
