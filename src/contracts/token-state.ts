/**
 * The closed list of what can be the matter with a token: each state has its sentence, exactly one next step, and what
 * brings the product back to waiting for a signature. Window and command line say the same.
 */
import { z } from 'zod';
import { type FaultCode, type FaultValue, faultValue, faultValueSchema } from './faults/index.js';
import type { tokenFaults } from './faults/token.js';
import type { tokenStateFaults } from './faults/token-state.js';
import type { ModuleReport, PinState, Token, TokenCertificate, UnknownToken } from './token.js';

export const tokenStateCodeSchema = z.enum([
  'no-driver',
  'driver-missing',
  'driver-changed',
  'driver-path-relative',
  'driver-invalid',
  'driver-32bit',
  'driver-architecture',
  'driver-dependency',
  'driver-hung',
  'driver-crashed',
  'driver-failed',
  'no-token',
  'other-token',
  'token-not-initialised',
  'token-no-certificate',
  'token-unreadable',
  'token-removed',
  'token-busy',
  'session-over',
  'certificate-not-chosen',
  'certificate-none',
  'certificate-expired',
  'certificate-not-yet-valid',
  'certificate-not-for-signing',
  'certificate-changed',
  'pin-needed',
  'pin-wrong',
  'pin-rejected',
  'pin-count-low',
  'pin-perhaps-final-try',
  'pin-final-try',
  'pin-locked',
  'pin-to-be-changed',
  'pin-new-rejected',
  'pin-change-unsupported',
  'pin-not-set',
  'cancelled-on-device',
  'key-missing',
  'key-unsupported',
  'mechanism-missing',
  'signature-wrong',
]);
export type TokenStateCode = z.infer<typeof tokenStateCodeSchema>;

/**
 * `by-itself`: as soon as the token or the driver is back; `by-person`: after a decision at this computer; `not-here`:
 * only the issuer can help.
 */
export const tokenReturnSchema = z.enum(['by-itself', 'by-person', 'not-here']);
export type TokenReturn = z.infer<typeof tokenReturnSchema>;

export const tokenStateSchema = z.object({
  code: tokenStateCodeSchema,
  sentence: faultValueSchema,
  next: faultValueSchema,
  returns: tokenReturnSchema,
});
export type TokenState = z.infer<typeof tokenStateSchema>;

type TokenFaultCode = keyof typeof tokenFaults;
type StepCode = Extract<keyof typeof tokenStateFaults, `token-step.${string}`>;

const steps: Readonly<Record<TokenStateCode, readonly [StepCode, TokenReturn]>> = {
  'no-driver': ['token-step.install-driver', 'by-itself'],
  'driver-missing': ['token-step.install-driver', 'by-itself'],
  'driver-changed': ['token-step.add-driver', 'by-person'],
  'driver-path-relative': ['token-step.add-driver', 'by-person'],
  'driver-invalid': ['token-step.reinstall-driver', 'by-itself'],
  'driver-32bit': ['token-step.install-64-bit', 'by-itself'],
  'driver-architecture': ['token-step.install-fitting', 'by-itself'],
  'driver-dependency': ['token-step.reinstall-driver', 'by-itself'],
  'driver-hung': ['token-step.plug-in-again', 'by-itself'],
  'driver-crashed': ['token-step.plug-in-again', 'by-itself'],
  'driver-failed': ['token-step.plug-in-again', 'by-itself'],
  'no-token': ['token-step.plug-in', 'by-itself'],
  'other-token': ['token-step.plug-in', 'by-itself'],
  'token-not-initialised': ['token-step.ask-issuer', 'not-here'],
  'token-no-certificate': ['token-step.ask-issuer', 'not-here'],
  'token-unreadable': ['token-step.plug-in-again', 'by-itself'],
  'token-removed': ['token-step.plug-in', 'by-itself'],
  'token-busy': ['token-step.close-program', 'by-itself'],
  'session-over': ['token-step.type-again', 'by-person'],
  'certificate-not-chosen': ['token-step.choose-certificate', 'by-person'],
  'certificate-none': ['token-step.ask-issuer', 'not-here'],
  'certificate-expired': ['token-step.renew', 'not-here'],
  'certificate-not-yet-valid': ['token-step.check-clock', 'by-person'],
  'certificate-not-for-signing': ['token-step.choose-another', 'by-person'],
  'certificate-changed': ['token-step.check-documents', 'by-person'],
  'pin-needed': ['token-step.sign', 'by-person'],
  'pin-wrong': ['token-step.type-carefully', 'by-person'],
  'pin-rejected': ['token-step.type-carefully', 'by-person'],
  'pin-count-low': ['token-step.type-carefully', 'by-person'],
  'pin-perhaps-final-try': ['token-step.be-sure', 'by-person'],
  'pin-final-try': ['token-step.be-sure', 'by-person'],
  'pin-locked': ['token-step.ask-unlock', 'not-here'],
  'pin-to-be-changed': ['token-step.change-pin', 'by-person'],
  'pin-new-rejected': ['token-step.other-new-pin', 'by-person'],
  'pin-change-unsupported': ['token-step.change-pin-elsewhere', 'by-person'],
  'pin-not-set': ['token-step.ask-issuer', 'not-here'],
  'cancelled-on-device': ['token-step.sign-again', 'by-person'],
  'key-missing': ['token-step.choose-another', 'by-person'],
  'key-unsupported': ['token-step.choose-another', 'by-person'],
  'mechanism-missing': ['token-step.update-driver', 'by-itself'],
  'signature-wrong': ['token-step.plug-in-again', 'by-person'],
};

