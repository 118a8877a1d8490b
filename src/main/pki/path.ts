/** Certification paths: building, and validation by RFC 5280 6.1. */
import { inMemory, type SignatureAlgorithm, verifySignature } from './algorithms.js';
import type { Certificate } from './certificate.js';
import type { Crl, RevocationAnswer } from './crl.js';
import { sameName } from './name.js';
import { namesAllowed } from './name-constraints.js';
import type { OcspResponse } from './ocsp.js';
import { oids } from './oids.js';
import { policyFailure } from './policies.js';
import { revocationAnswer } from './revocation.js';
import type { TrustAnchor, TrustStore } from './trust.js';

export type PathProblemCode =
  | 'no-issuer'
  | 'expired'
  | 'not-yet-valid'
  | 'not-a-ca'
  | 'no-cert-sign'
  | 'path-length'
  | 'critical-extension'
  | 'name-constraint'
  | 'policy'
  | 'weak-algorithm'
  | 'weak-key'
  | 'signer-is-ca'
  | 'signer-key-usage'
  | 'signer-purpose';

export interface PathProblem {
  readonly code: PathProblemCode;
  readonly certificate: Certificate;
}

export interface PathResult {
  /** The signer first, its issuers after it, without the anchor; as far as it could be built. */
  readonly path: readonly [Certificate, ...Certificate[]];
  /** null where no anchor was reached by verified signatures; `problems` then holds `no-issuer`. */
  readonly anchor: TrustAnchor | null;
  /** Empty only for a path that is valid but for revocation. */
  readonly problems: readonly PathProblem[];
  /** Shipped certificates of the path whose own signature is SHA-1, accepted because their SHA-256 is pinned. */
  readonly legacy: readonly Certificate[];
  /** One answer per certificate of `path`, in its order; empty without an anchor. */
  readonly revocation: readonly RevocationAnswer[];
}

export interface PathOptions {
  /** Certificates that came with the signature; nothing in them is trusted. */
  readonly pool: readonly Certificate[];
  readonly trust: TrustStore;
  /** The instant for which the path has to be valid. */
  readonly at: Date;
  /** What the signer made is proven to have existed then: revocations after it do not count. */
  readonly proven?: boolean;
  readonly crls: readonly Crl[];
  readonly ocsps?: readonly OcspResponse[];
  /** What the signer's certificate is for; timestamps need their own extended key usage (RFC 3161 2.3). */
  readonly purpose?: 'document' | 'timestamp';
}

const maxPathLength = 8;
/** Signature checks of one search: a pool of look-alike issuers cannot keep us busy. */
const maxChecks = 48;

const checked = new Map<string, boolean>();

/** `issuer`'s key made the signature on `certificate`; remembered, as every file of a batch has the same CAs. */
const signedBy = (certificate: Certificate, issuer: Certificate, algorithm: SignatureAlgorithm): boolean => {
  const key = `${certificate.fingerprint}:${issuer.fingerprint}`;
  const known = checked.get(key);
  if (known !== undefined) return known;
  const right = verifySignature(issuer.spki, algorithm, inMemory(certificate.signed.bytes), certificate.signed.value);
  if (checked.size >= 2048) checked.clear();
  checked.set(key, right);
  return right;
};

/** By name and, where both state one, by key identifier (RFC 5280 4.2.1.1). */
const namesIssuer = (certificate: Certificate, issuer: Certificate): boolean =>
  sameName(certificate.issuer, issuer.subject) &&
  (certificate.authorityKeyId === null ||
    issuer.subjectKeyId === null ||
    certificate.authorityKeyId === issuer.subjectKeyId);

interface Candidate {
  readonly path: readonly [Certificate, ...Certificate[]];
  readonly anchor: TrustAnchor | null;
}

