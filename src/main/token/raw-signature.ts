/** Raw signatures over a SHA-256 digest: what tokens take and give, and the check of what they gave. */
import { constants, createHash, type KeyObject, publicDecrypt, timingSafeEqual } from 'node:crypto';
import { Fault } from '../../contracts/faults/index.js';
import { curveNamed, type EcdsaCurve, verifyEcdsa } from './ecdsa.js';
import type { SignatureAlgorithm } from './signer.js';

/** DER of DigestInfo for SHA-256 up to the digest, parameters an explicit NULL (RFC 8017 9.2, note 1). */
const digestInfoPrefix = Buffer.from('3031300d060960864801650304020105000420', 'hex');

/** The DigestInfo that CKM_RSA_PKCS pads and signs. */
export const digestInfo = (digest: Uint8Array): Buffer => Buffer.concat([digestInfoPrefix, digest]);

const derInteger = (bytes: Uint8Array): Buffer => {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start++;
  const value = Buffer.from(bytes.subarray(start));
  const body = (value[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), value]) : value;
  return Buffer.concat([Buffer.of(0x02, body.length), body]);
};

/** Turns the r||s of CKM_ECDSA (PKCS#11 current mechanisms 2.3.1) into a DER Ecdsa-Sig-Value (RFC 3279 2.2.3). */
export const ecdsaValue = (raw: Uint8Array): Buffer => {
  const half = raw.length / 2;
  const body = Buffer.concat([derInteger(raw.subarray(0, half)), derInteger(raw.subarray(half))]);
  const length = body.length < 0x80 ? Buffer.of(body.length) : Buffer.of(0x81, body.length);
  return Buffer.concat([Buffer.of(0x30), length, body]);
};

const sha256 = (...parts: Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** MGF1 with SHA-256 (RFC 8017 B.2.1). */
const mgf1 = (seed: Uint8Array, length: number): Buffer => {
  const blocks: Buffer[] = [];
  for (let counter = 0; counter * 32 < length; counter++) {
    const suffix = Buffer.alloc(4);
    suffix.writeUInt32BE(counter);
    blocks.push(sha256(seed, suffix));
  }
  return Buffer.concat(blocks).subarray(0, length);
};

const pssSaltLength = 32;

/** EMSA-PSS-VERIFY with SHA-256 and a salt of 32 bytes (RFC 8017 9.1.2). */
const pssMatches = (digest: Uint8Array, block: Buffer, modulusBits: number): boolean => {
  const length = Math.ceil((modulusBits - 1) / 8);
  const encoded = block.subarray(block.length - length);
  const maskedLength = length - 32 - 1;
  if (maskedLength < pssSaltLength + 1 || encoded[length - 1] !== 0xbc) return false;
  const hash = encoded.subarray(maskedLength, length - 1);
  const mask = mgf1(hash, maskedLength);
  const data = encoded.subarray(0, maskedLength).map((byte, index) => byte ^ (mask[index] ?? 0));
  data[0] = (data[0] ?? 0) & (0xff >> (8 * length - (modulusBits - 1)));
  const saltStart = maskedLength - pssSaltLength;
  const paddingFits = data.subarray(0, saltStart - 1).every((byte) => byte === 0) && data[saltStart - 1] === 1;
  return paddingFits && timingSafeEqual(sha256(Buffer.alloc(8), digest, data.subarray(saltStart)), hash);
};

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b);

const rsaBlock = (key: KeyObject, padding: number, signature: Uint8Array): Buffer | null => {
  try {
    return publicDecrypt({ key, padding }, signature);
  } catch {
    return null;
  }
};

const ecCurve = (key: KeyObject): EcdsaCurve => {
  const name = key.asymmetricKeyDetails?.namedCurve ?? 'EC';
  const curve = curveNamed(name);
  if (!curve) throw new Fault('token.key-unsupported', { key: name });
  return curve;
};

/** Refuses, by name, a public key for which no signature could be checked. */
export const requireSupportedKey = (key: KeyObject): void => {
  const type = key.asymmetricKeyType ?? '?';
  if (type === 'ec') ecCurve(key);
  else if (type !== 'rsa') throw new Fault('token.key-unsupported', { key: type });
};

/**
 * Whether `signature` is one of the key's over `digest`. ECDSA is given as r||s. Node's own `verify` takes only the
 * message, never a digest, so the last step (padding comparison, curve equation) is done here.
 */
export const signatureMatches = (
  key: KeyObject,
  algorithm: SignatureAlgorithm,
  digest: Uint8Array,
  signature: Uint8Array,
): boolean => {
  switch (algorithm) {
    case 'rsa-pkcs1-sha256': {
      const block = rsaBlock(key, constants.RSA_PKCS1_PADDING, signature);
      return block !== null && sameBytes(block, digestInfo(digest));
    }
    case 'rsa-pss-sha256': {
      const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
      const block = rsaBlock(key, constants.RSA_NO_PADDING, signature);
      return block !== null && pssMatches(digest, block, bits);
    }
    case 'ecdsa-sha256': {
      const { x, y } = key.export({ format: 'jwk' });
      if (x === undefined || y === undefined) return false;
      const point = { x: Buffer.from(x, 'base64url'), y: Buffer.from(y, 'base64url') };
      return verifyEcdsa(ecCurve(key), point, digest, signature);
    }
  }
};
