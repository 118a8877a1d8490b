/** Object streams (ISO 32000-2 7.5.7), decoded once and kept while there is room. */
import { Cursor } from './cursor.js';
import { broken, LIMITS, limitFault } from './limits.js';
import type { ObjectReader } from './object-reader.js';
import { isName, type PdfObject, PdfStream } from './objects.js';
import { Parser } from './parser.js';
import { MemorySource } from './source.js';

/** Decoded, with the numbers of its objects and where they begin. */
export interface ObjectStream {
  readonly source: MemorySource;
  readonly numbers: readonly number[];
  readonly offsets: readonly number[];
}

/** What opening them needs of their document. */
export interface StreamReader extends ObjectReader {
  /** The object that stands in the file itself under this number; null when there is none. */
  uncompressed(num: number): PdfObject;
  decode(stream: PdfStream): Uint8Array;
}

const CACHED = 8;
/** Decoded; the newest one stays whatever its size. */
const CACHED_BYTES = 64 * 1024 * 1024;

export class ObjectStreams {
  private readonly opened = new Map<number, ObjectStream>();
  private readonly opening = new Set<number>();

  constructor(private readonly reader: StreamReader) {}

  /** @throws Fault `pdf.broken`, `pdf.limit`, `pdf.filter-unsupported` */
  open(num: number): ObjectStream {
    const cached = this.opened.get(num);
    if (cached) {
      this.opened.delete(num);
      this.opened.set(num, cached);
      return cached;
    }
    // The /Length of an object stream may lead into that very stream.
    if (this.opening.has(num)) throw broken('object stream inside itself');
    this.opening.add(num);
    try {
      const stream = this.read(num);
      this.opened.set(num, stream);
      this.forgetOldest();
      return stream;
    } finally {
      this.opening.delete(num);
    }
  }

  /** Object `num`, the one at `index` of that stream. */
  object(stream: number, index: number, num: number): PdfObject {
    const { source, numbers, offsets } = this.open(stream);
    const offset = offsets[index];
    if (offset === undefined || numbers[index] !== num) throw broken(`object ${num} not in its stream`);
    return new Parser(new Cursor(source, offset), false).object();
  }

  clear(): void {
    this.opened.clear();
  }

  private forgetOldest(): void {
    let bytes = 0;
    for (const { source } of this.opened.values()) bytes += source.length;
    for (const [num, { source }] of this.opened) {
      const fits = this.opened.size <= CACHED && bytes <= CACHED_BYTES;
      if (fits || this.opened.size === 1) break;
      this.opened.delete(num);
      bytes -= source.length;
    }
  }

  private read(num: number): ObjectStream {
    const stream = this.reader.uncompressed(num);
    if (!(stream instanceof PdfStream) || !isName(stream.dict.get('Type'), 'ObjStm')) throw broken('object stream');
    const count = this.reader.value(stream.dict, 'N');
    const first = this.reader.value(stream.dict, 'First');
    if (typeof count === 'number' && count > LIMITS.compressedObjects) throw limitFault('objects in one stream');
    const bytes = this.reader.decode(stream);
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
