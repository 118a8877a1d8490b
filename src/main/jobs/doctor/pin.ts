import { type FaultValue, faultValue } from '../../../contracts/faults/index.js';
import type { ModuleReport, PinState } from '../../../contracts/token.js';
import { distinctTokens } from './observations.js';
import { type Finding, fact, type Outcome, outcomeOr } from './outcome.js';

const finding = (label: string, state: PinState): Finding => {
  const next = (code: Parameters<typeof faultValue>[0]): FaultValue => faultValue(code);
  switch (state) {
    case 'ok':
      return { state: 'good', sentence: faultValue('doctor.pin-good', { label }) };
    case 'count-low':
      return {
        state: 'attention',
        sentence: faultValue('doctor.pin-count-low', { label }),
        next: next('doctor.do-be-sure-of-pin'),
      };
    case 'final-try':
      return {
        state: 'attention',
        sentence: faultValue('doctor.pin-final-try', { label }),
        next: next('doctor.do-be-sure-of-pin'),
      };
    case 'perhaps-final-try':
      return {
        state: 'attention',
        sentence: faultValue('doctor.pin-perhaps-final-try', { label }),
        next: next('doctor.do-be-sure-of-pin'),
      };
    case 'count-unknown':
      return {
        state: 'attention',
        sentence: faultValue('doctor.pin-count-unknown', { label }),
        next: next('doctor.do-be-sure-of-pin'),
      };
    case 'locked':
      return {
        state: 'bad',
        sentence: faultValue('doctor.pin-locked', { label }),
        next: next('doctor.do-unlock-pin'),
      };
    case 'to-be-changed':
      return {
        state: 'attention',
        sentence: faultValue('doctor.pin-to-be-changed', { label }),
        next: next('doctor.do-change-pin'),
      };
    case 'not-set':
      return {
        state: 'bad',
        sentence: faultValue('doctor.pin-not-set', { label }),
        next: next('doctor.do-ask-issuer'),
      };
  }
};

/** What the tokens' flags say of their PINs (PKCS#11 v2.40 3.2). No PIN is asked for. */
export const checkPin = (modules: readonly ModuleReport[]): Outcome => {
  const tokens = distinctTokens(modules);
  return outcomeOr(
    { state: 'not-applicable', sentence: faultValue('doctor.no-token-to-look-at') },
    tokens.map(({ label, pin }) => finding(label, pin.state)),
    tokens.map(({ label, pin }) =>
      fact('pin-state', label, pin.state, `${pin.minLength}–${pin.maxLength}`, ...(pin.pad ? ['PIN pad'] : [])),
    ),
  );
};
