/** What annotations show on their page (ISO 32000-2 12.5). */
import type { PdfDocument } from '../document.js';
import { PdfDict, PdfRef } from '../objects.js';
import { type PdfPage, readBox } from '../pages.js';
import type { DrawnContent } from './items.js';
import { type ContentReader, normalAppearance } from './reader.js';

const HIDDEN = 2;

/** Whether the flags of an annotation (table 167) leave it to be seen on paper or on the screen. */
export const isShown = (document: PdfDocument, annotation: PdfDict): boolean => {
  const flags = document.value(annotation, 'F');
  return typeof flags !== 'number' || (flags & HIDDEN) === 0;
};

export interface ShownAnnotation {
  /** null for one that stands directly in the list. */
  readonly ref: PdfRef | null;
  readonly drawn: DrawnContent;
}

/** Of all annotations of a page that are shown and have an appearance, in the order in which they are drawn. @throws Fault `pdf.*` */
export const shownAnnotations = (reader: ContentReader, page: PdfPage): ShownAnnotation[] => {
  const { document } = reader;
  return (document.array(page.dict, 'Annots') ?? []).flatMap((item) => {
    const annotation = document.resolve(item);
    if (!(annotation instanceof PdfDict) || !isShown(document, annotation)) return [];
    const rect = readBox(document, annotation.get('Rect'));
    const stream = rect && normalAppearance(document, annotation);
    return rect && stream
      ? [{ ref: item instanceof PdfRef ? item : null, drawn: reader.appearance(stream, rect, page) }]
      : [];
  });
};
