import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { blockSize, fitBlock } from '../../../src/main/appearance/block-layout.js';

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
