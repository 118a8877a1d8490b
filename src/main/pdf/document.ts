/** A document as of one revision, read object by object from its source. */
import { Fault } from '../../contracts/faults/index.js';
import { latin1 } from './bytes.js';
import { Cursor } from './cursor.js';
import { DocumentCipher, type Encryption } from './encryption/document-cipher.js';
import { applyFilters, type FilterStep } from './filters.js';
import { broken, isDamage, LIMITS, limitFault } from './limits.js';
import { ObjectMemory } from './object-memory.js';
import type { ObjectReader } from './object-reader.js';
import { ObjectStreams, type StreamReader } from './object-streams.js';
import type { ObjectTable, XrefEntry } from './object-table.js';
import { isName, PdfDict, PdfName, type PdfObject, PdfRef, type PdfStream } from './objects.js';
import { type PdfPage, readPages } from './pages.js';
import { Parser } from './parser.js';
import { hasMisplaced, isObjectAt, keepWhatIsInPlace, type Recovery, type Scan } from './recovery.js';
import { type References, surveyReferences } from './references.js';
import { listRevisions, type Revision } from './revisions.js';
import { type ByteSource, SourceView } from './source.js';
import { attemptStated, recoveredStructure, type Structure, statedStructure } from './structure.js';
import { findStartXref, readRaw, type XrefSection } from './xref.js';

export interface OpenOptions {
  /** The file as of its first `end` bytes, counted from `%PDF`; all of them when absent. */
  readonly end?: number;
  /** The user's or the owner's; the empty user password is tried first. */
  readonly password?: string;
  /** Search a damaged file for its objects; {@link PdfDocument.recovery} says when that was necessary. */
  readonly recover?: boolean;
}

/** The bytes of a document within its source. */
interface FileView {
  /** From `%PDF` on. */
  readonly whole: ByteSource;
  /** Up to the end of the revision. */
  readonly view: ByteSource;
  readonly leadingBytes: number;
}

const locate = (source: ByteSource, end: number | undefined): FileView => {
  if (source.length === 0) throw new Fault('pdf.empty');
  const leadingBytes = latin1(source.read(0, Math.min(source.length, LIMITS.headerBytes))).indexOf('%PDF-');
  if (leadingBytes < 0) throw new Fault('pdf.not-pdf');
  const whole = leadingBytes === 0 ? source : new SourceView(source, leadingBytes, source.length);
  return { whole, view: end === undefined ? whole : new SourceView(whole, 0, end), leadingBytes };
};

export class PdfDocument implements ObjectReader, StreamReader {
  /** The whole source, counted from `%PDF`: offsets, spans and /ByteRange values are positions in it. */
  readonly source: ByteSource;
  /** Bytes before `%PDF`. */
  readonly leadingBytes: number;
  /** This revision is the first `end` bytes of {@link source}. */
  readonly end: number;
  /** Of the newest section; 0 in a recovered document that has none to be believed. */
  readonly startXref: number;
  readonly xrefKind: 'table' | 'stream';
  /** Newest first; none in a recovered document, as they are what was wrong. */
  readonly sections: readonly XrefSection[];
  /** What was wrong with the file, when its objects had to be searched for; null when it reads as it says. */
  readonly recovery: Recovery | null;
  readonly trailer: PdfDict;
  readonly catalogRef: PdfRef;
  readonly catalog: PdfDict;
  /** Strings and streams come decrypted, and are encrypted again when they are written; null in a plain document. */
  readonly cipher: DocumentCipher | null = null;

  private readonly view: ByteSource;
  private readonly declaredSize: number;
  private readonly table: ObjectTable;
  private readonly objectStreams = new ObjectStreams(this);
  /** Only once it is settled where the objects are, and how they are decrypted. */
  private memory: ObjectMemory | null = null;
  private decodedBytes = 0;
  private pageList: readonly PdfPage[] | undefined;
  private revisionList: readonly Revision[] | undefined;
  private referenceSurvey: References | undefined;

  /**
   * Opens the file. Without `recover` an entry that is wrong stays wrong: it is an attack or damage, never something to
   * be searched for.
   * @throws Fault `pdf.empty`, `pdf.not-pdf`, `pdf.truncated`, `pdf.broken`, `pdf.limit`,
   *   `pdf.filter-unsupported`, `pdf.password-needed`, `pdf.password-wrong`, `pdf.encryption-unsupported`
   */
  static open(source: ByteSource, options: OpenOptions = {}): PdfDocument {
    const file = locate(source, options.end);
    if (options.recover) return PdfDocument.recover(file, options);
    return new PdfDocument(file, statedStructure(file.view, findStartXref(file.view)), options);
  }

