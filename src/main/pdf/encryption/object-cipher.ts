/** Encryption of single objects (ISO 32000-2 7.6.2, 7.6.3). */
import { createHash } from 'node:crypto';
import { PdfDict, type PdfObject, type PdfRef, PdfStream, PdfString } from '../objects.js';
import { aesDecrypt, aesEncrypt } from './aes.js';
import type { CryptMethod } from './crypt-filters.js';
import { rc4 } from './rc4.js';

/** What becomes of the strings and of the stream data of one object. */
export interface ObjectTransform {
  readonly string: (bytes: Uint8Array) => Uint8Array;
  readonly stream: (bytes: Uint8Array, dict: PdfDict) => Uint8Array;
}

export type Cipher = Exclude<CryptMethod, 'identity'>;

/** Algorithms 1 and 1.A: from the file key to the key of one object. */
export const objectKey = (fileKey: Uint8Array, { num, gen }: PdfRef, method: Cipher): Uint8Array => {
  if (method === 'aes-256') return fileKey;
  const place = Uint8Array.of(num, num >> 8, num >> 16, gen, gen >> 8);
  const hash = createHash('md5').update(fileKey).update(place);
  if (method === 'aes-128') hash.update('sAlT');
  return hash.digest().subarray(0, Math.min(fileKey.length + 5, 16));
};

export const encryptBytes = (method: Cipher, key: Uint8Array, bytes: Uint8Array): Uint8Array =>
  method === 'rc4' ? rc4(key, bytes) : aesEncrypt(key, bytes);

export const decryptBytes = (method: Cipher, key: Uint8Array, bytes: Uint8Array): Uint8Array =>
  method === 'rc4' ? rc4(key, bytes) : aesDecrypt(key, bytes);

/** /Contents of a signature dictionary, known by its /ByteRange: the one string outside all encryption (7.6.2). */
export const isSignatureContents = (dict: PdfDict, key: string): boolean =>
  key === 'Contents' && dict.entries.has('ByteRange') && dict.get(key) instanceof PdfString;

/** `object` with its strings changed. Ranges stay; so do the encoded bytes of a stream. */
export const mapStrings = (object: PdfObject, change: ObjectTransform['string']): PdfObject => {
  if (object instanceof PdfString) return new PdfString(change(object.bytes), object.hex, object.range);
  if (Array.isArray(object)) return object.map((item) => mapStrings(item, change));
  if (object instanceof PdfDict) return mapDict(object, change);
  if (object instanceof PdfStream) return new PdfStream(mapDict(object.dict, change), object.data);
  return object;
};

const mapDict = (dict: PdfDict, change: ObjectTransform['string']): PdfDict => {
  const entries = [...dict.entries].map(
    ([key, value]) => [key, isSignatureContents(dict, key) ? value : mapStrings(value, change)] as const,
  );
  return new PdfDict(entries, dict.range, dict.replaced);
};
