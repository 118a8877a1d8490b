/** Images of a page, from their dictionaries alone (ISO 32000-2 8.9.5). */
import { Fault } from '../../../contracts/faults/index.js';
import type { PageImage } from '../../../contracts/records-facts.js';
import type { ImageItem } from '../../pdf/content/items.js';
import { type Matrix, times, transformed } from '../../pdf/content/matrix.js';
import type { PdfDocument } from '../../pdf/document.js';
import { type PdfDict, PdfName, type PdfObject, PdfStream } from '../../pdf/objects.js';
import type { Box } from '../../pdf/pages.js';

type Colour = PageImage['colour'];

const count = (object: PdfObject): number =>
  typeof object === 'number' && Number.isInteger(object) && object > 0 ? object : 0;

/** How deep a colour space may rest on another one. */
const DEEPEST = 4;

const byComponents = (components: number): Colour =>
  components === 1 ? 'grey' : components >= 3 ? 'colour' : 'unknown';

const colourOf = (document: PdfDocument, space: PdfObject, depth = 0): Colour => {
  const value = document.resolve(space);
  const family = Array.isArray(value) ? document.resolve(value[0] ?? null) : value;
  if (!(family instanceof PdfName) || depth > DEEPEST) return 'unknown';
  const base = Array.isArray(value) ? document.resolve(value[1] ?? null) : null;
  switch (family.value) {
    case 'DeviceGray':
    case 'CalGray':
      return 'grey';
    case 'DeviceRGB':
    case 'DeviceCMYK':
    case 'CalRGB':
    case 'Lab':
      return 'colour';
    case 'ICCBased':
      return base instanceof PdfStream ? byComponents(count(document.value(base.dict, 'N'))) : 'unknown';
    case 'Indexed':
      return colourOf(document, base, depth + 1);
    default:
      return 'unknown';
  }
};

/** JPEG 2000 says itself what its colours are (8.9.5.1), CCITT and JBIG2 have none. */
const statedColour = (document: PdfDocument, dict: PdfDict, bits: number | null): Colour => {
  if (bits === 1 || document.value(dict, 'ImageMask') === true) return 'bilevel';
  return colourOf(document, dict.get('ColorSpace'));
};

const readDict = (document: PdfDocument, dict: PdfDict): Omit<PageImage, 'box' | 'dpi' | 'field'> => {
  const depth = document.value(dict, 'ImageMask') === true ? 1 : count(document.value(dict, 'BitsPerComponent'));
  const bits = depth === 0 ? null : depth;
  return {
    pixelWidth: count(document.value(dict, 'Width')),
    pixelHeight: count(document.value(dict, 'Height')),
    bits,
    colour: statedColour(document, dict, bits),
  };
};

const UNKNOWN = { pixelWidth: 0, pixelHeight: 0, bits: null, colour: 'unknown' } as const;

const stated = (document: PdfDocument, stream: PdfStream | null): Omit<PageImage, 'box' | 'dpi' | 'field'> => {
  try {
    return stream ? readDict(document, stream.dict) : UNKNOWN;
  } catch (thrown) {
    if (thrown instanceof Fault) return UNKNOWN;
    throw thrown;
  }
};

/**
 * @param display from default user space to the page as displayed
 * @param field whose appearance it is a part of; null for the page's own content
 */
export const pageImage = (
  document: PdfDocument,
  { stream, matrix, box }: ImageItem,
  display: Matrix,
  field: string | null,
): PageImage => {
  const facts = stated(document, stream);
  const [a, b, c, d] = times(matrix, display);
  const resolutions = [(facts.pixelWidth * 72) / Math.hypot(a, b), (facts.pixelHeight * 72) / Math.hypot(c, d)];
  const lowest = Math.min(...resolutions);
  const { left, bottom, right, top } = transformed(display, box);
  const dpi = Number.isFinite(lowest) && lowest > 0 ? lowest : null;
  return { ...facts, dpi, field, box: { x: left, y: bottom, width: right - left, height: top - bottom } };
};

/** What share of the sheet its own images cover; those over each other, as layered scans have them, count once. */
export const coverOf = (images: readonly PageImage[], sheet: Box): number => {
  const own = images.filter(({ field }) => field === null);
  const STEPS = 24;
  let covered = 0;
  for (let row = 0; row < STEPS; row++) {
    for (let column = 0; column < STEPS; column++) {
      const x = sheet.left + ((column + 0.5) / STEPS) * (sheet.right - sheet.left);
      const y = sheet.bottom + ((row + 0.5) / STEPS) * (sheet.top - sheet.bottom);
      if (own.some(({ box }) => x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height))
        covered += 1;
    }
  }
  return covered / STEPS ** 2;
};
