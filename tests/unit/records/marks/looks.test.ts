import { describe, expect, it } from 'vitest';
import { appearanceSchema, type Drawing } from '../../../../src/contracts/jobs.js';
import { signingTimeText } from '../../../../src/main/appearance/signing-time.js';
import { mm } from '../../../../src/main/appearance/units.js';
import { arrivalStamp } from '../../../../src/main/records/marks/arrival-stamp.js';
import { lineWidth, type MarkLook } from '../../../../src/main/records/marks/look.js';
import { baselineOf, digits, lineMark, preparedSize } from '../../../../src/main/records/marks/number-date.js';
import { appendixStrips, copyStrips, formFor } from '../../../../src/main/records/marks/strips.js';
import { urgencyStamp } from '../../../../src/main/records/marks/urgency-stamp.js';
import { FONTS } from './fonts.js';

const drawingOf = ({ appearance }: MarkLook): Drawing => {
  if (appearance.kind !== 'drawing') throw new Error('no drawing');
  return appearance.drawing;
};
const linesOf = (look: MarkLook): string[] =>
  drawingOf(look).texts.map(({ text, signingTime }) => text + (signingTime ? `<${signingTime}>` : ''));

/** Where a text begins and ends, in points of the drawing. */
const extents = (look: MarkLook): { text: string; left: number; right: number; top: number; bottom: number }[] =>
  drawingOf(look).texts.map(({ text, signingTime, x, y, align, sizePt, style }) => {
    const whole = text + (signingTime ? signingTimeText(signingTime, new Date(0)) : '');
    const width = lineWidth(whole, sizePt, style, FONTS);
    const left = x - width * { left: 0, center: 0.5, right: 1 }[align];
    return { text, left, right: left + width, bottom: y - 0.22 * sizePt, top: y + 0.9 * sizePt };
  });

const expectInside = (look: MarkLook): void => {
  const { width, height } = drawingOf(look);
  for (const { text, left, right, top, bottom } of extents(look)) {
    expect([text, left >= -0.01, right <= width + 0.01, bottom >= -0.5, top <= height + 0.5]).toEqual([
      text,
      true,
      true,
      true,
      true,
    ]);
  }
  expect(appearanceSchema.safeParse(look.appearance).success).toBe(true);
};

describe('số, ngày, tháng', () => {
  it.each([
    ['number', 1, '01'],
    ['number', 9, '09'],
    ['number', 10, '10'],
    ['number', 1234, '1234'],
    ['day', 9, '09'],
    ['day', 10, '10'],
    ['month', 1, '01'],
    ['month', 2, '02'],
    ['month', 3, '3'],
    ['month', 12, '12'],
  ] as const)('%s %i is written %s (NĐ 30/2020 PL I)', (role, value, expected) => {
    expect(digits(role, value)).toBe(expected);
    expect(linesOf(lineMark(role, value, 13, FONTS))).toEqual([expected]);
  });

  it('are 13 points large, the number upright and the date slanted', () => {
    const styles = (['number', 'day', 'month'] as const).map(
      (role) => drawingOf(lineMark(role, 7, 13, FONTS)).texts[0],
    );
    expect(styles.map((text) => [text?.sizePt, text?.style])).toEqual([
      [13, 'regular'],
      [13, 'italic'],
      [13, 'italic'],
    ]);
  });

  it('a prepared field has room for the longest value, on the same base line', () => {
    for (const [role, longest] of [
      ['number', 99999],
      ['day', 31],
      ['month', 12],
    ] as const) {
      const look = lineMark(role, longest, 13, FONTS);
      expect(look.width).toBeCloseTo(preparedSize(role, 13, FONTS).width, 6);
      expect(look.height).toBeCloseTo(preparedSize(role, 13, FONTS).height, 6);
      expect(drawingOf(look).texts[0]?.y).toBeCloseTo(baselineOf(role, 13, FONTS), 6);
    }
  });
});

const AGENCY = 'ỦY BAN NHÂN DÂN HUYỆN THỬ NGHIỆM, TỈNH THỬ NGHIỆM';

