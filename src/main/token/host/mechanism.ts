/** How a token's key signs a digest, in the terms of PKCS#11. */
import pkcs11js from 'pkcs11js';
import { Fault } from '../../../contracts/faults/index.js';
import type { SigningDigest } from '../../../contracts/jobs.js';
import type { SignatureMechanism } from '../../../contracts/token-host.js';
import { type EcdsaCurve, truncatedDigest } from '../ecdsa.js';
import { digestInfo } from '../raw-signature.js';

/**
 * What each key can do, the preferred first. CKM_RSA_PKCS before PSS: verifiers in the field know PKCS#1 v1.5 (the real
 * documents carry nothing else). CKM_SHA256_RSA_PKCS and its like are of no use, for they hash their input, and a
 * signer has the digest only.
 */
const mechanisms: readonly { name: SignatureMechanism; key: number; type: number }[] = [
  { name: 'rsa-pkcs1', key: pkcs11js.CKK_RSA, type: pkcs11js.CKM_RSA_PKCS },
  { name: 'rsa-pss', key: pkcs11js.CKK_RSA, type: pkcs11js.CKM_RSA_PKCS_PSS },
  { name: 'ecdsa', key: pkcs11js.CKK_EC, type: pkcs11js.CKM_ECDSA },
];

/**
 * How a key of CKA_KEY_TYPE `key` signs on a token that lists `listed` (CKM_*).
 * @param wanted this one or none
 * @throws Fault `token.mechanism-missing`
 */
export const chooseMechanism = (
  key: number | null,
  listed: readonly number[],
  wanted: SignatureMechanism | undefined,
): SignatureMechanism => {
  const usable = mechanisms.filter((mechanism) => mechanism.key === key && listed.includes(mechanism.type));
  const chosen = usable.find(({ name }) => wanted === undefined || name === wanted);
  if (!chosen) throw new Fault('token.mechanism-missing');
  return chosen.name;
};

/** Hash and mask of CK_RSA_PKCS_PSS_PARAMS (PKCS#11 v2.40 current mechanisms 2.1.9), and the salt's octets. */
const pssParameters = {
  sha256: { hashAlg: pkcs11js.CKM_SHA256, mgf: pkcs11js.CKG_MGF1_SHA256, saltLen: 32 },
  sha384: { hashAlg: pkcs11js.CKM_SHA384, mgf: pkcs11js.CKG_MGF1_SHA384, saltLen: 48 },
  sha512: { hashAlg: pkcs11js.CKM_SHA512, mgf: pkcs11js.CKG_MGF1_SHA512, saltLen: 64 },
} as const;

/** What C_SignInit and C_Sign are given for a digest; `curve` is that of an elliptic key. */
export const signingInput = (
  { mechanism, curve }: { readonly mechanism: SignatureMechanism; readonly curve: EcdsaCurve | null },
  digest: Uint8Array,
  algorithm: SigningDigest,
): { mechanism: pkcs11js.Mechanism; data: Buffer } => {
  switch (mechanism) {
    case 'rsa-pkcs1':
      return { mechanism: { mechanism: pkcs11js.CKM_RSA_PKCS }, data: digestInfo(digest, algorithm) };
    case 'rsa-pss': {
      const parameter = { type: pkcs11js.CK_PARAMS_RSA_PSS, ...pssParameters[algorithm] };
      return { mechanism: { mechanism: pkcs11js.CKM_RSA_PKCS_PSS, parameter }, data: Buffer.from(digest) };
    }
    case 'ecdsa': {
      // Tokens differ in what they do with a digest that is too long: cut it off, or refuse it.
      const data = Buffer.from(curve ? truncatedDigest(curve, digest) : digest);
      return { mechanism: { mechanism: pkcs11js.CKM_ECDSA }, data };
    }
  }
};
