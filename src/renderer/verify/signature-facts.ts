/** The five things that the law wants shown of a signature (NĐ 23/2025 Đ.16, TT 15/2025). They repeat, they decide nothing. */
import type { TFunction } from 'i18next';
import { issuerName } from '../../contracts/issuer-name.js';
import { shownText } from '../../contracts/shown-text.js';
import type { SignatureReport } from '../../contracts/verification.js';
import { formatDateTime } from '../ui/format.js';
import type { Fact, Tone } from './facts.js';

const integrityTone: Readonly<Record<SignatureReport['integrity'], Tone>> = {
  intact: 'good',
  broken: 'bad',
  unknown: 'unsure',
};

/** Reasons that concern the certificate, the gravest first; the first that applies is said. */
const certificateProblems = [
  'certificate-revoked',
  'ca-revoked',
  'certificate-revoked-unproven',
  'ca-revoked-unproven',
  'certificate-on-hold',
  'signer-certificate-missing',
  'no-chain',
  'chain-broken',
  'weak-algorithm',
  'signer-not-entitled',
  'training-signature',
  'certificate-expired',
  'certificate-not-yet-valid',
  'revocation-unknown',
] as const;

/** Of these the tone is that of what is broken, whatever the verdict: nobody should act on them. */
const revocations: ReadonlySet<string> = new Set([
  'certificate-revoked',
  'ca-revoked',
  'certificate-revoked-unproven',
  'ca-revoked-unproven',
  'certificate-on-hold',
]);

const certificateFact = (signature: SignatureReport, t: TFunction): Fact => {
  const { verdict, provenTime, trust, reasons } = signature;
  const name = t('verify.certificateValidity');
  const note = provenTime === null ? t('verify.judgedNow') : t('verify.judgedAt', { time: formatDateTime(provenTime) });
  const problem = certificateProblems.find((code) => reasons.some((reason) => reason.code === code));
  if (problem !== undefined) {
    const tone = revocations.has(problem) ? 'bad' : 'unsure';
    return { name, value: t(`verify.certificateProblem.${problem}`), tone, note };
  }
  const elsewhere = signature.integrity !== 'intact' || signature.changesAfter === 'illegal';
  if (verdict === 'valid' || (elsewhere && trust.anchor !== null && trust.revocation === 'good')) {
    return { name, value: t('verify.certificateGood'), tone: trust.scheme === 'user-added' ? 'plain' : 'good', note };
  }
  return { name, value: t('verify.certificateUnknown'), tone: 'unsure' };
};

const timeFact = (signature: SignatureReport, t: TFunction): Fact => {
  const { kind, timestamp, claimedTime, provenTime, timestampAuthority } = signature;
  const name = t(kind === 'timestamp' ? 'verify.stampTime' : 'verify.signingTime');
  if (timestamp !== null) {
    const by =
      timestampAuthority === null ? t('verify.byTimestamp') : t('verify.byAuthority', { name: timestampAuthority });
    const unproven = kind === 'signature' && provenTime === null;
    return { name, value: formatDateTime(timestamp), note: unproven ? `${by} ${t('verify.stampUnproven')}` : by };
  }
  if (claimedTime !== null) {
    return { name, value: formatDateTime(claimedTime), note: t('verify.claimedTimeNote') };
  }
  return { name, value: t('verify.noTime'), tone: 'unsure' };
};

const signerName = ({ signer }: SignatureReport, t: TFunction): string => {
  if (signer === null) return t('verify.unknownSigner');
  const { commonName, organization } = signer;
  const name = commonName ?? organization ?? t('common.unknownName');
  return shownText(
    commonName !== null && organization !== null && organization !== name ? `${name}, ${organization}` : name,
  );
};

export const lawfulFacts = (signature: SignatureReport, t: TFunction): Fact[] => [
  {
    name: t(signature.kind === 'timestamp' ? 'verify.stampAuthority' : 'verify.signer'),
    value: signerName(signature, t),
  },
  {
    name: t('verify.issuer'),
    value: signature.signer === null ? t('verify.unknownIssuer') : shownText(issuerName(signature.signer.issuer)),
  },
  timeFact(signature, t),
  {
    name: t('verify.integrity'),
    value: t(`verify.integrityValue.${signature.integrity}`),
    tone: integrityTone[signature.integrity],
    ...(signature.integrity === 'intact' &&
      signature.changesAfter !== 'none' && { note: t(`verify.changesValue.${signature.changesAfter}`) }),
  },
  certificateFact(signature, t),
];
