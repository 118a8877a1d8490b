/** Runs all checks at once; each is told as soon as it is done, and none can hold up the others. */
import type { CheckId, CheckResult } from '../../../contracts/doctor.js';
import { Fault, faultValue, toFaultValue } from '../../../contracts/faults/index.js';
import { type Outcome, outcome } from './outcome.js';

export interface Check {
  readonly id: CheckId;
  run(): Promise<Outcome>;
}

export interface RunOptions {
  /** Milliseconds for each check. */
  readonly deadlineMs: number;
  /** Milliseconds; measures how long a check took. */
  readonly clock: () => number;
  readonly told: (result: CheckResult) => void;
  /** Is told what is thrown and is no fault. */
  readonly defect: (thrown: unknown) => void;
}

const again = faultValue('doctor.do-again');

const inTime = (work: Promise<Outcome>, deadlineMs: number): Promise<Outcome> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Outcome>((resolve) => {
    const sentence = faultValue('doctor.too-slow', { seconds: Math.ceil(deadlineMs / 1000) });
    timer = setTimeout(() => resolve(outcome([{ state: 'unknown', sentence, next: again }])), deadlineMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
};

/** All results in the order of `checks`. What goes wrong inside a check makes its result unknown and says why. */
export const runChecks = (
  checks: readonly Check[],
  { deadlineMs, clock, told, defect }: RunOptions,
): Promise<CheckResult[]> => {
  const failed = (thrown: unknown): Outcome => {
    if (!(thrown instanceof Fault)) defect(thrown);
    return outcome([{ state: 'unknown', sentence: toFaultValue(thrown), next: again }]);
  };
  const runOne = async ({ id, run }: Check): Promise<CheckResult> => {
    const begun = clock();
    const result = { id, ...(await inTime(run().catch(failed), deadlineMs)), ms: Math.round(clock() - begun) };
    told(result);
    return result;
  };
  return Promise.all(checks.map(runOne));
};