/** Null: of a training file, which is no token. */
export const stateOfFault: Readonly<Record<TokenFaultCode, TokenStateCode | null>> = {
  'token.driver-missing': 'driver-missing',
  'token.driver-changed': 'driver-changed',
  'token.driver-path-relative': 'driver-path-relative',
  'token.driver-invalid': 'driver-invalid',
  'token.driver-32bit': 'driver-32bit',
  'token.driver-dependency': 'driver-dependency',
  'token.driver-dependency-unnamed': 'driver-dependency',
  'token.driver-architecture': 'driver-architecture',
  'token.driver-hung': 'driver-hung',
  'token.driver-crashed': 'driver-crashed',
  'token.driver-failed': 'driver-failed',
  'token.none': 'other-token',
  'token.removed': 'token-removed',
  'token.busy': 'token-busy',
  'token.session-over': 'session-over',
  'token.pin-missing': 'session-over',
  'token.pin-wrong': 'pin-wrong',
  'token.pin-wrong-count-low': 'pin-count-low',
  'token.pin-wrong-final-try': 'pin-final-try',
  'token.pin-final-try': 'pin-final-try',
  'token.pin-perhaps-final-try': 'pin-perhaps-final-try',
  'token.pin-count-unknown': 'pin-perhaps-final-try',
  'token.pin-locked': 'pin-locked',
  'token.pin-length': 'pin-rejected',
  'token.pin-rejected': 'pin-rejected',
  'token.pin-new-rejected': 'pin-new-rejected',
  'token.pin-change-unsupported': 'pin-change-unsupported',
  'token.pin-expired': 'pin-to-be-changed',
  'token.pin-not-set': 'pin-not-set',
  'token.cancelled-on-device': 'cancelled-on-device',
  'token.key-missing': 'key-missing',
  'token.certificate-changed': 'certificate-changed',
  'token.key-unsupported': 'key-unsupported',
  'token.mechanism-missing': 'mechanism-missing',
  'token.signature-wrong': 'signature-wrong',
  'token.training-file-invalid': null,
  'token.training-file-cipher': null,
  'token.training-passphrase-wrong': null,
};

const state = (code: TokenStateCode, sentence: FaultValue): TokenState => {
  const [next, returns] = steps[code];
  return { code, sentence, next: faultValue(next), returns };
};

const isTokenFault = (code: FaultCode): code is TokenFaultCode => Object.hasOwn(stateOfFault, code);

/** The state that a fault puts the token into, with the fault's own sentence; null where it is not about a token. */
export const faultState = (fault: FaultValue): TokenState | null => {
  const code = isTokenFault(fault.code) ? stateOfFault[fault.code] : null;
  return code && state(code, fault);
};

/** Whether what `fault` tells of passes without a decision of the person, see {@link TokenReturn}. */
export const passesByItself = (fault: FaultValue): boolean => faultState(fault)?.returns === 'by-itself';

/** In these the token may be seen all the while: it has to go and come back before anything is over. */
const seenThroughout: ReadonlySet<TokenStateCode> = new Set<TokenStateCode>(['driver-failed', 'mechanism-missing']);

/**
 * Whether that is over now that the token is seen.
 * @param gone it was seen to be away since
 */
export const isOverWhenSeen = (fault: FaultValue, gone: boolean): boolean => {
  const state = faultState(fault);
  return state?.returns === 'by-itself' && (gone || !seenThroughout.has(state.code));
};

const pinStates: Readonly<Record<PinState, readonly [TokenStateCode, FaultCode]>> = {
  ok: ['pin-needed', 'token-state.ready'],
  'count-low': ['pin-count-low', 'doctor.pin-count-low'],
  'perhaps-final-try': ['pin-perhaps-final-try', 'doctor.pin-perhaps-final-try'],
  'final-try': ['pin-final-try', 'doctor.pin-final-try'],
  'count-unknown': ['pin-perhaps-final-try', 'doctor.pin-count-unknown'],
  locked: ['pin-locked', 'doctor.pin-locked'],
  'to-be-changed': ['pin-to-be-changed', 'doctor.pin-to-be-changed'],
  'not-set': ['pin-not-set', 'doctor.pin-not-set'],
};

