/**
 * The bytes of an increment (ISO 32000-2 7.5.6): objects side by side, one cross-reference section, the end. Read forward
 * from the end of what was there before, so that nothing can stand between them unseen.
 */
import { Fault } from '../../../contracts/faults/index.js';
import { latin1 } from '../../pdf/bytes.js';
import { Cursor } from '../../pdf/cursor.js';
import type { XrefEntry } from '../../pdf/object-table.js';
import { isName, PdfDict, type PdfObject, PdfStream } from '../../pdf/objects.js';
import { Parser } from '../../pdf/parser.js';
import type { ByteSource } from '../../pdf/source.js';
import { isPlain } from '../plain-syntax.js';

export interface LaidObject {
  readonly generation: number;
  /** Where its number stands. */
  readonly start: number;
}

export interface SectionEntry {
  readonly num: number;
  readonly entry: XrefEntry;
}

export interface LaidSection {
  readonly kind: 'table' | 'stream';
  readonly start: number;
  readonly trailer: PdfDict;
  /** As they stand, each read when it is asked for: the section of a recovered file names every object. */
  entries(): Iterable<SectionEntry>;
}

export interface Layout {
  /** Bytes before the increment, and up to its end. */
  readonly base: number;
  readonly end: number;
  /** By number; a cross-reference stream is one of them. */
  readonly objects: ReadonlyMap<number, LaidObject>;
  readonly section: LaidSection;
}

const foreign = (offset: number): Fault => new Fault('verification.undeclared-bytes', { offset });

/** Reads small patterns one after the other; whatever does not fit is foreign. */
class Strip {
  constructor(
    readonly source: ByteSource,
    public at: number,
  ) {}

  /** @param pattern anchored at its start, for at most 64 bytes */
  accept(pattern: RegExp): RegExpExecArray | null {
    const text = latin1(this.source.read(this.at, Math.min(this.at + 64, this.source.length)));
    const found = pattern.exec(text);
    if (found) this.at += found[0].length;
    return found;
  }

  expect(pattern: RegExp): RegExpExecArray {
    const found = this.accept(pattern);
    if (!found) throw foreign(this.at);
    return found;
  }

  /** A value that hides nothing. */
  object(): PdfObject {
    const parser = new Parser(new Cursor(this.source, this.at), false);
    const object = parser.object();
    const end = parser.cursor.position;
    if (!isPlain(this.source.read(this.at, end))) throw foreign(this.at);
    this.at = end;
    return object;
  }
}

const HEADER = /^(\d{1,10}) (\d{1,5}) obj[\r\n ]{1,2}/;
const STREAM = /^[\r\n ]{0,2}stream\r?\n/;
const STREAM_END = /^[\r\n ]{1,2}endstream/;
const OBJECT_END = /^[\r\n ]{1,2}endobj[\r\n ]{1,2}/;
const TABLE = /^xref\n/;
const SUBSECTION = /^(\d{1,10}) (\d{1,10})\n/;
const TRAILER = /^trailer\n/;
const END = /^[\r\n ]{0,2}startxref\n(\d{1,16})\n%%EOF\n/;

interface StandingObject {
  readonly num: number;
  readonly generation: number;
  readonly body: PdfObject;
}

const readObject = (strip: Strip, header: RegExpExecArray): StandingObject => {
  const dict = strip.object();
  let body = dict;
  if (dict instanceof PdfDict && strip.accept(STREAM)) {
    const [length, start] = [dict.get('Length'), strip.at];
    if (typeof length !== 'number' || !Number.isInteger(length) || length < 0) throw foreign(start);
    if (start + length > strip.source.length) throw foreign(start);
    strip.at += length;
    strip.expect(STREAM_END);
    body = new PdfStream(dict, { kind: 'file', start });
  }
  strip.expect(OBJECT_END);
  return { num: Number(header[1]), generation: Number(header[2]), body };
};

/** Bytes of a table's entry (7.5.4). */
const ENTRY = 20;
const ENTRY_FORM = /^(\d{10}) (\d{5}) ([nf]) \n$/;
const BLOCK = 1000;

interface Subsection {
  readonly first: number;
  readonly count: number;
  readonly start: number;
}

function* tableEntries(source: ByteSource, runs: readonly Subsection[]): Generator<SectionEntry> {
  for (const { first, count, start } of runs) {
    for (let from = 0; from < count; from += BLOCK) {
      const to = Math.min(count, from + BLOCK);
      const text = latin1(source.read(start + from * ENTRY, start + to * ENTRY));
      for (let i = 0; i < to - from; i++) {
        const found = ENTRY_FORM.exec(text.slice(i * ENTRY, (i + 1) * ENTRY));
        if (!found) throw foreign(start + (from + i) * ENTRY);
        const [offset, generation] = [Number(found[1]), Number(found[2])];
        const entry: XrefEntry =
          found[3] === 'n' ? { kind: 'offset', offset, generation } : { kind: 'free', generation };
        yield { num: first + from + i, entry };
      }
    }
  }
}