  private static recover(file: FileView, options: OpenOptions): PdfDocument {
    const { structure, reason } = attemptStated(file.view);
    if (structure && reason === null) {
      try {
        const document = new PdfDocument(file, structure, options);
        if (document.isCatalog(document.catalogRef) && !hasMisplaced(file.view, structure.table)) return document;
      } catch (thrown) {
        if (!isDamage(thrown)) throw thrown;
      }
    }
    return new PdfDocument(file, recoveredStructure(file.view, reason ?? 'objects', structure), options);
  }

  private constructor(
    file: FileView,
    structure: Structure,
    private readonly options: OpenOptions,
  ) {
    this.source = file.whole;
    this.view = file.view;
    this.leadingBytes = file.leadingBytes;
    this.end = file.view.length;
    this.startXref = structure.startXref;
    this.sections = structure.sections;
    this.table = structure.table;
    this.declaredSize = structure.size;
    this.xrefKind = structure.kind;
    const { recovered } = structure;
    this.recovery = recovered && { reason: recovered.reason };
    const resolve = (object: PdfObject): PdfObject => this.resolve(object);
    this.cipher = DocumentCipher.open({ trailers: structure.trailers, resolve }, options.password);
    const [trailer] = structure.trailers;
    if (recovered) this.complete(recovered.scan, recovered.stated);
    const root = recovered ? this.findCatalog([trailer.get('Root'), ...recovered.scan.roots]) : trailer.get('Root');
    if (!(root instanceof PdfRef)) throw broken('/Root');
    const catalog = this.get(root);
    if (!(catalog instanceof PdfDict)) throw broken('catalog');
    this.trailer = recovered ? trailer.with({ Root: root, Size: this.size }) : trailer;
    this.catalogRef = root;
    this.catalog = catalog;
    this.memory = new ObjectMemory();
  }

  /** Highest object number + 1, and at least the /Size of the trailer. */
  get size(): number {
    return Math.max(this.declaredSize, this.table.size);
  }

  /** The oldest first. What each one did to the objects is read when it is asked for. A recovered file has one. */
  revisions(): readonly Revision[] {
    this.revisionList ??= listRevisions(this.view, this.recovery ? null : this.sections, this);
    return this.revisionList;
  }

  /** The document as of one of its {@link revisions}. @throws Fault `pdf.*` */
  at(revision: Revision): PdfDocument {
    if (this.recovery) return this;
    const view = new SourceView(this.source, 0, revision.end);
    const file = { whole: this.source, view, leadingBytes: this.leadingBytes };
    return new PdfDocument(file, statedStructure(view, revision.startXref), this.options);
  }

