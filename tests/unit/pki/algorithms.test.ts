import { constants, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { inMemory, type SignatureAlgorithm, verifySignature } from '../../../src/main/pki/algorithms.js';

describe('an RSA signature without its leading zero', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const spki = publicKey.export({ format: 'der', type: 'spki' });

  it.each<[SignatureAlgorithm, number]>([
    [{ kind: 'rsa-pkcs1', digest: 'sha256' }, constants.RSA_PKCS1_PADDING],
    [{ kind: 'rsa-pss', digest: 'sha256', saltLength: 32 }, constants.RSA_PKCS1_PSS_PADDING],
  ])('is refused (%o)', (algorithm, padding) => {
    for (let round = 0; ; round++) {
      const text = Buffer.from(`văn bản ${round}`);
      const signature = sign('sha256', text, { key: privateKey, padding, saltLength: 32 });
      if (signature[0] !== 0) continue;
      expect(verifySignature(spki, algorithm, inMemory(text), signature)).toBe(true);
      expect(verifySignature(spki, algorithm, inMemory(text), signature.subarray(1))).toBe(false);
      return;
    }
  });
});
