import { faultValue } from '../../../contracts/faults/index.js';
import type { ModuleReport, UnknownToken } from '../../../contracts/token.js';
import { distinctTokens } from './observations.js';
import { type Finding, fact, type Outcome, outcomeOr } from './outcome.js';

/** Enough to tell two devices apart, too little to name one. */
const endOf = (serial: string): string => (serial.length > 4 ? `…${serial.slice(-4)}` : serial);

const unusable = ({ label, reason }: UnknownToken): Finding => ({
  state: 'attention',
  sentence: faultValue(`doctor.token-${reason}`, { label }),
  next: faultValue(reason === 'unreadable' ? 'doctor.do-plug-in' : 'doctor.do-ask-issuer'),
});

/** Is a token plugged in that this program can use? Beside one, others that it cannot use stand in the facts alone. */
export const checkToken = (modules: readonly ModuleReport[]): Outcome => {
  const tokens = distinctTokens(modules);
  const working = modules.some(({ error }) => error === undefined);
  const none: Finding = {
    state: 'bad',
    sentence: faultValue('doctor.token-none'),
    next: faultValue(working ? 'doctor.do-plug-in' : 'doctor.do-driver-first'),
  };
  const found = tokens.map(
    ({ label }): Finding => ({ state: 'good', sentence: faultValue('doctor.token-good', { label }) }),
  );
  const unknown = modules.flatMap((module) => module.unknown ?? []);
  const facts = [...tokens, ...unknown].map(({ label, manufacturer, model, serial }) =>
    fact('device', label, manufacturer, model, endOf(serial)),
  );
  return outcomeOr(none, found.length > 0 ? found : unknown.map(unusable), facts);
};
