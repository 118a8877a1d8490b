/** Reads CMS SignedData (RFC 5652 5), BER or DER, as facts: what is stated, nothing of whether it is true. */
import { Fault } from '../../../contracts/faults/index.js';
import {
  type DigestAlgorithm,
  readDigestAlgorithm,
  readSignatureAlgorithm,
  type SignatureAlgorithm,
} from '../algorithms.js';
import { Asn1, contextTag, der, equalBytes, readingAs, tags } from '../asn1.js';
import { type Certificate, isNamedBy, parseCertificate } from '../certificate.js';
import { type Name, readName } from '../name.js';
import { oids } from '../oids.js';
import { type RevocationValues, readRevocationArchival } from './revocation-archival.js';

/** The signer's certificate as ESS signing-certificate (v1, SHA-1) or -v2 names it (RFC 2634 5.4, RFC 5035 3). */
export interface CertificateReference {
  /** null for a digest that is not known: the reference cannot be checked. */
  readonly digest: DigestAlgorithm | null;
  readonly hash: Uint8Array;
  readonly issuerAndSerial: { readonly issuer: Name | null; readonly serial: string } | null;
}

export interface SignedAttributes {
  /** The encodings that may have been signed: as they stand with the tag of SET, and in DER (RFC 5652 5.4). */
  readonly encodings: readonly Uint8Array[];
  readonly contentType: string | null;
  readonly messageDigest: Uint8Array | null;
  readonly signingTime: Date | null;
  /** The first reference of each ESS attribute; empty where there is none. */
  readonly signingCertificates: readonly CertificateReference[];
  /** Timestamps that its maker had before he signed (RFC 5126 5.11.4), each a ContentInfo. */
  readonly contentTimestamps: readonly Uint8Array[];
  /** RevocationInfoArchival (ISO 32000-2 12.8.3.3.2). */
  readonly revocation: RevocationValues | null;
}

export type SignerIdentifier =
  | { readonly kind: 'issuer-and-serial'; readonly issuer: Name; readonly serial: string }
  | { readonly kind: 'subject-key-id'; readonly keyId: string };

export interface SignedDataFacts {
  readonly contentType: string;
  /** Encapsulated content, null in a detached signature. */
  readonly content: Uint8Array | null;
  /** Those that could be read; their order says nothing. */
  readonly certificates: readonly Certificate[];
  readonly crls: readonly Uint8Array[];
  readonly signer: SignerIdentifier;
  /** null: not one this product knows. */
  readonly digest: DigestAlgorithm | null;
  readonly signatureAlgorithm: SignatureAlgorithm | null;
  /** The signature algorithm has a digest of its own and it is another than `digest`. */
  readonly mismatched: boolean;
  readonly signedAttributes: SignedAttributes | null;
  readonly signature: Uint8Array;
  /** Signature timestamps (RFC 3161 appendix A), each a ContentInfo. */
  readonly timestampTokens: readonly Uint8Array[];
}

/** The largest real CMS, with a CRL inside, has 1.2 MB. */
const maxSize = 16 * 1024 * 1024;
const malformed = (): Fault => new Fault('pki.cms-malformed');

/** DER of a value that may be BER: definite lengths, strings in one piece, SETs sorted (X.690 10, 11.6). */
const toDer = (node: Asn1): Uint8Array => {
  if (node.tag === (tags.octetString | 0x20)) return der.octetString(node.octets());
  if (!node.constructed) return der.tlv(node.tag, node.content);
  const children = node.children.map(toDer);
  return node.tag === tags.set ? der.setOf(children) : der.tlv(node.tag, ...children);
};

/**
 * Signed attributes above this size are sorted only, not written anew: they hold revocation lists, whose issuers write
 * DER, and which have more entries than are taken apart here.
 */
const maxRewritten = 64 * 1024;

interface Attribute {
  readonly oid: string;
  readonly values: readonly Asn1[];
}

const readAttribute = (node: Asn1): Attribute => {
  const cursor = node.sequence();
  return { oid: cursor.next().oid(), values: cursor.next().expect(tags.set).children };
};

/** The value of an attribute that may occur once and with one value (RFC 5652 11.1, 11.2). */
const single = (attributes: readonly Attribute[], oid: string): Asn1 | null => {
  const found = attributes.filter((attribute) => attribute.oid === oid);
  const [first] = found;
  if (first === undefined) return null;
  const [value] = first.values;
  if (found.length !== 1 || first.values.length !== 1 || value === undefined) throw malformed();
  return value;
};

const readIssuerSerial = (node: Asn1): { issuer: Name | null; serial: string } => {
  const cursor = node.sequence();
  const directory = cursor.next().children.find((name) => name.tag === contextTag(4, true));
  return {
    issuer: directory === undefined ? null : readName(Asn1.parse(directory.content)),
    serial: cursor.next().integerHex(),
  };
};

const readReference = (value: Asn1, version: 1 | 2): CertificateReference => {
  const cursor = value.sequence().next().sequence().next().sequence();
  const stated = version === 2 ? cursor.optional(tags.sequence) : null;
  const digest = version === 1 ? 'sha1' : stated === null ? 'sha256' : readDigestAlgorithm(stated);
  const hash = cursor.next().octets();
  const issuerSerial = cursor.optional(tags.sequence);
  return { digest, hash, issuerAndSerial: issuerSerial === null ? null : readIssuerSerial(issuerSerial) };
};

