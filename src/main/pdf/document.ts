/** A document as of one revision, read object by object from its source. */
import { Fault } from '../../contracts/faults/index.js';
import { latin1 } from './bytes.js';
import { Cursor } from './cursor.js';
import { applyFilters, type FilterStep } from './filters.js';
import { broken, LIMITS, limitFault } from './limits.js';
import type { ObjectReader } from './object-reader.js';
import type { ObjectTable, XrefEntry } from './object-table.js';
import { isName, PdfDict, PdfName, type PdfObject, PdfRef, PdfStream } from './objects.js';
import { type PdfPage, readPages } from './pages.js';
import { Parser } from './parser.js';
import { type ByteSource, MemorySource, SourceView } from './source.js';
import { findStartXref, readRaw, readXref, type Xref, type XrefSection } from './xref.js';

interface ObjectStream {
  readonly source: MemorySource;
  readonly numbers: readonly number[];
  readonly offsets: readonly number[];
}

const CACHED_OBJECT_STREAMS = 8;
/** Decoded; the newest one stays whatever its size. */
const CACHED_OBJECT_STREAM_BYTES = 64 * 1024 * 1024;

export class PdfDocument implements ObjectReader {
  /** The whole source, counted from `%PDF`: offsets, spans and /ByteRange values are positions in it. */
  readonly source: ByteSource;
  /** Bytes before `%PDF`. */
  readonly leadingBytes: number;
  /** This revision is the first `end` bytes of {@link source}. */
  readonly end: number;
  readonly startXref: number;
  readonly xrefKind: 'table' | 'stream';
  /** Newest first. */
  readonly sections: readonly XrefSection[];
  readonly trailer: PdfDict;
  readonly catalogRef: PdfRef;
  readonly catalog: PdfDict;
  /** Highest object number + 1, and at least the /Size of the trailer. */
  readonly size: number;

  private readonly view: ByteSource;
  private readonly table: ObjectTable;
  private readonly objectStreams = new Map<number, ObjectStream>();
  private readonly opening = new Set<number>();
  private decodedBytes = 0;
  private pageList: readonly PdfPage[] | undefined;

  /**
   * Opens the file as of its first `end` bytes (counted from `%PDF`; default: all).
   * @throws Fault `pdf.empty`, `pdf.not-pdf`, `pdf.truncated`, `pdf.broken`, `pdf.encrypted`, `pdf.limit`,
   *   `pdf.filter-unsupported`
   */
  static open(source: ByteSource, options: { readonly end?: number } = {}): PdfDocument {
    if (source.length === 0) throw new Fault('pdf.empty');
    const leadingBytes = latin1(source.read(0, Math.min(source.length, LIMITS.headerBytes))).indexOf('%PDF-');
    if (leadingBytes < 0) throw new Fault('pdf.not-pdf');
    const whole = leadingBytes === 0 ? source : new SourceView(source, leadingBytes, source.length);
    const view = options.end === undefined ? whole : new SourceView(whole, 0, options.end);
    const startXref = findStartXref(view);
    return new PdfDocument(whole, view, leadingBytes, startXref, readXref(view, startXref));
  }

  private constructor(whole: ByteSource, view: ByteSource, leadingBytes: number, startXref: number, xref: Xref) {
    this.source = whole;
    this.view = view;
    this.leadingBytes = leadingBytes;
    this.end = view.length;
    this.startXref = startXref;
    this.sections = xref.sections;
    this.table = xref.table;
    const [newest] = xref.sections;
    if (!newest) throw broken('no cross-reference section');
    this.xrefKind = newest.kind;
    this.trailer = newest.trailer;
    if (xref.sections.some((section) => section.trailer.get('Encrypt') !== null)) throw new Fault('pdf.encrypted');
    const declared = this.trailer.get('Size');
    if (typeof declared !== 'number' || !Number.isInteger(declared) || declared < 1) throw broken('/Size');
    if (declared > LIMITS.objectNumber + 1) throw limitFault('object number');
    this.size = Math.max(declared, this.table.size);
    const root = this.trailer.get('Root');
    if (!(root instanceof PdfRef)) throw broken('/Root');
    const catalog = this.get(root);
    if (!(catalog instanceof PdfDict)) throw broken('catalog');
    this.catalogRef = root;
    this.catalog = catalog;
  }

  /** Where object `num` is in this revision; undefined when no section names it. */
  entry(num: number): XrefEntry | undefined {
    return this.table.get(num);
  }

  /** Every number that some section names, freed ones included, ascending. */
  objectNumbers(): Iterable<number> {
    return this.table.numbers();
  }

  /** The object; null when it does not exist, is free, or has another generation (7.3.10). @throws Fault `pdf.*` */
  get(ref: PdfRef): PdfObject {
    const entry = this.table.get(ref.num);
    switch (entry?.kind) {
      case 'offset':
        return entry.generation === ref.gen ? this.readAt(entry.offset, ref) : null;
      case 'compressed':
        return ref.gen === 0 ? this.readCompressed(entry.stream, entry.index, ref.num) : null;
      case 'free':
      case undefined:
        return null;
    }
  }

  /** Follows references until something else comes. */
  resolve(object: PdfObject): PdfObject {
    let current = object;
    for (let hops = 0; current instanceof PdfRef; hops++) {
      if (hops >= LIMITS.references) throw broken('references in a circle');
      current = this.get(current);
    }
    return current;
  }

  /** A dictionary's value with references followed. */
  value(dict: PdfDict, key: string): PdfObject {
    return this.resolve(dict.get(key));
  }