/** Every path from `leaf` to an anchor, and at least the longest stub, within the limits. */
const buildPaths = (leaf: Certificate, { pool, trust }: PathOptions): Candidate[] => {
  const known = [...trust.intermediates, ...pool];
  const complete: Candidate[] = [];
  let stub: Candidate = { path: [leaf], anchor: null };
  let checks = 0;
  const issued = (certificate: Certificate, issuer: Certificate): boolean => {
    const { algorithm } = certificate.signed;
    if (algorithm === null || checks >= maxChecks || !namesIssuer(certificate, issuer)) return false;
    checks += 1;
    return signedBy(certificate, issuer, algorithm);
  };
  const extend = (path: readonly [Certificate, ...Certificate[]]): void => {
    const top = path[path.length - 1] ?? leaf;
    if (path.length > stub.path.length) stub = { path, anchor: null };
    for (const anchor of trust.anchors) {
      if (issued(top, anchor.certificate)) complete.push({ path, anchor });
    }
    if (path.length >= maxPathLength) return;
    const seen = new Set(path.map((certificate) => certificate.fingerprint));
    for (const issuer of known) {
      if (seen.has(issuer.fingerprint) || !issued(top, issuer)) continue;
      seen.add(issuer.fingerprint);
      extend([...path, issuer]);
    }
  };
  extend([leaf]);
  return complete.length > 0 ? complete : [stub];
};

const minimumRsaBits = 2048;

const weakKey = ({ publicKey }: Certificate): boolean =>
  publicKey.kind === 'other' || (publicKey.kind === 'rsa' && publicKey.bits < minimumRsaBits);

const usesSha1 = ({ signed: { algorithm } }: Certificate): boolean =>
  algorithm !== null && algorithm.kind !== 'ed25519' && algorithm.digest === 'sha1';

/** What concerns every certificate of a path, the anchor included but for its own signature. */
const commonProblems = (certificate: Certificate, at: Date): PathProblemCode[] => [
  ...(at < certificate.notBefore ? ['not-yet-valid' as const] : []),
  ...(at > certificate.notAfter ? ['expired' as const] : []),
  ...(certificate.unknownCritical.length > 0 ? ['critical-extension' as const] : []),
  ...(weakKey(certificate) ? ['weak-key' as const] : []),
];

/** RFC 5280 6.1.4 (k)–(n) for an issuing certificate; `below` are the certificates under it, the signer first. */
const issuerProblems = (issuer: Certificate, below: readonly Certificate[]): PathProblemCode[] => {
  // Self-issued certificates (key changeover) do not count, the signer's never does (4.2.1.9).
  const intermediates = below.slice(1).filter((certificate) => !certificate.selfIssued).length;
  const constrained = below.filter((certificate, index) => index === 0 || !certificate.selfIssued);
  const { nameConstraints } = issuer;
  return [
    ...(issuer.isCa ? [] : ['not-a-ca' as const]),
    ...(issuer.keyUsage === null || issuer.keyUsage.has('keyCertSign') ? [] : ['no-cert-sign' as const]),
    ...(issuer.pathLength !== null && intermediates > issuer.pathLength ? ['path-length' as const] : []),
    ...(nameConstraints !== null && constrained.some((certificate) => !namesAllowed(certificate, nameConstraints))
      ? ['name-constraint' as const]
      : []),
  ];
};

/** Purposes under which documents are signed: any, e-mail, client, documents (RFC 9336), Microsoft's and Adobe's. */
const documentPurposes: ReadonlySet<string> = new Set([
  oids.anyExtendedKeyUsage,
  '1.3.6.1.5.5.7.3.4',
  '1.3.6.1.5.5.7.3.2',
  '1.3.6.1.5.5.7.3.36',
  '1.3.6.1.4.1.311.10.3.12',
  '1.2.840.113583.1.1.5',
]);

const signerProblems = (leaf: Certificate, purpose: 'document' | 'timestamp'): PathProblemCode[] => {
  const usage = leaf.keyUsage;
  const purposes = leaf.extendedKeyUsage;
  const purposeFits =
    purpose === 'timestamp'
      ? purposes?.length === 1 && purposes[0] === oids.timeStamping && leaf.extendedKeyUsageCritical
      : purposes === null || purposes.some((oid) => documentPurposes.has(oid));
  return [
    ...(leaf.isCa ? ['signer-is-ca' as const] : []),
    // An absent extension allows everything (RFC 5280 4.2.1.3); official certificates always state it, so none is refused.
    ...(usage?.has('digitalSignature') || usage?.has('nonRepudiation') ? [] : ['signer-key-usage' as const]),
    ...(purposeFits ? [] : ['signer-purpose' as const]),
  ];
};

