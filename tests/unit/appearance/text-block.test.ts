import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { blockSize, fitBlock } from '../../../src/main/appearance/block-layout.js';
import { importFormXObject } from '../../../src/main/appearance/form-xobject.js';
import { textBlock } from '../../../src/main/appearance/text-block.js';
import { PdfDict, PdfStream } from '../../../src/main/pdf/objects.js';
import { RevisionWriter } from '../../../src/main/pdf/revision-writer.js';
import { classicPdf, open } from '../pdf/sample-pdf.js';

const font = readFileSync('resources/fonts/LiberationSerif-Regular.ttf');
const NAME = 'Người ký: Nguyễn Thị Thử Nghiệm';
const box = (widthPt: number, heightPt: number) => ({ widthPt, heightPt, fontSizePt: 11 });

describe('fitting text', () => {
  it('uses the wanted size where there is room', () => {
    expect(fitBlock({ lines: [NAME] }, box(300, 40), font)).toMatchObject({ fontSizePt: 11, lines: [NAME] });
  });

  it('shrinks and wraps rather than cut', () => {
    const long = 'Cơ quan: Ủy ban nhân dân thành phố trực thuộc trung ương '.repeat(3).trim();
    const layout = fitBlock({ lines: [long] }, box(160, 36), font);
    expect(layout.fontSizePt).toBeLessThan(11);
    expect(layout.lines.join(' ')).toBe(long);
  });

  it('breaks a word that is wider than the box', () => {
    const layout = fitBlock({ lines: ['W'.repeat(60)] }, box(80, 60), font);
    expect(layout.lines.length).toBeGreaterThan(1);
    expect(layout.lines.join('')).toBe('W'.repeat(60));
  });

  it('gives up the end of the lines, never the notice', () => {
    const layout = fitBlock({ note: 'TẬP HUẤN', lines: ['dài '.repeat(500)] }, box(100, 30), font);
    expect(layout.note).toEqual(['TẬP HUẤN']);
    expect(layout.lines.at(-1)).toMatch(/…$/);
  });

  it('composes letters and takes out characters that steer the layout', () => {
    const text = `${'Đức'.normalize('NFD')}\u202e\n\u0007An`;
    expect(fitBlock({ lines: [text] }, box(200, 40), font).lines).toEqual(['Đức An']);
  });

  it('a block of the size it asks for holds its text in one go', () => {
    const text = { lines: [NAME, 'Thời gian ký: 2026-11-22T10:10:10+07:00'] };
    const { width, height } = blockSize(text, 8, 240, font);
    const layout = fitBlock(text, { widthPt: width, heightPt: height, fontSizePt: 8 }, font);
    expect(layout).toMatchObject({ fontSizePt: 8, lines: text.lines });
  });
});

describe('form XObject', () => {
  it('carries a subset of the font and stands upright on a turned page', async () => {
    const block = await textBlock({ ...box(200, 40), lines: [NAME], font });
    const original = classicPdf().text;
    const writer = new RevisionWriter(open(original));
    const ref = importFormXObject(block, writer, 90);
    const { bytes } = writer.serialize();
    expect(bytes.length).toBeLessThan(30_000);
    const document = open(original + Buffer.from(bytes).toString('latin1'));
    const form = document.get(ref);
    if (!(form instanceof PdfStream)) throw new Error('no form');
    expect(form.dict.get('BBox')).toEqual([0, 0, 200, 40]);
    expect(form.dict.get('Matrix')).toEqual([0, 1, -1, 0, 0, 0]);
    const resources = document.dict(form.dict, 'Resources') ?? new PdfDict();
    expect(document.dict(resources, 'Font')?.entries.size).toBe(1);
    expect(Buffer.from(document.decode(form)).toString('latin1')).toMatch(/Tj/);
  });
});
