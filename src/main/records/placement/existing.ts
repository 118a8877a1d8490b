/** Fields that a document has already: prepared ones to be filled, and the marks of earlier signatures with their ink. */
import type { Rect } from '../../../contracts/records-facts.js';
import { displayMatrix, transformed } from '../../pdf/content/matrix.js';
import { ContentReader } from '../../pdf/content/reader.js';
import type { PdfDocument } from '../../pdf/document.js';
import { isName, PdfName, type PdfObject, PdfString, pdfText } from '../../pdf/objects.js';
import type { Box } from '../../pdf/pages.js';
import { readForm } from '../../signing/form-fields.js';
import { inPageOrder } from '../../signing/widget-place.js';
import { type Mark, type MarkKind, readMarks } from '../../verification/marks/marks.js';
import { fromBox } from './rects.js';

export interface ExistingField {
  readonly name: string;
  readonly kind: 'text' | 'signature';
  /** Signed, or with a text of its own. */
  readonly filled: boolean;
  readonly page: number;
  readonly rect: Rect;
  readonly shows: MarkKind;
  /** Around what it paints, transparent margins of images left out; null where it paints nothing. */
  readonly ink: Rect | null;
}

/** Points that the ink of a mark is looked for at, in each direction: its edges are known to half a hundredth of its size. */
const SAMPLES = 200;
/** Of an appearance that is looked at so closely; real ones have a few. */
const MOST_ITEMS = 20;

/** Signature and text fields that stand on a page, page by page from top to bottom. @throws Fault `pdf.*` */
export const existingFields = (document: PdfDocument): ExistingField[] => {
  const types = new Set(['Sig', 'Tx']);
  const fields = readForm(document).fields.filter(
    ({ inherited: { FT } }) => FT instanceof PdfName && types.has(FT.value),
  );
  const marks = new Map(readMarks(new ContentReader(document), types).map((mark) => [mark.widget, mark]));
  return inPageOrder(document, fields).flatMap(({ field, place }) => {
    if (!place?.box) return [];
    const mark = marks.get(field.widgets[0]?.ref.num ?? -1);
    const ink = mark ? inkBox(mark) : null;
    return {
      name: field.name,
      kind: isName(field.inherited.FT, 'Sig') ? 'signature' : 'text',
      filled: !isEmpty(field.inherited.V),
      page: place.page.index + 1,
      rect: fromBox(place.box),
      shows: mark?.kind ?? 'empty',
      ink: ink && fromBox(transformed(displayMatrix(place.page), ink)),
    };
  });
};

const isEmpty = (value: PdfObject): boolean => value === null || (value instanceof PdfString && pdfText(value) === '');

/** In default user space. */
const inkBox = ({ ink }: Mark): Box | null => {
  const isPicture = ink.items.length <= MOST_ITEMS && ink.items.some(({ kind }) => kind === 'image');
  if (ink.box === null || !isPicture) return ink.box;
  const { left, bottom, right, top } = ink.box;
  const [dx, dy] = [(right - left) / SAMPLES, (top - bottom) / SAMPLES];
  const at = (column: number, row: number): boolean =>
    ink.isInk([left + (column + 0.5) * dx, bottom + (row + 0.5) * dy]);
  const indices = Array.from({ length: SAMPLES }, (_, i) => i);
  const columns = indices.filter((column) => indices.some((row) => at(column, row)));
  const rows = indices.filter((row) => columns.some((column) => at(column, row)));
  const [first, last, low, high] = [columns[0], columns.at(-1), rows[0], rows.at(-1)];
  if (first === undefined || last === undefined || low === undefined || high === undefined) return null;
  return {
    left: left + first * dx,
    bottom: bottom + low * dy,
    right: left + (last + 1) * dx,
    top: bottom + (high + 1) * dy,
  };
};
