import { describe, expect, it } from 'vitest';
import { readDigestAlgorithm, readSignatureAlgorithm } from '../../../../src/main/pki/algorithms.js';
import { Asn1, toHex } from '../../../../src/main/pki/asn1.js';
import { revocationArchival } from '../../../../src/main/pki/cms/revocation-archival.js';
import {
  defaultDigest,
  digestIdentifier,
  longestSignature,
  signatureIdentifier,
} from '../../../../src/main/pki/cms/signing-algorithm.js';

const ec = (curve: string) => ({ publicKey: { kind: 'ec', curve } }) as const;
const rsa = (bits: number) => ({ publicKey: { kind: 'rsa', bits } }) as const;

describe('the digest of a key', () => {
  it.each([
    ['RSA-2048', rsa(2048), 'sha256'],
    ['RSA-4096', rsa(4096), 'sha256'],
    ['P-256', ec('P-256'), 'sha256'],
    ['P-384', ec('P-384'), 'sha384'],
    ['P-521', ec('P-521'), 'sha512'],
  ] as const)('%s', (_, certificate, digest) => {
    expect(defaultDigest(certificate)).toBe(digest);
  });
});

describe('identifiers', () => {
  const digests = ['sha256', 'sha384', 'sha512'] as const;

  it('of digests carry an explicit NULL', () => {
    expect(digests.map((digest) => toHex(digestIdentifier(digest)))).toEqual([
      '300d06096086480165030402010500',
      '300d06096086480165030402020500',
      '300d06096086480165030402030500',
    ]);
    for (const digest of digests) expect(readDigestAlgorithm(Asn1.parse(digestIdentifier(digest)))).toBe(digest);
  });

  it('of RSA are rsaEncryption with NULL, whatever the digest', () => {
    for (const digest of digests) {
      expect(toHex(signatureIdentifier({ mechanism: 'rsa-pkcs1', digest }))).toBe('300d06092a864886f70d0101010500');
    }
  });

  it('of ECDSA name the digest and have no parameters', () => {
    expect(digests.map((digest) => toHex(signatureIdentifier({ mechanism: 'ecdsa', digest })))).toEqual([
      '300a06082a8648ce3d040302',
      '300a06082a8648ce3d040303',
      '300a06082a8648ce3d040304',
    ]);
  });

  it.each([
    ['sha256', 32],
    ['sha384', 48],
    ['sha512', 64],
  ] as const)('of PSS with %s state hash, mask and a salt of %d octets', (digest, saltLength) => {
    const identifier = Asn1.parse(signatureIdentifier({ mechanism: 'rsa-pss', digest }));
    expect(readSignatureAlgorithm(identifier, digest)).toEqual({ kind: 'rsa-pss', digest, saltLength });
  });
});

describe('the longest signature', () => {
  it.each([
    ['RSA-3072', rsa(3072), 384],
    ['an RSA key of 2,049 bits', rsa(2049), 257],
    ['P-256', ec('P-256'), 72],
    ['P-384', ec('P-384'), 104],
    ['P-521', ec('P-521'), 139],
  ] as const)('of %s has its octets', (_, certificate, octets) => {
    expect(longestSignature(certificate)).toBe(octets);
  });

  it('of a key that cannot sign is refused', () => {
    for (const publicKey of [
      { kind: 'ed25519' },
      { kind: 'other', oid: '1.2.3' },
      { kind: 'ec', curve: 'X' },
    ] as const) {
      expect(() => longestSignature({ publicKey })).toThrow(expect.objectContaining({ code: 'pki.key-unsupported' }));
    }
  });
});

describe('revocation data inside the CMS', () => {
  const crl = Uint8Array.of(0x30, 0x01, 0xaa);
  const ocsp = Uint8Array.of(0x30, 0x01, 0xbb);

  it('stands under [0] for CRLs and [1] for OCSP responses, and only what there is', () => {
    const hex = (crls: Uint8Array[], ocsps: Uint8Array[]): string | null => {
      const value = revocationArchival({ crls, ocsps });
      return value && toHex(value);
    };
    expect(hex([crl, crl], [ocsp])).toBe('3011a00830063001aa3001aaa10530033001bb');
    expect(hex([crl], [])).toBe('3007a00530033001aa');
    expect(hex([], [ocsp])).toBe('3007a10530033001bb');
    expect(hex([], [])).toBeNull();
  });
});
