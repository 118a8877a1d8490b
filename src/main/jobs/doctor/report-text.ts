/** The report as a text that a person pastes into a message. */
import {
  type CheckResult,
  type CheckState,
  checkTitles,
  type DoctorReport,
  factLabels,
} from '../../../contracts/doctor.js';
import { vietnameseDay } from '../../pki/signer-judgement.js';

export type Language = 'vi' | 'en';

const stateWords: Readonly<Record<CheckState, Readonly<Record<Language, string>>>> = {
  good: { vi: 'TỐT', en: 'GOOD' },
  attention: { vi: 'CẦN CHÚ Ý', en: 'ATTENTION' },
  bad: { vi: 'LỖI', en: 'BAD' },
  unknown: { vi: 'CHƯA XÁC ĐỊNH', en: 'UNKNOWN' },
  'not-applicable': { vi: 'KHÔNG ÁP DỤNG', en: 'NOT APPLICABLE' },
};

/** One check: its state, its sentences, the next step, then the facts. */
export const resultText = ({ id, state, findings, nextStep, facts }: CheckResult, language: Language): string =>
  [
    `[${stateWords[state][language]}] ${checkTitles[id][language]}`,
    ...findings.map((finding) => `   ${finding[language]}`),
    ...(nextStep ? [`   → ${nextStep[language]}`] : []),
    ...facts.map(({ name, value }) => `     ${factLabels[name][language]}: ${value}`),
  ].join('\n');

const heads = {
  vi: {
    title: 'BÁO CÁO KIỂM TRA MÁY – Ký số công vụ',
    certificates: 'Chứng thư trên thiết bị',
    until: 'đến',
    left: 'ngày',
  },
  en: { title: 'COMPUTER CHECK – Ký số công vụ', certificates: 'Certificates on tokens', until: 'until', left: 'days' },
} as const;

/** @param report as `reducedReport` returned it */
export const reportText = ({ madeAt, results, certificates }: DoctorReport, language: Language): string => {
  const head = heads[language];
  const listed = certificates.map(
    ({ commonName, serial, notAfter, daysLeft }) =>
      `   ${commonName ?? '?'} · ${serial} · ${head.until} ${vietnameseDay(new Date(notAfter))} (${daysLeft} ${head.left})`,
  );
  return [
    head.title,
    madeAt,
    '',
    ...results.map((result) => resultText(result, language)),
    ...(listed.length > 0 ? ['', head.certificates, ...listed] : []),
    '',
  ].join('\n');
};
