/** How a token's key signs a digest, in the terms of PKCS#11. */
import pkcs11js from 'pkcs11js';
import { Fault } from '../../../contracts/faults/index.js';
import type { SigningDigest } from '../../../contracts/jobs.js';
import type { SignatureMechanism } from '../../../contracts/token-host.js';
import { type EcdsaCurve, truncatedDigest } from '../ecdsa.js';
import { digestInfo } from '../raw-signature.js';

interface Family {
  readonly name: SignatureMechanism;
  readonly key: number;
  /** Takes the digest. */
  readonly raw: number;
  /** Take the message and hash it themselves. */
  readonly hashing: Readonly<Record<SigningDigest, number>>;
}

/**
 * What each key can do, the preferred first. PKCS#1 v1.5 before PSS: verifiers in the field know it (the real documents
 * carry nothing else).
 */
const families: readonly Family[] = [
  {
    name: 'rsa-pkcs1',
    key: pkcs11js.CKK_RSA,
    raw: pkcs11js.CKM_RSA_PKCS,
    hashing: {
      sha256: pkcs11js.CKM_SHA256_RSA_PKCS,
      sha384: pkcs11js.CKM_SHA384_RSA_PKCS,
      sha512: pkcs11js.CKM_SHA512_RSA_PKCS,
    },
  },
  {
    name: 'rsa-pss',
    key: pkcs11js.CKK_RSA,
    raw: pkcs11js.CKM_RSA_PKCS_PSS,
    hashing: {
      sha256: pkcs11js.CKM_SHA256_RSA_PKCS_PSS,
      sha384: pkcs11js.CKM_SHA384_RSA_PKCS_PSS,
      sha512: pkcs11js.CKM_SHA512_RSA_PKCS_PSS,
    },
  },
  {
    name: 'ecdsa',
    key: pkcs11js.CKK_EC,
    raw: pkcs11js.CKM_ECDSA,
    hashing: {
      sha256: pkcs11js.CKM_ECDSA_SHA256,
      sha384: pkcs11js.CKM_ECDSA_SHA384,
      sha512: pkcs11js.CKM_ECDSA_SHA512,
    },
  },
];

/** A private key as its token shows it. */
export interface KeyFacts {
  /** CKA_KEY_TYPE. */
  readonly type: number | null;
  /** Of an elliptic key. */
  readonly curve: EcdsaCurve | null;
  /** The mechanisms of the token (CKM_*). */
  readonly listed: readonly number[];
}

/** How a key signs from now on. */
export interface SigningKey extends KeyFacts {
  readonly mechanism: SignatureMechanism;
  readonly family: Family;
}

/**
 * The way a key signs on its token.
 * @param wanted this one or none
 * @throws Fault `token.mechanism-missing`
 */
export const signingKey = (key: KeyFacts, wanted: SignatureMechanism | undefined): SigningKey => {
  const family = families.find(
    ({ name, key: type, raw, hashing }) =>
      type === key.type &&
      (wanted === undefined || name === wanted) &&
      [raw, ...Object.values(hashing)].some((mechanism) => key.listed.includes(mechanism)),
  );
  if (!family) throw new Fault('token.mechanism-missing');
  return { ...key, mechanism: family.name, family };
};

/** Hash and mask of CK_RSA_PKCS_PSS_PARAMS (PKCS#11 v2.40 current mechanisms 2.1.9), and the salt's octets. */
const pssParameters = {
  sha256: { hashAlg: pkcs11js.CKM_SHA256, mgf: pkcs11js.CKG_MGF1_SHA256, saltLen: 32 },
  sha384: { hashAlg: pkcs11js.CKM_SHA384, mgf: pkcs11js.CKG_MGF1_SHA384, saltLen: 48 },
  sha512: { hashAlg: pkcs11js.CKM_SHA512, mgf: pkcs11js.CKG_MGF1_SHA512, saltLen: 64 },
} as const;

/** What C_SignInit and C_Sign are given. */
export interface SigningWay {
  readonly mechanism: pkcs11js.Mechanism;
  readonly data: Buffer;
}

const rawData = ({ mechanism, curve }: SigningKey, digest: Uint8Array, algorithm: SigningDigest): Buffer => {
  switch (mechanism) {
    case 'rsa-pkcs1':
      return digestInfo(digest, algorithm);
    case 'rsa-pss':
      return Buffer.from(digest);
    case 'ecdsa':
      // Tokens differ in what they do with a digest that is too long: cut it off, or refuse it.
      return Buffer.from(curve ? truncatedDigest(curve, digest) : digest);
  }
};

/**
 * The ways that the token lists for one signature, the preferred first: over the digest, else over the message.
 * @throws Fault `token.mechanism-missing` when it has none for this digest
 */
export const signingWays = (
  key: SigningKey,
  { digest, message, algorithm }: { digest: Uint8Array; message: Uint8Array; algorithm: SigningDigest },
): readonly SigningWay[] => {
  const { family, listed } = key;
  const parameter = { type: pkcs11js.CK_PARAMS_RSA_PSS, ...pssParameters[algorithm] };
  const way = (mechanism: number, data: () => Buffer): SigningWay[] =>
    listed.includes(mechanism)
      ? [{ mechanism: { mechanism, ...(family.name === 'rsa-pss' && { parameter }) }, data: data() }]
      : [];
  const ways = [
    ...way(family.raw, () => rawData(key, digest, algorithm)),
    ...way(family.hashing[algorithm], () => Buffer.from(message)),
  ];
  if (ways.length === 0) throw new Fault('token.mechanism-missing');
  return ways;
};
