/** Objects that nothing shows and that could take the place of what is shown (shadow attacks, prepared before signing). */
import { latin1 } from '../pdf/bytes.js';
import type { PdfDocument } from '../pdf/document.js';
import { isName, PdfDict, type PdfObject, PdfStream } from '../pdf/objects.js';
import { objectAt, orNull } from './object-graph.js';

/** Streams that say nothing of their use are decoded to be told apart; a few are enough to warn. */
const MOST_DECODED = 32;
const LOOKED_AT_BYTES = 64 * 1024;

/**
 * Those of `numbers`, which nothing leads to, that are pages, catalogs, fonts, Form XObjects or content streams. Left
 * out is what scanners and printers leave behind and what shows nothing by itself: nodes of page trees, and content
 * streams that only draw images when no image is left over with them.
 */
export const lookAlikes = (document: PdfDocument, numbers: readonly number[]): number[] => {
  const bare: { readonly num: number; readonly stream: PdfStream }[] = [];
  const found: number[] = [];
  let images = 0;
  for (const num of numbers) {
    const object = orNull(() => objectAt(document, num));
    if (isLikeness(object)) found.push(num);
    if (!(object instanceof PdfStream)) continue;
    if (isName(object.dict.get('Subtype'), 'Image')) images += 1;
    if (isBare(object.dict) && bare.length < MOST_DECODED) bare.push({ num, stream: object });
  }
  const telling = images > 0 ? PAINTING : WRITING;
  const contents = bare.filter(({ stream }) => telling.test(startOf(document, stream)));
  return [...found, ...contents.map(({ num }) => num)].sort((a, b) => a - b);
};

const SHOWN_TYPES = ['Page', 'Catalog', 'Font'];

const isLikeness = (object: PdfObject): boolean => {
  if (object instanceof PdfStream) return isName(object.dict.get('Subtype'), 'Form');
  return object instanceof PdfDict && SHOWN_TYPES.some((type) => isName(object.get('Type'), type));
};

const PLAIN_KEYS = new Set(['Length', 'Filter', 'DecodeParms']);

/** Content streams have no entries of their own (7.8.2); profiles, font programs and functions have. */
const isBare = (dict: PdfDict): boolean => [...dict.entries.keys()].every((key) => PLAIN_KEYS.has(key));

/** Operators that show text or fill an area; and with them the one that draws an image. */
const WRITING = /(?:^|\s)(?:BT|Tj|TJ|f\*?|sh)(?:\s|$)/;
const PAINTING = /(?:^|\s)(?:BT|Tj|TJ|f\*?|sh|Do|BI)(?:\s|$)/;

const startOf = (document: PdfDocument, stream: PdfStream): string =>
  orNull(() => latin1(document.decode(stream).subarray(0, LOOKED_AT_BYTES))) ?? '';