const readSignedAttributes = (node: Asn1): SignedAttributes => {
  const attributes = node.children.map(readAttribute);
  const canonical = der.setOf(node.children.map(node.bytes.length > maxRewritten ? ({ bytes }) => bytes : toDer));
  const asGiven = Uint8Array.from(node.bytes);
  asGiven[0] = tags.set;
  const version1 = single(attributes, oids.signingCertificate);
  const version2 = single(attributes, oids.signingCertificateV2);
  const archival = attributes.find(({ oid }) => oid === oids.adobeRevocationArchival)?.values[0];
  return {
    encodings: equalBytes(asGiven, canonical) ? [canonical] : [asGiven, canonical],
    contentType: single(attributes, oids.contentType)?.oid() ?? null,
    messageDigest: single(attributes, oids.messageDigest)?.octets() ?? null,
    signingTime: single(attributes, oids.signingTime)?.time() ?? null,
    signingCertificates: [
      ...(version1 === null ? [] : [readReference(version1, 1)]),
      ...(version2 === null ? [] : [readReference(version2, 2)]),
    ],
    contentTimestamps: attributes.flatMap(({ oid, values }) =>
      oid === oids.contentTimestamp ? values.map(({ bytes }) => bytes) : [],
    ),
    revocation: archival === undefined ? null : readRevocationArchival(archival),
  };
};

const readSigner = (node: Asn1): SignerIdentifier => {
  if (node.tag === contextTag(0, false))
    return { kind: 'subject-key-id', keyId: Buffer.from(node.content).toString('hex') };
  const cursor = node.sequence();
  return { kind: 'issuer-and-serial', issuer: readName(cursor.next()), serial: cursor.next().integerHex() };
};

/** A damaged certificate beside a sound one does no harm: it can only be missing. */
const readCertificateSet = (nodes: readonly Asn1[]): Certificate[] =>
  nodes.flatMap((node) => {
    if (node.tag !== tags.sequence) return [];
    try {
      return [parseCertificate(node.bytes)];
    } catch (thrown) {
      if (thrown instanceof Fault) return [];
      throw thrown;
    }
  });

/** Whether the algorithm has a digest of its own and it is another than the one stated for the content. */
const contradicts = (
  algorithm: SignatureAlgorithm | null,
  digest: DigestAlgorithm | null,
  withAttributes: boolean,
): boolean => {
  if (algorithm === null || digest === null) return false;
  // RFC 8419 3.1: SHA-512 beside Ed25519; without signed attributes nothing is digested.
  return algorithm.kind === 'ed25519' ? withAttributes && digest !== 'sha512' : algorithm.digest !== digest;
};

const readSignerInfo = (node: Asn1) => {
  const cursor = node.sequence();
  cursor.next().expect(tags.integer);
  const signer = readSigner(cursor.next());
  const digest = readDigestAlgorithm(cursor.next());
  const attributes = cursor.optional(contextTag(0, true));
  const algorithm = cursor.next();
  const signature = cursor.next().octets();
  const unsigned = cursor.optional(contextTag(1, true))?.children.map(readAttribute) ?? [];
  return {
    signer,
    digest,
    signatureAlgorithm: readSignatureAlgorithm(algorithm, digest),
    mismatched: contradicts(readSignatureAlgorithm(algorithm), digest, attributes !== null),
    signedAttributes: attributes === null ? null : readSignedAttributes(attributes),
    signature,
    timestampTokens: unsigned.flatMap(({ oid, values }) =>
      oid === oids.timeStampToken ? values.map((value) => value.bytes) : [],
    ),
  };
};

const read = (bytes: Uint8Array): SignedDataFacts => {
  const contentInfo = Asn1.parsePrefix(bytes);
  // The hole of /Contents is larger than the CMS and filled with zeros; anything else there was put in afterwards.
  if (bytes.subarray(contentInfo.bytes.length).some((octet) => octet !== 0)) throw malformed();
  const outer = contentInfo.sequence();
  if (outer.next().oid() !== oids.signedData) throw malformed();
  const [signedData] = outer.next().expect(contextTag(0, true)).children;
  if (signedData === undefined) throw malformed();
  const cursor = signedData.sequence();
  cursor.next().expect(tags.integer);
  cursor.next().expect(tags.set);
  const encapsulated = cursor.next().sequence();
  const contentType = encapsulated.next().oid();
  const content = encapsulated.optional(contextTag(0, true))?.children[0] ?? null;
  const certificates = cursor.optional(contextTag(0, true))?.children ?? [];
  const crls = cursor.optional(contextTag(1, true))?.children ?? [];
  const [signerInfo, ...others] = cursor.next().expect(tags.set).children;
  // A PDF signature is one person's (ISO 32000-2 12.8.3.3.1: exactly one signer).
  if (signerInfo === undefined || others.length > 0) throw new Fault('pki.cms-signers');
  return {
    contentType,
    content: content === null ? null : content.octets(),
    certificates: readCertificateSet(certificates),
    crls: crls.flatMap((crl) => (crl.tag === tags.sequence ? [crl.bytes] : [])),
    ...readSignerInfo(signerInfo),
  };
};

/**
 * Reads a SignedData in its ContentInfo, followed by nothing but zeros. Faults `pki.cms-malformed`, `pki.cms-signers`
 * (none, or several signers); throws nothing else, whatever the bytes.
 */
export const readSignedData = (bytes: Uint8Array): SignedDataFacts => {
  if (bytes.length > maxSize) throw malformed();
  return readingAs('pki.cms-malformed', () => read(bytes));
};

/** The embedded certificates that the SignerInfo names. Nobody signs the list: others of the name may have been put in. */
export const namedCertificates = ({ signer, certificates }: SignedDataFacts): readonly Certificate[] =>
  certificates.filter((certificate) =>
    signer.kind === 'issuer-and-serial'
      ? isNamedBy(certificate, signer.issuer, signer.serial)
      : certificate.subjectKeyId === signer.keyId,
  );

/** The first of {@link namedCertificates}; null where there is none. */
export const signerCertificate = (facts: SignedDataFacts): Certificate | null => namedCertificates(facts)[0] ?? null;
