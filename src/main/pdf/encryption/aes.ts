/** AES in CBC mode as ISO 32000-2 7.6.3 uses it: a random first block, PKCS#7 padding. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const BLOCK = 16;
const ZERO = new Uint8Array(BLOCK);

const algorithm = (key: Uint8Array): string => `aes-${key.length * 8}-cbc`;

const joined = (...parts: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};

/** Whole blocks, no padding. */
export const encryptBlocks = (key: Uint8Array, iv: Uint8Array, blocks: Uint8Array): Uint8Array => {
  const cipher = createCipheriv(algorithm(key), key, iv).setAutoPadding(false);
  return joined(cipher.update(blocks), cipher.final());
};

/** Whole blocks, no padding; without `iv` zeros, which for one block is ECB. */
export const decryptBlocks = (key: Uint8Array, blocks: Uint8Array, iv: Uint8Array = ZERO): Uint8Array => {
  const decipher = createDecipheriv(algorithm(key), key, iv).setAutoPadding(false);
  return joined(decipher.update(blocks), decipher.final());
};

/** `key`: 16 or 32 bytes. */
export const aesEncrypt = (key: Uint8Array, data: Uint8Array): Uint8Array => {
  const iv = randomBytes(BLOCK);
  const cipher = createCipheriv(algorithm(key), key, iv);
  return joined(iv, cipher.update(data), cipher.final());
};

/**
 * What producers got wrong is read as far as it goes, as every reader does: data without a first block are empty, an
 * incomplete last block is left out, a padding that is none is part of the data.
 */
export const aesDecrypt = (key: Uint8Array, data: Uint8Array): Uint8Array => {
  const end = data.length - (data.length % BLOCK);
  if (end < 2 * BLOCK) return new Uint8Array(0);
  const plain = decryptBlocks(key, data.subarray(BLOCK, end), data.subarray(0, BLOCK));
  const padding = plain.at(-1) ?? 0;
  return padding >= 1 && padding <= BLOCK ? plain.subarray(0, plain.length - padding) : plain;
};
