/** Appearances as other programs see them: pdftotext, pdffonts, pdfimages, pdftoppm, qpdf and PDFBox Preflight. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { degrees, PDFDocument, PDFName } from 'pdf-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SigningIntent } from '../../src/contracts/jobs.js';
import { type AppearanceRequest, writeAppearance } from '../../src/main/appearance/appearance.js';
import type { BorderStyle, FieldFrame } from '../../src/main/appearance/field-frame.js';
import { type PdfaPart, pdfaPart } from '../../src/main/appearance/pdfa.js';
import { type TextFieldRequest, writeTextFieldAppearance } from '../../src/main/appearance/text-field.js';
import { mm } from '../../src/main/appearance/units.js';
import { RevisionWriter } from '../../src/main/pdf/revision-writer.js';
import { urgencyStamp } from '../../src/main/records/marks/urgency-stamp.js';
import { Preflight } from '../peers/preflight.js';
import { seal } from '../unit/appearance/sample-images.js';
import { blankPage, FONT, inspect, open, type Picture, rendered, shown } from './appearance-support.js';
import { pdfaFaults } from './pdfa-rules.js';
import { pdfaFile } from './pdfa-support.js';
import { FONTS, makeSigner, signFile, type TestSigner, temporaryFolder } from './signing-support.js';

const folder = temporaryFolder();
const at = (name: string): string => join(folder.path, name);
let blank: Uint8Array;
let signer: TestSigner;
let preflight: Preflight;

beforeAll(async () => {
  blank = await blankPage(500, 420);
  signer = makeSigner(folder.path);
  mkdirSync(at('classes'));
  preflight = new Preflight(at('classes'));
});
afterAll(() => folder.remove());

const LINES = [
  'Người ký: Nguyễn Thị Thử Nghiệm',
  'Cơ quan: Sở Nội vụ tỉnh Thử Nghiệm',
  'Thời gian ký: 2026-11-22T10:10:10+07:00',
];
const LONG = [
  'Người ký: Công Tằng Tôn Nữ Nguyễn Thị Phương Thảo Nghiêm Khuyến',
  'Cơ quan: Trung tâm Hỗ trợ phát triển doanh nghiệp nhỏ và vừa, Ủy ban nhân dân thành phố Thử Nghiệm',
];
const NOTE = 'TẬP HUẤN – không có giá trị pháp lý';
const IMAGE = { bytes: seal(120) };
const TEXT: AppearanceRequest = {
  appearance: { kind: 'text' },
  text: { lines: LINES },
  widthPt: 240,
  heightPt: 60,
  rotate: 0,
  fontSizePt: 11,
  font: FONT,
  conformance: null,
};
const FIELD: TextFieldRequest = {
  text: 'Số: 125/QĐ-UBND',
  widthPt: 120,
  heightPt: 20,
  font: FONT,
  align: 'left',
  rotate: 0,
  frame: { background: null, border: null },
  conformance: null,
};
const FRAME: FieldFrame = {
  background: '0.9 0.95 1',
  border: { colour: '1 0 0', widthPt: 1, style: 'beveled', dash: [3] },
};

/** The block with its lower left corner at (20, 20). */
const block = (request: Partial<AppearanceRequest>, original = blank): Promise<Uint8Array> => {
  const full = { ...TEXT, ...request };
  const rect = [20, 20, 20 + full.widthPt, 20 + full.heightPt];
  return shown(original, async (writer) => [{ form: await writeAppearance(writer, full), rect }]);
};
const field = (request: Partial<TextFieldRequest>): Promise<Uint8Array> => {
  const full = { ...FIELD, ...request };
  const rect = [20, 20, 20 + full.widthPt, 20 + full.heightPt];
  return shown(blank, async (writer) => [{ form: await writeTextFieldAppearance(writer, full), rect }]);
};
const words = (lines: readonly string[]): string => lines.join(' ').replace(/\s+/g, ' ');

