/** The online certificate status protocol (RFC 6960): request, response, and the answer it gives for a certificate. */
import { Fault } from '../../contracts/faults/index.js';
import {
  type DigestAlgorithm,
  hash,
  inMemory,
  readDigestAlgorithm,
  readSignatureAlgorithm,
  type SignatureAlgorithm,
  verifySignature,
} from './algorithms.js';
import { Asn1, contextTag, der, equalBytes, readingAs, tags, toHex } from './asn1.js';
import { type Certificate, parseCertificate } from './certificate.js';
import { type Crl, type RevocationAnswer, revocationStatus } from './crl.js';
import type { Revocation } from './crl-entries.js';
import { readRawExtensions } from './extensions.js';
import { type Name, readName, sameName } from './name.js';
import { oids } from './oids.js';

/** CertID (4.1.1): issuer and serial number, the issuer by hashes. `digest` is null for one that is not known. */
interface CertificateId {
  readonly digest: DigestAlgorithm | null;
  readonly nameHash: Uint8Array;
  readonly keyHash: Uint8Array;
  /** The whole INTEGER: -1 and 255 have the same octets but for the sign. */
  readonly serial: Uint8Array;
}

interface Statement {
  readonly id: CertificateId;
  readonly status: 'good' | 'unknown' | Revocation;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | null;
}

export interface OcspResponse {
  readonly responder: { readonly kind: 'name'; readonly name: Name } | { readonly kind: 'key'; readonly hash: string };
  readonly producedAt: Date;
  readonly statements: readonly Statement[];
  /** The value that the request carried, where the responder repeats it; lower-case hexadecimal. */
  readonly nonce: string | null;
  readonly certificates: readonly Certificate[];
  readonly signed: {
    readonly bytes: Uint8Array;
    readonly algorithm: SignatureAlgorithm | null;
    readonly value: Uint8Array;
  };
  /** False where it has a critical extension: none is known. */
  readonly supported: boolean;
}

/** subjectPublicKey without its tag, length and unused bits (4.1.1, issuerKeyHash). */
const keyOctets = (certificate: Certificate): Uint8Array => {
  const cursor = Asn1.parse(certificate.spki).sequence();
  cursor.next();
  return cursor.next().bitOctets();
};

const serialNumber = (certificate: Certificate): Uint8Array => {
  const tbs = Asn1.parse(certificate.der).sequence().next().sequence();
  tbs.optional(contextTag(0, true));
  return tbs.next().expect(tags.integer).bytes;
};

/**
 * OCSPRequest for one certificate, DER, unsigned. The CertID is hashed with SHA-1, the only digest that every responder
 * knows (RFC 5019 2.1.1); it names and protects nothing.
 * @param nonce 16 … 32 random bytes (RFC 8954)
 */
export const ocspRequest = (certificate: Certificate, issuer: Certificate, nonce?: Uint8Array): Uint8Array => {
  const id = der.sequence(
    der.sequence(der.oid(oids.sha1), der.null()),
    der.octetString(hash('sha1', certificate.issuer.der)),
    der.octetString(hash('sha1', keyOctets(issuer))),
    serialNumber(certificate),
  );
  const list = der.sequence(der.sequence(id));
  if (nonce === undefined) return der.sequence(der.sequence(list));
  const extension = der.sequence(der.oid(oids.ocspNonce), der.octetString(der.octetString(nonce)));
  return der.sequence(der.sequence(list, der.tlv(contextTag(2, true), der.sequence(extension))));
};

const readStatus = (node: Asn1): Statement['status'] => {
  if (node.tag === contextTag(0, false)) return 'good';
  if (node.tag === contextTag(2, false)) return 'unknown';
  const cursor = node.sequence(contextTag(1, true));
  const date = cursor.next().time();
  const reason = cursor.optional(contextTag(0, true))?.children[0]?.smallInteger(tags.enumerated) ?? 0;
  return { date, reason };
};

const extensionsOf = (wrapper: Asn1 | null): ReturnType<typeof readRawExtensions> =>
  readRawExtensions(wrapper === null ? [] : Asn1.parse(wrapper.content).expect(tags.sequence).children);

