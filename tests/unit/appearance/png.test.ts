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
