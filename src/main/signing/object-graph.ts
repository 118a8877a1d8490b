/** All objects of a document, each read once, and which of them the trailer leads to. */
import { Fault } from '../../contracts/faults/index.js';
import { numbersByPlace } from '../pdf/by-place.js';
import type { PdfDocument } from '../pdf/document.js';
import { PdfDict, type PdfObject, PdfRef, PdfStream } from '../pdf/objects.js';

/** Enough for a volume of thousands of pages; about a second of work. */
const MOST_OBJECTS = 100_000;

export interface ObjectGraph {
  /** Numbers of objects that exist, and to which no reference leads from the trailer. */
  readonly unreachable: readonly number[];
  isReachable(num: number): boolean;
  /** A reference leads from the trailer to an object that the file does not hold. */
  readonly lacking: boolean;
  /** False when there are more objects than are looked at, or when some of those that are in use cannot be read. */
  readonly complete: boolean;
}

/**
 * Calls `visit` for every dictionary (of a stream too) of every object. Objects of one object stream come together, so
 * that each stream is decoded once.
 */
export const readObjects = (
  document: PdfDocument,
  visit: (dict: PdfDict, owner: number, inStream: boolean) => void,
): ObjectGraph => {
  const numbers = [...numbersByPlace(document)];
  const references = new Map<number, readonly number[]>();
  const unread: number[] = [];
  for (const num of numbers.slice(0, MOST_OBJECTS)) {
    const found: number[] = [];
    const read = orNull(() => {
      scan(
        objectAt(document, num),
        (ref) => found.push(ref),
        (dict, inStream) => visit(dict, num, inStream),
      );
      return true;
    });
    if (!read) unread.push(num);
    references.set(num, found);
  }
  const reached = reachable(document, references);
  const cut = numbers.length > MOST_OBJECTS;
  return {
    // What was not looked at may lead to anything.
    unreachable: cut ? [] : numbers.filter((num) => !reached.has(num)),
    isReachable: (num) => cut || reached.has(num),
    lacking: [...reached].some((num) => document.entry(num) === undefined),
    complete: !cut && !unread.some((num) => reached.has(num)),
  };
};

export const objectAt = (document: PdfDocument, num: number): PdfObject => {
  const entry = document.entry(num);
  return entry ? document.get(new PdfRef(num, entry.kind === 'offset' ? entry.generation : 0)) : null;
};

/** null for what cannot be read. */
export const orNull = <T>(read: () => T): T | null => {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof Fault) return null;
    throw thrown;
  }
};

/** The parser limits how deep objects nest. */
const scan = (
  object: PdfObject,
  reference: (num: number) => void,
  dictionary: (dict: PdfDict, inStream: boolean) => void,
): void => {
  if (object instanceof PdfRef) reference(object.num);
  else if (Array.isArray(object)) for (const item of object) scan(item, reference, dictionary);
  else if (object instanceof PdfDict || object instanceof PdfStream) {
    const dict = object instanceof PdfDict ? object : object.dict;
    dictionary(dict, object instanceof PdfStream);
    for (const value of dict.entries.values()) scan(value, reference, dictionary);
  }
};

const reachable = (document: PdfDocument, references: ReadonlyMap<number, readonly number[]>): Set<number> => {
  const reached = new Set<number>();
  const pending: number[] = [];
  const reach = (num: number): void => {
    if (reached.has(num)) return;
    reached.add(num);
    pending.push(num);
  };
  scan(document.trailer, reach, () => {});
  for (let num = pending.pop(); num !== undefined; num = pending.pop()) references.get(num)?.forEach(reach);
  return reached;
};
