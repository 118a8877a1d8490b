/** Everything a verification can find, and the verdict that follows from what it found. */
import type { Reason, SubIndication } from '../../contracts/verification.js';
import { changeMeanings } from './meanings/changes.js';
import type { Meaning } from './meanings/meaning.js';
import { signatureMeanings } from './meanings/signature.js';
import { trustMeanings } from './meanings/trust.js';
import type { Policy, PolicyConstraint, PolicyLevel } from './policy.js';

export type FindingCode = keyof typeof signatureMeanings | keyof typeof trustMeanings | keyof typeof changeMeanings;

export interface Finding {
  readonly code: FindingCode;
  readonly params?: FindingParams;
}

/** What a sentence is filled with; where the languages differ, one text for each. */
export type FindingParams = Readonly<Record<string, string | { readonly vi: string; readonly en: string }>>;

/** Every constraint of the policy has its sentence. */
const meanings: Readonly<Record<FindingCode | PolicyConstraint, Meaning>> = {
  ...signatureMeanings,
  ...trustMeanings,
  ...changeMeanings,
};

const fill = (template: string, language: 'vi' | 'en', params: FindingParams = {}): string =>
  template.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = params[name] ?? placeholder;
    return typeof value === 'string' ? value : value[language];
  });

/** A finding as the sentence that is shown; also for warnings of a whole file. */
export const reasonOf = ({ code, params }: Finding): Reason => ({
  code,
  vi: fill(meanings[code].vi, 'vi', params),
  en: fill(meanings[code].en, 'en', params),
});

const doubts: ReadonlySet<string> = new Set(
  Object.entries(meanings).flatMap(([code, { effect }]) => (effect === 'doubtful' ? [code] : [])),
);

/** The reason speaks against the signature, and is not merely what is not known of it. */
export const isDoubt = ({ code }: Reason): boolean => doubts.has(code);

type Weight = Exclude<Meaning['effect'], 'choice'> | Exclude<PolicyLevel, 'fail'>;

const isConstraint = (code: FindingCode, policy: Policy): code is PolicyConstraint => code in policy.constraints;

const weigh = (code: FindingCode, policy: Policy): Weight => {
  const { effect } = meanings[code];
  if (effect !== 'choice') return effect;
  const level = isConstraint(code, policy) ? policy.constraints[code] : 'fail';
  return level === 'fail' ? 'indeterminate' : level;
};

export interface Judgement {
  readonly verdict: 'valid' | 'invalid' | 'indeterminate';
  readonly sub: SubIndication | null;
  readonly reasons: readonly Reason[];
  readonly warnings: readonly Reason[];
}

/** The verdict that follows from findings under a policy: the gravest decides, and the first of the gravest names it. */
export const judge = (findings: readonly Finding[], policy: Policy): Judgement => {
  const of = (weight: Weight): Finding[] => findings.filter((finding) => weigh(finding.code, policy) === weight);
  const failing = of('invalid');
  const unsettled = [...of('doubtful'), ...of('indeterminate')];
  const first = failing[0] ?? unsettled[0];
  return {
    verdict: failing.length > 0 ? 'invalid' : unsettled.length > 0 ? 'indeterminate' : 'valid',
    sub: first === undefined ? null : meanings[first.code].sub,
    reasons: [...failing, ...unsettled].map(reasonOf),
    warnings: [...of('warn'), ...of('inform')].map(reasonOf),
  };
};
