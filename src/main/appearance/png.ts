/** PNG (ISO/IEC 15948): every colour type, bit depth, transparency and orientation, interlaced or not. */
import { inflateSync } from 'node:zlib';
import { Fault } from '../../contracts/faults/index.js';
import { undoPng } from '../pdf/filters.js';
import { type Orientation, orientationOf, turned } from './exif.js';
import { checkPixels, unreadable } from './image-faults.js';
import type { Raster } from './raster.js';

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

export const isPng = (bytes: Uint8Array): boolean => SIGNATURE.equals(bytes.subarray(0, SIGNATURE.length));

/** @throws Fault `signing.image-unreadable`, `signing.image-too-large` */
export const decodePng = (bytes: Uint8Array): Raster => {
  try {
    const png = readChunks(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    return rasterOf(png, inflated(png));
  } catch (cause) {
    // Broken chunks, a broken deflate stream, more or fewer rows than announced.
    throw cause instanceof Fault && cause.code.startsWith('signing.') ? cause : unreadable(cause);
  }
};

interface Header {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly type: ColourType;
  readonly interlaced: boolean;
}

type ColourType = 'gray' | 'rgb' | 'palette' | 'gray-alpha' | 'rgb-alpha';

interface Png {
  readonly header: Header;
  readonly data: Uint8Array;
  readonly palette: Uint8Array;
  /** tRNS: the alpha of palette entries, or the one colour that is transparent. */
  readonly transparency: Uint8Array;
  readonly orientation: Orientation;
}

/** Table 11.1: the samples of a pixel, and the bit depths allowed. */
const COLOUR_TYPES: Readonly<Record<ColourType, { code: number; samples: number; depths: readonly number[] }>> = {
  gray: { code: 0, samples: 1, depths: [1, 2, 4, 8, 16] },
  rgb: { code: 2, samples: 3, depths: [8, 16] },
  palette: { code: 3, samples: 1, depths: [1, 2, 4, 8] },
  'gray-alpha': { code: 4, samples: 2, depths: [8, 16] },
  'rgb-alpha': { code: 6, samples: 4, depths: [8, 16] },
};

const readChunks = (bytes: Buffer): Png => {
  let header: Header | null = null;
  const parts = { PLTE: [] as Buffer[], tRNS: [] as Buffer[], IDAT: [] as Buffer[], eXIf: [] as Buffer[] };
  for (let at = SIGNATURE.length; ; ) {
    const length = bytes.readUInt32BE(at);
    const name = bytes.toString('latin1', at + 4, at + 8);
    const data = bytes.subarray(at + 8, at + 8 + length);
    if (data.length !== length) throw unreadable();
    if (name === 'IEND') break;
    if (header === null) header = name === 'IHDR' ? readHeader(data) : null;
    else if (name === 'PLTE' || name === 'tRNS' || name === 'IDAT' || name === 'eXIf') parts[name].push(data);
    if (header === null) throw unreadable();
    at += 12 + length;
  }
  if (header === null) throw unreadable();
  const palette = Buffer.concat(parts.PLTE);
  if (header.type === 'palette' && (palette.length === 0 || palette.length % 3 !== 0)) throw unreadable();
  // There is at most one (PNG third edition 5.6).
  const orientation = parts.eXIf.length === 1 ? orientationOf(Buffer.concat(parts.eXIf)) : 1;
  return { header, data: Buffer.concat(parts.IDAT), palette, transparency: Buffer.concat(parts.tRNS), orientation };
};

const readHeader = (data: Buffer): Header => {
  const [width, height, depth, code] = [
    data.readUInt32BE(0),
    data.readUInt32BE(4),
    data.readUInt8(8),
    data.readUInt8(9),
  ];
  const type = (Object.keys(COLOUR_TYPES) as ColourType[]).find((name) => COLOUR_TYPES[name].code === code);
  const interlace = data.readUInt8(12);
  if (type === undefined || !COLOUR_TYPES[type].depths.includes(depth) || interlace > 1) throw unreadable();
  checkPixels(width, height);
  return { width, height, depth, type, interlaced: interlace === 1 };
};

/** The pixels that one run over the image brings: every `dx`-th of every `dy`-th row from (`x`, `y`) on. */
interface Pass {
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy: number;
  readonly width: number;
  readonly height: number;
  /** Bytes of a row without its filter byte. */
  readonly row: number;
}

/** Adam7 (8.2). */
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

const passes = ({ width, height, depth, type, interlaced }: Header): Pass[] =>
  (interlaced ? ADAM7 : ([[0, 0, 1, 1]] as const)).flatMap(([x, y, dx, dy]) => {
    const columns = Math.ceil((width - x) / dx);
    const rows = Math.ceil((height - y) / dy);
    if (columns <= 0 || rows <= 0) return [];
    const row = Math.ceil((columns * COLOUR_TYPES[type].samples * depth) / 8);
    return [{ x, y, dx, dy, width: columns, height: rows, row }];
  });

/** Exactly the announced rows: a longer stream is a bomb, a shorter one is cut off. */
const inflated = ({ header, data }: Png): Uint8Array => {
  const size = passes(header).reduce((sum, { row, height }) => sum + (row + 1) * height, 0);
  const bytes = inflateSync(data, { maxOutputLength: size });
  if (bytes.length !== size) throw unreadable();
  return bytes;
};

const rasterOf = (png: Png, filtered: Uint8Array): Raster => {
  const { depth, type } = png.header;
  const { width, height, start: origin, dx, dy } = turned(png.header.width, png.header.height, png.orientation);
  const { samples: count } = COLOUR_TYPES[type];
  const colours = type === 'gray' || type === 'gray-alpha' ? 'gray' : 'rgb';
  const components = colours === 'gray' ? 1 : 3;
  const pixels = new Uint8Array(width * height * components);
  const alpha = new Uint8Array(width * height).fill(255);
  const convert = converter(png);
  let start = 0;
  for (const pass of passes(png.header)) {
    const end = start + (pass.row + 1) * pass.height;
    const rows = undoPng(filtered.subarray(start, end), pass.row, Math.max(1, (count * depth) >> 3));
    const samples = new Uint16Array(pass.width * count);
    for (let r = 0; r < pass.height; r++) {
      unpack(rows, r * pass.row, depth, samples);
      for (let c = 0; c < pass.width; c++) {
        const pixel = origin + (pass.y + r * pass.dy) * dy + (pass.x + c * pass.dx) * dx;
        convert(samples, c * count, pixels, alpha, pixel);
      }
    }
    start = end;
  }
  return { width, height, colours, pixels, alpha: alpha.every((value) => value === 255) ? null : alpha };
};

/** Samples of 1 to 16 bits, the highest bit first (7.2). */
const unpack = (rows: Uint8Array, start: number, depth: number, samples: Uint16Array): void => {
  for (let i = 0; i < samples.length; i++) {
    if (depth === 8) samples[i] = rows[start + i] ?? 0;
    else if (depth === 16) samples[i] = ((rows[start + 2 * i] ?? 0) << 8) | (rows[start + 2 * i + 1] ?? 0);
    else {
      const bit = i * depth;
      samples[i] = ((rows[start + (bit >> 3)] ?? 0) >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
    }
  }
};

/** Writes the pixel whose samples begin at `from`. */
type Convert = (samples: Uint16Array, from: number, pixels: Uint8Array, alpha: Uint8Array, pixel: number) => void;

const converter = ({ header, palette, transparency }: Png): Convert => {
  const largest = 2 ** header.depth - 1;
  const byte = (sample: number): number => Math.round((sample * 255) / largest);
  switch (header.type) {
    case 'gray':
    case 'gray-alpha': {
      const key = header.type === 'gray' ? colourKey(transparency, 1) : null;
      return (samples, from, pixels, alpha, pixel) => {
        const value = samples[from] ?? 0;
        pixels[pixel] = byte(value);
        if (header.type === 'gray-alpha') alpha[pixel] = byte(samples[from + 1] ?? 0);
        else if (key && value === key[0]) alpha[pixel] = 0;
      };
    }
    case 'rgb':
    case 'rgb-alpha': {
      const key = header.type === 'rgb' ? colourKey(transparency, 3) : null;
      return (samples, from, pixels, alpha, pixel) => {
        for (let i = 0; i < 3; i++) pixels[3 * pixel + i] = byte(samples[from + i] ?? 0);
        if (header.type === 'rgb-alpha') alpha[pixel] = byte(samples[from + 3] ?? 0);
        else if (key?.every((value, i) => value === samples[from + i])) alpha[pixel] = 0;
      };
    }
    case 'palette':
      return (samples, from, pixels, alpha, pixel) => {
        const index = samples[from] ?? 0;
        if (3 * index >= palette.length) throw unreadable();
        for (let i = 0; i < 3; i++) pixels[3 * pixel + i] = palette[3 * index + i] ?? 0;
        alpha[pixel] = transparency[index] ?? 255;
      };
  }
};

/** The transparent colour of tRNS (11.3.2.1): two bytes for each sample. */
const colourKey = (transparency: Uint8Array, count: number): number[] | null =>
  transparency.length < 2 * count
    ? null
    : Array.from({ length: count }, (_, i) => ((transparency[2 * i] ?? 0) << 8) | (transparency[2 * i + 1] ?? 0));