describe('text', () => {
  it('comes out letter for letter, from one embedded subset', async () => {
    const seen = inspect(folder.path, 'text', await block({}));
    expect(seen.text).toEqual(LINES);
    expect(seen.fonts).toHaveLength(1);
    expect(seen.fonts[0]).toMatch(/^[A-Z]{6}\+LiberationSerif\s+CID TrueType\s+Identity-H\s+yes yes yes/);
  });

  it('decomposed names are composed', async () => {
    const seen = inspect(
      folder.path,
      'composed',
      await block({ text: { lines: LINES.map((line) => line.normalize('NFD')) } }),
    );
    expect(seen.text).toEqual(LINES);
  });

  it.each([
    [200, 60],
    [120, 40],
    [60, 20],
  ])('long names are wrapped and whole in %d × %d points', async (widthPt, heightPt) => {
    const bytes = await block({ widthPt, heightPt, text: { lines: LONG } });
    expect(words(inspect(folder.path, 'long', bytes).text)).toBe(LONG.join(' '));
  });

  it('a note in a low box is as large as the box allows', async () => {
    const bytes = await block({ appearance: { kind: 'image', image: IMAGE }, text: { note: NOTE, lines: [] } });
    const form = Buffer.from(bytes).toString('latin1');
    expect(/([\d.]+ 0 0 [\d.]+) 0 42 cm\nBT\n\/Text ([\d.]+) Tf/.exec(form)?.slice(1)).toEqual(['1 0 0 1', '11']);
  });

  it('letters that the font has not become boxes', async () => {
    const seen = inspect(folder.path, 'foreign', await block({ text: { lines: ['Nguyễn 越南 An'] } }));
    expect(seen.text).toEqual(['Nguyễn □□ An']);
  });

  it('is drawn inside its box, with its frame, at every rotation', async () => {
    for (const rotate of [0, 90, 180, 270] as const) {
      const picture = rendered(
        folder.path,
        `turned-${rotate}`,
        await block({ rotate, widthPt: 100, heightPt: 100 }),
        72,
      );
      const dark = darkPixels(picture);
      expect(dark.every(([x, y]) => x >= 19 && x <= 121 && y >= 420 - 121 && y <= 420 - 19)).toBe(true);
      expect(dark.length).toBeGreaterThan(200);
    }
  });
});

const darkPixels = (picture: Picture): [number, number][] => {
  const found: [number, number][] = [];
  for (let y = 0; y < picture.height; y++) {
    for (let x = 0; x < picture.width; x++) {
      if (picture.at(x, y).some((component) => component < 128)) found.push([x, y]);
    }
  }
  return found;
};

describe('training notice', () => {
  it.each(['text', 'image', 'text-image'] as const)('stands in an appearance of kind %s', async (kind) => {
    const appearance = kind === 'text' ? { kind } : { kind, image: IMAGE };
    const seen = inspect(folder.path, `note-${kind}`, await block({ appearance, text: { note: NOTE, lines: LINES } }));
    expect(words(seen.text)).toContain(NOTE);
  });
});

/** 8 × 8 pixels, dark at the bottom. */
const GREY_JPEG = new Uint8Array(
  Buffer.from(
    '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpRUk//wAALCAAIAAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAAP/EABcQAAMBAAAAAAAAAAAAAAAAAAAXY6H/2gAIAQEAAD8AMK2n/9k=',
    'base64',
  ),
);

