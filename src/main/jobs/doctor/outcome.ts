/** What a check comes to, put together from what it says of each thing it looked at. */
import type { CheckResult, CheckState, Fact, FactName } from '../../../contracts/doctor.js';
import type { FaultValue } from '../../../contracts/faults/index.js';

/** A result before it is known whose it is and how long it took. */
export type Outcome = Omit<CheckResult, 'id' | 'ms'>;

/** One sentence with what it means for the check. */
export interface Finding {
  readonly state: CheckState;
  readonly sentence: FaultValue;
  readonly next?: FaultValue | undefined;
}

/** From the gravest to the mildest. */
const gravity: readonly CheckState[] = ['bad', 'attention', 'unknown', 'good', 'not-applicable'];

export const fact = (name: FactName, ...parts: readonly (string | number)[]): Fact => ({
  name,
  value: parts.join(' · '),
});

/** The gravest finding makes the state and names the next step; all are told, the gravest first. */
export const outcome = (findings: readonly [Finding, ...Finding[]], facts: readonly Fact[] = []): Outcome => {
  const sorted = [...findings].sort((a, b) => gravity.indexOf(a.state) - gravity.indexOf(b.state));
  const worst = sorted[0] ?? findings[0];
  return {
    state: worst.state,
    findings: sorted.map(({ sentence }) => sentence),
    nextStep: worst.next ?? null,
    facts,
  };
};

/** As {@link outcome}; `none` where there is nothing to say. */
export const outcomeOr = (none: Finding, findings: readonly Finding[], facts: readonly Fact[] = []): Outcome => {
  const [first, ...rest] = findings;
  return outcome(first === undefined ? [none] : [first, ...rest], facts);
};