/** A SHA-1 signature counts on no certificate but a shipped one, whose bytes are pinned by SHA-256. */
const legacyOf = (path: readonly Certificate[], trust: TrustStore): Certificate[] =>
  path.filter((certificate) => usesSha1(certificate) && trust.pinned.has(certificate.fingerprint));

const problemsOf = ({ path, anchor }: Candidate, options: PathOptions): PathProblem[] => {
  const [leaf] = path;
  const of = (certificate: Certificate, codes: readonly PathProblemCode[]): PathProblem[] =>
    codes.map((code) => ({ code, certificate }));
  const legacy = legacyOf(path, options.trust);
  const chain = anchor === null ? path : [...path, anchor.certificate];
  const unfit = anchor === null ? null : policyFailure([...path].reverse());
  return [
    ...(anchor === null ? of(path[path.length - 1] ?? leaf, ['no-issuer']) : []),
    ...of(leaf, signerProblems(leaf, options.purpose ?? 'document')),
    ...chain.flatMap((certificate) => of(certificate, commonProblems(certificate, options.at))),
    ...chain.slice(1).flatMap((issuer, index) => of(issuer, issuerProblems(issuer, path.slice(0, index + 1)))),
    ...(unfit === null ? [] : of(unfit, ['policy'])),
    ...path
      .filter((certificate) => usesSha1(certificate) && !legacy.includes(certificate))
      .flatMap((certificate) => of(certificate, ['weak-algorithm'])),
  ];
};

const validate = (candidate: Candidate, options: PathOptions): PathResult => {
  const { path, anchor } = candidate;
  const material = { crls: options.crls, ocsps: options.ocsps ?? [] };
  const answer = (certificate: Certificate, issuer: Certificate): RevocationAnswer =>
    revocationAnswer(certificate, issuer, material, options.at, options.proven);
  return {
    path,
    anchor,
    problems: problemsOf(candidate, options),
    legacy: legacyOf(path, options.trust),
    revocation:
      anchor === null
        ? []
        : path.map((certificate, index) => answer(certificate, path[index + 1] ?? anchor.certificate)),
  };
};

const gravity = (result: PathResult): number => {
  const unanswered = result.revocation.filter((answer) => answer.status !== 'good').length;
  return (result.anchor === null ? 10_000 : 0) + result.problems.length * 100 + unanswered;
};

/**
 * Finds the best path from a signer to a trusted anchor and says all that is wrong with it. Issuers come from the trust
 * store and from the pool; an issuer counts only if its key really signed. Revocation is answered per certificate and
 * decided by the caller: a path without problems is not yet a valid one.
 */
export const buildAndValidatePath = (leaf: Certificate, options: PathOptions): PathResult => {
  const results = buildPaths(leaf, options).map((candidate) => validate(candidate, options));
  // A revoked signer is revoked on whatever path that is found: an unanswered path must not outrank it.
  const revoked = results.find((result) => result.revocation[0]?.status === 'revoked');
  const [best] = results.sort((left, right) => gravity(left) - gravity(right));
  return revoked ?? best ?? validate({ path: [leaf], anchor: null }, options);
};

/**
 * The chain to embed with a signature: the signer first, then each issuer found in `pool` whose key signed the one
 * before, up to a self-issued one. No statement about trust.
 */
export const chainFor = (leaf: Certificate, pool: readonly Certificate[]): [Certificate, ...Certificate[]] => {
  const chain: [Certificate, ...Certificate[]] = [leaf];
  for (let top = leaf; chain.length < maxPathLength && !top.selfIssued; ) {
    const { algorithm } = top.signed;
    const below = top;
    const issuer = pool.find(
      (candidate) =>
        algorithm !== null &&
        !chain.includes(candidate) &&
        namesIssuer(below, candidate) &&
        signedBy(below, candidate, algorithm),
    );
    if (issuer === undefined) break;
    chain.push(issuer);
    top = issuer;
  }
  return chain;
};