const readTable = (strip: Strip, start: number): LaidSection => {
  const runs: Subsection[] = [];
  for (let line = strip.accept(SUBSECTION); line; line = strip.accept(SUBSECTION)) {
    const [first, count] = [Number(line[1]), Number(line[2])];
    if (strip.at + count * ENTRY > strip.source.length) throw foreign(strip.at);
    runs.push({ first, count, start: strip.at });
    strip.at += count * ENTRY;
  }
  strip.expect(TRAILER);
  const trailer = strip.object();
  if (!(trailer instanceof PdfDict)) throw foreign(start);
  return { kind: 'table', start, trailer, entries: () => tableEntries(strip.source, runs) };
};

const wholeNumbers = (object: PdfObject): number[] =>
  Array.isArray(object)
    ? object.map((item) => (typeof item === 'number' && Number.isSafeInteger(item) && item >= 0 ? item : Number.NaN))
    : [];

interface Rows {
  readonly widths: readonly [number, number, number];
  readonly index: readonly number[];
  readonly start: number;
}

const bigEndian = (bytes: Uint8Array): number => bytes.reduce((value, byte) => value * 256 + byte, 0);

/** Table 18: free, in the file, in an object stream. */
const rowEntry = (bytes: Uint8Array, [type, second]: Rows['widths']): XrefEntry | null => {
  const kind = bigEndian(bytes.subarray(0, type));
  const [middle, last] = [bigEndian(bytes.subarray(type, type + second)), bigEndian(bytes.subarray(type + second))];
  if (kind === 0) return { kind: 'free', generation: last };
  if (kind === 1) return { kind: 'offset', offset: middle, generation: last };
  return kind === 2 ? { kind: 'compressed', stream: middle, index: last } : null;
};

function* streamEntries(source: ByteSource, { widths, index, start }: Rows): Generator<SectionEntry> {
  const width = widths[0] + widths[1] + widths[2];
  let at = start;
  for (let run = 0; run < index.length; run += 2) {
    const [first, count] = [index[run] ?? 0, index[run + 1] ?? 0];
    for (let num = first; num < first + count; num++) {
      const entry = rowEntry(source.read(at, at + width), widths);
      if (!entry) throw foreign(at);
      yield { num, entry };
      at += width;
    }
  }
}

/** A cross-reference stream as it is written here: its rows stand in it as they are (7.5.8.3). */
const readRows = (source: ByteSource, start: number, { dict, data }: PdfStream): LaidSection => {
  const [type = 0, second = 0, third = 0, ...more] = wholeNumbers(dict.get('W'));
  const index = wholeNumbers(dict.get('Index'));
  const rows = index.reduce((sum, value, i) => sum + (i % 2 === 1 ? value : 0), 0);
  const sound =
    data.kind === 'file' &&
    [type, second, third].every((width) => width >= 1 && width <= 7) &&
    more.length === 0 &&
    index.length > 0 &&
    index.length % 2 === 0 &&
    dict.get('Filter') === null &&
    dict.get('Length') === rows * (type + second + third);
  if (!sound) throw foreign(start);
  const from = data.kind === 'file' ? data.start : 0;
  const entries = () => streamEntries(source, { widths: [type, second, third], index, start: from });
  return { kind: 'stream', start, trailer: dict, entries };
};

/**
 * Reads the increment that begins at `base`.
 * @throws Fault `verification.undeclared-bytes` at the first byte that belongs to nothing, `pdf.*`
 */
export const readLayout = (source: ByteSource, base: number): Layout => {
  const strip = new Strip(source, base);
  const objects = new Map<number, LaidObject>();
  strip.accept(/^[\r\n]{1,2}/);
  for (;;) {
    const start = strip.at;
    const header = strip.accept(HEADER);
    const standing = header && readObject(strip, header);
    if (standing) {
      if (objects.has(standing.num)) throw foreign(start);
      objects.set(standing.num, { generation: standing.generation, start });
    }
    const rows = standing?.body instanceof PdfStream && isName(standing.body.dict.get('Type'), 'XRef');
    if (standing && !rows) continue;
    const section =
      standing?.body instanceof PdfStream
        ? readRows(source, start, standing.body)
        : readTable(expectTable(strip), start);
    const end = strip.expect(END);
    if (Number(end[1]) !== section.start) throw foreign(strip.at);
    return { base, end: strip.at, objects, section };
  }
};

const expectTable = (strip: Strip): Strip => {
  strip.expect(TABLE);
  return strip;
};