const unknownStates: Readonly<Record<UnknownToken['reason'], readonly [TokenStateCode, FaultCode]>> = {
  'not-initialised': ['token-not-initialised', 'doctor.token-not-initialised'],
  'no-certificate': ['token-no-certificate', 'doctor.token-no-certificate'],
  unreadable: ['token-unreadable', 'doctor.token-unreadable'],
};

/** Why this certificate cannot sign now, null when it can: what its dates and its purpose say, not its revocation. */
export const certificateProblem = (
  certificate: TokenCertificate,
  now: Date,
): 'certificate-not-for-signing' | 'certificate-expired' | 'certificate-not-yet-valid' | null => {
  if (!certificate.canSign) return 'certificate-not-for-signing';
  if (Date.parse(certificate.notAfter) < now.getTime()) return 'certificate-expired';
  return Date.parse(certificate.notBefore) > now.getTime() ? 'certificate-not-yet-valid' : null;
};

/** Blank tokens have no label. */
const nameOf = ({ label, model, manufacturer }: Pick<Token, 'label' | 'model' | 'manufacturer'>): string =>
  [label, model, manufacturer].find((text) => text.trim() !== '') ?? '?';

const two = (value: number): string => String(value).padStart(2, '0');
const day = (iso: string): string => {
  const date = new Date(iso);
  return `${two(date.getDate())}/${two(date.getMonth() + 1)}/${date.getFullYear()}`;
};

interface Candidate {
  readonly token: Token;
  readonly certificate: TokenCertificate;
}

const candidateState = ({ token, certificate }: Candidate, now: Date): TokenState => {
  const name = certificate.subject.commonName ?? certificate.label;
  const problem = certificateProblem(certificate, now);
  switch (problem) {
    case 'certificate-not-for-signing':
      return state(problem, faultValue('token-state.not-for-signing', { name }));
    case 'certificate-expired':
      return state(problem, faultValue('doctor.certificate-expired', { name, date: day(certificate.notAfter) }));
    case 'certificate-not-yet-valid':
      return state(problem, faultValue('doctor.certificate-not-yet', { name, date: day(certificate.notBefore) }));
    case null: {
      const [code, sentence] = pinStates[token.pin.state];
      return state(code, faultValue(sentence, { label: nameOf(token) }));
    }
  }
};

/** Failures behind which a token that is plugged in may be hidden. */
const hidesTokens = ({ error }: ModuleReport): boolean => {
  const code = error && faultState(error)?.code;
  return code === 'driver-hung' || code === 'driver-crashed' || code === 'driver-failed' || code === 'token-busy';
};

/** Nothing to sign with is there: the first reason that a person can do something about. */
const absence = (reports: readonly ModuleReport[], otherwise: TokenState): TokenState => {
  const failed = (report: ModuleReport | undefined): TokenState | null =>
    report?.error ? (faultState(report.error) ?? state('driver-failed', report.error)) : null;
  const hidden = failed(reports.find(hidesTokens));
  if (hidden) return hidden;
  const [unknown] = reports.flatMap((report) => report.unknown ?? []);
  if (unknown) {
    const [code, sentence] = unknownStates[unknown.reason];
    return state(code, faultValue(sentence, { label: nameOf(unknown) }));
  }
  if (reports.length === 0) return state('no-driver', faultValue('doctor.drivers-none'));
  return (reports.every(({ error }) => error) && failed(reports[0])) || otherwise;
};

/** One that two drivers show counts once. */
const distinct = (candidates: readonly Candidate[]): Candidate[] =>
  candidates.filter(
    ({ certificate }, index) =>
      candidates.findIndex((other) => other.certificate.fingerprint === certificate.fingerprint) === index,
  );

/**
 * The one state that matters most.
 * @param fingerprint of the chosen certificate (SHA-256, lower-case hexadecimal), null when none is chosen
 */
export const tokenState = (reports: readonly ModuleReport[], fingerprint: string | null, now: Date): TokenState => {
  const tokens = reports.flatMap((report) => report.tokens);
  const candidates = distinct(
    tokens.flatMap((token) =>
      token.certificates.filter(({ purpose }) => purpose === 'signing').map((certificate) => ({ token, certificate })),
    ),
  );
  if (fingerprint !== null) {
    const chosen = candidates.find(({ certificate }) => certificate.fingerprint === fingerprint);
    return chosen ? candidateState(chosen, now) : absence(reports, state('other-token', faultValue('token.none')));
  }
  const usable = candidates.filter(({ certificate }) => certificateProblem(certificate, now) === null);
  if (usable.length > 1) return state('certificate-not-chosen', faultValue('token-state.choice'));
  const [best = candidates[0]] = usable;
  if (best) return candidateState(best, now);
  if (tokens.length > 0) return state('certificate-none', faultValue('doctor.certificate-none'));
  return absence(reports, state('no-token', faultValue('doctor.token-none')));
};
