import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { SignatureAppearance } from '../../../src/contracts/jobs.js';
import { type AppearanceContent, arranged } from '../../../src/main/appearance/arrangement.js';
import { mm } from '../../../src/main/appearance/units.js';
import { findPlace } from '../../../src/main/signing/placement.js';
import { png } from '../appearance/sample-images.js';
import { classicPdf, open } from '../pdf/sample-pdf.js';

const FONT = new Uint8Array(readFileSync('resources/fonts/LiberationSerif-Regular.ttf'));
const LINES = ['Người ký: Nguyễn Thị Thử Nghiệm', 'Cơ quan: Sở Nội vụ tỉnh Thử Nghiệm', 'Thời gian ký: 22/11/2026'];
const NOTE = 'TẬP HUẤN – không có giá trị pháp lý';
const image = (width: number, height: number, widthMm?: number) => ({
  bytes: png({ width, height, type: 0, depth: 8, sample: () => 9 }),
  ...(widthMm === undefined ? {} : { widthMm }),
});
const content = (appearance: SignatureAppearance, text: AppearanceContent['text'] = { lines: LINES }) => ({
  appearance,
  text,
  font: FONT,
  conformance: null,
});
/** The box found on an empty page, and what it would show. */
const placed = (shown: AppearanceContent) => {
  const { box, fontSizePt } = findPlace(open(classicPdf().text), { kind: 'automatic' }, shown);
  if (!box) throw new Error('no place');
  const size = { width: box.right - box.left, height: box.top - box.bottom };
  return { box, fontSizePt, ...size, shows: arranged(shown, size, fontSizePt) };
};
const sizeOf = ({ left, bottom, right, top }: { left: number; bottom: number; right: number; top: number }) => ({
  width: right - left,
  height: top - bottom,
});

describe('the automatic place has the size of what is drawn', () => {
  it.each([
    ['a seal, as high as the margin', 100, 100, { width: 46, height: 46 }],
    ['a signature that is wide', 300, 100, { width: 138, height: 46 }],
    ['a line, as wide as the block may be', 1000, 50, { width: 240, height: 12 }],
    ['a strip that is high', 50, 100, { width: 23, height: 46 }],
  ])('%s', (_name, width, height, expected) => {
    const { box, shows, ...size } = placed(content({ kind: 'image', image: image(width, height) }));
    expect(size.width).toBeCloseTo(expected.width, 6);
    expect(size.height).toBeCloseTo(expected.height, 6);
    expect(shows.image && sizeOf(shows.image.box).width).toBeCloseTo(expected.width, 6);
    // A4 with its upper right corner at (595, 842).
    expect([box.right, box.top]).toEqual([588, 835]);
  });

  it('a width in millimetres is kept', () => {
    const size = placed(content({ kind: 'image', image: image(300, 100, 30) }));
    expect(size.width).toBeCloseTo(mm(30), 6);
    expect(size.height).toBeCloseTo(mm(10), 6);
  });

  it.each([
    ['image', { kind: 'image', image: image(300, 100, 90) }],
    ['text-image', { kind: 'text-image', image: image(100, 100, 40) }],
  ] as const)('a width that no margin has room for is refused (%s)', (_kind, appearance) => {
    const refused = expect.objectContaining({ code: 'signing.image-exceeds-box' });
    expect(() => placed(content(appearance))).toThrowError(refused);
  });

  it.each([
    ['a seal', image(100, 100)],
    ['a wide signature', image(500, 100)],
    ['a seal of 12 mm', image(100, 100, 12)],
  ])('text beside %s: the text is whole at its size, and the image no larger than its share', (_name, picture) => {
    const { shows, fontSizePt, height, width } = placed(content({ kind: 'text-image', image: picture }));
    expect(shows.placed?.layout).toMatchObject({ fontSizePt, lines: LINES, whole: true });
    expect(shows.placed?.scale).toBe(1);
    expect(height).toBeLessThanOrEqual(46);
    expect(width).toBeLessThanOrEqual(240);
    const drawn = sizeOf(shows.image?.box ?? { left: 0, bottom: 0, right: 0, top: 0 });
    if ('widthMm' in picture) expect(drawn.width).toBeCloseTo(mm(12), 6);
    else expect(Math.max(drawn.height / 41, drawn.width / (240 * 0.35 - 2.5))).toBeCloseTo(1, 6);
  });

  it('a training note above an image can be read', () => {
    const shown = content({ kind: 'image', image: image(100, 100) }, { note: NOTE, lines: LINES });
    const { shows, height } = placed(shown);
    expect(shows.placed?.layout).toMatchObject({ note: [NOTE], lines: [], whole: true });
    expect(shows.placed?.layout.fontSizePt).toBeGreaterThanOrEqual(7);
    expect(height).toBeLessThanOrEqual(46);
  });

  it('text is as it was', () => {
    const { shows, height, fontSizePt } = placed(content({ kind: 'text' }));
    expect(shows.placed?.layout).toMatchObject({ fontSizePt: 7.5, lines: LINES, whole: true });
    expect(height).toBeCloseTo(LINES.length * fontSizePt * 1.15 + 5, 6);
  });
});
