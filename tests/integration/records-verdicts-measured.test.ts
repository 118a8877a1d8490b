/**
 * Where number, date and seal came to stand, measured on pages as poppler draws them: in letters that are issued by
 * prepared fields and by four signatures, and on scans. FULL_VERDICTS=1 measures more letters.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MarkPlace, RecordChoice } from '../../src/contracts/records.js';
import { mm } from '../../src/main/appearance/units.js';
import { type Issued, issue } from '../../tools/test-pki/make.mjs';
import { seed } from '../seed.js';
import type { Picture } from './appearance-support.js';
import { boxOf, DPI, inkGrid, isBlue, isRed, SEAL_INK, unsignedLetter } from './records-marks-support.js';
import { type MarksWay, type Office, openOffice } from './records-support.js';
import { coveredPrint, drawn } from './records-verdicts-pages.js';
import { DOCUMENTS, pdfText } from './signing-support.js';

const full = process.env.FULL_VERDICTS === '1';
const LETTERS = full ? 40 : 1;
const SEAL_MM = 40;
/** Millimetres. */
const TOLERANCE = 0.5;

let office: Office;
beforeAll(() => {
  office = openOffice(seed);
}, 120_000);
afterAll(() => office.close());

const away = (actual: number, wanted: number): number => Math.abs(actual - wanted) / mm(1);

/** @returns millimetres by which the seal is not what was asked for */
const sealErrors = (was: Picture, is: Picture) => {
  const [hand, disc] = [boxOf(was, isBlue, DPI), boxOf(is, isRed, DPI)];
  const wanted = mm(SEAL_MM * SEAL_INK);
  return {
    width: away(disc.width, wanted),
    height: away(disc.height, wanted),
    overlap: away(disc.x + disc.width - hand.x, wanted / 3),
  };
};

interface Measured {
  readonly way: MarksWay;
  readonly errors: ReturnType<typeof sealErrors>;
  readonly underSeal: number;
}
const measured: Measured[] = [];

afterAll(() => {
  for (const way of ['prepared-fields', 'own-signatures'] as const) {
    const all = measured.filter((one) => one.way === way);
    const most = Math.max(...all.flatMap(({ errors }) => Object.values(errors)));
    const over = all.filter(({ underSeal }) => underSeal > 0).length;
    process.stdout.write(
      `${way}: ${all.length} letters, seal off by ${most.toFixed(2)} mm at most, over print in ${over}\n`,
    );
  }
});

/** What of the blanks is dotted in print, to be written upon. */
const dotted = (draft: string): string[] => {
  const text = pdfText(draft, '-layout', '-l', '1');
  const before = { number: 'Số:', day: 'ngày', month: 'tháng' };
  return Object.entries(before).flatMap(([role, word]) =>
    new RegExp(`${word} *\\.{2,}`, 'u').test(text) ? [role] : [],
  );
};

const issued: RecordChoice = { kind: 'electronic', number: 1234, date: '2026-11-29' };
const cases = Array.from({ length: LETTERS }, (_, index) => index).flatMap((index) =>
  (['prepared-fields', 'own-signatures'] as const).map((way) => ({ index, way })),
);

type Draw = (number: number) => readonly [was: Picture, is: Picture];

const issueAndDraw = async (name: string, { draft, leader, way }: { draft: string; leader: Issued; way: MarksWay }) => {
  const choice = { leader: office.letter.labels.name };
  const { file: approved } = await office.perform(draft, 'approve', leader, choice, { marks: way });
  const { marks } = office.plan(approved, 'issue', issued, way);
  const { file } = await office.perform(approved, 'issue', office.seal, issued, { marks: way });
  const draw: Draw = (number) => [
    drawn(office.workshop.folder, `${name}-was-${number}`, approved, number),
    drawn(office.workshop.folder, `${name}-is-${number}`, file, number),
  ];
  return { marks, draw };
};

/** The part of a seal through which no line of print runs; above and below it custom lets it stand over them. */
const MIDDLE = { from: 0.3, height: 0.4 } as const;
const middleOf = (seal: MarkPlace): MarkPlace => {
  const { x, y, width, height } = seal.rect;
  return { ...seal, rect: { x, y: y + MIDDLE.from * height, width, height: MIDDLE.height * height } };
};

