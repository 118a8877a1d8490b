import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { appearanceSchema, type Drawing, type SignatureAppearance } from '../../../src/contracts/jobs.js';
import { type AppearanceRequest, writeAppearance } from '../../../src/main/appearance/appearance.js';
import { arranged } from '../../../src/main/appearance/arrangement.js';
import { placeDrawing } from '../../../src/main/appearance/drawing.js';
import { signingTimeText, withSigningTime } from '../../../src/main/appearance/signing-time.js';
import { RevisionWriter } from '../../../src/main/pdf/revision-writer.js';
import { classicPdf, open } from '../pdf/sample-pdf.js';

const font = (style: string): Uint8Array =>
  new Uint8Array(readFileSync(`resources/fonts/LiberationSerif-${style}.ttf`));
const FONT = font('Regular');
const emphasis = { bold: font('Bold'), italic: font('Italic') };

const DRAWING: Drawing = {
  width: 100,
  height: 40,
  texts: [
    { text: 'ĐẾN', x: 50, y: 20, align: 'center', sizePt: 12, style: 'bold', ink: 'red' },
    { text: 'Số: 07', x: 98, y: 5, align: 'right', sizePt: 10, style: 'regular', ink: 'black' },
  ],
  lines: [{ from: { x: 0, y: 15 }, to: { x: 100, y: 15 }, thickness: 0.5, ink: 'red' }],
  boxes: [{ x: 0.5, y: 0.5, width: 99, height: 39, thickness: 1, ink: 'red' }],
};
const REQUEST: AppearanceRequest = {
  appearance: { kind: 'drawing', drawing: DRAWING },
  text: { lines: ['never shown'] },
  widthPt: 100,
  heightPt: 40,
  rotate: 0,
  fontSizePt: 11,
  font: FONT,
  emphasis,
  conformance: null,
};

/** The revision, as text. */
const written = async (request: Partial<AppearanceRequest> = {}): Promise<string> => {
  const writer = new RevisionWriter(open(classicPdf().text));
  await writeAppearance(writer, { ...REQUEST, ...request });
  return Buffer.from(writer.serialize().bytes).toString('latin1');
};
const drawing = (change: Partial<Drawing>): SignatureAppearance => ({
  kind: 'drawing',
  drawing: { ...DRAWING, ...change },
});

describe('a drawing', () => {
  it('comes out the same for the same request', async () => {
    expect(await written()).toBe(await written());
  });

  it('has its lines, boxes and texts where they were asked for, each in its colour', async () => {
    const bytes = await written();
    expect(bytes).toContain('0.86 0.08 0.1 RG\n0.5 w\n0 15 m 100 15 l S');
    expect(bytes).toContain('0.86 0.08 0.1 RG\n1 w\n0.5 0.5 99 39 re S');
    expect(bytes).toMatch(/0\.86 0\.08 0\.1 rg\n\/Bold 12 Tf\n3[\d.]+ 20 Td/);
    expect(bytes).toMatch(/0 0 0 rg\n\/Text 10 Tf\n7[\d.]+ 5 Td/);
  });

  it('brings the fonts that it writes in and no other', async () => {
    const bytes = await written();
    expect(bytes).toContain('LiberationSerif-Bold');
    expect(bytes).not.toContain('Italic ');
    expect(await written({ appearance: drawing({ texts: [] }) })).not.toContain('/Font');
  });

  it('is drawn smaller in a smaller box, in its middle, and not distorted', () => {
    const placed = placeDrawing(DRAWING, { left: 10, bottom: 0, right: 60, top: 60 });
    expect(placed).toMatchObject({ scale: 0.5, left: 10, bottom: 20 });
    const beside = placeDrawing(DRAWING, { left: 10, bottom: 0, right: 110, top: 20 });
    expect(beside).toMatchObject({ scale: 0.5, left: 35, bottom: 0 });
  });

  it('in PDF/A no colour depends on a device', async () => {
    const bytes = await written({ conformance: { part: 1, conformance: 'B', outputIntent: true } });
    expect(bytes).toContain('/sRGB CS 0.86 0.08 0.1 SC');
    expect(bytes).not.toMatch(/ (rg|RG)\n/);
    expect(bytes).toContain('/CIDSet');
  });

  it('without bold and italic fonts is written in the regular one', async () => {
    const bytes = await written({ emphasis: undefined });
    expect(bytes).toContain('/Bold 12 Tf');
    expect(bytes).not.toContain('LiberationSerif-Bold');
  });

  it('larger than any page is refused at the border', () => {
    expect(appearanceSchema.safeParse(drawing({ width: 20_000 })).success).toBe(false);
    expect(appearanceSchema.safeParse(drawing({})).success).toBe(true);
  });
});

const NOTE = 'TẬP HUẤN – không có giá trị pháp lý';
const content = (note: string) => ({ ...REQUEST, text: { note, lines: [] } });

describe('a drawing made for training', () => {
  it('leaves the upper part of its box to the notice, in a frame', () => {
    const { framed, drawing: placed, placed: notice } = arranged(content(NOTE), { width: 100, height: 40 }, 11);
    expect(framed).toBe(true);
    expect(placed).toMatchObject({ scale: 0.7, bottom: 0 });
    expect(notice?.box).toMatchObject({ bottom: 28, top: 40 });
  });

  it.each([
    ['a stamp', 142, 99, NOTE],
    ['a number', 15, 16, 'TẬP HUẤN'],
  ])('%s says it as fully as can be read', (_name, width, height, expected) => {
    const { placed } = arranged(content(NOTE), { width, height }, 11);
    expect(placed?.layout.note.join(' ')).toBe(expected);
  });

  it('is never without it', async () => {
    const bytes = await written({ text: { note: NOTE, lines: [] } });
    expect(bytes).toContain('0.72 0.05 0.05 rg');
  });
});

describe('the time of a signature in a drawing', () => {
  const time = new Date('2026-11-22T17:05:09Z');
  const timed = drawing({
    texts: [
      {
        text: 'Thời gian ký: ',
        signingTime: 'iso',
        x: 1,
        y: 1,
        align: 'left',
        sizePt: 10,
        style: 'regular',
        ink: 'black',
      },
    ],
  });

  it.each([
    ['iso', '2026-11-23T00:05:09+07:00'],
    ['vietnamese', '23/11/2026 00:05:09 +07:00'],
    ['vietnamese-parted', '23/11/2026; 00:05:09 +07:00'],
  ] as const)('%s is that of Việt Nam', (format, expected) => {
    expect(signingTimeText(format, time)).toBe(expected);
  });

  it('is filled in when it is known', () => {
    const filled = withSigningTime(timed, time);
    expect(filled.kind === 'drawing' && filled.drawing.texts.map(({ text }) => text)).toEqual([
      'Thời gian ký: 2026-11-23T00:05:09+07:00',
    ]);
  });

  it('is never left out in silence', async () => {
    await expect(written({ appearance: timed })).rejects.toThrow(TypeError);
  });
});
