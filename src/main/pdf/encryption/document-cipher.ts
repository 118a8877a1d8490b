/** The encryption of one document: opened once, then asked for every object that is read or written. */
import { broken } from '../limits.js';
import { isName, PdfDict, type PdfObject, PdfRef, PdfStream, PdfString } from '../objects.js';
import { type CryptFilters, type CryptMethod, streamMethod } from './crypt-filters.js';
import {
  type Cipher,
  decryptBytes,
  encryptBytes,
  mapStrings,
  type ObjectTransform,
  objectKey,
} from './object-cipher.js';
import { openStandardHandler } from './standard-handler.js';

/** What a document's encryption is and what it lets the holder of the password do. */
export interface Encryption {
  readonly algorithm: 'rc4' | 'aes-128' | 'aes-256';
  /** /P as a signed 32-bit number; bit 1 of ISO 32000-2 table 22 is its lowest bit. */
  readonly permissions: number;
  /** Opened with the owner password: every operation is permitted. */
  readonly owner: boolean;
}

/** Bits 4 (modify), 6 (annotate, fill in), 9 (fill in and sign) of table 22. */
const SIGNING_BITS = (1 << 3) | (1 << 5) | (1 << 8);

/** Whether the document's author lets the one who opened it sign; true of a document without encryption. */
export const mayBeSigned = (encryption: Encryption | null): boolean =>
  encryption === null || encryption.owner || (encryption.permissions & SIGNING_BITS) !== 0;

/** What opening needs of the document, none of it decrypted yet. */
export interface EncryptedDocument {
  /** Trailers of all sections, the newest first. */
  readonly trailers: readonly PdfDict[];
  readonly resolve: (object: PdfObject) => PdfObject;
}

type Apply = (method: Cipher, key: Uint8Array, bytes: Uint8Array) => Uint8Array;

export class DocumentCipher {
  private constructor(
    readonly encryption: Encryption,
    private readonly fileKey: Uint8Array,
    private readonly filters: CryptFilters,
    /** Object number of the /Encrypt dictionary, whose strings are never encrypted (7.6.2). */
    private readonly own: number | null,
    private readonly resolve: (object: PdfObject) => PdfObject,
  ) {}

  /**
   * null when the document is not encrypted.
   * @throws Fault `pdf.encryption-unsupported`, `pdf.password-needed`, `pdf.password-wrong`, `pdf.broken`
   */
  static open({ trailers, resolve }: EncryptedDocument, password: string | undefined): DocumentCipher | null {
    const entry = encryptEntry(trailers);
    if (entry === null) return null;
    const dict = resolve(entry);
    // An object stream may not hold it (7.5.7): that would have to be decrypted first.
    if (!(dict instanceof PdfDict) || dict.range === undefined) throw broken('/Encrypt');
    const handler = openStandardHandler(dict, fileId(trailers[0]), password);
    const { fileKey, filters, permissions, owner } = handler;
    const encryption = { algorithm: strongest(filters, dict.get('V')), permissions, owner };
    return new DocumentCipher(encryption, fileKey, filters, entry instanceof PdfRef ? entry.num : null, resolve);
  }

  /** An object just parsed, with its strings decrypted and its stream marked as belonging to `ref`. */
  decrypted(object: PdfObject, ref: PdfRef): PdfObject {
    if (ref.num === this.own || isXref(object)) return object;
    const plain = mapStrings(object, this.transform(ref, decryptBytes).string);
    if (!(plain instanceof PdfStream) || plain.data.kind !== 'file') return plain;
    return new PdfStream(plain.dict, { ...plain.data, object: ref });
  }

  /** How the data of a stream of object `ref` are decrypted. */
  decrypting(ref: PdfRef): ObjectTransform {
    return this.transform(ref, decryptBytes);
  }

  /** How object `ref` is encrypted when it is written. */
  encrypting(ref: PdfRef): ObjectTransform {
    return this.transform(ref, encryptBytes);
  }

  private transform(ref: PdfRef, apply: Apply): ObjectTransform {
    const keys = new Map<Cipher, Uint8Array>();
    const run = (method: CryptMethod, bytes: Uint8Array): Uint8Array => {
      if (method === 'identity') return bytes;
      const key = keys.get(method) ?? objectKey(this.fileKey, ref, method);
      keys.set(method, key);
      return apply(method, key, bytes);
    };
    return {
      string: (bytes) => run(this.filters.strings, bytes),
      stream: (bytes, dict) => run(streamMethod(this.filters, dict, this.resolve), bytes),
    };
  }
}

const isXref = (object: PdfObject): boolean => object instanceof PdfStream && isName(object.dict.get('Type'), 'XRef');

/**
 * /Encrypt of the newest trailer. The older ones may lack it, as the second of a linearised file does (Annex F.3.4);
 * one that the newest does not have, or another, would leave part of the file unreadable.
 */
const encryptEntry = (trailers: readonly PdfDict[]): PdfObject => {
  const [newest = null, ...older] = trailers.map((trailer) => trailer.get('Encrypt'));
  if (older.some((entry) => entry !== null && !sameEntry(newest, entry))) throw broken('/Encrypt changes');
  return newest;
};

const sameEntry = (a: PdfObject, b: PdfObject): boolean => {
  if (a instanceof PdfRef) return b instanceof PdfRef && a.num === b.num && a.gen === b.gen;
  return a instanceof PdfDict && b instanceof PdfDict && sameVerifier(a.get('U'), b.get('U'));
};

const sameVerifier = (a: PdfObject, b: PdfObject): boolean =>
  a instanceof PdfString && b instanceof PdfString && Buffer.compare(a.bytes, b.bytes) === 0;

/** In an encrypted document /ID is direct (7.5.5): it could not be decrypted before it is known. */
const fileId = (trailer: PdfDict | undefined): Uint8Array => {
  const id = trailer?.get('ID') ?? null;
  const first = Array.isArray(id) ? id[0] : id;
  if (first === null || first === undefined) return new Uint8Array(0);
  if (!(first instanceof PdfString)) throw broken('/ID');
  return first.bytes;
};

const strongest = ({ strings, streams, embeddedFiles }: CryptFilters, version: PdfObject): Encryption['algorithm'] => {
  if (version === 5) return 'aes-256';
  return [strings, streams, embeddedFiles].includes('aes-128') ? 'aes-128' : 'rc4';
};
