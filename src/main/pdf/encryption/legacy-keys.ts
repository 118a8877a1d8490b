/** File keys of the standard security handler, revisions 2 to 4 (ISO 32000-2 7.6.4.3.2 and 7.6.4.4). */
import { createHash } from 'node:crypto';
import { rc4 } from './rc4.js';

const PADDING = Buffer.from('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a', 'hex');

export interface LegacyPasswordData {
  readonly revision: 2 | 3 | 4;
  /** Bytes. */
  readonly keyLength: number;
  /** /O and /U, 32 bytes each. */
  readonly owner: Uint8Array;
  readonly user: Uint8Array;
  readonly permissions: number;
  /** First string of /ID; empty when there is none. */
  readonly fileId: Uint8Array;
  readonly encryptMetadata: boolean;
}

const md5 = (...parts: readonly Uint8Array[]): Uint8Array => {
  const hash = createHash('md5');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

const padded = (password: Uint8Array): Uint8Array => Buffer.concat([password, PADDING]).subarray(0, 32);

const repeat = (times: number, hash: Uint8Array, length: number): Uint8Array => {
  let value = hash;
  for (let i = 0; i < times; i++) value = md5(value.subarray(0, length));
  return value;
};

const variation = (key: Uint8Array, step: number): Uint8Array => key.map((byte) => byte ^ step);

/** RC4 under `key`, and from revision 3 on under its 19 variations as well, the last one first when `backwards`. */
const layered = (data: LegacyPasswordData, key: Uint8Array, text: Uint8Array, backwards: boolean): Uint8Array => {
  const steps = Array.from({ length: data.revision === 2 ? 1 : 20 }, (_, i) => i);
  const ordered = backwards ? steps.reverse() : steps;
  return ordered.reduce((result, step) => rc4(variation(key, step), result), text);
};

/** Algorithm 2. */
const fileKey = (data: LegacyPasswordData, password: Uint8Array): Uint8Array => {
  const permissions = Buffer.alloc(4);
  permissions.writeInt32LE(data.permissions);
  const plainMetadata = data.revision === 4 && !data.encryptMetadata ? Buffer.alloc(4, 0xff) : Buffer.alloc(0);
  const hash = md5(padded(password), data.owner, permissions, data.fileId, plainMetadata);
  return repeat(data.revision === 2 ? 0 : 50, hash, data.keyLength).subarray(0, data.keyLength);
};

/** Algorithm 6: the file key if `password` is the user password, else null. */
export const legacyUserKey = (data: LegacyPasswordData, password: Uint8Array): Uint8Array | null => {
  const key = fileKey(data, password);
  const text = data.revision === 2 ? PADDING : md5(PADDING, data.fileId);
  const expected = layered(data, key, text, false);
  return expected.every((byte, i) => byte === data.user[i]) ? key : null;
};

/**
 * Algorithm 7: the file key if `password` is the owner password, which encrypts the user password in /O. Acrobat, and
 * all that follow it, hash no more than the length of the key again and again, where the standard names no length.
 */
export const legacyOwnerKey = (data: LegacyPasswordData, password: Uint8Array): Uint8Array | null => {
  const hash = repeat(data.revision === 2 ? 0 : 50, md5(padded(password)), data.keyLength);
  return legacyUserKey(data, layered(data, hash.subarray(0, data.keyLength), data.owner, true));
};
