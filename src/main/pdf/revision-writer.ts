/** Incremental update (ISO 32000-2 7.5.6): what is appended to a document, whose own bytes stay as they are. */
import { createHash } from 'node:crypto';
import { Fault } from '../../contracts/faults/index.js';
import { ByteBuilder } from './bytes.js';
import { CR, LF } from './characters.js';
import type { PdfDocument } from './document.js';
import { LIMITS, limitFault } from './limits.js';
import {
  type ByteSpan,
  type PdfArray,
  PdfDict,
  PdfName,
  type PdfObject,
  PdfRef,
  PdfStream,
  PdfString,
} from './objects.js';
import { serialize } from './serialize.js';

/** Offsets have ten digits in a table (7.5.4); the revision itself has room below that. */
const LARGEST_FILE = 9_900_000_000;

/** Trailer entries that belong to one section only (7.5.5, 7.5.8.2, 7.5.8.4). */
const SECTION_ENTRIES = new Set(['Prev', 'XRefStm', 'Type', 'W', 'Index', 'Length', 'Filter', 'DecodeParms', 'DL']);

export interface SerializedRevision {
  /** To be appended after the last byte of the document. */
  readonly bytes: Uint8Array;
  /** Where a string or array given to {@link RevisionWriter.set} stands in the resulting file. */
  spanOf(token: PdfString | PdfArray): ByteSpan;
}

interface Written {
  readonly generation: number;
  readonly object: PdfObject;
}

export class RevisionWriter {
  private readonly objects = new Map<number, Written>();
  private next: number;

  /** @throws Fault `pdf.leading-bytes`, `pdf.too-large` */
  constructor(private readonly document: PdfDocument) {
    if (document.leadingBytes > 0) throw new Fault('pdf.leading-bytes');
    if (document.end > LARGEST_FILE) throw new Fault('pdf.too-large');
    this.next = document.size;
  }

  /** A number that no revision of the document has used. */
  allocate(): PdfRef {
    if (this.next > LIMITS.objectNumber) throw limitFault('object number');
    return new PdfRef(this.next++, 0);
  }

  /** Adds or replaces an object; a replaced one keeps its generation. */
  set(ref: PdfRef, object: PdfObject): void {
    this.objects.set(ref.num, { generation: ref.gen, object });
  }

  /** The object as it will be after this revision. */
  get(ref: PdfRef): PdfObject {
    const written = this.objects.get(ref.num);
    return written ? written.object : this.document.get(ref);
  }

  /** The revision with a cross-reference section of the kind that the document's newest one has (7.5.8.1). */
  serialize(): SerializedRevision {
    const base = this.document.end;
    const out = new ByteBuilder();
    const spans = new Map<PdfString | PdfArray, ByteSpan>();
    const offsets = new Map<number, number>();
    if (!this.endsWithNewline()) out.ascii('\n');
    for (const [num, { generation, object }] of [...this.objects].sort(([a], [b]) => a - b)) {
      offsets.set(num, base + out.length);
      out.ascii(`${num} ${generation} obj\n`);
      serialize(object, out, (token, start, end) => spans.set(token, { start: base + start, end: base + end }));
      out.ascii('\nendobj\n');
    }
    const identifier = createHash('sha256').update(out.bytes()).digest().subarray(0, 16);
    const startXref = base + out.length;
    if (this.document.xrefKind === 'table') this.table(out, offsets, identifier);
    else this.stream(out, offsets, identifier, startXref);
    out.ascii(`startxref\n${startXref}\n%%EOF\n`);
    return { bytes: out.bytes(), spanOf: (token) => required(spans.get(token)) };
  }

  private endsWithNewline(): boolean {
    const [last] = this.document.source.read(this.document.end - 1, this.document.end);
    return last === LF || last === CR;
  }

  private table(out: ByteBuilder, offsets: ReadonlyMap<number, number>, identifier: Uint8Array): void {
    out.ascii('xref\n');
    for (const run of runs([...offsets.keys()])) {
      out.ascii(`${run[0]} ${run.length}\n`);
      for (const num of run) {
        const generation = this.objects.get(num)?.generation ?? 0;
        out.ascii(`${digits(offsets.get(num) ?? 0, 10)} ${digits(generation, 5)} n \n`);
      }
    }
    out.ascii('trailer\n');
    serialize(this.trailer(identifier), out);
    out.ascii('\n');
  }

  private stream(
    out: ByteBuilder,
    offsets: ReadonlyMap<number, number>,
    identifier: Uint8Array,
    startXref: number,
  ): void {
    const own = this.allocate();
    const all = new Map([...offsets, [own.num, startXref]]);
    const numbers = [...all.keys()];
    const width = Math.ceil(Math.log2(startXref + 1) / 8);
    const rows = new ByteBuilder();
    for (const num of numbers) {
      rows.push(1);
      bigEndian(rows, all.get(num) ?? 0, width);
      bigEndian(rows, this.objects.get(num)?.generation ?? 0, 2);
    }
    const dict = this.trailer(identifier).with({
      Type: new PdfName('XRef'),
      W: [1, width, 2],
      Index: runs(numbers).flatMap((run) => [run[0] ?? 0, run.length]),
    });
    out.ascii(`${own.num} 0 obj\n`);
    serialize(new PdfStream(dict, { kind: 'memory', bytes: rows.bytes() }), out);
    out.ascii('\nendobj\n');
  }

  /** What the previous trailer says, with the entries of this section; only the second /ID changes (14.4). */
  private trailer(identifier: Uint8Array): PdfDict {
    const kept = [...this.document.trailer.entries].filter(([key]) => !SECTION_ENTRIES.has(key));
    const trailer = new PdfDict(kept).with({ Size: this.next, Prev: this.document.startXref });
    const id = this.document.array(this.document.trailer, 'ID');
    const permanent = id ? this.document.resolve(id[0] ?? null) : null;
    if (!(permanent instanceof PdfString)) return trailer;
    return trailer.with({ ID: [new PdfString(permanent.bytes, true), new PdfString(identifier, true)] });
  }
}

const required = (span: ByteSpan | undefined): ByteSpan => {
  if (!span) throw new TypeError('the token is not part of this revision');
  return span;
};

const digits = (value: number, count: number): string => String(value).padStart(count, '0');

const bigEndian = (out: ByteBuilder, value: number, width: number): void => {
  for (let i = width - 1; i >= 0; i--) out.push(Math.floor(value / 256 ** i) % 256);
};

/** Ascending numbers in runs without gaps. */
const runs = (numbers: readonly number[]): number[][] => {
  const found: number[][] = [];
  for (const num of numbers) {
    const last = found.at(-1);
    if (last && last[0] !== undefined && last[0] + last.length === num) last.push(num);
    else found.push([num]);
  }
  return found;
};
