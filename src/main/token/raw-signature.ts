/** Raw signatures over a digest: what tokens take and give, and the check of what they gave. */
import { constants, createHash, type KeyObject, privateEncrypt, publicDecrypt, timingSafeEqual } from 'node:crypto';
import { Fault } from '../../contracts/faults/index.js';
import type { SigningDigest } from '../../contracts/jobs.js';
import type { SignatureMechanism } from '../../contracts/token-host.js';
import { curveNamed, type EcdsaCurve, verifyEcdsa } from './ecdsa.js';

const digestLengths: Readonly<Record<SigningDigest, number>> = { sha256: 32, sha384: 48, sha512: 64 };

/** Nothing is signed that is no digest of that algorithm; throws a RangeError, for that is a defect of the caller. */
export const requireDigest = (digest: Uint8Array, algorithm: SigningDigest): void => {
  if (digest.length !== digestLengths[algorithm]) throw new RangeError(`${digest.length} octets for ${algorithm}`);
};

/** DER of DigestInfo up to the digest, parameters an explicit NULL (RFC 8017 9.2, note 1). */
const digestInfoPrefixes: Readonly<Record<SigningDigest, Buffer>> = {
  sha256: Buffer.from('3031300d060960864801650304020105000420', 'hex'),
  sha384: Buffer.from('3041300d060960864801650304020205000430', 'hex'),
  sha512: Buffer.from('3051300d060960864801650304020305000440', 'hex'),
};

/** The DigestInfo that CKM_RSA_PKCS pads and signs. */
export const digestInfo = (digest: Uint8Array, algorithm: SigningDigest): Buffer =>
  Buffer.concat([digestInfoPrefixes[algorithm], digest]);

/** RSASSA-PKCS1-v1_5 with a key in memory: Node signs messages, not digests, so this is a private-key operation. */
export const rsaSignature = (key: KeyObject, digest: Uint8Array, algorithm: SigningDigest): Buffer =>
  privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, digestInfo(digest, algorithm));

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

const hashOf = (algorithm: SigningDigest, ...parts: Uint8Array[]): Buffer => {
  const hash = createHash(algorithm);
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** MGF1 (RFC 8017 B.2.1). */
const mgf1 = (algorithm: SigningDigest, seed: Uint8Array, length: number): Buffer => {
  const blocks: Buffer[] = [];
  for (let counter = 0; counter * digestLengths[algorithm] < length; counter++) {
    const suffix = Buffer.alloc(4);
    suffix.writeUInt32BE(counter);
    blocks.push(hashOf(algorithm, seed, suffix));
  }
  return Buffer.concat(blocks).subarray(0, length);
};

/** EMSA-PSS-VERIFY with one digest throughout and a salt of its length (RFC 8017 9.1.2). */
const pssMatches = (algorithm: SigningDigest, digest: Uint8Array, block: Buffer, modulusBits: number): boolean => {
  const saltLength = digestLengths[algorithm];
  const length = Math.ceil((modulusBits - 1) / 8);
  const encoded = block.subarray(block.length - length);
  const maskedLength = length - digestLengths[algorithm] - 1;
  if (maskedLength < saltLength + 1 || encoded[length - 1] !== 0xbc) return false;
  const hash = encoded.subarray(maskedLength, length - 1);
  const mask = mgf1(algorithm, hash, maskedLength);
  const data = encoded.subarray(0, maskedLength).map((byte, index) => byte ^ (mask[index] ?? 0));
  data[0] = (data[0] ?? 0) & (0xff >> (8 * length - (modulusBits - 1)));
  const saltStart = maskedLength - saltLength;
  const paddingFits = data.subarray(0, saltStart - 1).every((byte) => byte === 0) && data[saltStart - 1] === 1;
  return paddingFits && timingSafeEqual(hashOf(algorithm, Buffer.alloc(8), digest, data.subarray(saltStart)), hash);
};

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b);

const rsaBlock = (key: KeyObject, padding: number, signature: Uint8Array): Buffer | null => {
  // A signature is as long as the modulus (RFC 8017 8.1.2, 8.2.2); OpenSSL itself takes one without its leading zeros.
  if (signature.length !== Math.ceil((key.asymmetricKeyDetails?.modulusLength ?? 0) / 8)) return null;
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

/** The curve of an elliptic key, null for any other. Fault `token.key-unsupported`. */
export const curveOf = (key: KeyObject): EcdsaCurve | null => (key.asymmetricKeyType === 'ec' ? ecCurve(key) : null);

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
  algorithm: { readonly mechanism: SignatureMechanism; readonly digest: SigningDigest },
  digest: Uint8Array,
  signature: Uint8Array,
): boolean => {
  switch (algorithm.mechanism) {
    case 'rsa-pkcs1': {
      const block = rsaBlock(key, constants.RSA_PKCS1_PADDING, signature);
      return block !== null && sameBytes(block, digestInfo(digest, algorithm.digest));
    }
    case 'rsa-pss': {
      const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
      const block = rsaBlock(key, constants.RSA_NO_PADDING, signature);
      return block !== null && pssMatches(algorithm.digest, digest, block, bits);
    }
    case 'ecdsa': {
      const { x, y } = key.export({ format: 'jwk' });
      if (x === undefined || y === undefined) return false;
      const point = { x: Buffer.from(x, 'base64url'), y: Buffer.from(y, 'base64url') };
      return verifyEcdsa(ecCurve(key), point, digest, signature);
    }
  }
};
