import { constants, createHash, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type SigningDigest, signingDigestSchema } from '../../../src/contracts/jobs.js';
import {
  ecdsaValue,
  requireDigest,
  requireSupportedKey,
  signatureMatches,
} from '../../../src/main/token/raw-signature.js';

const message = Buffer.from('Kính gửi: Ủy ban nhân dân tỉnh');
const digests = signingDigestSchema.options;
const digestOf = (algorithm: SigningDigest, text: Uint8Array = message): Buffer =>
  createHash(algorithm).update(text).digest();
const other = Buffer.from('khác');

const flipped = (bytes: Uint8Array, at: number): Uint8Array =>
  bytes.map((byte, index) => (index === at ? byte ^ 0x01 : byte));

describe('the check of an RSA signature', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  // 2,049 bits: the encoded message is one byte shorter than the modulus (RFC 8017 8.1.2).
  const odd = generateKeyPairSync('rsa', { modulusLength: 2049 });

  it.each(digests)('accepts PKCS#1 v1.5 with %s by OpenSSL and nothing altered', (digest) => {
    const pkcs1 = { mechanism: 'rsa-pkcs1', digest } as const;
    const right = digestOf(digest);
    const signature = sign(digest, message, privateKey);
    expect(signatureMatches(publicKey, pkcs1, right, signature)).toBe(true);
    expect(signatureMatches(publicKey, pkcs1, digestOf(digest, other), signature)).toBe(false);
    expect(signatureMatches(publicKey, pkcs1, right, flipped(signature, 7))).toBe(false);
    expect(signatureMatches(publicKey, pkcs1, right, signature.subarray(1))).toBe(false);
    expect(signatureMatches(publicKey, { mechanism: 'rsa-pss', digest }, right, signature)).toBe(false);
  });

  it.each(['rsa-pkcs1', 'rsa-pss'] as const)('refuses a signature without its leading zero (%s)', (mechanism) => {
    const algorithm = { mechanism, digest: 'sha256' } as const;
    const padding = mechanism === 'rsa-pss' ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING;
    for (let round = 0; ; round++) {
      const text = Buffer.from(`văn bản ${round}`);
      const signature = sign('sha256', text, { key: privateKey, padding, saltLength: 32 });
      if (signature[0] !== 0) continue;
      expect(signatureMatches(publicKey, algorithm, digestOf('sha256', text), signature)).toBe(true);
      expect(signatureMatches(publicKey, algorithm, digestOf('sha256', text), signature.subarray(1))).toBe(false);
      return;
    }
  });

  it('refuses a signature over another hash of the same message, and one that calls its hash by another name', () => {
    for (const digest of digests) {
      for (const stated of digests.filter((each) => each !== digest)) {
        const signature = sign(digest, message, privateKey);
        const algorithm = { mechanism: 'rsa-pkcs1', digest: stated } as const;
        expect(signatureMatches(publicKey, algorithm, digestOf(stated), signature)).toBe(false);
        expect(signatureMatches(publicKey, algorithm, digestOf(digest), signature)).toBe(false);
      }
    }
  });

  it.each(
    digests.flatMap((digest) => [
      { digest, bits: 2048, key: privateKey, verifier: publicKey },
      { digest, bits: 2049, key: odd.privateKey, verifier: odd.publicKey },
    ]),
  )('accepts PSS with $digest by OpenSSL with a key of $bits bits and nothing altered', ({ digest, key, verifier }) => {
    const algorithm = { mechanism: 'rsa-pss', digest } as const;
    const right = digestOf(digest);
    const pss = (saltLength: number): Buffer =>
      sign(digest, message, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength });
    const signature = pss(constants.RSA_PSS_SALTLEN_DIGEST);
    expect(signatureMatches(verifier, algorithm, right, signature)).toBe(true);
    expect(signatureMatches(verifier, algorithm, digestOf(digest, other), signature)).toBe(false);
    expect(signatureMatches(verifier, algorithm, right, flipped(signature, 40))).toBe(false);
    expect(signatureMatches(verifier, algorithm, right, pss(20))).toBe(false);
    for (const stated of digests.filter((each) => each !== digest)) {
      const mislabelled = { mechanism: 'rsa-pss', digest: stated } as const;
      expect(signatureMatches(verifier, mislabelled, digestOf(stated), signature)).toBe(false);
    }
  });
});

