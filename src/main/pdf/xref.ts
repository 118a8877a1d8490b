/** Cross-reference tables, streams and hybrids (ISO 32000-2 7.5.4, 7.5.8). Nothing is found by scanning. */
import { Fault } from '../../contracts/faults/index.js';
import { latin1 } from './bytes.js';
import { isDigit, isSpace } from './characters.js';
import { Cursor } from './cursor.js';
import { applyFilters, type FilterStep, NO_PARAMETERS } from './filters.js';
import { broken, LIMITS, limitFault } from './limits.js';
import { ObjectNumbers } from './object-numbers.js';
import { type EntrySink, ObjectTable, type XrefEntry } from './object-table.js';
import { isName, PdfDict, PdfName, type PdfObject, PdfStream } from './objects.js';
import { Parser } from './parser.js';
import type { ByteSource } from './source.js';

/** One revision's cross-reference section. */
export interface XrefSection {
  /** Where it begins, counted from `%PDF`. */
  readonly offset: number;
  /** Where it ends: behind its trailer dictionary, or behind the bytes of its stream. */
  readonly end: number;
  readonly kind: 'table' | 'stream';
  readonly trailer: PdfDict;
  /** Numbers of the objects it has entries for, freed ones included; a hybrid section may give one twice. */
  readonly objects: ObjectNumbers;
}

export interface Xref {
  /** Newest first. */
  readonly sections: readonly XrefSection[];
  readonly table: ObjectTable;
}

/** Where the file ends but for white space (7.2.3) behind it, if there is not too much of that. */
export const writtenEnd = (source: ByteSource): number => {
  const least = Math.max(0, source.length - LIMITS.blankTailBytes);
  for (let end = source.length, step = 64; end > least; step = LIMITS.blankTailBytes) {
    const start = Math.max(least, end - step);
    const tail = source.read(start, end);
    for (let i = tail.length; i > 0; i--) if (!isSpace(tail[i - 1] ?? 0)) return start + i;
    end = start;
  }
  return source.length;
};

/**
 * The offset after the last `startxref` (7.5.5) in the last `tail` bytes that are not blank.
 * @throws Fault `pdf.truncated`, `pdf.broken`
 */
export const findStartXref = (source: ByteSource, tail: number = LIMITS.tailBytes): number => {
  const end = writtenEnd(source);
  const tailStart = Math.max(0, end - tail);
  const at = latin1(source.read(tailStart, end)).lastIndexOf('startxref');
  if (at < 0) throw new Fault('pdf.truncated');
  const offset = new Cursor(source, tailStart + at + 'startxref'.length).integer();
  if (offset === null || offset >= source.length) throw broken('startxref');
  return offset;
};

/** Follows the sections from the newest to the oldest. @throws Fault `pdf.broken`, `pdf.limit` */
export const readXref = (source: ByteSource, startXref: number): Xref => {
  const table = new ObjectTable();
  const reader = new XrefReader(source, table);
  const seen = new Set<number>();
  const sections: XrefSection[] = [];
  for (let offset: number | null = startXref; offset !== null; ) {
    if (seen.has(offset)) throw broken('/Prev loop');
    if (seen.size >= LIMITS.xrefSections) throw limitFault('cross-reference sections');
    seen.add(offset);
    const section = reader.section(offset);
    sections.push(section);
    offset = offsetEntry(section.trailer, 'Prev');
  }
  return { sections, table };
};

const offsetEntry = (trailer: PdfDict, key: string): number | null => {
  const value = trailer.get(key);
  if (value === null) return null;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) throw broken(`/${key}`);
  return value;
};

/** Reads single sections and hands their entries out; in one section the entry handed out first stands. */
export class XrefReader {
  private entries = 0;
  private trailerBytes = 0;

  constructor(
    private readonly source: ByteSource,
    private readonly sink: EntrySink,
  ) {}

  /** The section at `offset`. @throws Fault `pdf.broken`, `pdf.limit`, `pdf.filter-unsupported` */
  section(offset: number): XrefSection {
    if (offset >= this.source.length) throw broken(`no section at ${offset}`);
    const cursor = new Cursor(this.source, offset);
    cursor.skipSpace();
    if (cursor.acceptKeyword('xref')) return this.classic(offset, cursor);
    if (isDigit(cursor.peek())) return this.stream(offset, cursor, new ObjectNumbers());
    throw broken(`no section at ${offset}`);
  }