  /** null when the document is not encrypted. */
  get encryption(): Encryption | null {
    return this.cipher?.encryption ?? null;
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
        return entry.generation === ref.gen ? (this.memory?.get(ref.num) ?? this.readAt(entry.offset, ref)) : null;
      case 'compressed':
        return ref.gen === 0 ? this.objectStreams.object(entry.stream, entry.index, ref.num) : null;
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

  /** The encoded bytes of a stream, decrypted. */
  raw(stream: PdfStream): Uint8Array {
    if (stream.data.kind === 'memory') return stream.data.bytes;
    const length = this.value(stream.dict, 'Length');
    if (typeof length !== 'number') throw broken('stream /Length');
    const bytes = readRaw(this.view, stream.data.start, length);
    const owner = stream.data.object;
    return this.cipher && owner ? this.cipher.decrypting(owner).stream(bytes, stream.dict) : bytes;
  }

  /** The bytes of a stream with its filters undone. @throws Fault `pdf.filter-unsupported`, `pdf.limit`, `pdf.broken` */
  decode(stream: PdfStream): Uint8Array {
    // /F is an external file (table 5); many readers take it, and /DP, for the short names of inline images (table 91).
    for (const key of ['F', 'DP'])
      if (stream.dict.get(key) !== null) throw new Fault('pdf.filter-unsupported', { filter: `/${key}` });
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

  /** What its objects refer to; reads all of them the first time. @throws Fault `pdf.limit`, `pdf.filter-unsupported` */
  references(): References {
    this.referenceSurvey ??= surveyReferences(this);
    return this.referenceSurvey;
  }

  private filters(dict: PdfDict): FilterStep[] {
    const names = this.list(dict.get('Filter'));
    const parameters = this.list(dict.get('DecodeParms'));
    if (names.length > LIMITS.filters) throw limitFault('filters');
    const steps = names.map((name, i) => {
      if (!(name instanceof PdfName)) throw broken('/Filter');
      const given = parameters[i];
      const entries = given instanceof PdfDict ? [...given.entries] : [];
      const resolved = entries.map(([key, value]) => [key, this.resolve(value)] as const);
      return { name: name.value, parameters: new PdfDict(resolved) };
    });
    // What raw() undoes (7.4.10). Anywhere but in the first place it is refused as unknown.
    return steps[0]?.name === 'Crypt' ? steps.slice(1) : steps;
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
    const body = parser.body();
    const object = this.cipher ? this.cipher.decrypted(body, expected) : body;
    this.memory?.add(expected.num, object, parser.weight);
    return object;
  }

  /** The object in the file itself, under whatever generation; object streams are among those (7.5.7). */
  uncompressed(num: number): PdfObject {
    const entry = this.table.get(num);
    return entry?.kind === 'offset' ? this.readAt(entry.offset, new PdfRef(num, entry.generation)) : null;
  }

  private isInPlace(num: number, entry: XrefEntry): boolean {
    switch (entry.kind) {
      case 'offset':
        return isObjectAt(new Cursor(this.view, 0), entry.offset, num, entry.generation);
      case 'compressed':
        return this.isInStream(entry.stream, entry.index, num);
      case 'free':
        return true;
    }
  }

  private isInStream(stream: number, index: number, num: number): boolean {
    try {
      return this.objectStreams.open(stream).numbers[index] === num;
    } catch (thrown) {
      if (isDamage(thrown)) return false;
      throw thrown;
    }
  }

  /** Adds what object streams hold, unless it stands later in the file itself, and what is where the file says. */
  private complete(scan: Scan, stated: ObjectTable | null): void {
    this.objectStreams.clear();
    const containers = new Set(scan.objectStreams);
    for (const num of containers) this.addCompressed(num, containers);
    if (stated) keepWhatIsInPlace(stated, this.table, (num, entry) => this.isInPlace(num, entry));
    this.objectStreams.clear();
  }

  /** An object stream that cannot be read holds nothing; none of them is inside another (7.5.7). */
  private addCompressed(stream: number, containers: ReadonlySet<number>): void {
    const container = this.table.get(stream);
    const from = container?.kind === 'offset' ? container.offset : 0;
    try {
      this.objectStreams.open(stream).numbers.forEach((num, index) => {
        const entry = this.table.get(num);
        const isLater = entry?.kind === 'offset' && entry.offset > from;
        if (isLater || containers.has(num) || num === 0 || num > LIMITS.objectNumber) return;
        this.table.set(num, { kind: 'compressed', stream, index });
      });
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown;
    }
  }

  /** The first candidate that is one, else the last one in the file. */
  private findCatalog(candidates: readonly PdfObject[]): PdfRef {
    const named = candidates.find((candidate) => candidate instanceof PdfRef && this.isCatalog(candidate));
    if (named instanceof PdfRef) return named;
    let found: { readonly ref: PdfRef; readonly position: number } | null = null;
    for (const num of this.objectNumbers()) {
      const entry = this.table.get(num);
      const container = entry?.kind === 'compressed' ? this.table.get(entry.stream) : entry;
      const position = container?.kind === 'offset' ? container.offset : -1;
      const ref = new PdfRef(num, entry?.kind === 'offset' ? entry.generation : 0);
      if (position >= (found?.position ?? 0) && this.isCatalog(ref, true)) found = { ref, position };
    }
    if (!found) throw broken('catalog');
    return found.ref;
  }

  private isCatalog(ref: PdfRef, typed = false): boolean {
    try {
      const object = this.get(ref);
      if (!(object instanceof PdfDict) || (typed && !isName(object.get('Type'), 'Catalog'))) return false;
      return this.dict(object, 'Pages') !== null;
    } catch (thrown) {
      if (isDamage(thrown)) return false;
      throw thrown;
    }
  }
}
