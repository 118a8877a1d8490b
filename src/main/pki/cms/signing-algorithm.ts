/** The algorithms that signatures are made with, and how CMS names them. */
import { Fault } from '../../../contracts/faults/index.js';
import type { SigningDigest } from '../../../contracts/jobs.js';
import type { SignatureMechanism } from '../../../contracts/token-host.js';
import { contextTag, der, tags } from '../asn1.js';
import type { Certificate } from '../certificate.js';
import { oids } from '../oids.js';

export interface SigningAlgorithm {
  readonly mechanism: SignatureMechanism;
  readonly digest: SigningDigest;
}

/** The digest whose strength is that of the certificate's key: SHA-384 for P-384, SHA-512 for P-521, else SHA-256. */
export const defaultDigest = ({ publicKey }: Pick<Certificate, 'publicKey'>): SigningDigest => {
  const curve = publicKey.kind === 'ec' ? publicKey.curve : null;
  if (curve === 'P-384') return 'sha384';
  return curve === 'P-521' ? 'sha512' : 'sha256';
};

/** Octets of a digest. */
export const digestLength = (digest: SigningDigest): number => ({ sha256: 32, sha384: 48, sha512: 64 })[digest];

/**
 * AlgorithmIdentifier of a digest, with the explicit NULL that the documents in circulation carry. RFC 5754 2 has writers
 * leave it out and every reader take both; a reader that knows one form only knows this one.
 */
export const digestIdentifier = (digest: SigningDigest): Uint8Array => der.sequence(der.oid(oids[digest]), der.null());

/** RFC 4055 3.1: MGF1 with the digest of the signature, and a salt as long as that digest. */
const pssIdentifier = (digest: SigningDigest): Uint8Array => {
  const identifier = digestIdentifier(digest);
  const parameters = der.sequence(
    der.tlv(contextTag(0, true), identifier),
    der.tlv(contextTag(1, true), der.sequence(der.oid(oids.mgf1), identifier)),
    der.tlv(contextTag(2, true), der.integer(digestLength(digest))),
  );
  return der.sequence(der.oid(oids.rsassaPss), parameters);
};

const ecdsaWith = {
  sha256: oids.ecdsaWithSha256,
  sha384: oids.ecdsaWithSha384,
  sha512: oids.ecdsaWithSha512,
} as const;

/** `signatureAlgorithm` of a SignerInfo. */
export const signatureIdentifier = ({ mechanism, digest }: SigningAlgorithm): Uint8Array => {
  switch (mechanism) {
    case 'rsa-pkcs1':
      // RFC 5754 3.2: the identifier every verifier must know, whatever the digest; its parameters are NULL.
      return der.sequence(der.oid(oids.rsaEncryption), der.null());
    case 'rsa-pss':
      return pssIdentifier(digest);
    case 'ecdsa':
      // RFC 5758 3.2: parameters absent.
      return der.sequence(der.oid(ecdsaWith[digest]));
  }
};

/** Octets of an INTEGER up to the order of the curve, with the sign octet where its highest bit may be set. */
const orderOctets: Readonly<Record<string, number>> = { 'P-256': 33, 'P-384': 49, 'P-521': 66 };

/**
 * Octets of the longest signature value of the certificate's key: the modulus, or the DER of two integers up to the
 * curve's order. Fault `pki.key-unsupported`.
 */
export const longestSignature = ({ publicKey }: Pick<Certificate, 'publicKey'>): number => {
  if (publicKey.kind === 'rsa') return Math.ceil(publicKey.bits / 8);
  const octets = publicKey.kind === 'ec' ? orderOctets[publicKey.curve] : undefined;
  if (octets === undefined) throw new Fault('pki.key-unsupported');
  const integer = der.tlv(tags.integer, new Uint8Array(octets));
  return der.sequence(integer, integer).length;
};