describe('an issued letter', () => {
  it.each(cases)('$index by $way: the seal has its size and place, no print is covered', async ({ index, way }) => {
    const { letter, draft, leader } = office.another();
    const { marks, draw } = await issueAndDraw(`${way}-${index}`, { draft, leader, way });
    const { page } = letter.labels.block;
    const on = (number: number) => marks.filter((place) => place.page === number);
    const [was, is] = draw(page);
    const errors = sealErrors(was, is);
    for (const error of Object.values(errors)) expect(error).toBeLessThan(TOLERANCE);
    const covered = [...coveredPrint(was, is, on(page)), ...(page === 1 ? [] : coveredPrint(...draw(1), on(1)))];
    const allowed = ['seal', ...dotted(draft)];
    expect(covered.filter(([role]) => !allowed.includes(role))).toEqual([]);
    // In these letters position and name are nearer to each other than a seal of 40 mm is high.
    const underSeal = covered.find(([role]) => role === 'seal')?.[1] ?? 0;
    const seal = marks.find(({ role }) => role === 'seal');
    if (seal?.sure) expect(coveredPrint(was, is, [middleOf(seal)]).get('seal') ?? 0).toBe(0);
    measured.push({ way, errors, underSeal });
  });
});

describe('a real letter', () => {
  it.each(['prepared-fields', 'own-signatures'] as const)('by %s: the same', async (way) => {
    const draft = office.workshop.path(`letter ${way}.pdf`);
    writeFileSync(draft, unsignedLetter());
    const subject = [
      ['C', 'VN'],
      ['O', 'Cục Thử Nghiệm'],
      ['CN', 'Nguyễn Thanh Điệp'],
    ] as const;
    const extensions = ['keyUsage = critical, digitalSignature, nonRepudiation'];
    const leader = issue(office.workshop.pki.sub, { name: `letter-${way}`, subject, extensions });
    const { marks, draw } = await issueAndDraw(`letter-${way}`, { draft, leader, way });
    const [was, is] = draw(1);
    for (const error of Object.values(sealErrors(was, is))) expect(error).toBeLessThan(TOLERANCE);
    expect(marks.map(({ sure }) => sure)).toEqual([true, true, true, true]);
    expect([...coveredPrint(was, is, marks).keys()].filter((role) => role !== 'seal')).toEqual([]);
    expect(coveredPrint(was, is, marks.map(middleOf)).get('seal') ?? 0).toBe(0);
  });
});

describe('a scan', () => {
  const scan = join(DOCUMENTS, 'unsigned', 'scan-law-fire-prevention.pdf');
  const draw = (name: string, file: string): Picture => drawn(office.workshop.folder, name, file, 1);

  it('gets the copy strip where there is no ink', async () => {
    const was = draw('scan-was', scan);
    const pixels = { redSeals: [], colourShare: 0, ink: inkGrid(was, 1) };
    const { file } = await office.perform(scan, 'issue', office.seal, { kind: 'scan' }, { pixels });
    const is = draw('scan-is', file);
    expect(coveredPrint(was, is, [])).toEqual(new Map());
    expect(pdfText(file, '-l', '1')).toContain('SAO Y');
  });

  it('signed in ink gets number, date and seal where the clerk put them, the seal in its size', async () => {
    const side = mm(SEAL_MM);
    const line = { y: 700, height: 14 };
    const places: RecordChoice['places'] = [
      { role: 'number', page: 1, rect: { x: 110, width: 28, ...line } },
      { role: 'day', page: 1, rect: { x: 400, width: 16, ...line } },
      { role: 'month', page: 1, rect: { x: 450, width: 16, ...line } },
      { role: 'seal', page: 1, rect: { x: 250, y: 60, width: side, height: side } },
    ];
    const choice = { ...issued, kind: 'unnumbered-scan', number: 7, places } as const;
    const { file, steps } = await office.perform(scan, 'issue', office.seal, choice);
    expect(steps).toBe(4);
    const disc = boxOf(draw('ink-is', file), isRed, DPI);
    const margin = (side * (1 - SEAL_INK)) / 2;
    const errors = [
      away(disc.width, side * SEAL_INK),
      away(disc.height, side * SEAL_INK),
      away(disc.x, 250 + margin),
      away(disc.y, 60 + margin),
    ];
    for (const error of errors) expect(error).toBeLessThan(TOLERANCE);
  });
});
