/**
 * What readers show that repair a file. An increment, or blank bytes behind the end, can be such that one reader follows
 * the cross-reference and another takes it for damaged, searches the file for objects, and finds those that a careful
 * author left lying about in it before it was signed.
 */
import { Fault } from '../../contracts/faults/index.js';
import { latin1 } from '../pdf/bytes.js';
import { Cursor } from '../pdf/cursor.js';
import type { PdfDocument } from '../pdf/document.js';
import { isName, PdfDict, PdfRef } from '../pdf/objects.js';
import { isObjectAt } from '../pdf/recovery.js';
import { SourceView } from '../pdf/source.js';
import { XrefReader, type XrefSection } from '../pdf/xref.js';

/** Annex H of ISO 32000-1: readers look for the end no farther from that of the file. */
const tailBytes = 1024;
const endsAsUsual = ({ source }: PdfDocument): boolean =>
  /startxref[\r\n ]+\d{1,12}[\r\n ]+%%EOF[\s\0]*$/.test(
    latin1(source.read(Math.max(0, source.length - tailBytes), source.length)),
  );

const tableHead = /^xref ?(?:\r\n|\n|\r)/;
const subsectionHead = /^\d{1,10} (\d{1,10}) ?(?:\r\n|\n|\r)/;
const tableRows = /^(?:\d{10} \d{5} [nf](?: \r| \n|\r\n))*$/;
const tableEnd = /^trailer\s*<</;
const rowBytes = 20;
const rowsAtOnce = 1024;
/** More than any line of a table that is no row. */
const lineBytes = 64;

/** 7.5.4: rows of twenty bytes, as many as the line before them says. Read in parts: a table may have a million rows. */
const isUsualTable = ({ source }: PdfDocument, offset: number): boolean => {
  const lineAt = (at: number): string => latin1(source.read(at, Math.min(source.length, at + lineBytes)));
  const [head] = tableHead.exec(lineAt(offset)) ?? [];
  if (head === undefined) return false;
  for (let at = offset + head.length; ; ) {
    const line = lineAt(at);
    if (tableEnd.test(line)) return true;
    const [subsection, count] = subsectionHead.exec(line) ?? [];
    if (subsection === undefined) return false;
    const rows = at + subsection.length;
    at = rows + rowBytes * Number(count);
    if (at > source.length) return false;
    for (let part = rows; part < at; part += rowBytes * rowsAtOnce) {
      if (!tableRows.test(latin1(source.read(part, Math.min(at, part + rowBytes * rowsAtOnce))))) return false;
    }
  }
};

const usualStream = /^\d+ \d+ obj/;

/** Whole numbers alone: strings and names taken away, nothing is left that could make another number or a comment. */
const hasPlainNumbers = (text: string): boolean =>
  !/[.+\-%]/.test(
    text
      .replace(/\((?:\\[\s\S]|[^\\()])*\)/g, '')
      .replace(/<[\da-f\s]*>/gi, '')
      .replace(/\/[^\s/<>[\](){}%]*/g, ''),
  );

const isUsual = (document: PdfDocument, { offset, trailer }: XrefSection): boolean => {
  const { source } = document;
  const start = latin1(source.read(offset, Math.min(source.length, offset + lineBytes)));
  const { range } = trailer;
  const dictionary = range === undefined ? '.' : latin1(source.read(range.start, range.end));
  const form = usualStream.test(start) || isUsualTable(document, offset);
  return form && !beginsAtOne.test(start) && hasPlainNumbers(dictionary);
};

/** The entry of object 0 under the number 1: some readers then count every number one lower. */
const beginsAtOne = /^xref\s+1 \d+\s+\d{10} 65535 f/;

/** 7.5.5: one more than the highest number of all. */
const hasRightSize = ({ trailer, size }: PdfDocument): boolean => trailer.get('Size') === size;

const chunkBytes = 1024 * 1024;
const longest = 64;

