/** Which parts of an image are painted at all (ISO 32000-2 8.9.6, 11.6.5.2). */
import type { PdfDocument } from '../document.js';
import { isName, type PdfDict, type PdfObject, PdfStream } from '../objects.js';

/** Opacity of an image, pixel by pixel. */
export interface ImageMask {
  /** 0 to 1, at a place in the unit square. */
  opacity(x: number, y: number): number;
}

const MOST_PIXELS = 32 * 1024 * 1024;

const positive = (object: PdfObject): number =>
  typeof object === 'number' && Number.isInteger(object) && object > 0 ? object : 0;

/**
 * The stencil, soft mask or stencil mask (in this order: 8.9.6.2, table 87) that an image is drawn with; null where it has none or one that is not known.
 * @throws Fault `pdf.*`
 */
export const imageMask = (document: PdfDocument, image: PdfStream): ImageMask | null => {
  if (document.value(image.dict, 'ImageMask') === true) return samples(document, image, 1);
  const soft = document.value(image.dict, 'SMask');
  if (soft instanceof PdfStream) return samples(document, soft, 8);
  const stencil = document.value(image.dict, 'Mask');
  return stencil instanceof PdfStream ? samples(document, stencil, 1) : null;
};

/** What /Decode makes of the lowest and the highest sample (8.9.5.2). */
const decodeRange = (document: PdfDocument, dict: PdfDict): readonly [number, number] => {
  const [low = 0, high = 1] = (document.array(dict, 'Decode') ?? []).map((item) => Number(document.resolve(item)));
  return [low, high];
};

/** A stencil paints where its samples are 0, a soft mask where they are high. */
const samples = (document: PdfDocument, stream: PdfStream, wanted: 1 | 8): ImageMask | null => {
  const { dict } = stream;
  const [width, height] = [positive(document.value(dict, 'Width')), positive(document.value(dict, 'Height'))];
  const bits = wanted === 1 ? 1 : positive(document.value(dict, 'BitsPerComponent'));
  const plain = wanted === 1 || isName(document.value(dict, 'ColorSpace'), 'DeviceGray');
  if (!plain || (bits !== 1 && bits !== 8) || width * height === 0 || width * height > MOST_PIXELS) return null;
  const row = Math.ceil((width * bits) / 8);
  const data = document.decode(stream);
  if (data.length < row * height) return null;
  const [low, high] = decodeRange(document, dict);
  return {
    opacity: (x, y) => {
      const column = Math.min(width - 1, Math.max(0, Math.floor(x * width)));
      const line = Math.min(height - 1, Math.max(0, Math.floor((1 - y) * height)));
      const byte = data[line * row + ((column * bits) >> 3)] ?? 0;
      const value = bits === 8 ? byte / 255 : (byte >> (7 - (column & 7))) & 1;
      const decoded = low + value * (high - low);
      return wanted === 1 ? 1 - decoded : decoded;
    },
  };
};