  /**
   * A table with its trailer. In a hybrid file (7.5.8.4) the stream of /XRefStm comes before the free entries of the
   * table, which hide its objects from readers of PDF 1.4.
   */
  private classic(offset: number, cursor: Cursor): XrefSection {
    const objects = new ObjectNumbers();
    const free = new FreeEntries();
    for (let first = cursor.integer(); first !== null; first = cursor.integer()) {
      const count = cursor.expectInteger();
      this.claim(first, count);
      for (let num = first; num < first + count; num++) {
        const entry = tableEntry(cursor);
        objects.add(num);
        if (entry.kind === 'free') free.add(num, entry.generation);
        else this.sink.add(num, entry);
      }
    }
    cursor.skipSpace();
    const start = cursor.position;
    const trailer = trailerDict(cursor);
    const end = cursor.position;
    this.claimTrailer(end - start);
    const hybrid = offsetEntry(trailer, 'XRefStm');
    if (hybrid !== null) this.stream(hybrid, new Cursor(this.source, hybrid), objects);
    free.handOut(this.sink);
    return { offset, end, kind: 'table', trailer, objects };
  }

  private stream(offset: number, cursor: Cursor, objects: ObjectNumbers): XrefSection {
    const parser = new Parser(cursor, true);
    parser.header();
    const stream = parser.body();
    if (!(stream instanceof PdfStream) || !isName(stream.dict.get('Type'), 'XRef')) throw broken('no /XRef stream');
    this.claimTrailer(cursor.position - offset);
    const widths = fieldWidths(stream.dict.get('W'));
    const runs = subsections(stream.dict);
    for (const [first, count] of runs) this.claim(first, count);
    const count = runs.reduce((sum, [, length]) => sum + length, 0);
    const { bytes, end } = this.content(stream, count * (widths[0] + widths[1] + widths[2]));
    this.streamEntries(bytes, widths, runs, objects);
    return { offset, end, kind: 'stream', trailer: stream.dict, objects };
  }

  private streamEntries(
    bytes: Uint8Array,
    [typeWidth, secondWidth, thirdWidth]: Widths,
    runs: readonly [number, number][],
    objects: ObjectNumbers,
  ): void {
    let at = 0;
    const field = (width: number): number => {
      let value = 0;
      for (let i = 0; i < width; i++) value = value * 256 + (bytes[at++] ?? 0);
      if (value > Number.MAX_SAFE_INTEGER) throw broken('cross-reference stream field');
      return value;
    };
    for (const [first, length] of runs) {
      for (let num = first; num < first + length; num++) {
        const type = typeWidth === 0 ? 1 : field(typeWidth);
        const second = field(secondWidth);
        this.sink.add(num, streamEntry(type, second, field(thirdWidth)));
        objects.add(num);
      }
    }
  }

  /** Entries are counted before they are read, so that a lie about their number costs nothing. */
  private claim(first: number, count: number): void {
    this.entries += count;
    if (this.entries > LIMITS.xrefEntries) throw limitFault('cross-reference entries');
    if (count > 0 && first + count - 1 > LIMITS.objectNumber) throw limitFault('object number');
  }

  /** Trailers stay in memory as long as the document does. */
  private claimTrailer(bytes: number): void {
    this.trailerBytes += bytes;
    if (this.trailerBytes > LIMITS.trailerBytes) throw limitFault('trailers');
  }

  private content(stream: PdfStream, needed: number): { bytes: Uint8Array; end: number } {
    const length = stream.dict.get('Length');
    if (stream.data.kind !== 'file' || typeof length !== 'number') throw broken('cross-reference stream /Length');
    const raw = readRaw(this.source, stream.data.start, length);
    // A predictor takes one more byte per row; twice the need is enough for rows of one byte.
    const limit = Math.min(needed * 2 + 1024, LIMITS.xrefBytes);
    const bytes = applyFilters(raw, directFilters(stream.dict), limit);
    if (bytes.length < needed) throw broken('cross-reference stream too short');
    return { bytes, end: stream.data.start + length };
  }
}

/** Free entries that wait for the end of their section: 2 bytes each, and 8 a run. */
class FreeEntries {
  private readonly numbers = new ObjectNumbers();
  private generations = new Uint16Array(1);

