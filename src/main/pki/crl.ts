/** Certificate revocation lists (RFC 5280 5): complete and direct ones; every other kind gives no answer. */
import { Fault } from '../../contracts/faults/index.js';
import { inMemory, readSignatureAlgorithm, type SignatureAlgorithm, sha256Hex, verifySignature } from './algorithms.js';
import { Asn1, contextTag, equalBytes, readingAs, tags, toHex } from './asn1.js';
import { type Certificate, pemOrDer } from './certificate.js';
import { CrlEntries, type Revocation } from './crl-entries.js';
import { readRawExtensions } from './extensions.js';
import { type Name, readName, sameName } from './name.js';
import { oids } from './oids.js';

/** Which certificates a list speaks of (RFC 5280 5.2.5). */
interface Scope {
  readonly urls: readonly string[];
  readonly userOnly: boolean;
  readonly caOnly: boolean;
}

export interface Crl {
  readonly issuer: Name;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | null;
  readonly signed: {
    readonly bytes: Uint8Array;
    readonly algorithm: SignatureAlgorithm | null;
    readonly value: Uint8Array;
  };
  readonly scope: Scope;
  /** Indirect, delta, partitioned by reason, or with a critical extension that is not known: not to be used. */
  readonly supported: boolean;
  /** Certificates that expired after this stay listed (X.509 9.5.2.8, expiredCertsOnCRL); null where none do. */
  readonly keepsExpiredSince: Date | null;
  readonly entries: CrlEntries;
}

export type RevocationAnswer =
  | {
      readonly status: 'good';
      readonly thisUpdate: Date;
      readonly nextUpdate: Date;
      /** It was good then, and has been revoked since. */
      readonly revokedSince?: Date;
    }
  | ({ readonly status: 'revoked' } & Revocation)
  | {
      readonly status: 'unknown';
      /**
       * `not-known`: an OCSP responder has never heard of the certificate. `expired`: what there is was issued after the
       * certificate had expired, when it need not say anything of it any more.
       */
      readonly why: 'missing' | 'stale' | 'expired' | 'unsupported' | 'bad-signature' | 'weak-algorithm' | 'not-known';
    };

const wholeScope: Scope = { urls: [], userOnly: false, caOnly: false };

/** IssuingDistributionPoint; null where the list is indirect, for attribute certificates, or for some reasons only. */
const readScope = (value: Uint8Array): Scope | null => {
  const parts = Asn1.parse(value).expect(tags.sequence).children;
  const part = (number: number, constructed: boolean): Asn1 | undefined =>
    parts.find((node) => node.tag === contextTag(number, constructed));
  const flag = (number: number): boolean => (part(number, false)?.content[0] ?? 0) !== 0;
  const known = [contextTag(0, true), contextTag(1, false), contextTag(2, false)];
  if (parts.some((node) => !known.includes(node.tag))) return null;
  const name = part(0, true)?.children[0];
  if (name !== undefined && name.tag !== contextTag(0, true)) return null;
  const urls = (name?.children ?? []).map((node) => Buffer.from(node.content).toString('latin1'));
  return { urls, userOnly: flag(1), caOnly: flag(2) };
};

const knownExtensions: ReadonlySet<string> = new Set([
  oids.authorityKeyIdentifier,
  oids.crlNumber,
  oids.issuingDistributionPoint,
]);

const read = (bytes: Uint8Array): Crl => {
  const outer = Asn1.parse(bytes).sequence();
  const tbs = outer.next();
  const outerAlgorithm = outer.next();
  const value = outer.next().bitOctets();
  const cursor = tbs.sequence();
  cursor.optional(tags.integer);
  const algorithm = cursor.next();
  if (!equalBytes(algorithm.bytes, outerAlgorithm.bytes)) throw new Fault('pki.crl-malformed');
  const issuer = readName(cursor.next());
  const thisUpdate = cursor.next().time();
  const nextUpdate = cursor.optional(tags.utcTime, tags.generalizedTime)?.time() ?? null;
  const entries = CrlEntries.read(cursor.optional(tags.sequence));
  const wrapper = cursor.optional(contextTag(0, true));
  const extensions = readRawExtensions(
    wrapper === null ? [] : Asn1.parse(wrapper.content).expect(tags.sequence).children,
  );
  const point = extensions.find(({ oid }) => oid === oids.issuingDistributionPoint);
  const keeps = extensions.find(({ oid }) => oid === oids.expiredCertsOnCrl);
  const scope = point === undefined ? wholeScope : readScope(point.value);
  // A delta list counts as one even if its issuer forgot to mark the indicator critical.
  const unknown = extensions.some(
    ({ oid, critical }) => (critical && !knownExtensions.has(oid)) || oid === oids.deltaCrlIndicator,
  );
  return {
    issuer,
    thisUpdate,
    nextUpdate,
    signed: { bytes: tbs.bytes, algorithm: readSignatureAlgorithm(algorithm), value },
    scope: scope ?? wholeScope,
    supported: entries.supported && !unknown && scope !== null,
    keepsExpiredSince: keeps === undefined ? null : Asn1.parse(keeps.value).time(),
    entries,
  };
};

export interface CrlHead {
  readonly der: Uint8Array;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | null;
}

