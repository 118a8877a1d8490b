/** The two colour profiles that PDF/A needs in place of device colours: ICC.1:2001-04 (version 2), as PDF/A-1 reads. */
import { deflateSync } from 'node:zlib';
import { type PdfArray, PdfDict, PdfName, PdfStream } from '../pdf/objects.js';
import type { RevisionWriter } from '../pdf/revision-writer.js';
import { sharedObject } from './shared-objects.js';

export type Colours = 'gray' | 'rgb';

type Xyz = readonly [x: number, y: number, z: number];

/** The white of the profile connection space. */
const D50: Xyz = [0.9642, 1, 0.8249];
/** Primaries of IEC 61966-2-1 (sRGB), adapted to D50 after Bradford. */
const RED: Xyz = [0.43607, 0.22249, 0.01392];
const GREEN: Xyz = [0.38515, 0.71687, 0.09708];
const BLUE: Xyz = [0.14307, 0.06061, 0.7141];
/** A sample for each value of 8 bits. */
const CURVE_SAMPLES = 256;

/** An /ICCBased colour space (ISO 32000-2 8.6.5.5) for sRGB, or for grey with the same curve. */
export const iccColourSpace = (writer: RevisionWriter, colours: Colours): PdfArray => {
  const stream = PROFILES[colours];
  return [new PdfName('ICCBased'), sharedObject(writer, stream, () => stream)];
};

const profileStream = (colours: Colours): PdfStream =>
  new PdfStream(
    new PdfDict([
      ['N', colours === 'rgb' ? 3 : 1],
      ['Filter', new PdfName('FlateDecode')],
    ]),
    { kind: 'memory', bytes: deflateSync(iccProfile(colours), { level: 9 }) },
  );

/** The profile's bytes; the same at every call. */
export const iccProfile = (colours: Colours): Uint8Array => {
  const tags: readonly (readonly [string, Buffer])[] = [
    ['desc', description(colours === 'rgb' ? 'sRGB' : 'Gray with sRGB curve')],
    ['cprt', Buffer.from('text\0\0\0\0No copyright, use freely\0', 'latin1')],
    ['wtpt', xyz(D50)],
    ...(colours === 'rgb' ? rgbTags() : ([['kTRC', curve()]] as const)),
  ];
  return assembled(colours, tags);
};

const rgbTags = (): (readonly [string, Buffer])[] => {
  const shared = curve();
  return [
    ['rXYZ', xyz(RED)],
    ['gXYZ', xyz(GREEN)],
    ['bXYZ', xyz(BLUE)],
    ['rTRC', shared],
    ['gTRC', shared],
    ['bTRC', shared],
  ];
};

/** Header (6.1), tag table (6.2), tag data on boundaries of 4 bytes; equal data stand once. */
const assembled = (colours: Colours, tags: readonly (readonly [string, Buffer])[]): Uint8Array => {
  const table = Buffer.alloc(4 + 12 * tags.length);
  table.writeUInt32BE(tags.length);
  const places = new Map<Buffer, number>();
  const data: Buffer[] = [];
  let end = 128 + table.length;
  tags.forEach(([signature, bytes], i) => {
    const offset = places.get(bytes) ?? end;
    if (!places.has(bytes)) {
      const padded = Buffer.alloc(Math.ceil(bytes.length / 4) * 4);
      bytes.copy(padded);
      data.push(padded);
      places.set(bytes, end);
      end += padded.length;
    }
    table.write(signature, 4 + 12 * i, 'latin1');
    table.writeUInt32BE(offset, 8 + 12 * i);
    table.writeUInt32BE(bytes.length, 12 + 12 * i);
  });
  return Buffer.concat([header(colours, end), table, ...data]);
};

const header = (colours: Colours, size: number): Buffer => {
  const bytes = Buffer.alloc(128);
  bytes.writeUInt32BE(size, 0);
  bytes.writeUInt32BE(0x02100000, 8);
  bytes.write(`mntr${colours === 'rgb' ? 'RGB ' : 'GRAY'}XYZ `, 12, 'latin1');
  // A date that never changes: 2026-01-01.
  for (const [i, value] of [2026, 1, 1].entries()) bytes.writeUInt16BE(value, 24 + 2 * i);
  bytes.write('acsp', 36, 'latin1');
  xyzNumbers(D50).copy(bytes, 68);
  return bytes;
};

/** Three s15Fixed16Numbers (5.3). */
const xyzNumbers = (values: Xyz): Buffer => {
  const bytes = Buffer.alloc(12);
  for (const [i, value] of values.entries()) bytes.writeInt32BE(Math.round(value * 65536), 4 * i);
  return bytes;
};

const xyz = (values: Xyz): Buffer => Buffer.concat([Buffer.from('XYZ \0\0\0\0', 'latin1'), xyzNumbers(values)]);

/** From the value to the light of IEC 61966-2-1. */
const curve = (): Buffer => {
  const bytes = Buffer.alloc(12 + 2 * CURVE_SAMPLES);
  bytes.write('curv', 'latin1');
  bytes.writeUInt32BE(CURVE_SAMPLES, 8);
  for (let i = 0; i < CURVE_SAMPLES; i++) {
    const value = i / (CURVE_SAMPLES - 1);
    const light = value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    bytes.writeUInt16BE(Math.round(light * 65535), 12 + 2 * i);
  }
  return bytes;
};

/** textDescriptionType (6.5.17) with its Unicode and ScriptCode parts empty. */
const description = (text: string): Buffer => {
  const start = Buffer.alloc(12);
  start.write('desc', 'latin1');
  start.writeUInt32BE(text.length + 1, 8);
  return Buffer.concat([start, Buffer.from(`${text}\0`, 'latin1'), Buffer.alloc(4 + 4 + 2 + 1 + 67)]);
};

const PROFILES: Readonly<Record<Colours, PdfStream>> = { gray: profileStream('gray'), rgb: profileStream('rgb') };
