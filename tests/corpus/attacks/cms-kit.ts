/** CMS SignedData put together part by part, right or wrong as a test wants it. */
import { createHash, type KeyObject, sign as signValue } from 'node:crypto';
import { Asn1, concat, contextTag, der, tags } from '../../../src/main/pki/asn1.js';
import type { Certificate } from '../../../src/main/pki/certificate.js';
import { oids } from '../../../src/main/pki/oids.js';

export type Digest = 'sha1' | 'sha256' | 'sha384' | 'sha512';

export const digestOf = (digest: Digest, bytes: Uint8Array): Uint8Array => createHash(digest).update(bytes).digest();

/** An AlgorithmIdentifier; `parameters` absent where undefined. */
export const algorithm = (oid: string, parameters?: Uint8Array): Uint8Array =>
  der.sequence(der.oid(oid), ...(parameters === undefined ? [] : [parameters]));

export const attribute = (oid: string, ...values: readonly Uint8Array[]): Uint8Array =>
  der.sequence(der.oid(oid), der.tlv(tags.set, ...values));

export const contentTypeAttribute = (oid: string = oids.data): Uint8Array => attribute(oids.contentType, der.oid(oid));

export const digestAttribute = (digest: Uint8Array): Uint8Array =>
  attribute(oids.messageDigest, der.octetString(digest));

const issuerAndSerial = (certificate: Certificate): { issuer: Uint8Array; serial: Uint8Array } => {
  const tbs = Asn1.parse(certificate.der).sequence().next().sequence();
  tbs.optional(contextTag(0, true));
  return { issuer: certificate.issuer.der, serial: tbs.next().expect(tags.integer).bytes };
};

/** ESS signing-certificate (v1, SHA-1) over these certificates. */
export const essV1 = (...certificates: readonly Certificate[]): Uint8Array =>
  attribute(
    oids.signingCertificate,
    der.sequence(der.sequence(...certificates.map((one) => der.sequence(der.octetString(digestOf('sha1', one.der)))))),
  );

/** ESS signing-certificate-v2; `issuerOf` adds the IssuerSerial of that certificate. */
export const essV2 = (
  certificates: readonly Certificate[],
  digest: Digest = 'sha256',
  issuerOf?: Certificate,
): Uint8Array =>
  attribute(
    oids.signingCertificateV2,
    der.sequence(
      der.sequence(
        ...certificates.map((one) =>
          der.sequence(
            ...(digest === 'sha256' ? [] : [algorithm(oids[digest])]),
            der.octetString(digestOf(digest, one.der)),
            ...(issuerOf === undefined
              ? []
              : [
                  der.sequence(
                    der.sequence(der.tlv(contextTag(4, true), issuerAndSerial(issuerOf).issuer)),
                    issuerAndSerial(issuerOf).serial,
                  ),
                ]),
          ),
        ),
      ),
    ),
  );

export interface CmsOptions {
  readonly key: KeyObject;
  readonly certificate: Certificate;
  readonly content: Uint8Array;
  readonly digest?: Digest;
  readonly digestIdentifier?: Uint8Array;
  readonly signatureIdentifier?: Uint8Array;
  /** Encodings of attributes in the order they are to stand in; null for none. */
  readonly attributes?: readonly Uint8Array[] | null;
  /** Sort them as DER does before they are signed and before they are written; default both. */
  readonly sorted?: { readonly signed: boolean; readonly written: boolean };
  /** Makes the value from what is to be signed; default by the key with the digest. */
  readonly value?: (signed: Uint8Array) => Uint8Array;
  readonly sid?: Uint8Array;
  readonly certificates?: readonly Uint8Array[];
  readonly contentType?: string;
  readonly encapsulated?: Uint8Array;
  readonly signerInfos?: number;
  readonly unsigned?: readonly Uint8Array[];
  /** Rewrites the attributes as they stand in the SignerInfo. */
  readonly rewrite?: (attributes: Uint8Array) => Uint8Array;
}