/** How long a list serves, without walking its entries; PEM or DER. Fault `pki.crl-malformed`. */
export const readCrlHead = (bytes: Uint8Array): CrlHead => {
  const [encoded] = pemOrDer(bytes, ['X509 CRL']);
  if (encoded === undefined) throw new Fault('pki.crl-malformed');
  return readingAs('pki.crl-malformed', () => {
    const cursor = Asn1.parse(encoded).sequence().next().sequence();
    cursor.optional(tags.integer);
    cursor.next().expect(tags.sequence);
    cursor.next().expect(tags.sequence);
    const thisUpdate = cursor.next().time();
    const nextUpdate = cursor.optional(tags.utcTime, tags.generalizedTime)?.time() ?? null;
    return { der: encoded, thisUpdate, nextUpdate };
  });
};

/** The national lists have a few MB; 20 MB is what the downloader takes. */
const maxSize = 20 * 1024 * 1024;
const remembered = new Map<string, Crl>();
const maxRemembered = 16;

/** Reads a CRL, PEM or DER; the same bytes are read once. Fault `pki.crl-malformed`. */
export const parseCrl = (bytes: Uint8Array): Crl => {
  if (bytes.length > maxSize) throw new Fault('pki.crl-malformed');
  const [encoded] = pemOrDer(bytes, ['X509 CRL']);
  if (encoded === undefined) throw new Fault('pki.crl-malformed');
  const fingerprint = sha256Hex(encoded);
  const known = remembered.get(fingerprint);
  if (known !== undefined) return known;
  const crl = readingAs('pki.crl-malformed', () => read(Uint8Array.from(encoded)));
  if (remembered.size >= maxRemembered) remembered.clear();
  remembered.set(fingerprint, crl);
  return crl;
};

/** Whether the list speaks of this certificate at all (RFC 5280 6.3.3 (b)). */
const covers = (crl: Crl, certificate: Certificate): boolean =>
  sameName(crl.issuer, certificate.issuer) &&
  !(crl.scope.userOnly && certificate.isCa) &&
  !(crl.scope.caOnly && !certificate.isCa) &&
  (crl.scope.urls.length === 0 || crl.scope.urls.some((url) => certificate.crlUrls.includes(url)));

const verified = new Map<string, boolean>();

const signedBy = (crl: Crl, issuer: Certificate, algorithm: SignatureAlgorithm): boolean => {
  const key = `${toHex(crl.signed.value)}:${sha256Hex(crl.signed.bytes)}:${issuer.fingerprint}`;
  const known = verified.get(key);
  if (known !== undefined) return known;
  const right = verifySignature(issuer.spki, algorithm, inMemory(crl.signed.bytes), crl.signed.value);
  if (verified.size >= 64) verified.clear();
  verified.set(key, right);
  return right;
};

/** The date of an entry whose own cannot be read: no signature is older. */
const beginning = new Date(0);

/** Clocks of a CA and of a PC differ; a list may be this much ahead of us. */
const clockSkew = 5 * 60_000;

/**
 * A list issued after `at` knows more, not less, unless the certificate had expired before it was issued: expired
 * certificates drop out of lists (RFC 5280 3.3), but for those whose issuer keeps them in.
 */
const speaksOf = (crl: Crl, certificate: Certificate, at: Date): boolean =>
  crl.thisUpdate.getTime() <= at.getTime() + clockSkew ||
  crl.thisUpdate <= certificate.notAfter ||
  (crl.keepsExpiredSince !== null && crl.keepsExpiredSince <= certificate.notAfter);

type Examined =
  | { readonly usable: true; readonly nextUpdate: Date }
  | { readonly usable: false; readonly answer: RevocationAnswer };

const examine = (crl: Crl, certificate: Certificate, issuer: Certificate, at: Date): Examined => {
  const unusable = (why: Extract<RevocationAnswer, { status: 'unknown' }>['why']): Examined => ({
    usable: false,
    answer: { status: 'unknown', why },
  });
  const { algorithm } = crl.signed;
  if (!crl.supported || algorithm === null) return unusable('unsupported');
  if (algorithm.kind !== 'ed25519' && algorithm.digest === 'sha1') return unusable('weak-algorithm');
  if (issuer.keyUsage !== null && !issuer.keyUsage.has('cRLSign')) return unusable('bad-signature');
  if (!signedBy(crl, issuer, algorithm)) return unusable('bad-signature');
  if (crl.nextUpdate === null || crl.nextUpdate < at) return unusable('stale');
  if (!speaksOf(crl, certificate, at)) return unusable('expired');
  return { usable: true, nextUpdate: crl.nextUpdate };
};

/**
 * What the lists say of a certificate at `at`. Only lists of its own issuer, signed with that issuer's key, count; the
 * newest usable one decides. A listed certificate is revoked whatever the date beside it: without a proof of when the
 * signature was made, a later revocation is as bad as an earlier one.
 */
export const revocationStatus = (
  certificate: Certificate,
  issuer: Certificate,
  crls: readonly Crl[],
  at: Date,
): RevocationAnswer => {
  const newestFirst = crls
    .filter((crl) => covers(crl, certificate))
    .sort((left, right) => right.thisUpdate.getTime() - left.thisUpdate.getTime());
  let refusal: RevocationAnswer = { status: 'unknown', why: 'missing' };
  for (const crl of newestFirst) {
    const examined = examine(crl, certificate, issuer, at);
    if (examined.usable) {
      const entry = crl.entries.find(certificate.serial, beginning);
      if (entry !== null) return { status: 'revoked', ...entry };
      return { status: 'good', thisUpdate: crl.thisUpdate, nextUpdate: examined.nextUpdate };
    }
    if (refusal.status === 'unknown' && refusal.why === 'missing') refusal = examined.answer;
  }
  return refusal;
};
