import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodePng } from '../../../src/main/appearance/png.js';
import { chunk, type PngSpec, png, pngFile, pngHeader, pngRows } from './sample-images.js';

const spec = (type: PngSpec['type'], depth: PngSpec['depth'], more: Partial<PngSpec> = {}): PngSpec => ({
  width: 13,
  height: 11,
  type,
  depth,
  sample: (x, y, channel) => (x * 37 + y * 101 + channel * 59) % 2 ** depth,
  ...more,
});
const KINDS = [
  ...([1, 2, 4, 8, 16] as const).map((depth) => [0, depth] as const),
  ...([8, 16] as const).flatMap((depth) => [[2, depth] as const, [4, depth] as const, [6, depth] as const]),
];
const to8 = (sample: number, depth: number): number => Math.round((sample * 255) / (2 ** depth - 1));
const every = <T>(width: number, height: number, pixel: (x: number, y: number) => T[]): T[] =>
  Array.from({ length: height }, (_, y) => Array.from({ length: width }, (_, x) => pixel(x, y)).flat()).flat();
const thrown = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return error;
  }
};

describe('PNG', () => {
  it.each(KINDS.flatMap(([type, depth]) => [false, true].map((interlaced) => ({ type, depth, interlaced }))))(
    'colour type $type with $depth bits, interlaced: $interlaced',
    ({ type, depth, interlaced }) => {
      const given = spec(type, depth, { interlaced });
      const raster = decodePng(png(given));
      const colours = type === 2 || type === 6 ? [0, 1, 2] : [0];
      const alpha = type === 4 ? 1 : type === 6 ? 3 : null;
      const expected = every(13, 11, (x, y) => colours.map((c) => to8(given.sample(x, y, c), depth)));
      expect(raster).toMatchObject({ width: 13, height: 11, colours: colours.length === 1 ? 'gray' : 'rgb' });
      expect([...raster.pixels]).toEqual(expected);
      expect(raster.alpha && [...raster.alpha]).toEqual(
        alpha && every(13, 11, (x, y) => [to8(given.sample(x, y, alpha), depth)]),
      );
    },
  );

  it.each([1, 2, 4, 8] as const)('a palette of %d bits whose first colours are transparent', (depth) => {
    const palette = Array.from({ length: 3 * 2 ** depth }, (_, i) => (i * 7) % 256);
    const given = spec(3, depth, { palette, transparency: [0, 90] });
    const raster = decodePng(png(given));
    const index = given.sample;
    expect([...raster.pixels]).toEqual(
      every(13, 11, (x, y) => palette.slice(3 * index(x, y, 0), 3 * index(x, y, 0) + 3)),
    );
    expect(raster.alpha && [...raster.alpha]).toEqual(every(13, 11, (x, y) => [[0, 90][index(x, y, 0)] ?? 255]));
  });

  it('a grey and a colour that stand for nothing', () => {
    const grey = decodePng(
      png(spec(0, 16, { transparency: [0x01, 0x02], sample: (x) => (x === 3 ? 0x0102 : 0x0103) })),
    );
    expect(grey.alpha?.slice(0, 13)).toEqual(Uint8Array.from({ length: 13 }, (_, x) => (x === 3 ? 0 : 255)));
    const rgb = spec(2, 8, { transparency: [0, 1, 0, 2, 0, 3], sample: (x, _, c) => (x === 5 ? c + 1 : c) });
    expect(decodePng(png(rgb)).alpha?.slice(0, 13)).toEqual(
      Uint8Array.from({ length: 13 }, (_, x) => (x === 5 ? 0 : 255)),
    );
  });

  it('opaque transparency counts as none', () => {
    expect(decodePng(png(spec(6, 8, { sample: () => 255 }))).alpha).toBeNull();
  });
});

