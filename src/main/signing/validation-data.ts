/**
 * The document security store (ISO 32000-2 12.8.4.3, ETSI EN 319 142-1 5.4.2): what somebody will need to validate the
 * signatures of a file when the servers that know are gone.
 *
 * /Extensions is left alone: EN 319 142-1 only recommends its ESIC entry, /BaseVersion 1.7 may not exceed the version
 * of the file (ISO 32000-2 7.12.3), no reader looks for it, and each entry of the catalog that changes after a
 * certification with P=1 is one that a verifier may call a change.
 */
import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { Fault } from '../../contracts/faults/index.js';
import type { PdfDocument } from '../pdf/document.js';
import { PdfDict, PdfName, type PdfObject, PdfRef, PdfStream, textString } from '../pdf/objects.js';
import { RevisionWriter } from '../pdf/revision-writer.js';
import { pdfDate } from './block-text.js';
import { added } from './form-writer.js';
import { type Access, withDocument } from './open-document.js';
import { requireSize, sync, withWorkFile, writeAll } from './work-file.js';

/** DER, one array entry each. */
export interface ValidationEvidence {
  readonly certificates: readonly Uint8Array[];
  /** OCSPResponse (RFC 6960 4.2.1). */
  readonly ocsps: readonly Uint8Array[];
  readonly crls: readonly Uint8Array[];
}

export interface SignatureValidation extends ValidationEvidence {
  /** The value of the signature's /Contents, its padding included. */
  readonly contents: Uint8Array;
  /** When this evidence was put together. */
  readonly time: Date;
}

export interface ValidationData extends ValidationEvidence {
  readonly perSignature: readonly SignatureValidation[];
}

type Kind = keyof ValidationEvidence;
const KINDS: readonly { readonly kind: Kind; readonly store: string; readonly related: string }[] = [
  { kind: 'certificates', store: 'Certs', related: 'Cert' },
  { kind: 'ocsps', store: 'OCSPs', related: 'OCSP' },
  { kind: 'crls', store: 'CRLs', related: 'CRL' },
];

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Table 262: SHA-1 of the complete /Contents string, in upper case; a name, not a protection. */
const relatedKey = (contents: Uint8Array): string => createHash('sha1').update(contents).digest('hex').toUpperCase();

/** One list of the store: what it has stays in its place, what it lacks comes after it. */
class EvidenceList {
  readonly items: PdfObject[];
  grown = false;
  private readonly known = new Map<string, PdfObject>();

  constructor(
    private readonly document: PdfDocument,
    private readonly writer: RevisionWriter,
    store: PdfDict,
    key: string,
  ) {
    this.items = [...(document.array(store, key) ?? [])];
    for (const item of this.items) {
      const bytes = this.content(item);
      if (bytes) this.known.set(sha256(bytes), item);
    }
  }

  /** The stream with these bytes, written if there is none yet. */
  add(bytes: Uint8Array): PdfObject {
    const key = sha256(bytes);
    const found = this.known.get(key);
    if (found !== undefined) return found;
    const ref = this.writer.allocate();
    const dict = new PdfDict([['Filter', new PdfName('FlateDecode')]]);
    this.writer.set(ref, new PdfStream(dict, { kind: 'memory', bytes: deflateSync(bytes) }));
    this.known.set(key, ref);
    this.items.push(ref);
    this.grown = true;
    return ref;
  }

  /** null for what cannot be read: it stays, and is nobody's twin. */
  private content(item: PdfObject): Uint8Array | null {
    try {
      const stream = this.document.resolve(item);
      return stream instanceof PdfStream ? this.document.decode(stream) : null;
    } catch (thrown) {
      if (thrown instanceof Fault) return null;
      throw thrown;
    }
  }
}

type Lists = Readonly<Record<Kind, EvidenceList>>;

const readLists = (document: PdfDocument, writer: RevisionWriter, store: PdfDict): Lists => ({
  certificates: new EvidenceList(document, writer, store, 'Certs'),
  ocsps: new EvidenceList(document, writer, store, 'OCSPs'),
  crls: new EvidenceList(document, writer, store, 'CRLs'),
});