const readStatement = (node: Asn1): Statement & { supported: boolean } => {
  const cursor = node.sequence();
  const id = cursor.next().sequence();
  const digest = readDigestAlgorithm(id.next());
  const nameHash = id.next().octets();
  const keyHash = id.next().octets();
  const serial = id.next().expect(tags.integer).bytes;
  const status = readStatus(cursor.next());
  const thisUpdate = cursor.next().time();
  const nextUpdate = cursor.optional(contextTag(0, true))?.children[0]?.time() ?? null;
  const supported = extensionsOf(cursor.optional(contextTag(1, true))).every(({ critical }) => !critical);
  return { id: { digest, nameHash, keyHash, serial }, status, thisUpdate, nextUpdate, supported };
};

const readResponder = (node: Asn1): OcspResponse['responder'] => {
  if (node.tag === contextTag(1, true)) return { kind: 'name', name: readName(Asn1.parse(node.content)) };
  const inner = Asn1.parse(node.expect(contextTag(2, true)).content);
  return { kind: 'key', hash: toHex(inner.octets()) };
};

/** The nonce as it stands in the extension: an OCTET STRING, or with old responders the bare octets. */
const readNonce = (value: Uint8Array): string =>
  toHex(value[0] === tags.octetString && value[1] === value.length - 2 ? value.subarray(2) : value);

const readResponseData = (tbs: Asn1) => {
  const cursor = tbs.sequence();
  cursor.optional(contextTag(0, true));
  const responder = readResponder(cursor.next());
  const producedAt = cursor.next().time();
  const statements = cursor.next().expect(tags.sequence).children.map(readStatement);
  const extensions = extensionsOf(cursor.optional(contextTag(1, true)));
  const nonce = extensions.find(({ oid }) => oid === oids.ocspNonce);
  return {
    responder,
    producedAt,
    statements: statements.filter((statement) => statement.supported),
    nonce: nonce === undefined ? null : readNonce(nonce.value),
    supported: extensions.every(({ oid, critical }) => !critical || oid === oids.ocspNonce),
  };
};

const refusals: Readonly<Record<number, string>> = {
  1: 'malformedRequest',
  2: 'internalError',
  3: 'tryLater',
  5: 'sigRequired',
  6: 'unauthorized',
};

const read = (bytes: Uint8Array): OcspResponse => {
  const outer = Asn1.parse(bytes).sequence();
  const status = outer.next().smallInteger(tags.enumerated);
  if (status !== 0) throw new Fault('pki.ocsp-refused', { detail: refusals[status] ?? `status ${status}` });
  const typed = Asn1.parse(outer.next().expect(contextTag(0, true)).content).sequence();
  if (typed.next().oid() !== oids.ocspBasic) throw new Fault('pki.ocsp-malformed');
  const basic = Asn1.parse(typed.next().octets()).sequence();
  const tbs = basic.next();
  const algorithm = readSignatureAlgorithm(basic.next());
  const value = basic.next().bitOctets();
  const certificates = basic.optional(contextTag(0, true))?.children[0]?.children ?? [];
  return {
    ...readResponseData(tbs),
    certificates: certificates.slice(0, maxCertificates).map((node) => parseCertificate(node.bytes)),
    signed: { bytes: tbs.bytes, algorithm, value },
  };
};

const maxCertificates = 8;
/** Real responses have 1–3 KB. */
const maxSize = 256 * 1024;

/**
 * Reads an OCSPResponse, DER, with a BasicOCSPResponse inside. Faults `pki.ocsp-malformed`, `pki.certificate-malformed`,
 * and `pki.ocsp-refused` for one that carries no answer (tryLater and the like).
 */
export const readOcspResponse = (bytes: Uint8Array): OcspResponse => {
  if (bytes.length > maxSize) throw new Fault('pki.ocsp-malformed');
  return readingAs('pki.ocsp-malformed', () => read(Uint8Array.from(bytes)));
};

const concerns = ({ digest, ...id }: CertificateId, certificate: Certificate, issuer: Certificate): boolean =>
  (digest === 'sha1' || digest === 'sha256') &&
  equalBytes(id.serial, serialNumber(certificate)) &&
  equalBytes(id.nameHash, hash(digest, certificate.issuer.der)) &&
  equalBytes(id.keyHash, hash(digest, keyOctets(issuer)));