describe('the orientation of eXIf', () => {
  const given = spec(6, 8, { width: 3, height: 2, sample: (x, y, channel) => 10 * (1 + x + 3 * y) + channel });
  const [IHDR, IDAT] = [pngHeader(given), chunk('IDAT', deflateSync(pngRows(given)))];
  const decoded = (...exif: readonly Buffer[]) =>
    decodePng(pngFile(IHDR, [...exif.map((e) => chunk('eXIf', e)), IDAT]));
  /** TIFF with one directory: an entry that means nothing here, then the orientation. */
  const tiff = (
    orientation: number,
    order: 'II' | 'MM' = 'MM',
    more: { type?: number; count?: number } = {},
  ): Buffer => {
    const bytes = Buffer.alloc(8 + 2 + 24 + 4);
    const short = (value: number, at: number) =>
      order === 'II' ? bytes.writeUInt16LE(value, at) : bytes.writeUInt16BE(value, at);
    const long = (value: number, at: number) =>
      order === 'II' ? bytes.writeUInt32LE(value, at) : bytes.writeUInt32BE(value, at);
    bytes.write(order, 0, 'latin1');
    short(42, 2);
    long(8, 4);
    short(2, 8);
    short(0x0100, 10);
    short(0x0112, 22);
    short(more.type ?? 3, 24);
    long(more.count ?? 1, 26);
    short(orientation, 30);
    return bytes;
  };
  /** The pixels row by row, each by the number it has in the file: 123 / 456. */
  const rowsOf = ({ width, pixels }: ReturnType<typeof decodePng>): string =>
    [...pixels]
      .flatMap((value, i) => (i % 3 === 0 ? [`${(i / 3) % width === 0 && i > 0 ? '/' : ''}${value / 10}`] : []))
      .join('');

  it.each([
    [1, '123/456'],
    [2, '321/654'],
    [3, '654/321'],
    [4, '456/123'],
    [5, '14/25/36'],
    [6, '41/52/63'],
    [7, '63/52/41'],
    [8, '36/25/14'],
  ])('%d', (orientation, rows) => {
    for (const order of ['II', 'MM'] as const) {
      const raster = decoded(tiff(orientation, order));
      expect(rowsOf(raster)).toBe(rows);
      expect([...(raster.alpha ?? [])].map((value) => (value - 3) / 10).join('')).toBe(rows.replaceAll('/', ''));
      expect([raster.width, raster.height]).toEqual(orientation > 4 ? [2, 3] : [3, 2]);
    }
  });

  it('turns an interlaced image too, and stands after the pixels as well', () => {
    const interlaced = spec(0, 8, { width: 3, height: 2, interlaced: true, sample: (x, y) => 10 * (1 + x + 3 * y) });
    const rows = chunk('IDAT', deflateSync(pngRows(interlaced)));
    const raster = decodePng(pngFile(pngHeader(interlaced), [rows, chunk('eXIf', tiff(6))]));
    expect([...raster.pixels]).toEqual([40, 10, 50, 20, 60, 30]);
  });

  const edited = (edit: (bytes: Buffer) => void, length = 38): Buffer => {
    const bytes = tiff(3).subarray(0, length);
    edit(bytes);
    return bytes;
  };
  it.each([
    ['0', tiff(0)],
    ['9', tiff(9)],
    ['of another type', tiff(3, 'MM', { type: 4 })],
    ['several', tiff(3, 'MM', { count: 2 })],
    ['no data', Buffer.alloc(0)],
    ['no TIFF', edited((bytes) => bytes.write('XX'))],
    ['a directory outside', edited((bytes) => bytes.writeUInt32BE(0xffffffff, 4))],
    ['a directory at the very end', edited((bytes) => bytes.writeUInt32BE(37, 4))],
    ['cut off in the entry', edited(() => {}, 33)],
    ['cut off in the header', edited(() => {}, 7)],
  ])('that means nothing (%s) leaves the image as it is', (_name, exif) => {
    expect(rowsOf(decoded(exif))).toBe('123/456');
  });

  it('stated twice counts for nothing', () => {
    expect(rowsOf(decoded(tiff(3), tiff(3)))).toBe('123/456');
  });

  it('more entries promised than there are: those that are there count', () => {
    expect(rowsOf(decoded(edited((bytes) => bytes.writeUInt16BE(0xffff, 8))))).toBe('654/321');
  });
});

describe('PNG that is refused', () => {
  const header = pngHeader(spec(2, 8));
  const rows = pngRows(spec(2, 8));

  it('claims more pixels than anybody needs, before anything is unpacked', () => {
    const huge = pngHeader({ width: 100_000, height: 100_000, type: 2, depth: 8 });
    expect(thrown(() => decodePng(pngFile(huge, [])))).toMatchObject({ code: 'signing.image-too-large' });
  });

  it('unpacks to more than its header says (bomb): unpacking stops there', () => {
    const bomb = deflateSync(Buffer.alloc(50_000_000));
    const cause = { code: 'ERR_BUFFER_TOO_LARGE' };
    expect(thrown(() => decodePng(pngFile(header, [chunk('IDAT', bomb)])))).toMatchObject({
      code: 'signing.image-unreadable',
      cause,
    });
  });

  it.each([
    ['rows missing', pngFile(header, [chunk('IDAT', deflateSync(rows.subarray(0, -1)))])],
    ['deflate broken', pngFile(header, [chunk('IDAT', deflateSync(rows).fill(0x55, 20, 30))])],
    ['no rows at all', pngFile(header, [])],
    ['cut off', pngFile(header, [chunk('IDAT', deflateSync(rows))]).slice(0, -20)],
    ['no width', pngFile(pngHeader({ ...spec(2, 8), width: 0 }), [])],
    ['depth that its type has not', pngFile(pngHeader(spec(2, 4)), [chunk('IDAT', deflateSync(rows))])],
    ['palette missing', png(spec(3, 8))],
    ['colour outside the palette', png(spec(3, 8, { palette: [1, 2, 3] }))],
    ['filter type unknown', pngFile(header, [chunk('IDAT', deflateSync(Buffer.from(rows).fill(9, 0, 1)))])],
    ['only a signature', Uint8Array.from(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'))],
  ])('%s', (_, bytes) => {
    expect(thrown(() => decodePng(bytes))).toMatchObject({ code: 'signing.image-unreadable' });
  });
});
