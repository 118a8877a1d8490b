import { Buffer } from 'node:buffer';
import type { PdfDocument } from '../../pdf/document.js';
import { PdfDict, PdfName, type PdfObject, PdfRef, PdfStream, PdfString } from '../../pdf/objects.js';

/** An object in the revision it was read from. */
export interface Placed {
  readonly document: PdfDocument;
  readonly object: PdfObject;
}

/**
 * Whether two objects are the same value; references are the same if they name the same object. A value that one of
 * them has in place and the other as an object of its own is the same (7.3.10): PDFBox writes the dictionaries of a list so.
 */
export const sameObject = (left: Placed, right: Placed): boolean => {
  const [a, b] = [left.object, right.object];
  if (a === b) return true;
  if (a instanceof PdfRef !== b instanceof PdfRef) {
    const [own, other] = [left.document.resolve(a), right.document.resolve(b)];
    return (
      !(own instanceof PdfRef || other instanceof PdfRef) &&
      sameObject({ ...left, object: own }, { ...right, object: other })
    );
  }
  if (a instanceof PdfName) return b instanceof PdfName && a.value === b.value;
  if (a instanceof PdfString) return b instanceof PdfString && Buffer.compare(a.bytes, b.bytes) === 0;
  if (a instanceof PdfRef) return b instanceof PdfRef && a.num === b.num && a.gen === b.gen;
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((item, i) => sameItem(left, item, right, b[i]));
  if (a instanceof PdfDict)
    return b instanceof PdfDict && differingKeys({ ...left, object: a }, { ...right, object: b }).length === 0;
  if (a instanceof PdfStream) return b instanceof PdfStream && sameStream(left.document, a, right.document, b);
  return false;
};

const sameItem = (left: Placed, a: PdfObject, right: Placed, b: PdfObject | undefined): boolean =>
  sameObject({ ...left, object: a }, { ...right, object: b ?? null });

const sameStream = (leftDocument: PdfDocument, a: PdfStream, rightDocument: PdfDocument, b: PdfStream): boolean =>
  sameObject({ document: leftDocument, object: a.dict }, { document: rightDocument, object: b.dict }) &&
  Buffer.compare(leftDocument.raw(a), rightDocument.raw(b)) === 0;

export interface PlacedDict extends Placed {
  readonly object: PdfDict;
}

/** Keys whose values differ, those that only one of the two has included. */
export const differingKeys = (left: PlacedDict, right: PlacedDict): string[] => {
  const keys = new Set([...left.object.entries.keys(), ...right.object.entries.keys()]);
  return [...keys].filter((key) => !sameItem(left, left.object.get(key), right, right.object.get(key)));
};
