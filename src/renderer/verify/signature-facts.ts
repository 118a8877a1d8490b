/** What of a signature's report is shown, with its tone. Tones repeat the verdict's parts; they decide nothing. */
import type { TFunction } from 'i18next';
import type { SignatureReport } from '../../contracts/verification.js';
import { formatDateTime } from '../ui/format.js';
import type { Fact, Tone } from './facts.js';
import { issuerName } from './issuer-name.js';

const integrityTone: Record<SignatureReport['integrity'], Tone> = { intact: 'good', broken: 'bad', unknown: 'unsure' };
const revocationTone: Record<SignatureReport['trust']['revocation'], Tone> = {
  good: 'good',
  revoked: 'bad',
  unknown: 'unsure',
};
const schemeTone: Record<SignatureReport['trust']['scheme'], Tone> = {
  'official-duty': 'good',
  public: 'plain',
  'user-added': 'plain',
  training: 'bad',
  none: 'unsure',
};

const optional = (name: string, value: string | null): Fact[] =>
  value === null || value === '' ? [] : [{ name, value }];

export const mainFacts = (signature: SignatureReport, t: TFunction): Fact[] => {
  const { signer, trust } = signature;
  const claimed: Fact[] =
    signature.claimedTime === null
      ? []
      : [
          {
            name: t('verify.claimedTime'),
            value: formatDateTime(signature.claimedTime),
            note: t('verify.claimedTimeNote'),
          },
        ];
  return [
    ...(signer ? [{ name: t('verify.signer'), value: signer.commonName ?? t('common.unknownName') }] : []),
    ...optional(t('verify.organization'), signer?.organization ?? null),
    ...(signer ? optional(t('verify.issuer'), issuerName(signer.issuer)) : []),
    ...claimed,
    {
      name: t('verify.timestamp'),
      value: signature.timestamp === null ? t('verify.noTimestamp') : formatDateTime(signature.timestamp),
    },
    {
      name: t('verify.integrity'),
      value: t(`verify.integrityValue.${signature.integrity}`),
      tone: integrityTone[signature.integrity],
    },
    {
      name: t('verify.changes'),
      value: t(`verify.changesValue.${signature.changesAfter}`),
      tone: signature.changesAfter === 'illegal' ? 'bad' : 'plain',
    },
    { name: t('verify.trust'), value: t(`verify.trustValue.${trust.scheme}`), tone: schemeTone[trust.scheme] },
    {
      name: t('verify.revocation'),
      value: t(`verify.revocationValue.${trust.revocation}`),
      tone: revocationTone[trust.revocation],
    },
  ];
};

export const technicalFacts = (signature: SignatureReport, t: TFunction): Fact[] => {
  const { signer } = signature;
  const conclusion = [signature.indication, signature.subIndication].filter((part) => part !== null).join(' / ');
  return [
    ...optional(t('verify.field'), signature.field),
    { name: t('verify.level'), value: signature.level },
    { name: t('verify.indication'), value: conclusion },
    { name: t('verify.coverage'), value: signature.coversWholeFile ? t('verify.coversAll') : t('verify.coversPart') },
    ...(signature.certification === null
      ? []
      : [{ name: t('verify.certification'), value: t(`verify.certificationValue.${signature.certification}`) }]),
    ...optional(t('verify.digest'), signature.digest),
    ...optional(t('verify.algorithm'), signature.signatureAlgorithm),
    ...optional(t('verify.issuerFull'), signer?.issuer ?? null),
    ...optional(t('verify.serial'), signer?.serial ?? null),
    ...optional(t('verify.fingerprint'), signer?.fingerprint ?? null),
    ...optional(t('verify.anchor'), signature.trust.anchor),
    ...optional(t('verify.claimedTimeRaw'), signature.claimedTime),
  ];
};
