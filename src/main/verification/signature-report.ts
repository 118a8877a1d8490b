/** The report on one signature: evidence, later changes and trust put together under a policy. */
import type { SignatureReport } from '../../contracts/verification.js';
import type { PdfDocument } from '../pdf/document.js';
import { PdfString, pdfText } from '../pdf/objects.js';
import { algorithmName } from '../pki/algorithms.js';
import type { Certificate } from '../pki/certificate.js';
import { isTrainingNotice } from '../pki/trust.js';
import { laterChanges, trailingBytes } from './changes/later-changes.js';
import type { SignatureCheck, SignatureEvidence } from './evidence.js';
import { signerName } from './evidence.js';
import type { Existence } from './existence.js';
import { type Finding, type Judgement, judge } from './findings.js';
import type { LevelFacts } from './level.js';
import type { Permission, Restrictions } from './mdp.js';
import { mergeNeeds, type Needs, noNeeds } from './needs.js';
import { newFieldFindings } from './new-fields.js';
import type { Policy } from './policy.js';
import { coveredBytes, signatureDetails } from './signature-details.js';
import { claimedTime, statedTime, timeFindings } from './signing-time.js';
import { readableDate, readableMoment } from './times.js';
import {
  headline,
  holder,
  judgeTrust,
  type TrustOptions,
  type TrustResult,
  type TrustSubject,
} from './trust-findings.js';

export interface ReportContext extends TrustOptions {
  readonly document: PdfDocument;
  readonly policy: Policy;
  /** What every signature of the file states, in the order in which they were made. */
  readonly restrictions: ReadonlyMap<SignatureEvidence, Restrictions>;
  readonly levels: ReadonlyMap<SignatureEvidence, LevelFacts>;
  readonly existence: ReadonlyMap<SignatureEvidence, Existence>;
  /** Give the details of each signature, too. */
  readonly details?: boolean | undefined;
}

const text = (document: PdfDocument, evidence: SignatureEvidence, key: string): string | null => {
  const value = document.value(evidence.field.signature, key);
  return value instanceof PdfString ? pdfText(value) : null;
};

const usesSha1 = ({ facts, timestamp, subFilter }: SignatureCheck): boolean =>
  facts.digest === 'sha1' ||
  subFilter === 'adbe.pkcs7.sha1' ||
  (subFilter === 'ETSI.RFC3161' && timestamp?.imprintDigest === 'sha1');

/** SHA-1 counts where something trusted proves that the signature is from a time when nobody could forge it. */
const sha1Finding = (check: SignatureCheck, { proof, stamp }: Existence, { sha1 }: Policy): Finding => {
  const signer = signerName(check);
  const own = check.subFilter === 'ETSI.RFC3161' && stamp?.trusted ? stamp.time : null;
  const known = proof?.time ?? own;
  if (known === null || known >= new Date(sha1.acceptedBefore)) return { code: 'sha1-digest', params: { signer } };
  return { code: 'sha1-accepted', params: { signer, date: readableDate(known) } };
};

const algorithmFindings = ({ check }: SignatureEvidence, existence: Existence, policy: Policy): Finding[] => {
  if (check === null) return [];
  const absent =
    check.subFilter === 'ETSI.CAdES.detached' ? 'signing-certificate-absent' : 'signing-certificate-absent-cms';
  return [
    ...(usesSha1(check) ? [sha1Finding(check, existence, policy)] : []),
    ...(check.cms.signingCertificate === 'absent' && check.cms.signer !== null
      ? [{ code: absent, params: { signer: signerName(check) } } as const]
      : []),
  ];
};

/** Bytes around the document that no signature covers. */
const fileFindings = (document: PdfDocument): Finding[] => [
  ...(document.leadingBytes > 0 ? [{ code: 'leading-bytes' as const }] : []),
  ...(trailingBytes(document.source) === 'blank' ? [{ code: 'trailing-blank-bytes' as const }] : []),
];

/** Permission and locks in force for what came after this signature: its own and those of every earlier one. */
const inForce = (
  evidence: SignatureEvidence,
  context: ReportContext,
): { permission: Permission | null; locks: Restrictions['locks'] } => {
  const end = evidence.range?.end ?? 0;
  const earlier = [...context.restrictions].flatMap(([other, stated]) =>
    (other.range?.end ?? Infinity) <= end ? [stated] : [],
  );
  const permissions = earlier.flatMap(({ certification, lockPermission }) =>
    [certification, lockPermission].filter((permission) => permission !== null),
  );
  const strictest = permissions.includes(1) ? 1 : permissions.includes(2) ? 2 : permissions.includes(3) ? 3 : null;
  return { permission: strictest, locks: earlier.flatMap(({ locks }) => locks) };
};

const identity = (certificate: Certificate): NonNullable<SignatureReport['signer']> => ({
  commonName: certificate.subject.commonName,
  organization: certificate.subject.organization,
  serial: certificate.serial,
  issuer: certificate.issuer.text,
  fingerprint: certificate.fingerprint,
});

const noTrust: TrustResult = {
  trust: { scheme: 'none', anchor: null, revocation: 'unknown' },
  valid: false,
  findings: [],
  needs: noNeeds,
  chain: [],
};

