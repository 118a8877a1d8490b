import type { PdfDict, PdfObject } from './objects.js';

/** Follows references: all that reading a structure of objects needs of the document that holds them. */
export interface ObjectReader {
  /** What a reference, or a chain of them, leads to; anything else is itself. */
  resolve(object: PdfObject): PdfObject;
  /** A dictionary's value with references followed. */
  value(dict: PdfDict, key: string): PdfObject;
  /** The value as an array, or null when it is absent or something else. */
  array(dict: PdfDict, key: string): PdfObject[] | null;
}
