/** Bookmarks of a report (ISO 32000-2 12.3.3): one a file, below it one a signature. */
import { PDFArray, type PDFDict, type PDFDocument, PDFHexString, PDFName, PDFNumber, type PDFRef } from 'pdf-lib';
import type { Place } from './report-sheet.js';

export interface Bookmark {
  readonly title: string;
  readonly place: Place;
  readonly below: readonly Bookmark[];
}

const destination = (document: PDFDocument, { page, top }: Place): PDFArray => {
  const array = PDFArray.withContext(document.context);
  array.push(page.ref);
  array.push(PDFName.of('XYZ'));
  array.push(PDFNumber.of(0));
  array.push(PDFNumber.of(top));
  array.push(PDFNumber.of(0));
  return array;
};

/** Puts `marks` below `parent`, linked in order. */
const hang = (document: PDFDocument, parent: PDFDict, parentRef: PDFRef, marks: readonly Bookmark[]): void => {
  const refs = marks.map(() => document.context.nextRef());
  const [first, last] = [refs[0], refs[refs.length - 1]];
  if (first === undefined || last === undefined) return;
  for (const [index, { title, place, below }] of marks.entries()) {
    const [ref, previous, next] = [refs[index], refs[index - 1], refs[index + 1]];
    if (ref === undefined) continue;
    const item = document.context.obj({ Title: PDFHexString.fromText(title), Parent: parentRef });
    item.set(PDFName.of('Dest'), destination(document, place));
    if (previous) item.set(PDFName.of('Prev'), previous);
    if (next) item.set(PDFName.of('Next'), next);
    hang(document, item, ref, below);
    document.context.assign(ref, item);
  }
  parent.set(PDFName.of('First'), first);
  parent.set(PDFName.of('Last'), last);
  // Negative: those below are closed until a reader opens them.
  const root = parent.get(PDFName.of('Parent')) === undefined;
  parent.set(PDFName.of('Count'), PDFNumber.of(root ? marks.length : -marks.length));
};

/** Gives the document its bookmarks; without any it stays as it is. */
export const addOutline = (document: PDFDocument, marks: readonly Bookmark[]): void => {
  if (marks.length === 0) return;
  const ref = document.context.nextRef();
  const outlines = document.context.obj({ Type: 'Outlines' });
  hang(document, outlines, ref, marks);
  document.context.assign(ref, outlines);
  document.catalog.set(PDFName.of('Outlines'), ref);
  document.catalog.set(PDFName.of('PageMode'), PDFName.of('UseOutlines'));
};
