/** Drafts that somebody made to mislead the clerk, or that no program should have made. */
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecordChoice, RecordPlan } from '../../src/contracts/records.js';
import { Sheet, sheetPdf } from '../corpus/letters/sheet.js';
import { TwinFile } from '../corpus/twins/file.js';
import { type Office, openOffice } from './records-support.js';
import { pdfsig, pdfText } from './signing-support.js';

let office: Office;
beforeAll(() => {
  office = openOffice();
});
afterAll(() => office.close());

/** @param month printed, where there is one */
const letter = (month = ''): Sheet => {
  const sheet = new Sheet();
  sheet.centred(150, 770, 12, 'SỞ NỘI VỤ');
  sheet.centred(415, 770, 12, 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM');
  sheet.centred(415, 755, 13, 'Độc lập - Tự do - Hạnh phúc');
  sheet.line(100, 735, 13, 'Số:');
  sheet.line(162, 735, 13, '/TTr-SNV');
  sheet.line(330, 735, 13, 'Hà Nội, ngày');
  sheet.line(431, 735, 13, 'tháng');
  if (month !== '') sheet.line(467, 735, 13, month);
  sheet.line(490, 735, 13, 'năm 2026');
  sheet.centred(297, 690, 14, 'TỜ TRÌNH');
  sheet.centred(297, 672, 14, 'Về việc thử nghiệm');
  for (let i = 0; i < 8; i++)
    sheet.line(85, 630 - 20 * i, 14, 'Căn cứ nhu cầu thực tế của các đơn vị, kính đề nghị xem xét, bố trí kinh phí');
  sheet.centred(420, 300, 13, 'GIÁM ĐỐC');
  sheet.centred(424, 180, 14, office.letter.labels.name);
  sheet.line(85, 300, 12, 'Nơi nhận:');
  sheet.line(85, 286, 11, '- Như trên;');
  sheet.line(85, 273, 11, '- Lưu: VT.');
  return sheet;
};

const saved = (name: string, bytes: Uint8Array): string => {
  const path = office.workshop.path(`${name}.pdf`);
  writeFileSync(path, bytes);
  return path;
};

/** The letter with widgets on its page, each by its entries. */
const withFields = (...fields: readonly string[]): Uint8Array => {
  const text = Buffer.from(sheetPdf([letter()])).toString('latin1');
  const objects = [...text.matchAll(/(?<=\n)(\d+) 0 obj\n([\s\S]*?)\nendobj\n/gu)];
  const bodies = new Map(objects.map(([, num = '', body = '']) => [Number(num), body]));
  const page = [...bodies].find(([, body]) => body.includes('/Type/Page/'))?.[0] ?? 0;
  const first = bodies.size + 1;
  const refs = fields.map((_, i) => `${first + i} 0 R`).join(' ');
  fields.forEach((entries, i) => {
    bodies.set(first + i, `<</Type/Annot/Subtype/Widget/P ${page} 0 R${entries}>>`);
  });
  bodies.set(page, (bodies.get(page) ?? '').replace('/Annots[]', `/Annots[${refs}]`));
  bodies.set(1, `<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[${refs}]>>>>`);
  return TwinFile.create(Object.fromEntries(bodies), { root: 1, info: 3 }).bytes;
};

const PLACES = {
  VanThu_So: '[122 731 157 747]',
  VanThu_Ngay: '[408 731 423 747]',
  VanThu_Thang: '[467 731 482 747]',
  VanThu_ConDau: '[285 187 398 300]',
} as const;
type Name = keyof typeof PLACES;
const field = (name: Name, more: { type?: string; entries?: string; place?: string } = {}): string => {
  const { type = name === 'VanThu_ConDau' ? 'Sig' : 'Tx', entries = '/F 4', place = PLACES[name] } = more;
  return `/T(${name})/FT/${type}${entries}/Rect${place}`;
};
const all = (more: Parameters<typeof field>[1] = {}): string[] =>
  (Object.keys(PLACES) as Name[]).map((name) => field(name, more));

const ISSUED: RecordChoice = { kind: 'electronic', number: 1234, date: '2026-03-05' };
const NUMBERED = /Số:\s+1234\s+\/TTr-SNV\s+Hà Nội, ngày 05 tháng 3\s+năm 2026/u;

const throughTheOffice = async (
  name: string,
  bytes: Uint8Array,
): Promise<{ plan: RecordPlan; file: string; steps: number }> => {
  const approved = await office.perform(saved(name, bytes), 'approve', office.leader);
  const plan = office.plan(approved.file, 'issue', ISSUED);
  return { plan, ...(await office.perform(approved.file, 'issue', office.seal, ISSUED)) };
};

describe('a draft with fields of our names', () => {
  it('that are as we make them: they are used, none is added', async () => {
    const { plan, file, steps } = await throughTheOffice('prepared', withFields(...all()));
    expect([plan.way, plan.look, steps]).toEqual(['prepared-fields', [], 1]);
    expect(pdfsig(file).map(({ valid }) => valid)).toEqual([true, true]);
    expect(pdfText(file, '-layout')).toMatch(NUMBERED);
  });

  it.each([
    ['of another type', [field('VanThu_So', { type: 'Sig' }), field('VanThu_ConDau', { type: 'Tx' })]],
    ['of a button', [field('VanThu_So', { type: 'Btn' })]],
    ['that is filled', [field('VanThu_So', { entries: '/F 4/V(99)' }), ...all().slice(1)]],
    ['that are read-only', all({ entries: '/F 4/Ff 1' })],
    ['that nobody sees', all({ entries: '/F 6' })],
    ['that are not shown on the screen', all({ entries: '/F 36' })],
    ['that are not printed', all({ entries: '/F 0' })],
    ['without a place', all({ place: '[0 0 0 0]' })],
  ])('%s: number, date and seal are marks of their own, and seen', async (_name, fields) => {
    const { plan, file, steps } = await throughTheOffice('odd', withFields(...fields));
    expect([plan.way, steps]).toEqual(['own-signatures', 4]);
    expect(office.workshop.verify(file).verdict).toBe('valid');
    expect(pdfText(file, '-layout')).toMatch(NUMBERED);
  });

  it.each([
    ['in the lower margin', { VanThu_So: '[20 20 55 36]' }],
    ['over the whole page', { VanThu_ConDau: '[0 0 595 842]' }],
    ['far from the signature', { VanThu_ConDau: '[20 700 133 813]' }],
  ])('%s: somebody looks at it first', async (_name, places: Partial<Record<Name, string>>) => {
    const fields = (Object.keys(PLACES) as Name[]).map((name) => field(name, { place: places[name] ?? PLACES[name] }));
    const { plan } = await throughTheOffice('astray', withFields(...fields));
    expect(plan.look.map(({ code }) => code)).toEqual(['records.prepared-astray']);
  });

  it('and 300 more in the place of the number', async () => {
    const more = Array.from({ length: 300 }, (_, i) => `/T(x${i})/FT/Tx/F 4/Rect[${122 + (i % 5)} 731 157 747]`);
    const { plan, file } = await throughTheOffice('300', withFields(...all(), ...more));
    expect(plan.way).toBe('prepared-fields');
    expect(pdfText(file, '-layout')).toMatch(NUMBERED);
  });
});

describe('a page that is said in an unusual way', () => {
  const places = (plan: RecordPlan) =>
    plan.marks.map(({ role, rect: { x, y, width, height } }) => [role, ...[x, y, width, height].map(Math.round)]);

  it.each([
    ['turned', '[0 0 842 595]', 90, '0 1 -1 0 842 0 cm'],
    ['upside down', '[0 0 595 842]', 180, '-1 0 0 -1 595 842 cm'],
    ['cropped', '[0 0 800 1000]/CropBox[100 80 695 922]', 0, '1 0 0 1 100 80 cm'],
    ['in units of 2 points', '[0 0 297.5 421]/UserUnit 2', 0, '0.5 0 0 0.5 0 0 cm'],
  ])('%s has its marks where any other has them', (name, mediaBox, rotate, before) => {
    const plain = saved('plain', sheetPdf([letter()]));
    const odd = saved(name, sheetPdf([letter()], { box: { mediaBox, rotate, before } }));
    for (const [operation, choice] of [
      ['approve', {}],
      ['copy', {}],
      ['incoming', { number: 3 }],
    ] as const) {
      const plan = office.plan(odd, operation, choice);
      expect(places(plan)).toEqual(places(office.plan(plain, operation, choice)));
      expect(plan.marks.filter(({ sure }) => !sure)).toEqual([]);
    }
  });

  it('one of a thousand is planned from those that matter', () => {
    const many = saved('1000', sheetPdf(Array.from({ length: 1000 }, () => letter())));
    const plan = office.plan(many, 'approve');
    expect(plan.facts.pageCount).toBe(1000);
    expect(plan.marks.map(({ page }) => page)).toEqual([1, 1, 1, 1, 1]);
  });
});

describe('the date of issue', () => {
  const approved = async (month?: string): Promise<string> => {
    const { file } = await office.perform(saved('dated', sheetPdf([letter(month)])), 'approve', office.leader);
    return file;
  };
  const refusal = (file: string, date: string) => office.plan(file, 'issue', { ...ISSUED, date }).refusal?.code;

  it('in January is none for a document that is printed with the old year', async () => {
    const file = await approved();
    expect(refusal(file, '2026-12-31')).toBeUndefined();
    expect(refusal(file, '2027-01-02')).toBe('records.date-differs');
  });

  it('is in the month that is printed already', async () => {
    const file = await approved('3');
    expect(refusal(file, '2026-03-05')).toBeUndefined();
    expect(refusal(file, '2026-04-05')).toBe('records.date-differs');
  });
});