describe('image', () => {
  it('shows what lies under it where it is transparent, and nothing of the text', async () => {
    const bytes = await block({ appearance: { kind: 'image', image: IMAGE }, widthPt: 60, heightPt: 60 });
    const seen = inspect(folder.path, 'image', bytes);
    expect([seen.text, seen.fonts]).toEqual([[], []]);
    expect(seen.images.map((row) => row.split(/\s+/)[3])).toEqual(['image', 'smask']);
    const picture = rendered(folder.path, 'image', bytes, 72);
    expect(picture.at(50, 420 - 50)).toEqual([200, 20, 20]);
    expect(picture.at(22, 420 - 22)).toEqual([255, 255, 255]);
  });

  it('has its width in millimetres on paper', async () => {
    const image = { ...IMAGE, widthMm: 20 };
    const bytes = await block({ appearance: { kind: 'image', image }, widthPt: 200, heightPt: 100 });
    const columns = darkPixels(rendered(folder.path, 'sized', bytes, 720)).map(([x]) => x);
    // The disc of the picture has nine tenths of its width.
    const width = (columns.reduce((a, b) => Math.max(a, b)) - columns.reduce((a, b) => Math.min(a, b)) + 1) / 10;
    expect(width).toBeGreaterThan(mm(20) * 0.79);
    expect(width).toBeLessThan(mm(20) * 0.91);
  });

  it('stands left of the text', async () => {
    const bytes = await block({ appearance: { kind: 'text-image', image: IMAGE } });
    const seen = inspect(folder.path, 'both', bytes);
    expect(words(seen.text)).toBe(LINES.join(' '));
    expect(rendered(folder.path, 'both', bytes, 72).at(50, 420 - 50)).toEqual([200, 20, 20]);
  });

  it('JPEG is shown as it is, in colour and in grey', async () => {
    writeFileSync(at('source.pdf'), await block({}));
    execFileSync('pdftoppm', ['-jpeg', '-r', '40', '-singlefile', at('source.pdf'), at('source')]);
    const colour = new Uint8Array(readFileSync(at('source.jpg')));
    for (const [bytes, space] of [[colour, 'rgb'] as const, [GREY_JPEG, 'gray'] as const]) {
      const jpeg = await block({ appearance: { kind: 'image', image: { bytes } } });
      const [row = ''] = inspect(folder.path, 'jpeg', jpeg).images;
      expect(row.split(/\s+/).slice(6, 10)).toEqual([space, space === 'rgb' ? '3' : '1', '8', 'jpeg']);
    }
  });

  it('JPEG in print colours is refused', async () => {
    writeFileSync(at('source.pdf'), await block({}));
    execFileSync('pdftoppm', ['-jpegcmyk', '-r', '40', '-singlefile', at('source.pdf'), at('cmyk')]);
    const image = { bytes: new Uint8Array(readFileSync(at('cmyk.jpg'))) };
    await expect(block({ appearance: { kind: 'image', image } })).rejects.toMatchObject({ code: 'signing.image-cmyk' });
  });

  it('larger than its box is refused', async () => {
    const image = { ...IMAGE, widthMm: 36 };
    const wanted = block({ appearance: { kind: 'image', image }, widthPt: 90, heightPt: 90 });
    await expect(wanted).rejects.toMatchObject({ code: 'signing.image-exceeds-box' });
  });
});

describe('text field', () => {
  it.each(['left', 'center', 'right'] as const)('shows its value, aligned %s', async (align) => {
    const bytes = await field({ align, widthPt: 300 });
    expect(inspect(folder.path, 'field', bytes).text).toEqual(['Số: 125/QĐ-UBND']);
    const columns = darkPixels(rendered(folder.path, 'field', bytes, 72)).map(([x]) => x);
    const middle = (Math.min(...columns) + Math.max(...columns)) / 2;
    expect(middle < 140 ? 'left' : middle > 200 ? 'right' : 'center').toBe(align);
  });

  it('shrinks to its box and never shows a part', async () => {
    expect(inspect(folder.path, 'small', await field({ widthPt: 50, heightPt: 10 })).text).toEqual(['Số: 125/QĐ-UBND']);
    await expect(field({ text: 'dài '.repeat(100) })).rejects.toMatchObject({ code: 'signing.text-too-long' });
  });

  it('may be empty', async () => {
    expect(inspect(folder.path, 'empty', await field({ text: '' })).text).toEqual([]);
  });

  /** The colour of a pixel, from the lower left corner of the field, at 144 pixels an inch. */
  const colours = async (frame: FieldFrame, ...points: readonly (readonly [x: number, y: number])[]) => {
    const bytes = await field({ text: '8', align: 'center', frame });
    expect(inspect(folder.path, 'framed', bytes).text).toEqual(['8']);
    const picture = rendered(folder.path, 'framed', bytes, 144);
    return points.map(([x, y]) => [...picture.at(Math.floor(2 * (20 + x)), Math.floor(2 * (420 - 20 - y)))]);
  };
  const [RED, PAPER, BLUE] = [
    [255, 0, 0],
    [255, 255, 255],
    [0, 0, 255],
  ];
  const frame = (style: BorderStyle, background: string | null = '0 0 1'): FieldFrame => ({
    background,
    border: { colour: '1 0 0', widthPt: 2, style, dash: [5] },
  });
  /** Middle of the left, upper and lower edge, just inside of the left and right one, and the middle. */
  const POINTS = [
    [1.25, 10.25],
    [60.25, 18.75],
    [60.25, 1.25],
    [3.25, 10.25],
    [116.75, 10.25],
    [40.25, 10.25],
  ] as const;

  it.each<readonly [BorderStyle, readonly (readonly number[])[]]>([
    ['solid', [RED, RED, RED, BLUE, BLUE, BLUE]],
    ['underline', [BLUE, BLUE, RED, BLUE, BLUE, BLUE]],
    ['beveled', [RED, RED, RED, PAPER, [128, 128, 128], BLUE]],
    ['inset', [RED, RED, RED, [128, 128, 128], [191, 191, 191], BLUE]],
  ])('keeps its background and its %s border', async (style, expected) => {
    expect(await colours(frame(style), ...POINTS)).toEqual(expected);
  });

  it('has its border dashed, and without a background the paper shows', async () => {
    const along = Array.from({ length: 20 }, (_, i) => [20.25 + i, 1.25] as const);
    const seen = (await colours(frame('dashed', null), ...along)).map((colour) => String(colour));
    expect(new Set(seen)).toEqual(new Set([String(RED), String(PAPER)]));
  });

  it('can be read on a dark background', async () => {
    const bytes = await field({ text: '88', align: 'center', frame: { background: '0 0 0.1', border: null } });
    const picture = rendered(folder.path, 'dark', bytes, 144);
    const row = Array.from({ length: 200 }, (_, i) => picture.at(60 + i, 2 * (420 - 30)));
    expect(Math.max(...row.map(([red]) => red))).toBeGreaterThan(200);
  });

  it('a border of any width leaves the value its room', async () => {
    const wide: FieldFrame = { background: null, border: { colour: '1 0 0', widthPt: 1000, style: 'inset', dash: [] } };
    expect(inspect(folder.path, 'wide', await field({ frame: wide })).text).toEqual(['Số: 125/QĐ-UBND']);
  });
});

