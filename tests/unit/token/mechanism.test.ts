import { createHash } from 'node:crypto';
import pkcs11js from 'pkcs11js';
import { describe, expect, it } from 'vitest';
import { Fault } from '../../../src/contracts/faults/index.js';
import { signingDigestSchema } from '../../../src/contracts/jobs.js';
import type { SignatureMechanism } from '../../../src/contracts/token-host.js';
import { curveNamed } from '../../../src/main/token/ecdsa.js';
import { chooseMechanism, signingInput } from '../../../src/main/token/host/mechanism.js';

const { CKK_RSA, CKK_EC, CKM_RSA_PKCS, CKM_RSA_PKCS_PSS, CKM_SHA256_RSA_PKCS, CKM_ECDSA } = pkcs11js;

describe('the way a key signs', () => {
  const chosen = (key: number | null, listed: number[], wanted?: SignatureMechanism): string => {
    try {
      return chooseMechanism(key, listed, wanted);
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
    ['no mechanism that hashes by itself', CKK_RSA, [CKM_SHA256_RSA_PKCS], undefined, 'token.mechanism-missing'],
    ['none for a key without a type', null, [CKM_RSA_PKCS, CKM_ECDSA], undefined, 'token.mechanism-missing'],
  ] as const)('%s', (_, key, listed, wanted, expected) => {
    expect(chosen(key, [...listed], wanted)).toBe(expected);
  });
});

describe('what the token is given', () => {
  const digests = signingDigestSchema.options;

  it.each(digests)('for ECDSA over %s is never longer than the order of the curve', (algorithm) => {
    const digest = createHash(algorithm).update('văn bản').digest();
    for (const [name, octets] of [
      ['P-256', 32],
      ['P-384', 48],
      ['P-521', 66],
    ] as const) {
      const { data } = signingInput({ mechanism: 'ecdsa', curve: curveNamed(name) ?? null }, digest, algorithm);
      expect(data).toEqual(digest.subarray(0, octets));
    }
  });

  it.each(digests)('for PSS over %s says hash, mask and salt of that digest', (algorithm) => {
    const digest = createHash(algorithm).update('văn bản').digest();
    const { mechanism, data } = signingInput({ mechanism: 'rsa-pss', curve: null }, digest, algorithm);
    const name = algorithm.toUpperCase() as 'SHA256' | 'SHA384' | 'SHA512';
    expect(data).toEqual(digest);
    expect(mechanism.parameter).toMatchObject({
      hashAlg: pkcs11js[`CKM_${name}`],
      mgf: pkcs11js[`CKG_MGF1_${name}`],
      saltLen: digest.length,
    });
  });
});
