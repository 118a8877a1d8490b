/** PNG and JPEG files written by hand, so that each can be wrong in exactly one way. */
import { deflateSync } from 'node:zlib';

export interface PngSpec {
  readonly width: number;
  readonly height: number;
  /** Colour type of ISO/IEC 15948 table 11.1. */
  readonly type: 0 | 2 | 3 | 4 | 6;
  readonly depth: 1 | 2 | 4 | 8 | 16;
  readonly interlaced?: boolean;
  readonly palette?: readonly number[];
  readonly transparency?: readonly number[];
  /** Sample `channel` of a pixel, 0 … 2^depth − 1. */
  readonly sample: (x: number, y: number, channel: number) => number;
}

const CHANNELS = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 } as const;

export const chunk = (name: string, data: Uint8Array): Buffer => {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(data.length);
  head.write(name, 4, 'latin1');
  // The checksum is not looked at: the pixels have one of their own.
  return Buffer.concat([head, data, Buffer.alloc(4)]);
};

export const pngFile = (header: Buffer, chunks: readonly Buffer[]): Uint8Array =>
  new Uint8Array(
    Buffer.concat([
      Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
      chunk('IHDR', header),
      ...chunks,
      chunk('IEND', new Uint8Array()),
    ]),
  );

export const pngHeader = (spec: Pick<PngSpec, 'width' | 'height' | 'type' | 'depth' | 'interlaced'>): Buffer => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(spec.width);
  header.writeUInt32BE(spec.height, 4);
  header.set([spec.depth, spec.type, 0, 0, spec.interlaced ? 1 : 0], 8);
  return header;
};

/** Adam7: the pass of each pixel of an 8 × 8 square. */
const SQUARE = ['16462646', '77777777', '56565656', '77777777', '36463646', '77777777', '56565656', '77777777'];

const rowsOf = (spec: PngSpec): { ys: number[]; xs: number[] }[] => {
  const all = (length: number): number[] => Array.from({ length }, (_, i) => i);
  if (!spec.interlaced) return [{ ys: all(spec.height), xs: all(spec.width) }];
  return ['1', '2', '3', '4', '5', '6', '7'].map((pass) => ({
    ys: all(spec.height).filter((y) => SQUARE[y % 8]?.includes(pass)),
    xs: all(spec.width).filter((x) => SQUARE.some((row) => row[x % 8] === pass)),
  }));
};

/** Rows before deflate; the filters take turns. */
export const pngRows = (spec: PngSpec): Buffer => {
  const channels = CHANNELS[spec.type];
  const distance = Math.max(1, (channels * spec.depth) >> 3);
  const passes = rowsOf(spec).filter(({ ys, xs }) => ys.length > 0 && xs.length > 0);
  return Buffer.concat(
    passes.flatMap(({ ys, xs }) => {
      let above = Buffer.alloc(Math.ceil((xs.length * channels * spec.depth) / 8));
      return ys.map((y, i) => {
        const bits = xs.flatMap((x) =>
          Array.from({ length: channels }, (_, c) => spec.sample(x, y, c).toString(2).padStart(spec.depth, '0')),
        );
        const row = Buffer.from(
          bits
            .join('')
            .match(/.{1,8}/g)
            ?.map((byte) => Number.parseInt(byte.padEnd(8, '0'), 2)) ?? [],
        );
        const filtered = filter(i % 5, row, above, distance);
        above = row;
        return filtered;
      });
    }),
  );
};

const filter = (kind: number, row: Buffer, above: Buffer, distance: number): Buffer =>
  Buffer.from([
    kind,
    ...row.map((value, i) => {
      const [left, up, corner] = [row[i - distance] ?? 0, above[i] ?? 0, above[i - distance] ?? 0];
      const nearest = [left, up, corner].reduce((best, candidate) =>
        Math.abs(left + up - corner - candidate) < Math.abs(left + up - corner - best) ? candidate : best,
      );
      return (value - ([0, left, up, (left + up) >> 1, nearest][kind] ?? 0)) & 0xff;
    }),
  ]);

export const png = (spec: PngSpec): Uint8Array =>
  pngFile(pngHeader(spec), [
    ...(spec.palette ? [chunk('PLTE', Uint8Array.from(spec.palette))] : []),
    ...(spec.transparency ? [chunk('tRNS', Uint8Array.from(spec.transparency))] : []),
    chunk('IDAT', deflateSync(pngRows(spec))),
  ]);

/** A red disc on nothing, its rim half transparent. */
export const seal = (size: number): Uint8Array =>
  png({
    width: size,
    height: size,
    type: 6,
    depth: 8,
    sample: (x, y, channel) => {
      const distance = Math.hypot(x + 0.5 - size / 2, y + 0.5 - size / 2) / (size / 2);
      const alpha = distance < 0.8 ? 255 : distance < 0.9 ? 128 : 0;
      return [200, 20, 20, alpha][channel] ?? 0;
    },
  });

/** Only the header is real: enough for a program that does not decode. */
export const jpegHeader = (width: number, height: number, components: number, frame = 0xc0): Uint8Array => {
  const data = Buffer.alloc(10 + 3 * components);
  data.set([0xff, frame]);
  data.writeUInt16BE(8 + 3 * components, 2);
  data.set([8], 4);
  data.writeUInt16BE(height, 5);
  data.writeUInt16BE(width, 7);
  data.set([components], 9);
  const quantisation = Buffer.from([0xff, 0xdb, 0, 4, 0, 0]);
  const scan = Buffer.from([0xff, 0xda, 0, 2, 1, 2, 3, 0xff, 0xd9]);
  return new Uint8Array(Buffer.concat([Buffer.from([0xff, 0xd8]), quantisation, data, scan]));
};
