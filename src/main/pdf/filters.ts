/** Stream filters (ISO 32000-2 7.4). */
import { inflateSync } from 'node:zlib';
import { Fault } from '../../contracts/faults/index.js';
import { ByteBuilder } from './bytes.js';
import { hexValue, isSpace } from './characters.js';
import { broken, limitFault } from './limits.js';
import { PdfDict, type PdfObject } from './objects.js';

export interface FilterStep {
  readonly name: string;
  /** Values already resolved. */
  readonly parameters: PdfDict;
}

/** Undoes the filters one after the other. No step may give more than `limit` bytes. @throws Fault `pdf.*` */
export const applyFilters = (encoded: Uint8Array, steps: readonly FilterStep[], limit: number): Uint8Array =>
  steps.reduce((bytes, step) => applyFilter(bytes, step, limit), encoded);

const applyFilter = (bytes: Uint8Array, step: FilterStep, limit: number): Uint8Array => {
  switch (step.name) {
    case 'FlateDecode':
    case 'Fl':
      return undoPredictor(inflate(bytes, limit), step.parameters);
    case 'ASCIIHexDecode':
    case 'AHx':
      return asciiHex(bytes);
    case 'ASCII85Decode':
    case 'A85':
      return ascii85(bytes, limit);
    default:
      throw new Fault('pdf.filter-unsupported', { filter: step.name.slice(0, 40) });
  }
};

const inflate = (bytes: Uint8Array, limit: number): Uint8Array => {
  try {
    return inflateSync(bytes, { maxOutputLength: limit });
  } catch (cause) {
    const tooLarge = cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE';
    throw tooLarge ? limitFault('decompressed size') : broken('deflate', cause);
  }
};

const asciiHex = (bytes: Uint8Array): Uint8Array => {
  const decoded = new ByteBuilder();
  let high = -1;
  for (const byte of bytes) {
    if (byte === 0x3e) break;
    if (isSpace(byte)) continue;
    const value = hexValue(byte);
    if (value < 0) throw broken('ASCIIHexDecode');
    if (high >= 0) decoded.push(high * 16 + value);
    high = high < 0 ? value : -1;
  }
  if (high >= 0) decoded.push(high * 16);
  return decoded.bytes();
};

const ascii85 = (bytes: Uint8Array, limit: number): Uint8Array => {
  const decoded = new ByteBuilder();
  let group: number[] = [];
  const flush = (): void => {
    const count = group.length;
    if (count === 1) throw broken('ASCII85Decode');
    const value = [...group, 84, 84, 84, 84].slice(0, 5).reduce((sum, digit) => sum * 85 + digit, 0);
    if (value > 0xffffffff) throw broken('ASCII85Decode');
    for (let i = 0; i < count - 1; i++) decoded.push(Math.floor(value / 2 ** (24 - 8 * i)) & 0xff);
    group = [];
  };
  for (const byte of bytes) {
    if (byte === 0x7e) break;
    if (isSpace(byte)) continue;
    if (byte === 0x7a && group.length === 0) decoded.append(new Uint8Array(4));
    else if (byte < 0x21 || byte > 0x75) throw broken('ASCII85Decode');
    else if (group.push(byte - 0x21) === 5) flush();
    if (decoded.length > limit) throw limitFault('decompressed size');
  }
  if (group.length > 0) flush();
  return decoded.bytes();
};

const parameter = (parameters: PdfDict, key: string, fallback: number, max: number): number => {
  const value: PdfObject = parameters.get(key) ?? fallback;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1) throw broken(`predictor ${key}`);
  if (value > max) throw limitFault('predictor');
  return value;
};

/** Predictors of ISO 32000-2 7.4.4.4: 2 is TIFF's, 10 and above PNG's, whose rows name their own. */
const undoPredictor = (bytes: Uint8Array, parameters: PdfDict): Uint8Array => {
  const predictor = parameter(parameters, 'Predictor', 1, 15);
  if (predictor === 1) return bytes;
  const colors = parameter(parameters, 'Colors', 1, 32);
  const bits = parameter(parameters, 'BitsPerComponent', 8, 16);
  const row = Math.ceil((parameter(parameters, 'Columns', 1, 1_000_000) * colors * bits) / 8);
  const pixel = Math.max(1, (colors * bits) >> 3);
  if (predictor >= 10) return undoPng(bytes, row, pixel);
  if (predictor === 2 && bits === 8) return undoTiff(bytes, row, pixel);
  throw new Fault('pdf.filter-unsupported', { filter: `Predictor ${predictor}/${bits}` });
};

const undoTiff = (bytes: Uint8Array, row: number, pixel: number): Uint8Array => {
  const decoded = Uint8Array.from(bytes);
  for (let i = 0; i < decoded.length; i++) {
    if (i % row >= pixel) decoded[i] = (decoded[i] ?? 0) + (decoded[i - pixel] ?? 0);
  }
  return decoded;
};

/**
 * Undoes the filters of PNG rows of `row` bytes, each with a byte before it that names its filter (ISO/IEC 15948
 * clause 9). In place: each row ends up before the byte that named its type, so nothing is overwritten before it is read.
 */
export const undoPng = (bytes: Uint8Array, row: number, pixel: number): Uint8Array => {
  let length = 0;
  for (let source = 0; source < bytes.length; source += row + 1) {
    const count = Math.min(row, bytes.length - source - 1);
    const type = bytes[source] ?? 0;
    bytes.copyWithin(length, source + 1, source + 1 + count);
    if (count > 0) undoPngRow(type, bytes, { start: length, end: length + count, row, pixel });
    length += count;
  }
  return bytes.subarray(0, length);
};

interface PngRow {
  readonly start: number;
  readonly end: number;
  /** Bytes from a byte to the one above it, and to the one of the pixel on the left. */
  readonly row: number;
  readonly pixel: number;
}

/** One loop for each type: files that want to keep the reader busy are made of nothing but such rows. */
const undoPngRow = (type: number, bytes: Uint8Array, { start, end, row, pixel }: PngRow): void => {
  const left = (at: number): number => (at - pixel >= start ? (bytes[at - pixel] ?? 0) : 0);
  const up = (at: number): number => (start > 0 ? (bytes[at - row] ?? 0) : 0);
  const corner = (at: number): number => (start > 0 && at - pixel >= start ? (bytes[at - row - pixel] ?? 0) : 0);
  const add = (at: number, prediction: number): void => {
    bytes[at] = (bytes[at] ?? 0) + prediction;
  };
  switch (type) {
    case 0:
      return;
    case 1:
      for (let at = start; at < end; at++) add(at, left(at));
      return;
    case 2:
      for (let at = start; at < end; at++) add(at, up(at));
      return;
    case 3:
      for (let at = start; at < end; at++) add(at, (left(at) + up(at)) >> 1);
      return;
    case 4:
      for (let at = start; at < end; at++) add(at, paeth(left(at), up(at), corner(at)));
      return;
    default:
      throw broken(`PNG filter type ${type}`);
  }
};

const paeth = (left: number, up: number, corner: number): number => {
  const estimate = left + up - corner;
  const toLeft = Math.abs(estimate - left);
  const toUp = Math.abs(estimate - up);
  const toCorner = Math.abs(estimate - corner);
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
};

export const NO_PARAMETERS = new PdfDict();
