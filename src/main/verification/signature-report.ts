/** The report on one signature: evidence, later changes and trust put together under a policy. */
import type { SignatureReport } from '../../contracts/verification.js';
import type { PdfDocument } from '../pdf/document.js';
import { PdfString, pdfText } from '../pdf/objects.js';
import { algorithmName } from '../pki/algorithms.js';
import type { Certificate } from '../pki/certificate.js';
import { isTrainingNotice } from '../pki/trust.js';
import type { SignatureEvidence } from './evidence.js';
import { signerName } from './evidence.js';
import { type Finding, type Judgement, judge } from './findings.js';
import { laterChanges, trailingBytes } from './later-changes.js';
import type { LevelFacts } from './level.js';
import type { Permission, Restrictions } from './mdp.js';
import type { Policy } from './policy.js';
import { pdfDateToIso, readableDate } from './times.js';
import { judgeTrust, type TrustOptions, type TrustResult } from './trust-findings.js';

export interface ReportContext extends TrustOptions {
  readonly document: PdfDocument;
  readonly policy: Policy;
  /** What every signature of the file states, in the order in which they were made. */
  readonly restrictions: ReadonlyMap<SignatureEvidence, Restrictions>;
  readonly levels: ReadonlyMap<SignatureEvidence, LevelFacts>;
}

const text = (document: PdfDocument, evidence: SignatureEvidence, key: string): string | null => {
  const value = document.value(evidence.field.signature, key);
  return value instanceof PdfString ? pdfText(value) : null;
};

/** From /M, else from the signing-time attribute: the signer's own clock. */
const claimedTime = (document: PdfDocument, evidence: SignatureEvidence): string | null => {
  if (evidence.kind === 'timestamp') return null;
  const stated = text(document, evidence, 'M');
  const fromDictionary = stated === null ? null : pdfDateToIso(stated);
  return fromDictionary ?? evidence.check?.facts.signedAttributes?.signingTime?.toISOString() ?? null;
};

const algorithmFindings = (evidence: SignatureEvidence): Finding[] => {
  const { check } = evidence;
  if (check === null) return [];
  const params = { signer: signerName(check) };
  const absent =
    check.subFilter === 'ETSI.CAdES.detached' ? 'signing-certificate-absent' : 'signing-certificate-absent-cms';
  const sha1 =
    check.facts.digest === 'sha1' || (check.timestamp?.imprintDigest === 'sha1' && evidence.kind === 'timestamp');
  return [
    ...(sha1 || check.subFilter === 'adbe.pkcs7.sha1' ? [{ code: 'sha1-digest' as const, params }] : []),
    ...(check.cms.signingCertificate === 'absent' && check.cms.signer !== null
      ? [{ code: absent, params } as const]
      : []),
  ];
};

const timeFindings = (evidence: SignatureEvidence, claimed: string | null, stamped: Date | null): Finding[] => {
  const { check, kind } = evidence;
  if (check === null) return [];
  const signer = check.cms.signer;
  const time = claimed === null ? null : new Date(claimed);
  const outside = time !== null && signer !== null && (time < signer.notBefore || time > signer.notAfter);
  return [
    ...(stamped === null ? [] : [{ code: 'timestamp-not-judged' as const, params: { date: stamped.toISOString() } }]),
    ...(stamped === null && kind === 'signature' ? [{ code: 'no-timestamp' as const }] : []),
    ...(outside
      ? [
          {
            code: 'claimed-time-outside-certificate' as const,
            params: { signer: signerName(check), date: readableDate(time) },
          },
        ]
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
  findings: [],
  crlUrls: [],
};

const unknownLevel: LevelFacts = { level: 'CMS', stamped: null };

const indications = { valid: 'TOTAL-PASSED', invalid: 'TOTAL-FAILED', indeterminate: 'INDETERMINATE' } as const;

/** A verdict always comes with its reason, the good one too. */
const reasonsOf = (
  judgement: Judgement,
  evidence: SignatureEvidence,
  trust: TrustResult['trust'],
): SignatureReport['reasons'] => {
  if (judgement.verdict !== 'valid') return [...judgement.reasons];
  const signer = evidence.check?.cms.signer?.subject;
  const [name, anchor] = [signer?.commonName ?? signer?.organization ?? '', trust.anchor ?? ''];
  return [
    {
      code: 'signature-valid',
      vi: `Chữ ký của ${name} nguyên vẹn, chứng thư còn hiệu lực, không bị thu hồi và thuộc hệ thống “${anchor}”.`,
      en: `The signature of ${name} is intact; the certificate is in force, not revoked, and belongs to “${anchor}”.`,
    },
  ];
};

export interface SignatureResult {
  readonly report: SignatureReport;
  readonly crlUrls: readonly string[];
}

/** Reports on one examined signature. */
export const reportSignature = (evidence: SignatureEvidence, context: ReportContext): SignatureResult => {
  const { check } = evidence;
  const signer = check?.cms.signer ?? null;
  const { permission, locks } = inForce(evidence, context);
  const later = laterChanges(evidence, context.document, permission, locks);
  const judged = check === null || signer === null ? noTrust : judgeTrust(check, signer, context);
  const notice = isTrainingNotice(text(context.document, evidence, 'Reason') ?? '');
  const trust = notice ? { ...judged.trust, scheme: 'training' as const } : judged.trust;
  const claimed = claimedTime(context.document, evidence);
  const { level, stamped } = context.levels.get(evidence) ?? unknownLevel;
  const trainingTold = judged.findings.some((finding) => finding.code === 'training-signature');
  const judgement = judge(
    [
      ...evidence.findings,
      ...later.findings,
      ...(notice && !trainingTold
        ? [{ code: 'training-signature' as const, params: { signer: signerName(check) } }]
        : []),
      ...judged.findings,
      ...algorithmFindings(evidence),
      ...timeFindings(evidence, claimed, stamped),
      ...fileFindings(context.document),
    ],
    context.policy,
  );
  const { leadingBytes, source } = context.document;
  return {
    crlUrls: judged.crlUrls,
    report: {
      field: evidence.field.name,
      kind: evidence.kind,
      verdict: judgement.verdict,
      indication: indications[judgement.verdict],
      subIndication: judgement.sub,
      integrity: evidence.integrity,
      coversWholeFile: leadingBytes === 0 && evidence.range?.end === source.length,
      changesAfter: later.changesAfter,
      certification: context.restrictions.get(evidence)?.certification ?? null,
      level,
      signer: signer === null ? null : identity(signer),
      claimedTime: claimed,
      timestamp: stamped?.toISOString() ?? null,
      digest: check?.facts.digest ?? null,
      signatureAlgorithm: check?.facts.signatureAlgorithm ? algorithmName(check.facts.signatureAlgorithm) : null,
      trust,
      reasons: reasonsOf(judgement, evidence, trust),
      warnings: [...judgement.warnings],
    },
  };
};
