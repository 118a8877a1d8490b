import { createHash } from 'node:crypto';
import pkcs11js from 'pkcs11js';
import { describe, expect, it } from 'vitest';
import { Fault } from '../../../src/contracts/faults/index.js';
import { type SigningDigest, signingDigestSchema } from '../../../src/contracts/jobs.js';
import type { SignatureMechanism } from '../../../src/contracts/token-host.js';
import { curveNamed } from '../../../src/main/token/ecdsa.js';
import { type SigningKey, signingKey, signingWays } from '../../../src/main/token/host/mechanism.js';
import { digestInfo } from '../../../src/main/token/raw-signature.js';

const { CKK_RSA, CKK_EC, CKM_RSA_PKCS, CKM_RSA_PKCS_PSS, CKM_SHA256_RSA_PKCS, CKM_ECDSA } = pkcs11js;
const { CKM_SHA512_RSA_PKCS, CKM_SHA384_RSA_PKCS_PSS, CKM_ECDSA_SHA256 } = pkcs11js;

describe('the way a key signs', () => {
  const chosen = (key: number | null, listed: number[], wanted?: SignatureMechanism): string => {
    try {
      return signingKey({ type: key, curve: null, listed }, wanted).mechanism;
    } catch (thrown) {
      return thrown instanceof Fault ? thrown.code : String(thrown);
    }
  };

  it.each([
    ['PKCS#1 v1.5 before PSS', CKK_RSA, [CKM_RSA_PKCS_PSS, CKM_RSA_PKCS], undefined, 'rsa-pkcs1'],
    ['PSS where it is asked for', CKK_RSA, [CKM_RSA_PKCS_PSS, CKM_RSA_PKCS], 'rsa-pss', 'rsa-pss'],
    ['PSS where the token has nothing else', CKK_RSA, [CKM_RSA_PKCS_PSS], undefined, 'rsa-pss'],
    ['never another one than was asked for', CKK_RSA, [CKM_RSA_PKCS], 'rsa-pss', 'token.mechanism-missing'],
    ['ECDSA for an elliptic key', CKK_EC, [CKM_RSA_PKCS, CKM_ECDSA], undefined, 'ecdsa'],
    ['no PSS with an elliptic key', CKK_EC, [CKM_RSA_PKCS_PSS, CKM_ECDSA], 'rsa-pss', 'token.mechanism-missing'],
    ['PKCS#1 v1.5 of a token that hashes by itself', CKK_RSA, [CKM_SHA256_RSA_PKCS], undefined, 'rsa-pkcs1'],
    ['hashing PKCS#1 v1.5 before raw PSS', CKK_RSA, [CKM_RSA_PKCS_PSS, CKM_SHA256_RSA_PKCS], undefined, 'rsa-pkcs1'],
    ['PSS of a token that hashes by itself', CKK_RSA, [CKM_SHA384_RSA_PKCS_PSS], undefined, 'rsa-pss'],
    ['ECDSA of a token that hashes by itself', CKK_EC, [CKM_ECDSA_SHA256], undefined, 'ecdsa'],
    ['nothing for another key’s mechanisms', CKK_EC, [CKM_SHA256_RSA_PKCS], undefined, 'token.mechanism-missing'],
    ['none for a key without a type', null, [CKM_RSA_PKCS, CKM_ECDSA], undefined, 'token.mechanism-missing'],
  ] as const)('%s', (_, key, listed, wanted, expected) => {
    expect(chosen(key, [...listed], wanted)).toBe(expected);
  });
});

describe('what the token is given', () => {
  const digests = signingDigestSchema.options;
  const message = Buffer.from('văn bản');
  const work = (algorithm: SigningDigest) => ({
    digest: createHash(algorithm).update(message).digest(),
    message,
    algorithm,
  });
  const rsa = (...listed: number[]): SigningKey => signingKey({ type: CKK_RSA, curve: null, listed }, undefined);

  it.each(digests)('for ECDSA over %s is never longer than the order of the curve', (algorithm) => {
    for (const [name, octets] of [
      ['P-256', 32],
      ['P-384', 48],
      ['P-521', 66],
    ] as const) {
      const key = signingKey({ type: CKK_EC, curve: curveNamed(name) ?? null, listed: [CKM_ECDSA] }, undefined);
      const [way] = signingWays(key, work(algorithm));
      expect(way?.data).toEqual(work(algorithm).digest.subarray(0, octets));
    }
  });

  it.each(digests)('for PSS over %s says hash, mask and salt of that digest', (algorithm) => {
    const [way] = signingWays(rsa(CKM_RSA_PKCS_PSS), work(algorithm));
    const name = algorithm.toUpperCase() as 'SHA256' | 'SHA384' | 'SHA512';
    expect(way?.data).toEqual(work(algorithm).digest);
    expect(way?.mechanism.parameter).toMatchObject({
      hashAlg: pkcs11js[`CKM_${name}`],
      mgf: pkcs11js[`CKG_MGF1_${name}`],
      saltLen: work(algorithm).digest.length,
    });
  });

  it('is the DigestInfo first, and the message for the mechanism that hashes, in this order', () => {
    const ways = signingWays(rsa(CKM_SHA256_RSA_PKCS, CKM_RSA_PKCS), work('sha256'));
    expect(ways.map(({ mechanism }) => mechanism.mechanism)).toEqual([CKM_RSA_PKCS, CKM_SHA256_RSA_PKCS]);
    expect(ways[0]?.data).toEqual(digestInfo(work('sha256').digest, 'sha256'));
    expect(ways[1]?.data).toEqual(message);
  });

  it('is never hashed with another digest than the document’s', () => {
    const key = rsa(CKM_SHA512_RSA_PKCS);
    expect(() => signingWays(key, work('sha256'))).toThrow(Fault);
    expect(signingWays(key, work('sha512')).map(({ data }) => data)).toEqual([message]);
  });
});
