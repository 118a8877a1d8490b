/** Incremental update (ISO 32000-2 7.5.6): what is appended to a document, whose own bytes stay as they are. */
import { createHash } from 'node:crypto';
import { Fault } from '../../contracts/faults/index.js';
import { ByteBuilder } from './bytes.js';
import { CR, LF } from './characters.js';
import type { PdfDocument } from './document.js';
import { LIMITS, limitFault } from './limits.js';
import type { XrefEntry } from './object-table.js';
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
import { serialize, type TokenSink } from './serialize.js';
import { numberRuns, type SectionEntries, streamRows, writeTable } from './xref-writer.js';

/** Offsets have ten digits in a table (7.5.4); the revision itself has room below that. */
const LARGEST_FILE = 9_900_000_000;

/** Trailer entries that belong to one section only (7.5.5, 7.5.8.2, 7.5.8.4), or to the stream it was read from. */
const SECTION_ENTRIES = new Set(
  'Prev XRefStm Type W Index Length Filter DecodeParms DL F FFilter FDecodeParms'.split(' '),
);

/** Entry 0 heads the list of free objects and is never used itself (7.5.4). */
const FREE_HEAD: XrefEntry = { kind: 'free', generation: 65535 };

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
  private readonly firstNew: number;
  private next: number;

  /** @throws Fault `pdf.leading-bytes`, `pdf.too-large` */
  constructor(private readonly document: PdfDocument) {
    if (document.leadingBytes > 0) throw new Fault('pdf.leading-bytes');
    if (document.end > LARGEST_FILE) throw new Fault('pdf.too-large');
    this.firstNew = firstUnusedNumber(document);
    this.next = this.firstNew;
  }

  /** A number that no revision of the document has used. @throws Fault `pdf.limit` */
  allocate(): PdfRef {
    if (this.next > LIMITS.objectNumber) throw limitFault('object number');
    return new PdfRef(this.next++, 0);
  }

  /**
   * Adds an object under a number of {@link allocate}, or replaces one that lives, which keeps its generation. Freed
   * and undefined numbers are refused: references to them, null so far, would come to life.
   */
  set(ref: PdfRef, object: PdfObject): void {
    if (!this.isNew(ref) && !this.isLive(ref)) throw new TypeError(`no object ${ref.num} ${ref.gen} to replace`);
    this.objects.set(ref.num, { generation: ref.gen, object });
  }

  /** The object as it will be after this revision. */
  get(ref: PdfRef): PdfObject {
    const written = this.objects.get(ref.num);
    if (!written) return this.document.get(ref);
    return written.generation === ref.gen ? written.object : null;
  }

  /**
   * The revision with a cross-reference section of the kind that the document's newest one has (7.5.8.1). It needs no
   * /XRefStm after a hybrid one: what lived in that stream alone is replaced by an entry of the table, which every
   * reader looks at first (7.5.8.4). After a recovered document the section names every live object and leads to no
   * older one, as those are what was wrong; the result opens without recovery.
   */
  serialize(): SerializedRevision {
    const base = this.document.end;
    const out = new ByteBuilder();
    const spans = new Map<PdfString | PdfArray, ByteSpan>();
    const placed = new Map<number, XrefEntry>();
    if (!this.endsWithNewline()) out.ascii('\n');
    for (const [num, { generation, object }] of [...this.objects].sort(([a], [b]) => a - b)) {
      placed.set(num, { kind: 'offset', offset: base + out.length, generation });
      out.ascii(`${num} ${generation} obj\n`);
      const sink: TokenSink = (token, start, end) => spans.set(token, { start: base + start, end: base + end });
      serialize(object, out, sink, this.document.cipher?.encrypting(new PdfRef(num, generation)));
      out.ascii('\nendobj\n');
    }
    const id = this.identifiers(createHash('sha256').update(out.view()).digest().subarray(0, 16));
    const startXref = base + out.length;
    if (this.sectionKind() === 'table') this.table(out, placed, id);
    else this.stream(out, placed, id, startXref);
    out.ascii(`startxref\n${startXref}\n%%EOF\n`);
    return { bytes: out.bytes(), spanOf: (token) => required(spans.get(token)) };
  }

  private isNew({ num, gen }: PdfRef): boolean {
    return num >= this.firstNew && num < this.next && gen === 0;
  }

  private isLive({ num, gen }: PdfRef): boolean {
    const entry = this.document.entry(num);
    return (entry?.kind === 'offset' && entry.generation === gen) || (entry?.kind === 'compressed' && gen === 0);
  }

  private endsWithNewline(): boolean {
    const [last] = this.document.source.read(this.document.end - 1, this.document.end);
    return last === LF || last === CR;
  }

  /** A table cannot say where in an object stream something is, which a section that names every object may have to. */
  private sectionKind(): 'table' | 'stream' {
    const { document } = this;
    if (!document.recovery) return document.xrefKind;
    for (const num of document.objectNumbers()) if (document.entry(num)?.kind === 'compressed') return 'stream';
    return document.xrefKind;
  }

  private section(placed: ReadonlyMap<number, XrefEntry>): SectionEntries {
    const { document } = this;
    if (!document.recovery) {
      return { runs: numberRuns(placed.keys()), entry: (num) => placed.get(num) ?? FREE_HEAD };
    }
    return {
      runs: numberRuns(everyNumber(document, placed)),
      entry: (num) => placed.get(num) ?? (num === 0 ? undefined : document.entry(num)) ?? FREE_HEAD,
    };
  }

  private table(out: ByteBuilder, placed: ReadonlyMap<number, XrefEntry>, id: PdfArray | null): void {
    writeTable(this.section(placed), out);
    out.ascii('trailer\n');
    serialize(this.trailer(id, this.next), out);
    out.ascii('\n');
  }

  private stream(
    out: ByteBuilder,
    placed: ReadonlyMap<number, XrefEntry>,
    id: PdfArray | null,
    startXref: number,
  ): void {
    const own = this.next;
    if (own > LIMITS.objectNumber) throw limitFault('object number');
    const section = this.section(new Map([...placed, [own, { kind: 'offset', offset: startXref, generation: 0 }]]));
    const { bytes, widths } = streamRows(section);
    const dict = this.trailer(id, own + 1).with({
      Type: new PdfName('XRef'),
      W: widths,
      Index: section.runs.flatMap(({ first, count }) => [first, count]),
    });
    out.ascii(`${own} 0 obj\n`);
    serialize(new PdfStream(dict, { kind: 'memory', bytes }), out);
    out.ascii('\nendobj\n');
  }

  /** What the previous trailer says, with the entries of this section. */
  private trailer(id: PdfArray | null, size: number): PdfDict {
    const { trailer, recovery, startXref } = this.document;
    const kept = new PdfDict([...trailer.entries].filter(([key]) => !SECTION_ENTRIES.has(key)));
    return kept.with({ Size: size, ...(recovery ? {} : { Prev: startXref }), ...(id ? { ID: id } : {}) });
  }

  /**
   * /ID, of which the first part stays and the second one changes (14.4). A document without gets none: in an encrypted
   * one it would change the key (7.6.4.3.2, algorithm 2).
   */
  private identifiers(changing: Uint8Array): PdfArray | null {
    const [first = null] = this.document.array(this.document.trailer, 'ID') ?? [];
    const permanent = this.document.resolve(first);
    return permanent instanceof PdfString
      ? [new PdfString(permanent.bytes, true), new PdfString(changing, true)]
      : null;
  }
}

/**
 * Above every number that a section defines, every /Size that one declares and every reference. One to a number beyond
 * the others is broken and stands for null until an object gets the number (7.3.10): whoever wrote it into the contents
 * of a page would have what we add drawn there, with the fonts and images that the page has for it.
 */
const firstUnusedNumber = (document: PdfDocument): number => {
  let unused = Math.max(document.size, document.references().highest + 1);
  for (const { trailer } of document.sections) {
    const size = trailer.get('Size');
    if (typeof size === 'number' && Number.isInteger(size) && size <= LIMITS.objectNumber) {
      unused = Math.max(unused, size);
    }
  }
  return unused;
};

/** Entry 0, the numbers of the document and the new ones, ascending. */
function* everyNumber(document: PdfDocument, placed: ReadonlyMap<number, unknown>): Iterable<number> {
  yield 0;
  const end = Math.max(document.size, ...placed.keys()) + 1;
  for (let num = 1; num < end; num++) if (placed.has(num) || document.entry(num) !== undefined) yield num;
}

const required = (span: ByteSpan | undefined): ByteSpan => {
  if (!span) throw new TypeError('the token is not part of this revision');
  return span;
};