describe('a batch', () => {
  const increment = async (request: Partial<AppearanceRequest>): Promise<Buffer> => {
    const writer = new RevisionWriter(open(blank));
    await writeAppearance(writer, { ...TEXT, ...request });
    return Buffer.from(writer.serialize().bytes);
  };
  const fontOf = (bytes: Buffer): string | undefined => /[A-Z]{6}\+LiberationSerif/.exec(bytes.toString('latin1'))?.[0];

  it('same request, same bytes', async () => {
    const request = { appearance: { kind: 'text-image', image: IMAGE } } as const;
    const first = await increment(request);
    await increment({ text: { lines: LONG } });
    expect((await increment(request)).equals(first)).toBe(true);
  });

  it('one subset serves documents that differ in date and time only', async () => {
    const first = await increment({});
    const next = await increment({
      text: { lines: [...LINES.slice(0, 2), 'Thời gian ký: 2027-03-04T15:56:58+07:00'] },
    });
    expect(fontOf(next)).toBe(fontOf(first));
    expect(next.equals(first)).toBe(false);
  });

  it('one revision carries fonts and images once, however often they are shown', async () => {
    const bytes = await shown(blank, async (writer) => {
      const both = { ...TEXT, appearance: { kind: 'text-image', image: IMAGE } } as const;
      return [
        { form: await writeAppearance(writer, both), rect: [20, 20, 260, 80] },
        { form: await writeAppearance(writer, both), rect: [20, 120, 260, 180] },
        { form: await writeTextFieldAppearance(writer, { ...FIELD, text: '22' }), rect: [20, 220, 140, 240] },
      ];
    });
    const seen = inspect(folder.path, 'shared', bytes);
    expect(seen.fonts).toHaveLength(1);
    expect(new Set(seen.images.map((row) => row.split(/\s+/)[11])).size).toBe(1);
  });
});

