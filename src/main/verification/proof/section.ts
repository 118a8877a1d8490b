/** The cross-reference section of an increment: its own objects, and nothing that leads anywhere else. */
import { Fault } from '../../../contracts/faults/index.js';
import type { PdfDocument } from '../../pdf/document.js';
import type { XrefEntry } from '../../pdf/object-table.js';
import { type PdfObject, PdfString } from '../../pdf/objects.js';
import { sameObject } from '../changes/same-object.js';
import type { Layout } from './layout.js';

const wrong = (detail: string): Fault => new Fault('verification.cross-reference-wrong', { detail });

const isLive = (entry: XrefEntry | undefined): entry is XrefEntry => entry !== undefined && entry.kind !== 'free';

const sameEntry = (left: XrefEntry, right: XrefEntry): boolean => JSON.stringify(left) === JSON.stringify(right);

/**
 * @param before the document without the increment
 * @throws Fault `verification.cross-reference-wrong`
 */
export const proveSection = (before: PdfDocument, layout: Layout): void => {
  const { section } = layout;
  if (!before.recovery && section.kind !== before.xrefKind) throw wrong(section.kind);
  proveEntries(before, layout);
  proveGenerations(before, layout);
  proveTrailer(before, layout);
};

/** Every object of the increment has its entry. Only after a recovered file others are named, and stay where they are. */
const proveEntries = (before: PdfDocument, { base, objects, section }: Layout): void => {
  let last = -1;
  let own = 0;
  let kept = 0;
  for (const { num, entry } of section.entries()) {
    if (num <= last) throw wrong(`object ${num} twice`);
    last = num;
    const standing = objects.get(num);
    if (standing) {
      const { start: offset, generation } = standing;
      if (!sameEntry(entry, { kind: 'offset', offset, generation })) throw wrong(`object ${num}`);
      own++;
      continue;
    }
    if (!before.recovery || (entry.kind === 'offset' && entry.offset >= base)) throw wrong(`object ${num}`);
    const was = num === 0 ? undefined : before.entry(num);
    if (!sameEntry(entry, was ?? { kind: 'free', generation: num === 0 ? 65535 : 0 })) throw wrong(`object ${num}`);
    if (isLive(entry)) kept++;
  }
  if (own !== objects.size) throw wrong('object without an entry');
  if (before.recovery && kept !== liveBesides(before, objects)) throw wrong('object left out');
};

const liveBesides = (before: PdfDocument, objects: ReadonlyMap<number, unknown>): number => {
  let count = 0;
  for (const num of before.objectNumbers()) {
    if (num !== 0 && !objects.has(num) && isLive(before.entry(num))) count++;
  }
  return count;
};

/** An object keeps its generation; a number that was freed is not used again, and a section takes no object's place. */
const proveGenerations = (before: PdfDocument, { objects, section }: Layout): void => {
  for (const [num, { generation, start }] of objects) {
    const was = before.entry(num);
    const expected = was?.kind === 'offset' ? was.generation : 0;
    const isTaken = was !== undefined && start === section.start;
    if (num === 0 || isTaken || was?.kind === 'free' || generation !== expected) {
      throw wrong(`object ${num} ${generation}`);
    }
  }
};

/** Entries that say where the section's own data are (7.5.8.2), or that belong to the old section alone. */
const SECTION_KEYS = new Set(
  'Size Prev XRefStm ID Type W Index Length Filter DecodeParms DL F FFilter FDecodeParms'.split(' '),
);
const TABLE_KEYS = ['Size', 'Prev', 'ID'];
const STREAM_KEYS = [...TABLE_KEYS, 'Type', 'W', 'Index', 'Length'];

const proveTrailer = (before: PdfDocument, layout: Layout): void => {
  const { trailer, kind } = layout.section;
  const own = new Set(kind === 'table' ? TABLE_KEYS : STREAM_KEYS);
  const kept = [...before.trailer.entries.keys()].filter((key) => !SECTION_KEYS.has(key));
  for (const key of trailer.entries.keys()) {
    if (!own.has(key) && !kept.includes(key)) throw wrong(`/${key}`);
  }
  for (const key of kept) {
    const [was, is] = [before.trailer.get(key), trailer.get(key)];
    if (!sameObject({ document: before, object: was }, { document: before, object: is })) throw wrong(`/${key}`);
  }
  if (trailer.get('Prev') !== (before.recovery ? null : before.startXref)) throw wrong('/Prev');
  if (trailer.get('Size') !== expectedSize(before, layout)) throw wrong('/Size');
  proveId(before, trailer.get('ID'));
};

/** One more than the highest number in use (7.5.5), and never less than an older section says. */
const expectedSize = (before: PdfDocument, { objects }: Layout): number => {
  const stated = before.sections.map(({ trailer }) => trailer.get('Size'));
  const sizes = stated.filter((size): size is number => typeof size === 'number' && Number.isInteger(size));
  let size = Math.max(before.size, ...sizes);
  for (const num of objects.keys()) size = Math.max(size, num + 1);
  return size;
};

/** The first part of /ID is the document's (14.4), the second one new; a document without one gets none. */
const proveId = (before: PdfDocument, id: PdfObject): void => {
  const permanent = before.resolve((before.array(before.trailer, 'ID') ?? [])[0] ?? null);
  if (!(permanent instanceof PdfString)) {
    if (id !== null) throw wrong('/ID');
    return;
  }
  const [first, second, ...more] = Array.isArray(id) ? id : [];
  const kept = first instanceof PdfString && Buffer.compare(first.bytes, permanent.bytes) === 0;
  const renewed = second instanceof PdfString && second.hex && second.bytes.length === 16;
  if (!kept || !renewed || more.length > 0) throw wrong('/ID');
};