const unknownLevel: LevelFacts = { level: 'CMS', stamped: null };
const unproven: Existence = { proof: null, proofOfStamp: null, stamp: null };

const indications = { valid: 'TOTAL-PASSED', invalid: 'TOTAL-FAILED', indeterminate: 'INDETERMINATE' } as const;

/** A verdict always comes with its reason, the good one too. */
const reasonsOf = (
  judgement: Judgement,
  evidence: SignatureEvidence,
  { proof }: Existence,
): SignatureReport['reasons'] => {
  if (judgement.verdict !== 'valid') return [...judgement.reasons];
  const signer = signerName(evidence.check);
  const [name, nameEn] = typeof signer === 'string' ? [signer, signer] : [signer.vi, signer.en];
  const when = proof === null ? { vi: 'lúc kiểm tra', en: 'at the time of the check' } : readableMoment(proof.time);
  return [
    {
      code: 'signature-valid',
      vi: `Chữ ký của ${name} nguyên vẹn; chứng thư còn hiệu lực và không bị thu hồi ${when.vi}.`,
      en: `The signature of ${nameEn} is intact; the certificate was in force and not revoked ${when.en}.`,
    },
  ];
};

/** The signer by the trust of his own path; of a document timestamp that was judged with the others. */
const judgeSigner = (
  evidence: SignatureEvidence,
  claimed: string | null,
  existence: Existence,
  context: ReportContext,
): TrustResult => {
  const { check, kind } = evidence;
  const certificate = check?.cms.signer ?? null;
  if (check === null || certificate === null) return noTrust;
  if (kind === 'timestamp' && existence.stamp) return existence.stamp.trust;
  const subject: TrustSubject = {
    certificate,
    pool: check.facts.certificates,
    purpose: check.subFilter === 'ETSI.RFC3161' ? 'timestamp' : 'document',
    stated: statedTime(evidence, claimed),
  };
  const { proof } = existence;
  return judgeTrust(subject, { ...context, at: proof?.time ?? context.at, proven: proof !== null }, context.at);
};

export interface SignatureResult {
  readonly report: SignatureReport;
  readonly needs: Needs;
}

/** Reports on one examined signature. */
export const reportSignature = (evidence: SignatureEvidence, context: ReportContext): SignatureResult => {
  const { check } = evidence;
  const signer = check?.cms.signer ?? null;
  const existence = context.existence.get(evidence) ?? unproven;
  const { permission, locks } = inForce(evidence, context);
  const later = laterChanges(evidence, context.document, permission, locks);
  const claimed = claimedTime(evidence, text(context.document, evidence, 'M'));
  const judged = judgeSigner(evidence, claimed, existence, context);
  const notice = isTrainingNotice(text(context.document, evidence, 'Reason') ?? '');
  const trust = notice ? { ...judged.trust, scheme: 'training' as const } : judged.trust;
  const { level, stamped } = context.levels.get(evidence) ?? unknownLevel;
  const certification = context.restrictions.get(evidence)?.certification ?? null;
  const trainingTold = judged.findings.some((finding) => finding.code === 'training-signature');
  const judgement = judge(
    [
      ...evidence.findings,
      ...later.findings,
      ...(certification === 2 || certification === 3 ? newFieldFindings(evidence, context.document) : []),
      ...(notice && !trainingTold
        ? [{ code: 'training-signature' as const, params: { signer: signerName(check) } }]
        : []),
      ...judged.findings,
      ...algorithmFindings(evidence, existence, context.policy),
      ...timeFindings(evidence, claimed, existence),
      ...(evidence.field.stray
        ? [{ code: 'field-outside-form' as const, params: { field: evidence.field.name } }]
        : []),
      ...fileFindings(context.document),
    ],
    context.policy,
  );
  const { leadingBytes, source } = context.document;
  return {
    needs: mergeNeeds([judged.needs, existence.stamp?.trust.needs ?? noNeeds]),
    report: {
      field: evidence.field.name,
      kind: evidence.kind,
      verdict: judgement.verdict,
      indication: indications[judgement.verdict],
      subIndication: judgement.sub,
      integrity: evidence.integrity,
      coversWholeFile: leadingBytes === 0 && evidence.range?.end === source.length,
      coveredBytes: coveredBytes(evidence, context.document),
      changesAfter: later.changesAfter,
      certification,
      level,
      signer: signer === null ? null : identity(signer),
      headline: headline(signer, trust),
      claimedTime: claimed,
      timestamp: stamped?.toISOString() ?? null,
      provenTime: existence.proof?.time.toISOString() ?? null,
      timestampAuthority: existence.stamp === null ? null : holder(existence.stamp.authority),
      digest: check?.facts.digest ?? null,
      signatureAlgorithm: check?.facts.signatureAlgorithm ? algorithmName(check.facts.signatureAlgorithm) : null,
      trust,
      reasons: reasonsOf(judgement, evidence, existence),
      warnings: [...judgement.warnings],
      ...(context.details ? { details: signatureDetails(evidence, { existence, chain: judged.chain }, context) } : {}),
    },
  };
};
