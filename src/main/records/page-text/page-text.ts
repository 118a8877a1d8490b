/** What a page shows: words with their places, images and lines, its own content and the appearances of fields apart. */
import type { PageFacts } from '../../../contracts/records-facts.js';
import { shownAnnotations } from '../../pdf/content/annotations.js';
import type { ContentItem, ImageItem } from '../../pdf/content/items.js';
import { displayMatrix, type Matrix, transformed } from '../../pdf/content/matrix.js';
import type { ContentReader } from '../../pdf/content/reader.js';
import type { Box, PdfPage } from '../../pdf/pages.js';
import { coverOf, pageImage } from './images.js';
import { type Line, linesOf } from './lines.js';
import { occupiedPlaces } from './occupied.js';
import { textQuality } from './quality.js';
import { isUpright, type Word, wordsOf } from './words.js';

export interface PageText {
  readonly facts: PageFacts;
  /** Of the page's own content, from top to bottom. */
  readonly lines: readonly Line[];
  /** Of the appearances of fields and other annotations. */
  readonly marks: readonly Word[];
}

/** Object numbers of widgets and the names of their fields. */
export type FieldNames = ReadonlyMap<number, string>;

interface Layer {
  readonly items: readonly ContentItem[];
  readonly field: string | null;
}

const imagesOf = (reader: ContentReader, layers: readonly Layer[], matrix: Matrix): PageFacts['images'] =>
  layers.flatMap(({ items, field }) =>
    items
      .filter((item): item is ImageItem => item.kind === 'image' && !item.invisible)
      .map((item) => pageImage(reader.document, item, matrix, field)),
  );

/** More on one page is there to hurt. */
const MOST = { words: 20_000, images: 500 } as const;

const shapesOf = ({ items }: Layer, matrix: Matrix): Box[] =>
  items.filter((item) => item.kind === 'path' && !item.invisible).map(({ box }) => transformed(matrix, box));

/**
 * Reads one page. What cannot be read is left out, and `facts.complete` is false then.
 * @throws Fault `pdf.*` where the list of annotations cannot be read
 */
export const pageText = (reader: ContentReader, page: PdfPage, names: FieldNames): PageText => {
  const matrix = displayMatrix(page);
  const sheet = transformed(matrix, page.cropBox);
  const own = reader.page(page);
  const annotations = shownAnnotations(reader, page);
  const layers: readonly Layer[] = [
    { items: own.items, field: null },
    ...annotations.map(({ ref, drawn }) => ({ items: drawn.items, field: names.get(ref?.num ?? -1) ?? '' })),
  ];
  const all = layers.flatMap(({ items, field }) => wordsOf(items, page, field));
  const words = all.slice(0, MOST.words);
  const printed = words.filter(({ field }) => field === null);
  const marks = words.filter(({ field, hidden }) => field !== null && !hidden);
  const lines = linesOf(printed.filter(isUpright));
  const images = imagesOf(reader, layers, matrix);
  const boxes = [
    ...lines.flatMap(({ segments }) => segments.map(({ box }) => box)),
    ...[...printed.filter((word) => !isUpright(word)), ...marks].map(({ box }) => box),
    ...layers.flatMap((layer) => shapesOf(layer, matrix)),
  ];
  const facts = {
    page: page.index + 1,
    width: sheet.right,
    height: sheet.top,
    text: textQuality(printed),
    images: images.slice(0, MOST.images),
    imageCover: coverOf(images.slice(0, MOST.images), sheet),
    occupied: occupiedPlaces(boxes, sheet),
    complete:
      [own, ...annotations.map(({ drawn }) => drawn)].every(({ complete }) => complete) &&
      all.length <= MOST.words &&
      images.length <= MOST.images,
  };
  return { facts, lines, marks };
};