describe('copy strip', () => {
  it('says form, agency and signing time, in Times 10, black, upright', () => {
    const [first, second, third] = copyStrips('sao-luc', 'UBND TỈNH X', 'iso', FONTS);
    expect(first && linesOf(first)).toEqual(['SAO LỤC', 'UBND TỈNH X', 'Thời gian ký: <iso>']);
    expect(second && linesOf(second)).toEqual(['SAO LỤC; UBND TỈNH X', 'Thời gian ký: <iso>']);
    expect(third && linesOf(third)).toEqual(['SAO LỤC; UBND TỈNH X; Thời gian ký: <iso>']);
    for (const text of first ? drawingOf(first).texts : []) {
      expect(text).toMatchObject({ sizePt: 10, style: 'regular', ink: 'black' });
    }
  });

  it.each(['sao-y', 'sao-luc', 'trich-sao'] as const)('%s keeps all of a long name in its box', (form) => {
    const looks = copyStrips(form, AGENCY, 'vietnamese', FONTS);
    for (const look of looks) expectInside(look);
    expect(looks[0]?.width).toBeLessThanOrEqual(202);
    expect(looks.map(({ height }) => height)).toEqual([...looks.map(({ height }) => height)].sort((a, b) => b - a));
  });

  it('its place says which form it is for, moved, resized or not', () => {
    const looks = copyStrips('sao-y', AGENCY, 'iso', FONTS);
    for (const look of looks) expect(formFor(looks, look)).toBe(look);
    const flat = looks[2];
    expect(flat && formFor(looks, { width: flat.width * 0.8, height: flat.height * 0.8 })).toBe(flat);
  });
});

describe('appendix strip', () => {
  it('says the number of the document, date, time and zone', () => {
    const [first, second] = appendixStrips('05/QĐ-UBND', FONTS);
    expect(first && linesOf(first)).toEqual(['Số: 05/QĐ-UBND; <vietnamese-parted>']);
    expect(second && linesOf(second)).toEqual(['Số: 05/QĐ-UBND;', '<vietnamese-parted>']);
    for (const look of [first, second]) if (look) expectInside(look);
  });
});

const STAMP = { agency: 'Sở Nội vụ', number: 7, date: '05/02/2026', forwardTo: null, file: null };
const LONG = 'Phòng Tổ chức cán bộ, Phòng Cải cách hành chính, Thanh tra Sở, Ban Thi đua - Khen thưởng';

describe('dấu ĐẾN', () => {
  it('is 50 × 35 mm with the rows of the annex', () => {
    const look = arrivalStamp(STAMP, FONTS);
    expect([look.width, look.height]).toEqual([mm(50), mm(35)]);
    const texts = linesOf(look);
    for (const text of ['SỞ NỘI VỤ', 'ĐẾN', 'Số:', '07', 'Ngày:', '05/02/2026', 'Chuyển:', 'Số và ký hiệu HS:']) {
      expect(texts).toContain(text);
    }
    expect(texts.filter((text) => /^…+$/u.test(text))).toHaveLength(2);
  });

  it('its form is red, what is filled in black', () => {
    const inks = drawingOf(arrivalStamp(STAMP, FONTS)).texts.map(({ text, ink }) => [text, ink]);
    expect(inks.filter(([, ink]) => ink === 'black').map(([text]) => text)).toEqual(['07', '05/02/2026']);
  });

  it.each([
    ['short values', STAMP],
    [
      'a long agency',
      { ...STAMP, agency: 'Ban Quản lý dự án đầu tư xây dựng các công trình giao thông và nông nghiệp tỉnh' },
    ],
    ['a long way', { ...STAMP, number: 123456, forwardTo: LONG, file: '01.02.H99-2026/TCCB' }],
    ['one word that is too long', { ...STAMP, forwardTo: 'X'.repeat(60) }],
  ])('nothing leaves the stamp: %s', (_name, stamp) => {
    expectInside(arrivalStamp(stamp, FONTS));
  });

  it('no text runs into another', () => {
    const boxes = extents(arrivalStamp({ ...STAMP, forwardTo: 'Phòng Tổ chức cán bộ, Thanh tra Sở' }, FONTS));
    for (const [i, a] of boxes.entries()) {
      for (const b of boxes.slice(i + 1)) {
        const [dx, dy] = [
          Math.min(a.right, b.right) - Math.max(a.left, b.left),
          Math.min(a.top, b.top) - Math.max(a.bottom, b.bottom),
        ];
        expect([a.text, b.text, dx > 0.1 && dy > 2]).toEqual([a.text, b.text, false]);
      }
    }
  });
});

describe('dấu chỉ mức độ khẩn', () => {
  it.each([
    ['hoa-toc', 'HỎA TỐC', 30],
    ['thuong-khan', 'THƯỢNG KHẨN', 40],
    ['khan', 'KHẨN', 20],
  ] as const)('%s: %s in a red box of %i × 8 mm', (urgency, text, width) => {
    const look = urgencyStamp(urgency);
    expect([look.width, look.height]).toEqual([mm(width), mm(8)]);
    const { texts, boxes } = drawingOf(look);
    expect(texts).toMatchObject([{ text, style: 'bold', ink: 'red' }]);
    expect(boxes).toHaveLength(1);
    expectInside(look);
  });
});
