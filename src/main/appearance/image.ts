/** Images as Image XObjects (ISO 32000-2 8.9.5). All documents of a batch show the same ones: each is encoded once. */
import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { Fault } from '../../contracts/faults/index.js';
import { PdfDict, PdfName, type PdfObject, type PdfRef, PdfStream } from '../pdf/objects.js';
import type { RevisionWriter } from '../pdf/revision-writer.js';
import { BoundedCache } from './bounded-cache.js';
import { type Colours, iccColourSpace } from './icc-profile.js';
import { tooLarge } from './image-faults.js';
import { isJpeg, readJpeg } from './jpeg.js';
import type { PdfaPart } from './pdfa.js';
import { decodePng, isPng } from './png.js';
import { MAX_IMAGE_BYTES, type Raster } from './raster.js';
import { added, sharedObject } from './shared-objects.js';

/** An image ready to be written into any number of documents. */
export interface EncodedImage {
  readonly width: number;
  readonly height: number;
  readonly colours: Colours;
  readonly filter: 'FlateDecode' | 'DCTDecode';
  readonly bytes: Uint8Array;
  readonly mask: { readonly key: 'SMask' | 'Mask'; readonly stream: PdfStream } | null;
}

/** How transparency is written: as it is, or, where it is forbidden, as painted or not painted. */
type Transparency = 'soft' | 'hard';

const CACHED_IMAGES = 8;
const cache = new BoundedCache<EncodedImage>(CACHED_IMAGES);

/**
 * A PNG or JPEG file, encoded for a document of this conformance.
 * @throws Fault `signing.image-unreadable`, `signing.image-too-large`, `signing.image-cmyk`, `signing.image-kind`
 */
export const encodedImage = (file: Uint8Array, conformance: PdfaPart | null): EncodedImage => {
  if (file.length > MAX_IMAGE_BYTES) throw tooLarge();
  const transparency = transparencyIn(conformance);
  const key = `${transparency} ${createHash('sha256').update(file).digest('base64')}`;
  return cache.get(key, () => encode(file, transparency));
};

/**
 * PDF/A-1 forbids transparency (ISO 19005-1 6.4); later parts want a blending space, which a page without a group of
 * its own gets from the output intent (ISO 19005-2 6.2.10).
 */
const transparencyIn = (conformance: PdfaPart | null): Transparency =>
  conformance && (conformance.part === 1 || !conformance.outputIntent) ? 'hard' : 'soft';

const encode = (file: Uint8Array, transparency: Transparency): EncodedImage => {
  if (isJpeg(file)) return { ...readJpeg(file), filter: 'DCTDecode', bytes: Uint8Array.from(file), mask: null };
  if (!isPng(file)) throw new Fault('signing.image-kind');
  const raster = decodePng(file);
  const { width, height, colours, alpha } = raster;
  const image = {
    width,
    height,
    colours,
    filter: 'FlateDecode',
    bytes: deflateSync(alpha && transparency === 'hard' ? onWhite(raster, alpha) : raster.pixels, { level: 9 }),
    mask: alpha && (transparency === 'soft' ? softMask(raster, alpha) : stencilMask(raster, alpha)),
  } as const;
  if (image.bytes.length > MAX_IMAGE_BYTES) throw tooLarge();
  return image;
};

/** The colours as they look on paper: what was half transparent is light, since the stencil paints it in full. */
const onWhite = ({ pixels, colours }: Raster, alpha: Uint8Array): Uint8Array => {
  const components = colours === 'gray' ? 1 : 3;
  return pixels.map((value, i) => 255 - Math.round(((255 - value) * (alpha[Math.floor(i / components)] ?? 255)) / 255));
};

const softMask = ({ width, height }: Raster, alpha: Uint8Array): EncodedImage['mask'] => ({
  key: 'SMask',
  stream: maskStream(width, height, alpha, { ColorSpace: new PdfName('DeviceGray'), BitsPerComponent: 8 }),
});

/** 8.9.6.3: a bit of 1 leaves the pixel out. Half of the strongest alpha counts as painted, so that no image vanishes. */
const stencilMask = ({ width, height }: Raster, alpha: Uint8Array): EncodedImage['mask'] => {
  const threshold = Math.max(1, alpha.reduce((most, value) => Math.max(most, value), 0) / 2);
  const row = Math.ceil(width / 8);
  const bits = new Uint8Array(row * height);
  alpha.forEach((value, i) => {
    const x = i % width;
    const at = Math.floor(i / width) * row + (x >> 3);
    if (value < threshold) bits[at] = (bits[at] ?? 0) | (0x80 >> (x & 7));
  });
  return { key: 'Mask', stream: maskStream(width, height, bits, { ImageMask: true, BitsPerComponent: 1 }) };
};

const maskStream = (
  width: number,
  height: number,
  bytes: Uint8Array,
  entries: Readonly<Record<string, PdfObject>>,
): PdfStream =>
  new PdfStream(imageDict(width, height, 'FlateDecode').with(entries), {
    kind: 'memory',
    bytes: deflateSync(bytes, { level: 9 }),
  });

const imageDict = (width: number, height: number, filter: EncodedImage['filter']): PdfDict =>
  new PdfDict([
    ['Type', new PdfName('XObject')],
    ['Subtype', new PdfName('Image')],
    ['Width', width],
    ['Height', height],
    ['Filter', new PdfName(filter)],
  ]);

/** The image in this revision; in PDF/A its colours depend on no device. */
export const writeImage = (writer: RevisionWriter, image: EncodedImage, conformance: PdfaPart | null): PdfRef =>
  sharedObject(writer, image, () => {
    const { width, height, colours, filter, bytes, mask } = image;
    const device = new PdfName(colours === 'gray' ? 'DeviceGray' : 'DeviceRGB');
    const dict = imageDict(width, height, filter).with({
      ColorSpace: conformance ? iccColourSpace(writer, colours) : device,
      BitsPerComponent: 8,
      ...(mask ? { [mask.key]: added(writer, mask.stream) } : {}),
    });
    return new PdfStream(dict, { kind: 'memory', bytes });
  });