  /** The value as a dictionary, or null when it is absent or something else. */
  dict(dict: PdfDict, key: string): PdfDict | null {
    const value = this.value(dict, key);
    return value instanceof PdfDict ? value : null;
  }

  /** The value as an array, or null when it is absent or something else. */
  array(dict: PdfDict, key: string): PdfObject[] | null {
    const value = this.value(dict, key);
    return Array.isArray(value) ? value : null;
  }

  /** The encoded bytes of a stream. */
  raw(stream: PdfStream): Uint8Array {
    if (stream.data.kind === 'memory') return stream.data.bytes;
    const length = this.value(stream.dict, 'Length');
    if (typeof length !== 'number') throw broken('stream /Length');
    return readRaw(this.view, stream.data.start, length);
  }

  /** The bytes of a stream with its filters undone. @throws Fault `pdf.filter-unsupported`, `pdf.limit`, `pdf.broken` */
  decode(stream: PdfStream): Uint8Array {
    if (stream.dict.get('F') !== null) throw new Fault('pdf.filter-unsupported', { filter: '/F' });
    // Taken before the work and given back after it: a failure is paid for, or callers that pass over faults would
    // have the same streams decoded without end.
    const limit = Math.min(LIMITS.decodedBytes - this.decodedBytes, LIMITS.streamBytes);
    if (limit <= 0) throw limitFault('decompressed size');
    this.decodedBytes += limit;
    const bytes = applyFilters(this.raw(stream), this.filters(stream.dict), limit);
    this.decodedBytes -= limit - bytes.length;
    return bytes;
  }

  /** The pages in their order, with inherited attributes. @throws Fault `pdf.broken`, `pdf.limit` */
  pages(): readonly PdfPage[] {
    this.pageList ??= readPages(this, this.catalog.get('Pages'));
    return this.pageList;
  }

  private filters(dict: PdfDict): FilterStep[] {
    const names = this.list(dict.get('Filter'));
    const parameters = this.list(dict.get('DecodeParms'));
    if (names.length > LIMITS.filters) throw limitFault('filters');
    return names.map((name, i) => {
      if (!(name instanceof PdfName)) throw broken('/Filter');
      const given = parameters[i];
      const entries = given instanceof PdfDict ? [...given.entries] : [];
      const resolved = entries.map(([key, value]) => [key, this.resolve(value)] as const);
      return { name: name.value, parameters: new PdfDict(resolved) };
    });
  }

  private list(value: PdfObject): PdfObject[] {
    const resolved = this.resolve(value);
    if (resolved === null) return [];
    return Array.isArray(resolved) ? resolved.map((item) => this.resolve(item)) : [resolved];
  }

  /** An entry that points at another object than it says is an attack or damage, never something to be searched for. */
  private readAt(offset: number, expected: PdfRef): PdfObject {
    const parser = new Parser(new Cursor(this.view, offset), true);
    const found = parser.header();
    if (found.num !== expected.num || found.gen !== expected.gen) {
      throw broken(`object ${expected.num} ${expected.gen} expected at ${offset}, found ${found.num} ${found.gen}`);
    }
    return parser.body();
  }

  private readCompressed(streamNumber: number, index: number, num: number): PdfObject {
    const stream = this.objectStream(streamNumber);
    const offset = stream.offsets[index];
    if (offset === undefined || stream.numbers[index] !== num) throw broken(`object ${num} not in its stream`);
    return new Parser(new Cursor(stream.source, offset), false).object();
  }

  private objectStream(num: number): ObjectStream {
    const cached = this.objectStreams.get(num);
    if (cached) {
      this.objectStreams.delete(num);
      this.objectStreams.set(num, cached);
      return cached;
    }
    // The /Length of an object stream may lead into that very stream.
    if (this.opening.has(num)) throw broken('object stream inside itself');
    this.opening.add(num);
    try {
      const opened = this.openObjectStream(num);
      this.objectStreams.set(num, opened);
      this.forgetObjectStreams();
      return opened;
    } finally {
      this.opening.delete(num);
    }
  }

  private forgetObjectStreams(): void {
    let bytes = 0;
    for (const { source } of this.objectStreams.values()) bytes += source.length;
    for (const [num, { source }] of this.objectStreams) {
      const fits = this.objectStreams.size <= CACHED_OBJECT_STREAMS && bytes <= CACHED_OBJECT_STREAM_BYTES;
      if (fits || this.objectStreams.size === 1) break;
      this.objectStreams.delete(num);
      bytes -= source.length;
    }
  }

  /** ISO 32000-2 7.5.7. */
  private openObjectStream(num: number): ObjectStream {
    const entry = this.table.get(num);
    if (entry?.kind !== 'offset') throw broken('object stream');
    const stream = this.readAt(entry.offset, new PdfRef(num, entry.generation));
    if (!(stream instanceof PdfStream) || !isName(stream.dict.get('Type'), 'ObjStm')) throw broken('object stream');
    const count = this.value(stream.dict, 'N');
    const first = this.value(stream.dict, 'First');
    if (typeof count === 'number' && count > LIMITS.compressedObjects) throw limitFault('objects in one stream');
    const bytes = this.decode(stream);
    if (typeof count !== 'number' || typeof first !== 'number' || count > bytes.length) throw broken('object stream');
    const source = new MemorySource(bytes);
    const cursor = new Cursor(source, 0);
    const numbers: number[] = [];
    const offsets: number[] = [];
    for (let i = 0; i < count; i++) {
      numbers.push(cursor.expectInteger());
      offsets.push(first + cursor.expectInteger());
    }
    return { source, numbers, offsets };
  }
}