/** Objects and trailers in the bytes of the file that no cross-reference leads to. */
const hasStrays = (document: PdfDocument): boolean => {
  const listed = new Set<number>();
  const reader = new XrefReader(new SourceView(document.source, 0, document.end), {
    add: (_num, entry) => {
      if (entry.kind === 'offset') listed.add(entry.offset);
    },
  });
  for (const { offset } of document.sections) {
    reader.section(offset);
    listed.add(offset);
  }
  const isListed = (offset: number): boolean => [0, 1, 2, 3, 4].some((space) => listed.has(offset - space));
  const isTrailer = (offset: number): boolean =>
    document.sections.some((section) => offset >= section.offset && offset < section.end);
  for (let start = 0; start < document.source.length; start += chunkBytes) {
    const text = latin1(document.source.read(start, Math.min(document.source.length, start + chunkBytes + longest)));
    const found = text.matchAll(
      /(?<![\x21-\x7e])\d{1,10}[\0\t\n\f\r ]{1,8}\d{1,5}[\0\t\n\f\r ]{1,8}obj\b|\btrailer\b/g,
    );
    for (const { index, 0: match } of found) {
      if (index >= chunkBytes) continue;
      if (!(match === 'trailer' ? isTrailer(start + index) : isListed(start + index))) return true;
    }
  }
  return false;
};

/** Readers that search take any of them. */
const hasSecondCatalog = (document: PdfDocument): boolean => {
  const cursor = new Cursor(new SourceView(document.source, 0, document.end), 0);
  for (const num of document.objectNumbers()) {
    const entry = document.entry(num);
    if (num === document.catalogRef.num || entry === undefined || entry.kind === 'free') continue;
    // What an entry does not lead to is found by searching, if it is there.
    if (entry.kind === 'offset' && !isObjectAt(cursor, entry.offset, num, entry.generation)) continue;
    const object = document.get(new PdfRef(num, entry.kind === 'offset' ? entry.generation : 0));
    if (object instanceof PdfDict && isName(document.value(object, 'Type'), 'Catalog')) return true;
  }
  return false;
};

/** Every signature of a file asks the same of it. */
const known = new WeakMap<PdfDocument, boolean>();

const isAmbiguous = (document: PdfDocument): boolean => {
  const before = known.get(document);
  if (before !== undefined) return before;
  const found = attempted(() => hasStrays(document) || hasSecondCatalog(document));
  known.set(document, found);
  return found;
};

/** What cannot be read can be read in several ways. */
const attempted = (ask: () => boolean): boolean => {
  try {
    return ask();
  } catch (thrown) {
    if (thrown instanceof Fault) return true;
    throw thrown;
  }
};

/**
 * Whether some reader will repair the file because of what came after the section at `since`, and may show another
 * document then.
 */
export const isRepairedOtherwise = (document: PdfDocument, since: number): boolean => {
  const older = document.sections.findIndex(({ offset }) => offset === since);
  const newer = document.sections.slice(0, older < 0 ? document.sections.length : older);
  const isRight = newer.length === 0 || hasRightSize(document);
  if (endsAsUsual(document) && isRight && newer.every((section) => isUsual(document, section))) return false;
  return isAmbiguous(document);
};

/** Whether every entry in use leads to its object: some readers ask so of all of them, and search the file otherwise. */
const leadsToObjects = (document: PdfDocument): boolean => {
  const cursor = new Cursor(new SourceView(document.source, 0, document.end), 0);
  for (const num of document.objectNumbers()) {
    const entry = document.entry(num);
    if (entry?.kind === 'offset' && !isObjectAt(cursor, entry.offset, num, entry.generation)) return false;
  }
  return true;
};

/** Whether some reader will repair the file as a whole, and may show another document then. */
export const isReadOtherwiseByRepair = (document: PdfDocument): boolean =>
  (!document.sections.every((section) => isUsual(document, section)) ||
    !endsAsUsual(document) ||
    !hasRightSize(document) ||
    attempted(() => !leadsToObjects(document))) &&
  isAmbiguous(document);
