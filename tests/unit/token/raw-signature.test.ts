import { constants, createHash, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ecdsaValue, requireSupportedKey, signatureMatches } from '../../../src/main/token/raw-signature.js';

const message = Buffer.from('Kính gửi: Ủy ban nhân dân tỉnh');
const digest = createHash('sha256').update(message).digest();
const otherDigest = createHash('sha256').update('khác').digest();

const flipped = (bytes: Uint8Array, at: number): Uint8Array =>
  bytes.map((byte, index) => (index === at ? byte ^ 0x01 : byte));

describe('the check of an RSA signature', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  // 2,049 bits: the encoded message is one byte shorter than the modulus (RFC 8017 8.1.2).
  const odd = generateKeyPairSync('rsa', { modulusLength: 2049 });

  it('accepts PKCS#1 v1.5 by OpenSSL and nothing altered', () => {
    const signature = sign('sha256', message, privateKey);
    expect(signatureMatches(publicKey, 'rsa-pkcs1-sha256', digest, signature)).toBe(true);
    expect(signatureMatches(publicKey, 'rsa-pkcs1-sha256', otherDigest, signature)).toBe(false);
    expect(signatureMatches(publicKey, 'rsa-pkcs1-sha256', digest, flipped(signature, 7))).toBe(false);
    expect(signatureMatches(publicKey, 'rsa-pkcs1-sha256', digest, signature.subarray(1))).toBe(false);
    expect(signatureMatches(publicKey, 'rsa-pss-sha256', digest, signature)).toBe(false);
  });

  it('refuses a signature over another hash of the same message', () => {
    const signature = sign('sha512', message, privateKey);
    expect(signatureMatches(publicKey, 'rsa-pkcs1-sha256', digest, signature)).toBe(false);
  });

  it.each([
    ['2048', privateKey, publicKey],
    ['2049', odd.privateKey, odd.publicKey],
  ])('accepts PSS by OpenSSL with a key of %s bits and nothing altered', (_, key, verifier) => {
    const pss = (saltLength: number): Buffer =>
      sign('sha256', message, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength });
    expect(signatureMatches(verifier, 'rsa-pss-sha256', digest, pss(32))).toBe(true);
    expect(signatureMatches(verifier, 'rsa-pss-sha256', otherDigest, pss(32))).toBe(false);
    expect(signatureMatches(verifier, 'rsa-pss-sha256', digest, flipped(pss(32), 40))).toBe(false);
    expect(signatureMatches(verifier, 'rsa-pss-sha256', digest, pss(20))).toBe(false);
  });
});

describe('the check of an ECDSA signature', () => {
  const raw = (key: KeyObject): Uint8Array => sign('sha256', message, { key, dsaEncoding: 'ieee-p1363' });

  it.each(['P-256', 'P-384'])('accepts what OpenSSL made on %s and nothing altered', (namedCurve) => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });
    for (let round = 0; round < 8; round++) {
      const signature = raw(privateKey);
      expect(signatureMatches(publicKey, 'ecdsa-sha256', digest, signature)).toBe(true);
      expect(signatureMatches(publicKey, 'ecdsa-sha256', otherDigest, signature)).toBe(false);
      expect(signatureMatches(publicKey, 'ecdsa-sha256', digest, flipped(signature, round))).toBe(false);
    }
    const stranger = generateKeyPairSync('ec', { namedCurve });
    expect(signatureMatches(stranger.publicKey, 'ecdsa-sha256', digest, raw(privateKey))).toBe(false);
  });

  it('refuses zeros and halves out of range', () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    for (const signature of [Buffer.alloc(64), Buffer.alloc(64, 0xff), Buffer.alloc(0), Buffer.alloc(63, 1)]) {
      expect(signatureMatches(publicKey, 'ecdsa-sha256', digest, signature)).toBe(false);
    }
  });

  it('writes r and s as the DER that OpenSSL writes, with and without leading zeros', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    const der = ecdsaValue(raw(privateKey));
    expect(der[0]).toBe(0x30);
    expect(verify('sha256', message, publicKey, der)).toBe(true);
    const short = Buffer.alloc(64);
    short[31] = 0x7f;
    short[63] = 0x80;
    expect(ecdsaValue(short).toString('hex')).toBe('300702017f02020080');
  });

  it('names a key it cannot check', () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'secp521r1' });
    expect(() => requireSupportedKey(publicKey)).toThrow('secp521r1');
    expect(() => requireSupportedKey(generateKeyPairSync('ed25519').publicKey)).toThrow('ed25519');
  });
});