describe('the check of an ECDSA signature', () => {
  const raw = (key: KeyObject, digest: SigningDigest): Uint8Array =>
    sign(digest, message, { key, dsaEncoding: 'ieee-p1363' });
  const curves = ['P-256', 'P-384', 'P-521'];

  it.each(curves.flatMap((curve) => digests.map((digest) => ({ curve, digest }))))(
    'accepts what OpenSSL made on $curve over $digest, however long, and nothing altered',
    ({ curve, digest }) => {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: curve });
      const algorithm = { mechanism: 'ecdsa', digest } as const;
      for (let round = 0; round < 4; round++) {
        const signature = raw(privateKey, digest);
        expect(signatureMatches(publicKey, algorithm, digestOf(digest), signature)).toBe(true);
        expect(signatureMatches(publicKey, algorithm, digestOf(digest, other), signature)).toBe(false);
        expect(signatureMatches(publicKey, algorithm, flipped(digestOf(digest), 31), signature)).toBe(false);
        expect(signatureMatches(publicKey, algorithm, digestOf(digest), flipped(signature, round + 1))).toBe(false);
      }
      const stranger = generateKeyPairSync('ec', { namedCurve: curve });
      expect(signatureMatches(stranger.publicKey, algorithm, digestOf(digest), raw(privateKey, digest))).toBe(false);
    },
  );

  it.each(curves)('refuses zeros and halves out of range on %s', (namedCurve) => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve });
    const length = raw(generateKeyPairSync('ec', { namedCurve }).privateKey, 'sha256').length;
    const algorithm = { mechanism: 'ecdsa', digest: 'sha256' } as const;
    for (const bytes of [
      Buffer.alloc(length),
      Buffer.alloc(length, 0xff),
      Buffer.alloc(0),
      Buffer.alloc(length - 1, 1),
    ]) {
      expect(signatureMatches(publicKey, algorithm, digestOf('sha256'), bytes)).toBe(false);
    }
  });

  it.each(curves)('writes r and s of %s as the DER that OpenSSL reads', (namedCurve) => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });
    for (let round = 0; round < 16; round++) {
      expect(verify('sha384', message, publicKey, ecdsaValue(raw(privateKey, 'sha384')))).toBe(true);
    }
  });

  it('writes short and long halves in the shortest form', () => {
    const short = Buffer.alloc(64);
    short[31] = 0x7f;
    short[63] = 0x80;
    expect(ecdsaValue(short).toString('hex')).toBe('300702017f02020080');
    // P-521: more than 127 octets, so the length has two octets itself (X.690 8.1.3.5).
    const long = ecdsaValue(Buffer.alloc(132, 0x01));
    expect(long.subarray(0, 5).toString('hex')).toBe('3081880242');
    expect(long.length).toBe(139);
  });

  it('names a key it cannot check', () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'brainpoolP256r1' });
    expect(() => requireSupportedKey(publicKey)).toThrow('brainpoolP256r1');
    expect(() => requireSupportedKey(generateKeyPairSync('ed25519').publicKey)).toThrow('ed25519');
  });
});

describe('what is no digest', () => {
  it.each(digests)('of %s is not signed', (digest) => {
    expect(() => requireDigest(digestOf(digest), digest)).not.toThrow();
    for (const wrong of [
      message,
      new Uint8Array(0),
      ...digests.filter((each) => each !== digest).map((d) => digestOf(d)),
    ]) {
      expect(() => requireDigest(wrong, digest)).toThrow(RangeError);
    }
  });
});
