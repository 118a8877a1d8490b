/** What the objects of a document refer to. */
import { numbersByPlace } from './by-place.js';
import { latin1 } from './bytes.js';
import { isDamage } from './limits.js';
import type { XrefEntry } from './object-table.js';
import { PdfDict, type PdfObject, PdfRef, PdfStream } from './objects.js';
import type { ByteSource } from './source.js';

/** What the survey needs of a document. */
export interface Surveyed {
  readonly source: ByteSource;
  readonly end: number;
  readonly size: number;
  readonly trailer: PdfDict;
  /** Newest first. */
  readonly sections: readonly { readonly trailer: PdfDict }[];
  entry(num: number): XrefEntry | undefined;
  objectNumbers(): Iterable<number>;
  get(ref: PdfRef): PdfObject;
}

export interface References {
  /** The highest object number that anything refers to, whether there is such an object or not. */
  readonly highest: number;
  /** Whether an object has more than one reference to it: to change it for one owner changes it for the others. */
  isShared(num: number): boolean;
}

const SHARED = 2;

/**
 * Reads every object once, and keeps one byte for each.
 * @throws Fault `pdf.limit`, `pdf.filter-unsupported`: what cannot be looked at may refer to anything
 */
export const surveyReferences = (document: Surveyed): References => {
  const counts = new Uint8Array(document.size);
  let highest = 0;
  const count = (num: number): void => {
    highest = Math.max(highest, num);
    if ((counts[num] ?? SHARED) < SHARED) counts[num] = (counts[num] ?? 0) + 1;
  };
  visit(document.trailer, count);
  // What they refer to is nobody's use of it, but waits for an object all the same.
  for (const { trailer } of document.sections) {
    visit(trailer, (num) => {
      highest = Math.max(highest, num);
    });
  }
  for (const num of numbersByPlace(document)) {
    try {
      visit(document.get(new PdfRef(num, generationOf(document, num))), count);
    } catch (thrown) {
      if (!isDamage(thrown)) throw thrown;
      damaged(document, num, count);
    }
  }
  return { highest, isShared: (num) => counts[num] === SHARED };
};

const generationOf = (document: Surveyed, num: number): number => {
  const entry = document.entry(num);
  return entry?.kind === 'offset' ? entry.generation : 0;
};

/** The parser limits how deep objects nest. */
const visit = (object: PdfObject, count: (num: number) => void): void => {
  if (object instanceof PdfRef) count(object.num);
  else if (Array.isArray(object)) for (const item of object) visit(item, count);
  else if (object instanceof PdfDict) {
    for (const value of object.entries.values()) visit(value, count);
    for (const value of object.replaced ?? []) visit(value, count);
  } else if (object instanceof PdfStream) visit(object.dict, count);
};

const LOOKED_AT_BYTES = 64 * 1024;

/** An object that breaks the syntax: other readers take from it what they can, so everything like a reference counts. */
const damaged = (document: Surveyed, num: number, count: (num: number) => void): void => {
  const entry = document.entry(num);
  if (entry?.kind !== 'offset' || entry.offset >= document.end) return;
  const bytes = document.source.read(entry.offset, Math.min(entry.offset + LOOKED_AT_BYTES, document.end));
  const [text = ''] = latin1(bytes).split(/\bendobj\b/);
  for (const [, digits] of text.matchAll(/\b(\d{1,7})[\0\t\n\f\r ]+\d{1,5}[\0\t\n\f\r ]+R\b/g)) count(Number(digits));
};
