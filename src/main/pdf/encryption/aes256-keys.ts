/** File keys of the standard security handler, revisions 5 and 6 (ISO 32000-2 7.6.4.3.3 and 7.6.4.4). */
import { createHash } from 'node:crypto';
import { decryptBlocks, encryptBlocks } from './aes.js';

export interface Aes256PasswordData {
  readonly revision: 5 | 6;
  /** /O and /U: a hash of 32 bytes, a validation salt and a key salt of 8 each. */
  readonly owner: Uint8Array;
  readonly user: Uint8Array;
  /** /OE and /UE, 32 bytes each: the file key, encrypted. */
  readonly ownerKey: Uint8Array;
  readonly userKey: Uint8Array;
  /** /Perms, 16 bytes. */
  readonly perms: Uint8Array;
}

const NOTHING = new Uint8Array(0);
const sha = (bits: 256 | 384 | 512, data: Uint8Array): Uint8Array => createHash(`sha${bits}`).update(data).digest();

/** Algorithm 2.B; `user`: /U when the password is the owner's, else empty. */
const hardenedHash = (password: Uint8Array, salt: Uint8Array, user: Uint8Array): Uint8Array => {
  let key = sha(256, Buffer.concat([password, salt, user]));
  for (let round = 0; ; round++) {
    const block = Buffer.concat([password, key, user]);
    const repeated = Buffer.concat(Array.from({ length: 64 }, () => block));
    const encrypted = encryptBlocks(key.subarray(0, 16), key.subarray(16, 32), repeated);
    // 256 leaves 1 when divided by 3, so the first 16 bytes as one number leave what their sum leaves.
    const remainder = encrypted.subarray(0, 16).reduce((sum, byte) => sum + byte, 0) % 3;
    key = sha(remainder === 0 ? 256 : remainder === 1 ? 384 : 512, encrypted);
    if (round >= 63 && (encrypted.at(-1) ?? 0) <= round - 31) return key.subarray(0, 32);
  }
};

const unlock = (
  revision: 5 | 6,
  password: Uint8Array,
  verifier: Uint8Array,
  encryptedKey: Uint8Array,
  user: Uint8Array,
): Uint8Array | null => {
  const hash = (salt: Uint8Array): Uint8Array =>
    revision === 5 ? sha(256, Buffer.concat([password, salt, user])) : hardenedHash(password, salt, user);
  if (Buffer.compare(hash(verifier.subarray(32, 40)), verifier.subarray(0, 32)) !== 0) return null;
  return decryptBlocks(hash(verifier.subarray(40, 48)), encryptedKey);
};

/** Algorithms 11 and 2.A: the file key if `password` is the user password, else null. */
export const aes256UserKey = (data: Aes256PasswordData, password: Uint8Array): Uint8Array | null =>
  unlock(data.revision, password, data.user, data.userKey, NOTHING);

/** Algorithms 12 and 2.A: the file key if `password` is the owner password, else null. */
export const aes256OwnerKey = (data: Aes256PasswordData, password: Uint8Array): Uint8Array | null =>
  unlock(data.revision, password, data.owner, data.ownerKey, data.user);

/** Algorithm 13: whether /Perms, which only the holder of the file key can write, says what the dictionary says. */
export const permsAgree = (
  { perms }: Aes256PasswordData,
  key: Uint8Array,
  permissions: number,
  encryptMetadata: boolean,
): boolean => {
  const plain = Buffer.from(decryptBlocks(key, perms));
  return (
    plain.toString('latin1', 8, 12) === `${encryptMetadata ? 'T' : 'F'}adb` && plain.readInt32LE(0) === permissions
  );
};
