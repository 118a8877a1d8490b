/**
 * What a document says twice, and otherwise each time: readers differ on which of both they take (ISO 32000-2 7.3.7, 7.5.4,
 * 7.7.3). Its cross-reference is right, so that nothing is repaired.
 */
import { Fault } from '../../contracts/faults/index.js';
import type { PdfDocument } from './document.js';
import type { XrefEntry } from './object-table.js';
import { PdfDict, type PdfObject, PdfRef, PdfStream } from './objects.js';
import { SourceView } from './source.js';
import { XrefReader } from './xref.js';

/** Two places for one object; a key of a page, or of what it is drawn with, given twice; a list of pages that contradicts itself. */
export type Ambiguity = 'entries' | 'keys' | 'tree';

const deepest = 4;
/** Objects that one file may have looked at. */
const mostVisited = 20_000;

const isDoubled = (object: PdfObject): boolean => {
  if (Array.isArray(object)) return object.some(isDoubled);
  if (object instanceof PdfStream) return isDoubled(object.dict);
  if (!(object instanceof PdfDict)) return false;
  return object.replaced !== undefined || [...object.entries.values()].some(isDoubled);
};

/** Sections list their numbers upwards, but for those of hybrid and of odd files. */
const hasRepeats = (numbers: Iterable<number>): boolean => {
  let last = -1;
  for (const num of numbers) {
    if (num <= last) return true;
    last = num;
  }
  return false;
};

/** One number, two entries in one section. The table of a hybrid section may call free what its stream has (7.5.8.4). */
const hasContradictoryEntries = ({ source, sections, end }: PdfDocument): boolean => {
  let found = false;
  for (const { offset, trailer, objects } of sections) {
    if (!hasRepeats(objects)) continue;
    const known = new Map<number, XrefEntry>();
    const hybrid = trailer.get('XRefStm') !== null;
    const add = (num: number, entry: XrefEntry): void => {
      const other = known.get(num);
      if (other === undefined) known.set(num, entry);
      else found ||= !(hybrid && entry.kind === 'free') && JSON.stringify(other) !== JSON.stringify(entry);
    };
    new XrefReader(new SourceView(source, 0, end), { add }).section(offset);
  }
  return found;
};

/** One that cannot be read hides no other. */
const readable = (document: PdfDocument, object: PdfObject): PdfObject => {
  try {
    return document.resolve(object);
  } catch (thrown) {
    if (thrown instanceof Fault) return null;
    throw thrown;
  }
};

class PageTree {
  private readonly seen = new Set<number>();
  private pages = 0;

  constructor(private readonly document: PdfDocument) {}

  /** @throws Fault `pdf.*` */
  find(): Ambiguity | null {
    const { document } = this;
    if (document.sections.some(({ trailer }) => isDoubled(trailer)) || isDoubled(document.catalog)) return 'keys';
    const count = document.pages().length;
    const stated = document.dict(document.catalog, 'Pages');
    if (stated && document.value(stated, 'Count') !== count) return 'tree';
    for (const page of document.pages()) {
      // 7.7.3.2, 7.7.3.3: what is a page has no pages below it. Readers tell nodes and pages apart in several ways.
      if (page.dict.get('Kids') !== null) return 'tree';
      if (this.pages++ < mostVisited && this.isStatedTwice(page.ref, 0)) return 'keys';
      const above = this.above(page.dict);
      if (above) return above;
    }
    return null;
  }

  private above(page: PdfDict): Ambiguity | null {
    for (let ref = page.get('Parent'), level = 0; ref instanceof PdfRef && level < 64; level += 1) {
      if (this.seen.has(ref.num)) return null;
      this.seen.add(ref.num);
      const node = this.document.resolve(ref);
      if (!(node instanceof PdfDict)) return null;
      if (isDoubled(node)) return 'keys';
      if (node.get('Contents') !== null) return 'tree';
      ref = node.get('Parent');
    }
    return null;
  }

  /** The page, what is drawn on it and with what; annotations and what leads away from the page are left out. */
  private isStatedTwice(object: PdfObject, depth: number): boolean {
    if (object instanceof PdfRef) {
      if (this.seen.has(object.num) || this.seen.size > mostVisited) return false;
      this.seen.add(object.num);
    }
    const found = readable(this.document, object);
    if (isDoubled(found)) return true;
    if (depth >= deepest) return false;
    if (Array.isArray(found)) return found.some((item) => this.isStatedTwice(item, depth + 1));
    const dict = found instanceof PdfStream ? found.dict : found;
    if (!(dict instanceof PdfDict)) return false;
    return [...dict.entries].some(([key, value]) => !aside.has(key) && this.isStatedTwice(value, depth + 1));
  }
}

const aside: ReadonlySet<string> = new Set([
  'Annots',
  'Parent',
  'B',
  'StructParents',
  'Metadata',
  'PieceInfo',
  'Thumb',
  'AA',
]);

/** The first that is found; null for none. A document that had to be recovered is asked for its pages alone. @throws Fault `pdf.*` */
export const ambiguityOf = (document: PdfDocument): Ambiguity | null =>
  hasContradictoryEntries(document) ? 'entries' : new PageTree(document).find();
