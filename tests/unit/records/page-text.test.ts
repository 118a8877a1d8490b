import { describe, expect, it } from 'vitest';
import type { PageFacts } from '../../../src/contracts/records-facts.js';
import { Sheet, type sheetPdf } from '../../corpus/letters/sheet.js';
import { letterHead, read, writeBody } from './reading-support.js';

const firstPage = (sheet: Sheet, options: Parameters<typeof sheetPdf>[1] = {}): PageFacts => {
  const [page] = read([sheet], options).pages;
  if (!page) throw new Error('no page');
  return page;
};

/** Draws the image over the given place. */
const pictured = (width: number, height: number, x = 0, y = 0): Sheet => {
  const sheet = new Sheet();
  sheet.background = `q ${width} 0 0 ${height} ${x} ${y} cm /Scan Do Q`;
  return sheet;
};

describe('images, from their dictionaries', () => {
  const image = (entries: string, sheet = pictured(595, 842)) => firstPage(sheet, { image: entries });

  it('the resolution is the lower one of both directions', () => {
    const [scan] = image('/Width 1654/Height 2339/BitsPerComponent 8/ColorSpace/DeviceRGB').images;
    expect(scan).toMatchObject({ pixelWidth: 1654, pixelHeight: 2339, bits: 8, colour: 'colour', field: null });
    expect(scan?.dpi).toBeCloseTo(200, 0);
    const [squeezed] = image('/Width 1654/Height 1170/BitsPerComponent 8/ColorSpace/DeviceRGB').images;
    expect(squeezed?.dpi).toBeCloseTo(100, 0);
  });

  it.each([
    ['/BitsPerComponent 1/ColorSpace/DeviceGray', 'bilevel'],
    ['/ImageMask true', 'bilevel'],
    ['/BitsPerComponent 8/ColorSpace/DeviceGray', 'grey'],
    ['/BitsPerComponent 8/ColorSpace/DeviceCMYK', 'colour'],
    ['/BitsPerComponent 8/ColorSpace[/CalRGB<<>>]', 'colour'],
    ['/BitsPerComponent 8/ColorSpace[/Indexed/DeviceRGB 1<000000ffffff>]', 'colour'],
    [
      '/BitsPerComponent 8/ColorSpace[/Indexed[/Indexed[/Indexed[/Indexed[/Indexed[/Indexed/DeviceRGB 1()]1()]1()]1()]1()]1()]',
      'unknown',
    ],
    ['/BitsPerComponent 8/ColorSpace[/ICCBased 2 0 R]', 'unknown'],
    ['/BitsPerComponent 8', 'unknown'],
  ])('%s is %s', (entries, colour) => {
    expect(image(`/Width 10/Height 10${entries}`).images[0]?.colour).toBe(colour);
  });

  it('one image over another covers the page once', () => {
    const sheet = pictured(595, 842);
    sheet.background += sheet.background;
    expect(firstPage(sheet).imageCover).toBe(1);
    expect(firstPage(pictured(595, 421)).imageCover).toBeCloseTo(0.5, 1);
    expect(firstPage(new Sheet()).imageCover).toBe(0);
  });

  it('a turned page counts as it is displayed', () => {
    const box = { mediaBox: '[0 0 842 595]', rotate: 90, before: '0 1 -1 0 842 0 cm' };
    const facts = firstPage(pictured(595, 842), { box, image: '/Width 595/Height 842/BitsPerComponent 8' });
    expect([facts.width, facts.height, facts.imageCover]).toEqual([595, 842, 1]);
    expect(facts.images[0]?.dpi).toBeCloseTo(72, 5);
  });
});

