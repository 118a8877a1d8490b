/**
 * Finding the objects of a damaged file as readers do: one pass over its bytes for `num gen obj`, of which the last in
 * file order stands. Used on demand alone: a table that can be read is believed wherever it leads to its object.
 */
import { Fault } from '../../contracts/faults/index.js';
import { latin1 } from './bytes.js';
import { Cursor } from './cursor.js';
import { isDamage, LIMITS, limitFault } from './limits.js';
import { ObjectTable, type XrefEntry } from './object-table.js';
import { isName, PdfDict, type PdfObject, PdfRef, PdfStream } from './objects.js';
import { Parser } from './parser.js';
import type { ByteSource } from './source.js';

/**
 * What was wrong. `startxref`: it leads to no section, or stands too far from the end. `xref`: a section or its trailer
 * cannot be read. `objects`: they are not where the sections say. `truncated`: there is no `startxref` at all.
 */
export type RecoveryReason = 'startxref' | 'xref' | 'objects' | 'truncated';

export interface Recovery {
  readonly reason: RecoveryReason;
}

/** What one pass over a file finds. */
export interface Scan {
  /** Objects that stand in the file itself, streams of objects among them. */
  readonly table: ObjectTable;
  /** Where the last object begins. */
  readonly lastOffset: number;
  /** Numbers of the object streams, in file order. */
  readonly objectStreams: readonly number[];
  /** /ID, /Info, /Encrypt and /Root as the last trailers that have them say. */
  readonly trailer: PdfDict;
  /** What trailers call the catalog, the newest first. */
  readonly roots: readonly PdfRef[];
  /** Of the last trailer; a table when there is none. */
  readonly kind: 'table' | 'stream';
}

const KEPT_ENTRIES = ['ID', 'Info', 'Encrypt', 'Root'];
const KEPT_ROOTS = 32;
const BLOCK = 64 * 1024;
/** Longer than any match of {@link CANDIDATE}. */
const OVERLAP = 64;
const SPACE = '[\\0\\t\\n\\f\\r ]';
const CANDIDATE = new RegExp(`(\\d{1,10})${SPACE}{1,8}(\\d{1,5})${SPACE}{1,8}obj(?![A-Za-z])|trailer`, 'g');

/** One pass over the whole source. @throws Fault `pdf.limit` when it is made to be read without end */
export const scanObjects = (source: ByteSource): Scan => new Scanner(source).scan();

/** Whether the header of object `num` `gen` stands at `offset`. The cursor moves. */
export const isObjectAt = (cursor: Cursor, offset: number, num: number, gen: number): boolean => {
  cursor.position = offset;
  if (cursor.integer() !== num || cursor.integer() !== gen) return false;
  cursor.skipSpace();
  return cursor.accept('obj');
};

/**
 * Whether an object stands elsewhere than its entry says. Entries that lead nowhere, of objects that are nowhere, are
 * left over from what a tool dropped: real files have them, and nothing is gained by a search.
 */
export const hasMisplaced = (source: ByteSource, stated: ObjectTable): boolean => {
  const misplaced = [...misplacedNumbers(source, stated)];
  if (misplaced.length === 0) return false;
  const { table } = scanObjects(source);
  return misplaced.some((num) => table.get(num) !== undefined);
};

/** Steps in which offsets are ordered; with the number beside it one still is an exact integer below 16 GiB. */
const STEP = 16;
const NUMBERS = 2 ** 23;

function* misplacedNumbers(source: ByteSource, stated: ObjectTable): Iterable<number> {
  const places = new Float64Array(stated.size);
  let count = 0;
  for (const num of stated.numbers()) {
    const entry = stated.get(num);
    if (entry?.kind === 'offset')
      places[count++] = Math.floor(Math.min(entry.offset, source.length) / STEP) * NUMBERS + num;
  }
  // In file order, so that each block is read once.
  const cursor = new Cursor(source, 0);
  for (const place of places.subarray(0, count).sort()) {
    const num = place % NUMBERS;
    const entry = stated.get(num);
    if (entry?.kind === 'offset' && !isObjectAt(cursor, entry.offset, num, entry.generation)) yield num;
  }
}

/** Puts those entries of `stated` into `table` that are in place. Object streams come before what is inside them. */
export const keepWhatIsInPlace = (
  stated: ObjectTable,
  table: ObjectTable,
  isInPlace: (num: number, entry: XrefEntry) => boolean,
): void => {
  for (const kind of ['offset', 'compressed']) {
    for (const num of stated.numbers()) {
      const entry = stated.get(num);
      if (entry?.kind === kind && isInPlace(num, entry)) table.set(num, entry);
    }
  }
};

/** Where `text` begins in `start`…`end`, or -1. */
const findText = (source: ByteSource, text: string, start: number, end: number): number => {
  for (let base = start; base < end; base += BLOCK) {
    const bytes = source.read(base, Math.min(base + BLOCK + text.length - 1, end));
    const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(text, 0, 'latin1');
    if (at >= 0) return base + at;
  }
  return -1;
};

interface Candidate {
  readonly at: number;
  /** One past it. */
  readonly end: number;
  /** null: the keyword `trailer`. */
  readonly header: PdfRef | null;
}

