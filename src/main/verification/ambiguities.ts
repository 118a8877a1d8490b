/**
 * What a later revision says to one reader and otherwise to another: objects that no cross-reference leads to and that
 * stand in for others when a file is read by searching it, two entries for one object, two values for one key. Honest
 * software writes none of these.
 */
import { latin1 } from '../pdf/bytes.js';
import type { PdfDocument } from '../pdf/document.js';
import type { XrefEntry } from '../pdf/object-table.js';
import { PdfDict, type PdfObject, PdfStream } from '../pdf/objects.js';
import { SourceView } from '../pdf/source.js';
import { XrefReader } from '../pdf/xref.js';
import { type Comparison, objectAt, rewrittenNumbers } from './comparison.js';

const sameEntry = (a: XrefEntry, b: XrefEntry): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Where the newer sections say that objects are, and which numbers one of them gives two entries that contradict. */
const readEntries = ({ before, after }: Comparison): { offsets: Set<number>; contradicted: Set<number> } => {
  const [offsets, contradicted] = [new Set<number>(), new Set<number>()];
  for (const section of after.sections) {
    if (section.offset === before.startXref) break;
    const entries = new Map<number, XrefEntry>();
    // 7.5.8.4: the table of a hybrid section says of what is in its stream that it is free.
    const hybrid = section.trailer.get('XRefStm') !== null;
    const add = (num: number, entry: XrefEntry): void => {
      if (entry.kind === 'offset') offsets.add(entry.offset);
      const other = entries.get(num);
      if (other === undefined) entries.set(num, entry);
      else if (!sameEntry(entry, other) && !(hybrid && entry.kind === 'free')) contradicted.add(num);
    };
    new XrefReader(new SourceView(after.source, 0, after.end), { add }).section(section.offset);
  }
  return { offsets, contradicted };
};

const chunkBytes = 1024 * 1024;
/** The longest header that is looked for, and the white space an entry may lead to before it. */
const longestHeader = 40;
const mostSpace = 4;

/** Headers of objects in the bytes behind the signed revision: number and place. */
function* headersBehind({ before, after }: Comparison): Generator<{ num: number; offset: number }> {
  for (let start = before.end; start < after.end; start += chunkBytes) {
    const text = latin1(after.source.read(start, Math.min(after.end, start + chunkBytes + longestHeader)));
    for (const { index, 1: num } of text.matchAll(
      /(?<![\x21-\x7e])(\d{1,10})[\0\t\n\f\r ]{1,8}\d{1,5}[\0\t\n\f\r ]{1,8}obj\b/g,
    ))
      if (index < chunkBytes) yield { num: Number(num), offset: start + index };
  }
}

const hasTwoValues = (object: PdfObject): boolean => {
  if (Array.isArray(object)) return object.some(hasTwoValues);
  if (object instanceof PdfStream) return hasTwoValues(object.dict);
  if (!(object instanceof PdfDict)) return false;
  return object.replaced !== undefined || [...object.entries.values()].some(hasTwoValues);
};

const isListed = (offsets: ReadonlySet<number>, offset: number): boolean => {
  for (let space = 0; space <= mostSpace; space += 1) if (offsets.has(offset - space)) return true;
  return false;
};

const trailersWithTwoValues = (before: PdfDocument, after: PdfDocument): boolean => {
  const older = after.sections.findIndex(({ offset }) => offset === before.startXref);
  return after.sections.slice(0, older).some(({ trailer }) => hasTwoValues(trailer));
};

/** Every ambiguity is an illegal change. @throws Fault `pdf.*` */
export const compareAmbiguities = (comparison: Comparison): void => {
  const { before, after } = comparison;
  const { offsets, contradicted } = readEntries(comparison);
  for (const num of contradicted) comparison.add('illegal', `object ${num} with two entries`);
  for (const { num, offset } of headersBehind(comparison)) {
    if (!isListed(offsets, offset) && objectAt(before, num) !== null)
      comparison.add('illegal', `object ${num} again at ${offset}`);
  }
  for (const num of rewrittenNumbers(before, after)) {
    if (hasTwoValues(objectAt(after, num))) comparison.add('illegal', `object ${num}: a key with two values`);
  }
  if (trailersWithTwoValues(before, after)) comparison.add('illegal', 'trailer: a key with two values');
};
