/** May this certificate sign now? The path and what is known of revocation, as an outcome with its reasons. */
import { type FaultValue, faultValue } from '../../contracts/faults/index.js';
import type { Certificate } from './certificate.js';
import type { PathProblem, PathProblemCode, PathResult } from './path.js';
import { isTraining, type TrustScheme } from './trust.js';

/** `stop`: nobody may overrule it. `unknown`: a person decides, once for each certificate and batch. */
export type SignerOutcome = 'good' | 'stop' | 'unknown';

export interface SignerJudgement {
  readonly outcome: SignerOutcome;
  /** Empty for `good`. */
  readonly reasons: readonly FaultValue[];
  /** DER: the signer, its issuers, and the anchor where one was reached. */
  readonly chain: readonly Uint8Array[];
  /** `training` is for exercises: nobody revokes such a certificate and no signature of it counts. */
  readonly scheme: TrustScheme | 'training' | 'none';
  /** Of the whole path; `not-asked` without an anchor to answer for it, and for training. */
  readonly revocation: 'good' | 'revoked' | 'unknown' | 'not-asked';
}

/** The person, office or authority as sentences name it. */
export const holderName = ({ subject }: Certificate): string =>
  subject.commonName ?? subject.organization ?? subject.text;

const vietnamOffset = 7 * 3_600_000;

/** A day as Vietnamese documents write it (dd/mm/yyyy, Vietnam time). */
export const vietnameseDay = (time: Date): string =>
  new Date(time.getTime() + vietnamOffset).toISOString().slice(0, 10).split('-').reverse().join('/');

/** The rule of RFC 5280 by the name it has there. */
export const ruleNames: Readonly<Record<Exclude<PathProblemCode, 'no-issuer'>, string>> = {
  expired: 'notAfter',
  'not-yet-valid': 'notBefore',
  'not-a-ca': 'basicConstraints',
  'no-cert-sign': 'keyCertSign',
  'path-length': 'pathLenConstraint',
  'critical-extension': 'critical extension',
  'name-constraint': 'nameConstraints',
  policy: 'certificatePolicies',
  'weak-algorithm': 'SHA-1',
  'weak-key': 'key size',
  'signer-is-ca': 'basicConstraints',
  'signer-key-usage': 'keyUsage',
  'signer-purpose': 'extendedKeyUsage',
};

const problemReason = ({ code, certificate }: PathProblem, leaf: Certificate): FaultValue => {
  const signer = holderName(leaf);
  const issuer = holderName(certificate);
  const own = certificate.fingerprint === leaf.fingerprint;
  switch (code) {
    case 'no-issuer':
      return faultValue('pki.chain-unknown', {
        signer,
        issuer: certificate.issuer.commonName ?? certificate.issuer.text,
      });
    case 'expired':
      return own
        ? faultValue('pki.signer-expired', { signer, date: vietnameseDay(certificate.notAfter) })
        : faultValue('pki.issuer-not-in-force', { issuer });
    case 'not-yet-valid':
      return own
        ? faultValue('pki.signer-not-yet-valid', { signer, date: vietnameseDay(certificate.notBefore) })
        : faultValue('pki.issuer-not-in-force', { issuer });
    case 'signer-is-ca':
    case 'signer-key-usage':
    case 'signer-purpose':
      return faultValue('pki.signer-not-for-signing', { signer, detail: ruleNames[code] });
    case 'weak-algorithm':
    case 'weak-key':
      if (own) return faultValue('pki.signer-weak', { signer });
      return faultValue('pki.chain-broken', { signer, issuer, detail: ruleNames[code] });
    case 'not-a-ca':
    case 'no-cert-sign':
    case 'path-length':
    case 'critical-extension':
    case 'name-constraint':
    case 'policy':
      return faultValue('pki.chain-broken', { signer, issuer, detail: ruleNames[code] });
  }
};

const revocationReason = (certificate: Certificate, leaf: Certificate, revoked: Date): FaultValue => {
  const date = vietnameseDay(revoked);
  return certificate.fingerprint === leaf.fingerprint
    ? faultValue('pki.signer-revoked', { signer: holderName(leaf), date })
    : faultValue('pki.issuer-revoked', { issuer: holderName(certificate), date });
};

/** What the answers for a whole path come to. */
const pathRevocation = ({ anchor, revocation }: PathResult): SignerJudgement['revocation'] => {
  if (anchor === null) return 'not-asked';
  if (revocation.some(({ status }) => status === 'revoked')) return 'revoked';
  return revocation.every(({ status }) => status === 'good') ? 'good' : 'unknown';
};

/** How the findings about a path are told, for whoever's path it is. */
export interface Wording {
  problem(problem: PathProblem): FaultValue;
  revoked(certificate: Certificate, date: Date): FaultValue;
  unchecked(certificate: Certificate): FaultValue;
}

/**
 * A broken rule or a revocation stops; a missing issuer or answer leaves it open. Beside what stops, what is merely open
 * is not told.
 */
export const weighPath = (
  { path, problems, revocation }: PathResult,
  wording: Wording,
): Pick<SignerJudgement, 'outcome' | 'reasons'> => {
  const stops = problems.filter(({ code }) => code !== 'no-issuer').map(wording.problem);
  const open = problems.filter(({ code }) => code === 'no-issuer').map(wording.problem);
  revocation.forEach((answer, index) => {
    const certificate = path[index];
    if (certificate === undefined) return;
    if (answer.status === 'revoked') stops.push(wording.revoked(certificate, answer.date));
    if (answer.status === 'unknown') open.push(wording.unchecked(certificate));
  });
  if (stops.length > 0) return { outcome: 'stop', reasons: stops };
  return { outcome: open.length > 0 ? 'unknown' : 'good', reasons: open };
};

/** Judges the path of a signer as {@link buildAndValidatePath} found it, with the revocation material it was given. */
export const judgeSigner = (result: PathResult): SignerJudgement => {
  const { path, anchor } = result;
  const [leaf] = path;
  const wording: Wording = {
    problem: (problem) => problemReason(problem, leaf),
    revoked: (certificate, date) => revocationReason(certificate, leaf, date),
    unchecked: (certificate) => faultValue('pki.revocation-unknown', { subject: holderName(certificate) }),
  };
  const weighed = weighPath(result, wording);
  const chain = [...path, ...(anchor === null ? [] : [anchor.certificate])].map((certificate) => certificate.der);
  if (!isTraining(path, anchor))
    return { ...weighed, chain, scheme: anchor?.scheme ?? 'none', revocation: pathRevocation(result) };
  // An exercise needs neither an anchor nor an answer about revocation; all else has to be right there too.
  const broken = weighed.outcome === 'stop';
  return {
    outcome: broken ? 'stop' : 'good',
    reasons: broken ? weighed.reasons : [],
    chain,
    scheme: 'training',
    revocation: 'not-asked',
  };
};