class Scanner {
  private readonly table = new ObjectTable();
  private readonly streamOffsets = new Map<number, number>();
  private readonly kept = new Map<string, PdfObject>();
  private roots: PdfRef[] = [];
  private kind: 'table' | 'stream' = 'table';
  private lastOffset = 0;
  private text = '';
  private base = 0;
  /** Bytes that may still be read in vain, or a file of beginnings without ends would be read over and over. */
  private patience: number;
  private lastEndstream = Number.POSITIVE_INFINITY;

  constructor(private readonly source: ByteSource) {
    this.patience = 4 * source.length + BLOCK;
  }

  scan(): Scan {
    for (let position = 0; ; ) {
      const candidate = this.next(position);
      if (!candidate) break;
      position = candidate.header ? this.object(candidate.header, candidate) : this.trailer(candidate.end);
    }
    const streams = [...this.streamOffsets].filter(([num, offset]) => {
      const entry = this.table.get(num);
      return entry?.kind === 'offset' && entry.offset === offset;
    });
    return {
      table: this.table,
      lastOffset: this.lastOffset,
      objectStreams: streams.sort(([, a], [, b]) => a - b).map(([num]) => num),
      trailer: new PdfDict(this.kept),
      roots: this.roots,
      kind: this.kind,
    };
  }

  private next(position: number): Candidate | null {
    for (let from = position; from < this.source.length; ) {
      if (from < this.base || from >= this.base + this.text.length - OVERLAP) this.load(from);
      const end = this.base + this.text.length;
      const isLast = end === this.source.length;
      CANDIDATE.lastIndex = from - this.base;
      const match = CANDIDATE.exec(this.text);
      const at = match ? this.base + match.index : end;
      if (match && (isLast || at < end - OVERLAP)) {
        const header = match[1] === undefined ? null : new PdfRef(Number(match[1]), Number(match[2]));
        return { at, end: at + match[0].length, header };
      }
      if (isLast) return null;
      from = Math.max(from + 1, end - OVERLAP);
    }
    return null;
  }

  private load(from: number): void {
    this.base = from;
    this.text = latin1(this.source.read(from, Math.min(from + BLOCK, this.source.length)));
  }

  /** @returns where to go on */
  private object(ref: PdfRef, { at, end }: Candidate): number {
    if (ref.num === 0 || ref.num > LIMITS.objectNumber || ref.gen > 65535) return end;
    const cursor = new Cursor(this.source, end);
    const object = this.attempt(cursor, (parser) => parser.body());
    if (object === undefined) return end;
    this.table.set(ref.num, { kind: 'offset', offset: at, generation: ref.gen });
    this.lastOffset = at;
    if (!(object instanceof PdfStream)) return cursor.position;
    if (isName(object.dict.get('Type'), 'XRef')) this.keepTrailer(object.dict, 'stream');
    if (isName(object.dict.get('Type'), 'ObjStm')) this.streamOffsets.set(ref.num, at);
    return this.endOfStream(object.dict, cursor.position);
  }

  private trailer(start: number): number {
    const cursor = new Cursor(this.source, start);
    const dict = this.attempt(cursor, (parser) => parser.object());
    if (dict instanceof PdfDict) this.keepTrailer(dict, 'table');
    return dict === undefined ? start : cursor.position;
  }

  private attempt(cursor: Cursor, read: (parser: Parser) => PdfObject): PdfObject | undefined {
    const start = cursor.position;
    try {
      return read(new Parser(cursor, true));
    } catch (thrown) {
      // An object that hurts is passed over as one that is broken.
      if (!isDamage(thrown) && !(thrown instanceof Fault && thrown.code === 'pdf.limit')) throw thrown;
      this.spend(cursor.position - start);
      return undefined;
    }
  }

  private spend(bytes: number): void {
    this.patience -= bytes;
    if (this.patience < 0) throw limitFault('recovery');
  }

  private keepTrailer(dict: PdfDict, kind: 'table' | 'stream'): void {
    this.kind = kind;
    for (const key of KEPT_ENTRIES) {
      const value = dict.get(key);
      if (value !== null) this.kept.set(key, value);
    }
    const root = dict.get('Root');
    if (root instanceof PdfRef) this.roots = [root, ...this.roots].slice(0, KEPT_ROOTS);
  }

  /** Behind the stream that begins at `start`; where its end cannot be found, that is where to go on. */
  private endOfStream(dict: PdfDict, start: number): number {
    const length = this.length(dict.get('Length'));
    if (length !== null && this.endsAt(start + length)) return start + length;
    if (start >= this.lastEndstream) return start;
    const at = findText(this.source, 'endstream', start, this.source.length);
    if (at < 0) this.lastEndstream = start;
    return at < 0 ? start : at;
  }

  private endsAt(position: number): boolean {
    if (position > this.source.length) return false;
    const tail = this.source.read(position, Math.min(position + 16, this.source.length));
    return /^[\0\t\n\f\r ]*endstream/.test(latin1(tail));
  }

  /** A /Length that is an object of its own counts when it stands before the stream. */
  private length(value: PdfObject): number | null {
    if (value instanceof PdfRef) {
      const entry = this.table.get(value.num);
      if (entry?.kind !== 'offset') return null;
      const cursor = new Cursor(this.source, entry.offset);
      const object = this.attempt(cursor, (parser) => {
        parser.header();
        return parser.object();
      });
      this.spend(cursor.position - entry.offset);
      return typeof object === 'number' && Number.isSafeInteger(object) && object >= 0 ? object : null;
    }
    return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
  }
}