const isNamed = ({ responder }: OcspResponse, certificate: Certificate): boolean =>
  responder.kind === 'name'
    ? sameName(responder.name, certificate.subject)
    : responder.hash === toHex(hash('sha1', keyOctets(certificate)));

const usesSha1 = (algorithm: SignatureAlgorithm): boolean =>
  algorithm.kind !== 'ed25519' && algorithm.digest === 'sha1';

const weakKey = ({ publicKey }: Certificate): boolean =>
  publicKey.kind === 'other' || (publicKey.kind === 'rsa' && publicKey.bits < 2048);

/**
 * A delegated responder (4.2.2.2): issued directly by the CA that issued the certificate in question, for this purpose,
 * in force when it answered, and either exempt from revocation or found good in a list.
 */
const delegated = (responder: Certificate, issuer: Certificate, producedAt: Date, crls: readonly Crl[]): boolean => {
  const { algorithm, bytes, value } = responder.signed;
  const { keyUsage } = responder;
  return (
    responder.extendedKeyUsage?.includes(oids.ocspSigning) === true &&
    (keyUsage === null || keyUsage.has('digitalSignature') || keyUsage.has('nonRepudiation')) &&
    responder.unknownCritical.length === 0 &&
    !weakKey(responder) &&
    producedAt >= responder.notBefore &&
    producedAt <= responder.notAfter &&
    sameName(responder.issuer, issuer.subject) &&
    algorithm !== null &&
    !usesSha1(algorithm) &&
    verifySignature(issuer.spki, algorithm, inMemory(bytes), value) &&
    (responder.ocspNoCheck || revocationStatus(responder, issuer, crls, producedAt).status === 'good')
  );
};

/** Clocks of a responder and of a PC differ; a response may be this much ahead of us. */
const clockSkew = 5 * 60_000;
/** Without nextUpdate newer information is always to be had (4.2.2.1): such an answer serves this long. */
const servesWithoutEnd = 60 * 60_000;

/** As with a CRL: one made after `at` knows more, not less, unless the certificate had expired before: it is forgotten. */
const speaksOf = (statement: Statement, certificate: Certificate, at: Date): boolean =>
  statement.thisUpdate.getTime() <= at.getTime() + clockSkew || statement.thisUpdate <= certificate.notAfter;

/**
 * What one response says of a certificate at `at`. It counts only if it speaks of this certificate (CertID by SHA-1 or
 * SHA-256), is signed by the issuer itself or by a responder that it delegated, and is fresh; a clock skew of five
 * minutes is allowed for. A revoked certificate is revoked whatever the date beside it.
 * @param crls lists in which a responder without id-pkix-ocsp-nocheck is looked up
 */
export const ocspAnswer = (
  response: OcspResponse,
  certificate: Certificate,
  issuer: Certificate,
  at: Date,
  crls: readonly Crl[] = [],
): RevocationAnswer => {
  const [statement] = response.statements
    .filter(({ id }) => concerns(id, certificate, issuer))
    .sort((left, right) => right.thisUpdate.getTime() - left.thisUpdate.getTime());
  if (statement === undefined) return { status: 'unknown', why: 'missing' };
  const { algorithm, bytes, value } = response.signed;
  if (!response.supported || algorithm === null) return { status: 'unknown', why: 'unsupported' };
  if (usesSha1(algorithm)) return { status: 'unknown', why: 'weak-algorithm' };
  const entitled = [issuer, ...response.certificates].filter(
    (candidate) =>
      isNamed(response, candidate) &&
      (candidate.fingerprint === issuer.fingerprint || delegated(candidate, issuer, response.producedAt, crls)),
  );
  if (!entitled.some(({ spki }) => verifySignature(spki, algorithm, inMemory(bytes), value)))
    return { status: 'unknown', why: 'bad-signature' };
  const nextUpdate = statement.nextUpdate ?? new Date(statement.thisUpdate.getTime() + servesWithoutEnd);
  if (nextUpdate < at) return { status: 'unknown', why: 'stale' };
  if (!speaksOf(statement, certificate, at)) return { status: 'unknown', why: 'expired' };
  if (statement.status === 'unknown') return { status: 'unknown', why: 'not-known' };
  if (statement.status === 'good') return { status: 'good', thisUpdate: statement.thisUpdate, nextUpdate };
  return { status: 'revoked', ...statement.status };
};