describe('the text layer', () => {
  it('enough Vietnamese text can be relied on', () => {
    expect(firstPage(writeBody(letterHead())).text).toMatchObject({ usable: true, recognised: false });
  });

  it('a strip of the scanner cannot, nor can letters without Vietnamese', () => {
    const strip = new Sheet();
    strip.line(50, 800, 10, 'Người ký: Sở Nội vụ');
    expect(firstPage(strip).text.usable).toBe(false);
    const junk = new Sheet();
    for (let i = 0; i < 10; i++) junk.line(50, 700 - 20 * i, 10, 'Uy ban nhan dan tinh kinh de nghi xem xet bo tri');
    expect(firstPage(junk).text).toMatchObject({ usable: false });
    expect(firstPage(junk).text.characters).toBeGreaterThan(200);
  });

  it('the invisible layer of a scan is recognised text: nothing found in it is sure', () => {
    const sheet = writeBody(letterHead());
    sheet.background = '3 Tr';
    const facts = read([sheet]);
    expect(facts.pages[0]?.text).toMatchObject({ usable: true, recognised: true });
    expect([facts.number?.gap.sure, facts.date?.day.sure, facts.nation?.sure]).toEqual([false, false, false]);
    expect(facts.number?.gap.reason?.vi).toContain('nhận dạng');
  });

  it('what fields show is occupied, but no text of the page', () => {
    const plain = firstPage(letterHead());
    const sheet = letterHead();
    sheet.shown.push({ field: null, rect: [300, 500, 400, 520], size: 13, text: 'ĐẾN' });
    const facts = firstPage(sheet);
    expect(facts.text).toEqual(plain.text);
    expect(facts.occupied).toHaveLength(plain.occupied.length + 1);
    expect(facts.occupied.some(({ x, y }) => x > 295 && x < 310 && y > 495 && y < 510)).toBe(true);
  });

  it('what runs upwards is in no line, but occupies its place', () => {
    const sheet = letterHead();
    sheet.background = 'q BT /F1 40 Tf 0.7 0.7 -0.7 0.7 95 705 Tm <002400250026> Tj ET Q';
    const facts = read([sheet]);
    expect(facts.number?.gap.sure).toBe(true);
    expect(facts.pages[0]?.occupied.some(({ width, height }) => width > 40 && height > 40)).toBe(true);
  });
});

describe('what is occupied', () => {
  it('a background is not, the lines of a table are', () => {
    const sheet = new Sheet();
    sheet.background = '1 g 0 0 595 842 re f 0 g 100 400 200 0.5 re f';
    expect(firstPage(sheet).occupied.map(({ x, y }) => [x, y])).toEqual([[100, 400]]);
  });

  it('a drawing of ten thousand strokes is told by squares', () => {
    const sheet = new Sheet();
    sheet.background = Array.from({ length: 10_000 }, (_, i) => `${100 + (i % 100)} ${300 + i / 100} 1 0.1 re f`).join(
      '\n',
    );
    const { occupied, complete } = firstPage(sheet);
    expect(complete).toBe(true);
    expect(occupied.length).toBeLessThan(20);
    const inside = (x: number, y: number) =>
      occupied.some((box) => x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height);
    expect([inside(101, 301), inside(199, 399), inside(90, 350), inside(150, 420)]).toEqual([true, true, false, false]);
  });

  it('a page of kilometres does not need more room than another one', () => {
    const sheet = new Sheet();
    sheet.background = Array.from({ length: 700 }, (_, i) => `${i} 300 0.5 0.5 re f`).join('\n');
    const box = { mediaBox: '[0 0 90000000 90000000]', rotate: 0, before: '' };
    expect(firstPage(sheet, { box }).occupied).toHaveLength(1);
  });

  it('a page of more words than anybody reads is not taken for complete', () => {
    const sheet = new Sheet();
    for (let i = 0; i < 250; i++) sheet.line(10, 800 - 3 * i, 2, 'đề nghị '.repeat(42));
    expect(firstPage(sheet).complete).toBe(false);
  });
});

describe('the version', () => {
  it('of the header', () => {
    expect(read([new Sheet()], { header: '%PDF-1.3' }).pdfVersion).toBe('1.3');
  });
});
