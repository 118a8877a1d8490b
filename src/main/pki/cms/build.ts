/** Writes CMS SignedData (RFC 5652) for PAdES baseline signatures (ETSI EN 319 142-1 6.3, EN 319 122-1 5). */
import { hash } from '../algorithms.js';
import { Asn1, contextTag, der, tags } from '../asn1.js';
import type { Certificate } from '../certificate.js';
import { oids } from '../oids.js';

export type SigningAlgorithm = 'rsa-pkcs1-sha256' | 'rsa-pss-sha256' | 'ecdsa-sha256';

const attribute = (type: string, value: Uint8Array): Uint8Array => der.sequence(der.oid(type), der.setOf([value]));

/** SigningCertificateV2 (RFC 5035 3): SHA-256 is the default and so left out; issuerSerial is optional and left out. */
const signingCertificateV2 = (certificate: Certificate): Uint8Array => {
  const certificateId = der.sequence(der.octetString(hash('sha256', certificate.der)));
  return der.sequence(der.sequence(certificateId));
};

/**
 * The signed attributes as the DER SET OF whose SHA-256 is signed (RFC 5652 5.4): content-type, message-digest and
 * signing-certificate-v2. No signing-time: in a PDF the time stands in /M (ETSI EN 319 142-1 6.3, note on signing-time).
 * @param input.messageDigest SHA-256 of the bytes named by /ByteRange
 */
export const signedAttributes = (input: { messageDigest: Uint8Array; certificate: Certificate }): Uint8Array =>
  der.setOf([
    attribute(oids.contentType, der.oid(oids.data)),
    attribute(oids.messageDigest, der.octetString(input.messageDigest)),
    attribute(oids.signingCertificateV2, signingCertificateV2(input.certificate)),
  ]);

/** RFC 5754 2: SHA-2 identifiers are written without parameters. */
const sha256Identifier = der.sequence(der.oid(oids.sha256));

/** RFC 4055 3.1 with SHA-256 throughout and a salt of 32 octets; inside PSS parameters SHA-256 carries NULL (2.1). */
const pssIdentifier = (): Uint8Array => {
  const sha256 = der.sequence(der.oid(oids.sha256), der.null());
  const parameters = der.sequence(
    der.tlv(contextTag(0, true), sha256),
    der.tlv(contextTag(1, true), der.sequence(der.oid(oids.mgf1), sha256)),
    der.tlv(contextTag(2, true), der.integer(32)),
  );
  return der.sequence(der.oid(oids.rsassaPss), parameters);
};

const signatureIdentifier = (algorithm: SigningAlgorithm): Uint8Array => {
  switch (algorithm) {
    case 'rsa-pkcs1-sha256':
      // RFC 5754 3.2: the identifier every verifier must know; its parameters are an explicit NULL.
      return der.sequence(der.oid(oids.rsaEncryption), der.null());
    case 'rsa-pss-sha256':
      return pssIdentifier();
    case 'ecdsa-sha256':
      return der.sequence(der.oid(oids.ecdsaWithSha256));
  }
};

export interface SignedDataInput {
  /** As {@link signedAttributes} returned it. */
  readonly signedAttributes: Uint8Array;
  /** For ECDSA the value is the DER SEQUENCE of r and s (RFC 5753 2.1.1), not the raw r‖s of PKCS#11. */
  readonly signature: { readonly algorithm: SigningAlgorithm; readonly value: Uint8Array };
  /** The signer first, then its issuers. */
  readonly certificates: readonly [Certificate, ...Certificate[]];
}

const issuerAndSerial = (certificate: Certificate): Uint8Array => {
  const tbs = Asn1.parse(certificate.der).sequence().next().sequence();
  tbs.optional(contextTag(0, true));
  return der.sequence(certificate.issuer.der, tbs.next().expect(tags.integer).bytes);
};

/** A detached SignedData in a ContentInfo, DER. Sets are in DER order, so the signer is found by issuer and serial. */
export const buildSignedData = (input: SignedDataInput): Uint8Array => {
  const attributes = Asn1.parse(input.signedAttributes).expect(tags.set);
  const signerInfo = der.sequence(
    der.integer(1),
    issuerAndSerial(input.certificates[0]),
    sha256Identifier,
    der.tlv(contextTag(0, true), attributes.content),
    signatureIdentifier(input.signature.algorithm),
    der.octetString(input.signature.value),
  );
  const distinct = new Map(input.certificates.map((certificate) => [certificate.fingerprint, certificate.der]));
  const signedData = der.sequence(
    der.integer(1),
    der.setOf([sha256Identifier]),
    der.sequence(der.oid(oids.data)),
    der.setOf([...distinct.values()], contextTag(0, true)),
    der.setOf([signerInfo]),
  );
  return der.sequence(der.oid(oids.signedData), der.tlv(contextTag(0, true), signedData));
};

/** Octets of the longest signature value of a key: the modulus, or the DER of two integers of the curve's order. */
const longestSignature = (certificate: Certificate): number => {
  const key = certificate.publicKey;
  switch (key.kind) {
    case 'rsa':
      return Math.ceil(key.bits / 8);
    case 'ec':
      return { 'P-256': 72, 'P-384': 104, 'P-521': 141 }[key.curve] ?? 141;
    case 'ed25519':
      return 64;
    case 'other':
      return 1024;
  }
};

/** Upper bound, in octets, of what {@link buildSignedData} will return for these certificates and this algorithm. */
export const signedDataSize = (certificates: SignedDataInput['certificates'], algorithm: SigningAlgorithm): number =>
  buildSignedData({
    signedAttributes: signedAttributes({ messageDigest: new Uint8Array(32), certificate: certificates[0] }),
    signature: { algorithm, value: new Uint8Array(longestSignature(certificates[0])) },
    certificates,
  }).length;