describe('PDF/A', () => {
  const full = (original: Uint8Array, conformance: PdfaPart | null): Promise<Uint8Array> =>
    shown(original, async (writer) => [
      {
        form: await writeAppearance(writer, {
          ...TEXT,
          conformance,
          text: { note: NOTE, lines: LINES },
          appearance: { kind: 'text-image', image: IMAGE },
        }),
        rect: [20, 20, 260, 80],
      },
      {
        form: await writeAppearance(writer, {
          ...TEXT,
          conformance,
          appearance: { kind: 'image', image: { bytes: new Uint8Array(readFileSync('resources/icons/64x64.png')) } },
        }),
        rect: [20, 120, 260, 180],
      },
      {
        form: await writeTextFieldAppearance(writer, { ...FIELD, frame: FRAME, conformance }),
        rect: [20, 220, 140, 240],
      },
      {
        form: await writeAppearance(writer, {
          ...TEXT,
          conformance,
          text: { note: NOTE, lines: [] },
          emphasis: FONTS,
          appearance: urgencyStamp('khan').appearance,
        }),
        rect: [20, 260, 260, 320],
      },
    ]);

  it.each([
    [1, true],
    [2, true],
    [2, false],
    [3, true],
    [4, true],
  ] as const)('part %d, output intent %s: what is added keeps the rules', async (part, outputIntent) => {
    const original = pdfaFile(part, outputIntent);
    const conformance = pdfaPart(open(original));
    expect(conformance).toMatchObject({ part, outputIntent });
    const bytes = await full(original, conformance);
    inspect(folder.path, 'pdfa', bytes);
    expect(pdfaFaults(open(original), open(bytes))).toEqual([]);
  });

  it('the rules notice an appearance that was made for an ordinary document', async () => {
    const original = pdfaFile(1);
    const found = pdfaFaults(open(original), open(await full(original, null)));
    expect(found).toEqual(
      expect.arrayContaining(['SMask', 'DeviceRGB', 'CIDSet missing', 'device colour operator rg']),
    );
    const withoutIntent = pdfaFile(2, false);
    expect(pdfaFaults(open(withoutIntent), open(await full(withoutIntent, null)))).toContain('SMask');
  });

  it('Preflight accepts a PDF/A-1b file with our appearances, and does not accept any', async () => {
    const original = pdfaFile(1);
    const [good, bad] = [at('good.pdf'), at('bad.pdf')];
    writeFileSync(good, await full(original, pdfaPart(open(original))));
    writeFileSync(bad, await full(original, null));
    expect(preflight.faults(good)).toEqual([]);
    expect(preflight.faults(bad).join('\n')).toMatch(/Soft Mask[\s\S]*CIDSet/);
  });

  it('Preflight accepts a signed PDF/A-1b file', async () => {
    writeFileSync(at('archive.pdf'), pdfaFile(1));
    const appearance: SigningIntent['appearance'] = { kind: 'text-image', image: IMAGE };
    const placement = { kind: 'rect', page: 1, rect: { x: 20, y: 20, width: 240, height: 60 } } as const;
    await signFile(at('archive.pdf'), at('archive-signed.pdf'), signer, { level: 'B-B', placement, appearance });
    expect(preflight.faults(at('archive-signed.pdf'))).toEqual([]);
  });
});

describe('on real geometry', () => {
  /** 300 × 400 units of which (40, 60) … (280, 380) are shown. */
  const odd = async (rotate: number, userUnit: number): Promise<Uint8Array> => {
    const document = await PDFDocument.create({ updateMetadata: false });
    const page = document.addPage([300, 400]);
    page.setCropBox(40, 60, 240, 320);
    page.setRotation(degrees(rotate));
    page.node.set(PDFName.of('UserUnit'), document.context.obj(userUnit));
    return document.save();
  };

  it.each([
    [0, 1],
    [90, 1],
    [180, 1],
    [270, 1],
    [0, 2],
    [90, 2],
  ])(
    'turned by %d degrees, a unit of %d points, a crop box: upright, and where it was put',
    async (rotate, userUnit) => {
      writeFileSync(at('odd.pdf'), await odd(rotate, userUnit));
      const appearance: SigningIntent['appearance'] = { kind: 'text-image', image: IMAGE };
      const placement = { kind: 'rect', page: 1, rect: { x: 30, y: 50, width: 150, height: 40 } } as const;
      await signFile(at('odd.pdf'), at('odd-signed.pdf'), signer, { level: 'B-B', placement, appearance });
      const bytes = new Uint8Array(readFileSync(at('odd-signed.pdf')));
      // Poppler leaves user units out: it draws the page smaller.
      const picture = rendered(folder.path, 'odd-picture', bytes, 72 * userUnit);
      const dark = darkPixels(picture).map(([x, y]): [number, number] => [x, picture.height - 1 - y]);
      expect(dark.every(([x, y]) => x >= 29 && x <= 181 && y >= 49 && y <= 91)).toBe(true);
      // The seal stands at the left of the text, as displayed.
      const red = dark.filter(([x, y]) => picture.at(x, picture.height - 1 - y)[0] > 150);
      expect(red.length).toBeGreaterThan(100);
      expect(red.every(([x]) => x < 80)).toBe(true);
      expect(words(inspect(folder.path, 'odd-text', bytes).text)).toContain('Người ký: Nguyễn Thị Thử Nghiệm');
    },
  );
});
