/** JPEG (ITU-T T.81), which a PDF takes as it is: only its header is read. */
import { Fault } from '../../contracts/faults/index.js';
import { checkPixels, unreadable } from './image-faults.js';
import type { Raster } from './raster.js';

export type JpegHeader = Pick<Raster, 'width' | 'height' | 'colours'>;

export const isJpeg = (bytes: Uint8Array): boolean => bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;

/** Baseline, extended and progressive Huffman coding: what /DCTDecode covers (ISO 32000-2 7.4.8). */
const SUPPORTED_FRAMES = new Set([0xc0, 0xc1, 0xc2]);
/** Start of frame of other kinds: lossless, hierarchical, arithmetic (table B.1); DHT, JPG and DAC lie between them. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
const START_OF_SCAN = 0xda;
const END_OF_IMAGE = Buffer.from([0xff, 0xd9]);

/** @throws Fault `signing.image-unreadable`, `signing.image-too-large`, `signing.image-cmyk` */
export const readJpeg = (bytes: Uint8Array): JpegHeader => {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let header: JpegHeader | null = null;
  for (let at = 2; at + 4 <= data.length; ) {
    const marker = data.readUInt8(at + 1);
    if (data.readUInt8(at) !== 0xff) break;
    // Fill bytes may stand before a marker (B.1.1.2).
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const length = data.readUInt16BE(at + 2);
    if (isFrame(marker)) header = frame(marker, data.subarray(at + 4, at + 2 + length));
    if (marker === START_OF_SCAN && header && data.indexOf(END_OF_IMAGE, at) > 0) return header;
    at += 2 + length;
  }
  throw unreadable();
};

const frame = (marker: number, segment: Buffer): JpegHeader => {
  if (!SUPPORTED_FRAMES.has(marker) || segment.length < 6 || segment.readUInt8(0) !== 8) throw unreadable();
  const components = segment.readUInt8(5);
  if (components === 4) throw new Fault('signing.image-cmyk');
  if (components !== 1 && components !== 3) throw unreadable();
  const [height, width] = [segment.readUInt16BE(1), segment.readUInt16BE(3)];
  checkPixels(width, height);
  return { width, height, colours: components === 1 ? 'gray' : 'rgb' };
};