  add(num: number, generation: number): void {
    const index = this.numbers.length;
    if (index === this.generations.length) {
      const larger = new Uint16Array(index * 2);
      larger.set(this.generations);
      this.generations = larger;
    }
    this.generations[index] = generation;
    this.numbers.add(num);
  }

  handOut(sink: EntrySink): void {
    let index = 0;
    for (const num of this.numbers) sink.add(num, { kind: 'free', generation: this.generations[index++] ?? 0 });
  }
}

/** Encoded bytes of a stream whose /Length is proved by the `endstream` behind it (7.3.8.1). */
export const readRaw = (source: ByteSource, start: number, length: number): Uint8Array => {
  if (!Number.isInteger(length) || length < 0 || start + length > source.length) throw broken('stream /Length');
  if (length > LIMITS.encodedBytes) throw limitFault('stream');
  const cursor = new Cursor(source, start + length);
  cursor.skipSpace();
  if (!cursor.accept('endstream')) throw broken('stream /Length');
  return source.read(start, start + length);
};

const tableEntry = (cursor: Cursor): XrefEntry => {
  const offset = cursor.expectInteger();
  const generation = cursor.expectInteger();
  cursor.skipSpace();
  // Of a free entry it says only what the number's next object would be called; MuPDF writes 65536 for object 0.
  if (cursor.acceptKeyword('f')) return { kind: 'free', generation: Math.min(generation, 65535) };
  if (generation > 65535) throw broken('generation');
  if (!cursor.acceptKeyword('n')) throw broken(`cross-reference entry at ${cursor.position}`);
  // No object can be at the header; producers write such entries for objects that they dropped.
  return offset === 0 ? { kind: 'free', generation } : { kind: 'offset', offset, generation };
};

/** 7.5.8.3, table 18; an unknown type is a reference to the null object. */
const streamEntry = (type: number, second: number, third: number): XrefEntry => {
  if (third > 0xffff_ffff) throw broken('cross-reference stream field');
  if (type === 1) return { kind: 'offset', offset: second, generation: third };
  if (type === 2) return { kind: 'compressed', stream: second, index: third };
  return { kind: 'free', generation: type === 0 ? third : 0 };
};

const trailerDict = (cursor: Cursor): PdfDict => {
  cursor.skipSpace();
  if (!cursor.accept('trailer')) throw broken('no trailer');
  const trailer = new Parser(cursor, true).object();
  if (!(trailer instanceof PdfDict)) throw broken('trailer');
  return trailer;
};

type Widths = readonly [number, number, number];

const fieldWidths = (value: PdfObject): Widths => {
  const [first, second, third] = Array.isArray(value) ? value.map((width) => Number(width)) : [];
  const widths: Widths = [first ?? -1, second ?? -1, third ?? -1];
  if (!widths.every((width) => Number.isInteger(width) && width >= 0 && width <= 8)) throw broken('/W');
  if (widths[1] === 0) throw broken('/W');
  return widths;
};

const subsections = (dict: PdfDict): [number, number][] => {
  const value = dict.get('Index') ?? [0, dict.get('Size')];
  const numbers = Array.isArray(value) ? value : [];
  if (numbers.length === 0 || numbers.length % 2 !== 0) throw broken('/Index');
  const runs: [number, number][] = [];
  for (let i = 0; i < numbers.length; i += 2) {
    const [first, count] = [numbers[i], numbers[i + 1]];
    if (!isCount(first) || !isCount(count)) throw broken('/Index');
    runs.push([first, count]);
  }
  return runs;
};

const isCount = (value: PdfObject | undefined): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0;

const directFilters = (dict: PdfDict): FilterStep[] => {
  const names = asList(dict.get('Filter'));
  const parameters = asList(dict.get('DecodeParms'));
  if (names.length > LIMITS.filters) throw limitFault('filters');
  return names.map((name, i) => {
    const given = parameters[i] ?? null;
    if (!(name instanceof PdfName)) throw broken('/Filter');
    if (given !== null && !(given instanceof PdfDict)) throw broken('/DecodeParms');
    return { name: name.value, parameters: given ?? NO_PARAMETERS };
  });
};

const asList = (value: PdfObject): PdfObject[] => (value === null ? [] : Array.isArray(value) ? value : [value]);
