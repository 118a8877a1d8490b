/** Writes CMS SignedData (RFC 5652) for PAdES baseline signatures (ETSI EN 319 142-1 6.3, EN 319 122-1 5). */
import type { SigningDigest } from '../../../contracts/jobs.js';
import { hash } from '../algorithms.js';
import { Asn1, contextTag, der, tags } from '../asn1.js';
import type { Certificate } from '../certificate.js';
import { oids } from '../oids.js';
import { type RevocationValues, revocationArchival } from './revocation-archival.js';
import {
  digestIdentifier,
  digestLength,
  longestSignature,
  type SigningAlgorithm,
  signatureIdentifier,
} from './signing-algorithm.js';

export type { RevocationValues } from './revocation-archival.js';
export { defaultDigest, type SigningAlgorithm } from './signing-algorithm.js';

const attribute = (type: string, value: Uint8Array): Uint8Array => der.sequence(der.oid(type), der.setOf([value]));

/**
 * SigningCertificateV2 (RFC 5035 3) with the digest of the signature. SHA-256 is the DEFAULT, which DER leaves out
 * (X.690 11.5); issuerSerial is optional and left out.
 */
const signingCertificateV2 = (certificate: Certificate, digest: SigningDigest): Uint8Array => {
  const algorithm = digest === 'sha256' ? [] : [digestIdentifier(digest)];
  const certificateId = der.sequence(...algorithm, der.octetString(hash(digest, certificate.der)));
  return der.sequence(der.sequence(certificateId));
};

export interface SignedAttributesInput {
  /** `digest` of the bytes named by /ByteRange. */
  readonly messageDigest: Uint8Array;
  /** The signer's. */
  readonly certificate: Certificate;
  /** The one digest of the signature: of the message, of the attributes and of the certificate's reference. */
  readonly digest: SigningDigest;
  /** Only for /SubFilter adbe.pkcs7.detached: PAdES baseline keeps revocation data in the DSS (EN 319 142-1 6.3). */
  readonly revocation?: RevocationValues | undefined;
  /** Of what is signed; default id-data, which alone a document signature has. */
  readonly contentType?: string;
}

/**
 * The signed attributes as the DER SET OF whose digest is signed (RFC 5652 5.4): content-type, message-digest,
 * signing-certificate-v2 and, where given, Acrobat's archive of revocation data. No signing-time: in a PDF the time
 * stands in /M (ETSI EN 319 142-1 6.3, note on signing-time).
 */
export const signedAttributes = (input: SignedAttributesInput): Uint8Array => {
  const archival = input.revocation && revocationArchival(input.revocation);
  return der.setOf([
    attribute(oids.contentType, der.oid(input.contentType ?? oids.data)),
    attribute(oids.messageDigest, der.octetString(input.messageDigest)),
    attribute(oids.signingCertificateV2, signingCertificateV2(input.certificate, input.digest)),
    ...(archival ? [attribute(oids.adobeRevocationArchival, archival)] : []),
  ]);
};

export interface SignedDataInput {
  /** As {@link signedAttributes} returned it. */
  readonly signedAttributes: Uint8Array;
  readonly algorithm: SigningAlgorithm;
  /** For ECDSA the DER SEQUENCE of r and s (RFC 5753 2.1.1), not the raw r‖s of PKCS#11. */
  readonly value: Uint8Array;
  /** The signer first, then its issuers. */
  readonly certificates: readonly [Certificate, ...Certificate[]];
  /** RFC 3161 token over `value`, its ContentInfo as the authority gave it: the signature-time-stamp (EN 319 122-1 5.3). */
  readonly timestampToken?: Uint8Array | null;
  /** What is signed, kept inside; without it the signature is detached and its content id-data. */
  readonly content?: { readonly type: string; readonly bytes: Uint8Array };
}

const issuerAndSerial = (certificate: Certificate): Uint8Array => {
  const tbs = Asn1.parse(certificate.der).sequence().next().sequence();
  tbs.optional(contextTag(0, true));
  return der.sequence(certificate.issuer.der, tbs.next().expect(tags.integer).bytes);
};

const signerInfo = (input: SignedDataInput): Uint8Array => {
  const attributes = Asn1.parse(input.signedAttributes).expect(tags.set);
  const { timestampToken } = input;
  return der.sequence(
    der.integer(1),
    issuerAndSerial(input.certificates[0]),
    digestIdentifier(input.algorithm.digest),
    der.tlv(contextTag(0, true), attributes.content),
    signatureIdentifier(input.algorithm),
    der.octetString(input.value),
    ...(timestampToken ? [der.setOf([attribute(oids.timeStampToken, timestampToken)], contextTag(1, true))] : []),
  );
};

/** RFC 5652 5.1: any content but id-data makes it version 3. */
const encapsulated = ({ content }: SignedDataInput): readonly [Uint8Array, Uint8Array] =>
  content === undefined
    ? [der.integer(1), der.sequence(der.oid(oids.data))]
    : [
        der.integer(3),
        der.sequence(der.oid(content.type), der.tlv(contextTag(0, true), der.octetString(content.bytes))),
      ];

/** A SignedData in a ContentInfo, DER. Sets are in DER order, so the signer is found by issuer and serial. */
export const buildSignedData = (input: SignedDataInput): Uint8Array => {
  const distinct = new Map(input.certificates.map((certificate) => [certificate.fingerprint, certificate.der]));
  const [version, encapContentInfo] = encapsulated(input);
  const signedData = der.sequence(
    version,
    der.setOf([digestIdentifier(input.algorithm.digest)]),
    encapContentInfo,
    der.setOf([...distinct.values()], contextTag(0, true)),
    der.setOf([signerInfo(input)]),
  );
  return der.sequence(der.oid(oids.signedData), der.tlv(contextTag(0, true), signedData));
};

/**
 * The most octets that {@link buildSignedData} can return for these certificates: exact but for the few by which an
 * ECDSA value or a timestamp token turns out shorter. Fault `pki.key-unsupported`.
 * @param reserve `timestampReserve`: octets of the longest token to be expected, 0 where none comes; `revocation` as in
 * {@link signedAttributes}
 */
export const signedDataSize = (
  certificates: SignedDataInput['certificates'],
  algorithm: SigningAlgorithm,
  reserve: { readonly timestampReserve: number; readonly revocation?: RevocationValues | undefined },
): number => {
  const [certificate] = certificates;
  const { digest } = algorithm;
  const { timestampReserve, revocation } = reserve;
  const messageDigest = new Uint8Array(digestLength(digest));
  return buildSignedData({
    signedAttributes: signedAttributes({ messageDigest, certificate, digest, revocation }),
    algorithm,
    value: new Uint8Array(longestSignature(certificate)),
    certificates,
    timestampToken: timestampReserve === 0 ? null : new Uint8Array(timestampReserve),
  }).length;
};
