/**
 * Signature fields that only a page leads to. ISO 32000-2 12.7.3 wants them in the form; poppler leaves them out where the
 * form stands in the catalog itself. Acrobat, poppler and MuPDF go by the page, PDFBox and pyHanko by the form.
 */
import { Fault } from '../../contracts/faults/index.js';
import type { PdfDocument } from '../pdf/document.js';
import type { FieldNode } from '../pdf/field-tree.js';
import { LIMITS } from '../pdf/limits.js';
import { isName, PdfDict, PdfRef, PdfString, pdfText } from '../pdf/objects.js';
import { readRange } from './byte-range.js';

const found = new WeakMap<PdfDocument, readonly FieldNode[]>();

/**
 * A widget merged with its field, with a signature of this very file as its value: what a stamping tool left over of one,
 * in a file that it wrote anew, is a remnant.
 */
const isSignature = (document: PdfDocument, dict: PdfDict): boolean => {
  const value = document.resolve(dict.get('V'));
  return (
    isName(document.value(dict, 'Subtype'), 'Widget') &&
    isName(document.value(dict, 'FT'), 'Sig') &&
    dict.get('Parent') === null &&
    dict.get('Kids') === null &&
    value instanceof PdfDict &&
    typeof readRange(document, value) === 'object'
  );
};

const search = (document: PdfDocument, known: ReadonlySet<number>): FieldNode[] => {
  const seen = new Set(known);
  const stray: FieldNode[] = [];
  for (const page of document.pages()) {
    for (const ref of document.array(page.dict, 'Annots') ?? []) {
      if (!(ref instanceof PdfRef) || seen.has(ref.num) || stray.length >= LIMITS.formFields) continue;
      seen.add(ref.num);
      const dict = document.resolve(ref);
      if (!(dict instanceof PdfDict) || !isSignature(document, dict)) continue;
      const name = document.value(dict, 'T');
      stray.push({ name: name instanceof PdfString ? pdfText(name) : '', ref, dict, kids: [] });
    }
  }
  return stray;
};

/** @param known object numbers of the form's fields. A file whose pages cannot be read has none. */
export const strayFields = (document: PdfDocument, known: ReadonlySet<number>): readonly FieldNode[] => {
  const before = found.get(document);
  if (before !== undefined) return before;
  try {
    found.set(document, search(document, known));
  } catch (thrown) {
    if (!(thrown instanceof Fault)) throw thrown;
    found.set(document, []);
  }
  return found.get(document) ?? [];
};
