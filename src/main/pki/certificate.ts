/** X.509 certificates (RFC 5280 4): read once, remembered by fingerprint. */
import { Fault } from '../../contracts/faults/index.js';
import {
  type PublicKeyInfo,
  readPublicKey,
  readSignatureAlgorithm,
  type SignatureAlgorithm,
  sha256Hex,
} from './algorithms.js';
import { Asn1, contextTag, equalBytes, readingAs, tags } from './asn1.js';
import { type Extensions, type KeyUsage, readExtensions } from './extensions.js';
import { type Name, readName, sameName } from './name.js';

export type { PublicKeyInfo } from './algorithms.js';
export type { KeyUsage } from './extensions.js';
export type { Name } from './name.js';

export interface Certificate extends Extensions {
  readonly der: Uint8Array;
  /** SHA-256 of `der`, lower-case hexadecimal. */
  readonly fingerprint: string;
  readonly subject: Name;
  readonly issuer: Name;
  /** Lower-case hexadecimal without sign octet. */
  readonly serial: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly publicKey: PublicKeyInfo;
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array;
  readonly keyUsage: ReadonlySet<KeyUsage> | null;
  /** What the issuer signed, and how. `algorithm` is null where it is none that this product can check. */
  readonly signed: {
    readonly bytes: Uint8Array;
    readonly algorithm: SignatureAlgorithm | null;
    readonly value: Uint8Array;
  };
  /** Subject and issuer are the same name (RFC 5280 3.2); says nothing about the signature. */
  readonly selfIssued: boolean;
}

/** Real certificates have 1–3 KB. */
const maxSize = 64 * 1024;
const remembered = new Map<string, Certificate>();
const maxRemembered = 512;

const read = (bytes: Uint8Array, fingerprint: string): Certificate => {
  const outer = Asn1.parse(bytes).sequence();
  const tbs = outer.next();
  const outerAlgorithm = outer.next();
  const value = outer.next().bitOctets();
  const cursor = tbs.sequence();
  const versionNode = cursor.optional(contextTag(0, true));
  const version = versionNode === null ? 0 : Asn1.parse(versionNode.content).smallInteger();
  const serial = cursor.next().integerHex();
  const innerAlgorithm = cursor.next();
  // RFC 5280 4.1.1.2: both fields carry the same identifier; only the inner one is signed.
  if (!equalBytes(innerAlgorithm.bytes, outerAlgorithm.bytes)) throw new Fault('pki.certificate-malformed');
  const issuer = readName(cursor.next());
  const validity = cursor.next().sequence();
  const subject = readName(cursor.next());
  const spki = cursor.next();
  const extensions = cursor.rest().find((node) => node.tag === contextTag(3, true));
  if (extensions !== undefined && version !== 2) throw new Fault('pki.certificate-malformed');
  return {
    der: bytes,
    fingerprint,
    subject,
    issuer,
    serial,
    notBefore: validity.next().time(),
    notAfter: validity.next().time(),
    publicKey: readPublicKey(spki),
    spki: spki.bytes,
    signed: { bytes: tbs.bytes, algorithm: readSignatureAlgorithm(innerAlgorithm), value },
    selfIssued: sameName(subject, issuer),
    ...readExtensions(extensions === undefined ? [] : Asn1.parse(extensions.content).expect(tags.sequence).children),
  };
};

/** Reads one DER certificate. Fault `pki.certificate-malformed`. */
export const parseCertificate = (bytes: Uint8Array): Certificate => {
  if (bytes.length === 0 || bytes.length > maxSize) throw new Fault('pki.certificate-malformed');
  const fingerprint = sha256Hex(bytes);
  const known = remembered.get(fingerprint);
  if (known !== undefined) return known;
  // A copy: the caller's buffer may be a window into a file that is read on.
  const certificate = readingAs('pki.certificate-malformed', () => read(Uint8Array.from(bytes), fingerprint));
  if (remembered.size >= maxRemembered) remembered.clear();
  remembered.set(fingerprint, certificate);
  return certificate;
};

const pemBlock = /-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\s]*)-----END \1-----/g;

/** The contents of the PEM blocks (RFC 7468) of one label, or the bytes themselves where there is no PEM at all. */
export const pemOrDer = (bytes: Uint8Array, labels: readonly string[]): Uint8Array[] => {
  const text = Buffer.from(bytes).toString('latin1');
  if (!text.includes('-----BEGIN ')) return [bytes];
  return Array.from(text.matchAll(pemBlock)).flatMap(([, label = '', body = '']) =>
    labels.includes(label) ? [new Uint8Array(Buffer.from(body, 'base64'))] : [],
  );
};

/** Every certificate of a PEM file (other blocks are passed over), or the one of a DER file. */
export const readCertificates = (bytes: Uint8Array): Certificate[] =>
  pemOrDer(bytes, ['CERTIFICATE', 'X509 CERTIFICATE', 'TRUSTED CERTIFICATE']).map(parseCertificate);

/** The issuer's name and serial number name this certificate (RFC 5652 10.2.4). */
export const isNamedBy = (certificate: Certificate, issuer: Name, serial: string): boolean =>
  certificate.serial === serial && sameName(certificate.issuer, issuer);