/** Validation-related information of one signature (table 262); its streams are those of the store's own lists. */
const relatedEntry = (one: SignatureValidation, lists: Lists): PdfDict => {
  const entries = KINDS.flatMap(({ kind, related }): [string, PdfObject][] => {
    const items = [...new Set(one[kind].map((bytes) => lists[kind].add(bytes)))];
    return items.length > 0 ? [[related, items]] : [];
  });
  return new PdfDict([...entries, ['TU', textString(pdfDate(one.time))]]);
};

/** References to the entries that /VRI lacks, by key. */
const newEntries = (
  writer: RevisionWriter,
  related: PdfDict,
  signatures: readonly SignatureValidation[],
  lists: Lists,
): Record<string, PdfObject> => {
  const entries: Record<string, PdfObject> = {};
  for (const one of signatures) {
    const entry = relatedEntry(one, lists);
    const key = relatedKey(one.contents);
    // An entry says what was at hand at its /TU, and verifiers refuse one that changed; newer evidence is in the lists.
    if (related.get(key) !== null || entries[key] !== undefined) continue;
    entries[key] = added(writer, entry);
  }
  return entries;
};

/** Writes `dict` over the object that `place` alone leads to; null where it stands there directly or is missing. */
const rewrite = (document: PdfDocument, writer: RevisionWriter, place: PdfObject, dict: PdfDict): PdfRef | null => {
  if (!(place instanceof PdfRef) || !(document.get(place) instanceof PdfDict)) return null;
  if (document.references().isShared(place.num)) return null;
  writer.set(place, dict);
  return place;
};

/** Writes the store with what it lacked into the revision; false when it lacks nothing. */
const extendStore = (document: PdfDocument, writer: RevisionWriter, data: ValidationData): boolean => {
  const { catalog, catalogRef } = document;
  const store = document.dict(catalog, 'DSS') ?? new PdfDict();
  const related = document.dict(store, 'VRI') ?? new PdfDict();
  const lists = readLists(document, writer, store);
  for (const { kind } of KINDS) for (const bytes of data[kind]) lists[kind].add(bytes);
  const fresh = newEntries(writer, related, data.perSignature, lists);
  const anyFresh = Object.keys(fresh).length > 0;
  if (!anyFresh && !KINDS.some(({ kind }) => lists[kind].grown)) return false;
  const filled = KINDS.filter(({ kind }) => lists[kind].items.length > 0);
  const grown = store.with(Object.fromEntries(filled.map(({ kind, store: key }) => [key, lists[kind].items])));
  const extended = related.with(fresh);
  const inPlace = !anyFresh || rewrite(document, writer, store.get('VRI'), extended) !== null;
  const complete = inPlace ? grown : grown.with({ VRI: extended });
  if (rewrite(document, writer, catalog.get('DSS'), complete) === null) {
    writer.set(catalogRef, catalog.with({ DSS: added(writer, complete) }));
  }
  return true;
};

/**
 * Appends one revision with the evidence that the file does not hold yet, and brings it to disk. What its store has
 * stays; what two signatures share is written once. Allowed after every signature, DocMDP P=1 included (ISO 32000-2
 * table 257). A work file for which this fails is to be thrown away.
 * @returns false when the file held all of it and was not changed
 * @throws Fault `pdf.*`, `file.*`, `signing.work-file-changed`, `output.failed`
 */
export const appendValidationData = (workFile: string, data: ValidationData, access: Access = {}): boolean => {
  const revision = withDocument(workFile, access, (document) => {
    const writer = new RevisionWriter(document);
    return extendStore(document, writer, data) ? { base: document.end, bytes: writer.serialize().bytes } : null;
  });
  if (revision === null) return false;
  withWorkFile(workFile, (descriptor) => {
    requireSize(descriptor, revision.base);
    writeAll(descriptor, revision.bytes, revision.base);
    sync(descriptor);
  });
  return true;
};