export const issuerAndSerialId = (certificate: Certificate): Uint8Array => {
  const { issuer, serial } = issuerAndSerial(certificate);
  return der.sequence(issuer, serial);
};

/** A SignedData in its ContentInfo; without further options a right one: RSA, SHA-256, ESS v2. */
export const makeCms = (options: CmsOptions): Uint8Array => {
  const { key, certificate, content, digest = 'sha256', sorted = { signed: true, written: true } } = options;
  const stated =
    options.attributes === undefined
      ? [contentTypeAttribute(), digestAttribute(digestOf(digest, content)), essV2([certificate])]
      : options.attributes;
  const set = (parts: readonly Uint8Array[], inOrder: boolean, tag: number): Uint8Array =>
    inOrder ? der.setOf(parts, tag) : der.tlv(tag, ...parts);
  const signed = stated === null ? content : set(stated, sorted.signed, tags.set);
  const value = options.value?.(signed) ?? signValue(digest, signed, key);
  const digestIdentifier = options.digestIdentifier ?? algorithm(oids[digest], der.null());
  const attributes = stated === null ? [] : [set(stated, sorted.written, contextTag(0, true))];
  const signerInfo = der.sequence(
    der.integer(1),
    options.sid ?? issuerAndSerialId(certificate),
    digestIdentifier,
    ...attributes.map((one) => options.rewrite?.(one) ?? one),
    options.signatureIdentifier ?? algorithm(oids.rsaEncryption, der.null()),
    der.octetString(value),
    ...(options.unsigned === undefined ? [] : [der.tlv(contextTag(1, true), ...options.unsigned)]),
  );
  const encapsulated =
    options.encapsulated === undefined ? [] : [der.tlv(contextTag(0, true), der.octetString(options.encapsulated))];
  const signedData = der.sequence(
    der.integer(1),
    der.setOf([digestIdentifier]),
    der.sequence(der.oid(options.contentType ?? oids.data), ...encapsulated),
    der.tlv(contextTag(0, true), ...(options.certificates ?? [certificate.der])),
    der.tlv(tags.set, ...Array.from({ length: options.signerInfos ?? 1 }, () => signerInfo)),
  );
  return der.sequence(der.oid(oids.signedData), der.tlv(contextTag(0, true), signedData));
};

const endOfContents = Uint8Array.of(0, 0);

/** The value in BER: indefinite lengths down to `depth` levels, octet strings in two pieces below. */
export const toBer = (bytes: Uint8Array, depth: number): Uint8Array => {
  const node = Asn1.parse(bytes);
  if (node.tag === tags.octetString && node.content.length > 1) {
    const middle = Math.floor(node.content.length / 2);
    const pieces = [node.content.subarray(0, middle), node.content.subarray(middle)].map((part) =>
      der.octetString(part),
    );
    return concat(Uint8Array.of(tags.octetString | 0x20, 0x80), ...pieces, endOfContents);
  }
  if ((node.tag & 0x20) === 0 || depth === 0) return node.bytes;
  return concat(
    Uint8Array.of(node.tag, 0x80),
    ...node.children.map((child) => toBer(child.bytes, depth - 1)),
    endOfContents,
  );
};

/** RSASSA-PSS-params; a part that is undefined is left out. */
export const pssParameters = (parts: {
  hash?: Uint8Array;
  mask?: Uint8Array;
  salt?: number;
  trailer?: number;
}): Uint8Array => {
  const wrap = (number: number, inner: Uint8Array | undefined): Uint8Array[] =>
    inner === undefined ? [] : [der.tlv(contextTag(number, true), inner)];
  const number = (value: number | undefined): Uint8Array | undefined =>
    value === undefined ? undefined : der.unsigned(Uint8Array.of(value >> 8, value & 0xff));
  return der.sequence(
    ...wrap(0, parts.hash),
    ...wrap(1, parts.mask === undefined ? undefined : algorithm(oids.mgf1, parts.mask)),
    ...wrap(2, number(parts.salt)),
    ...wrap(3, number(parts.trailer)),
  );
};
