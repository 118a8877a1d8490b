/**
 * What the product makes of every species of bad driver. The species themselves (the calls that lie, the lie, the
 * script) stand in native/pkcs11-fault/species.h; here is the state that each must end in. The sentence that a person
 * reads is that of the fault's code (src/contracts/faults).
 */
import type { FaultCode } from '../../src/contracts/faults/index.js';
import type { PinState, UnknownToken } from '../../src/contracts/token.js';
import type { Deadlines } from '../../src/main/token/token-host.js';

/** One typed PIN, from the list of tokens to the end of the session. */
export interface Attempt {
  /** `pad`: it is typed on the reader. Else the right one unless told otherwise. */
  readonly pin?: 'right' | 'wrong' | 'pad';
  /** The person wants what may be the last try. */
  readonly deliberate?: true;
  /** Why no signer comes of it; left out when one does. */
  readonly refused?: FaultCode;
  /** What becomes of the documents, one after the other. */
  readonly documents?: readonly ('signed' | FaultCode)[];
  /** What the comparison of the certificate says at the end of a session that signed everything. */
  readonly confirmed?: FaultCode;
  /** How many times C_Login(CKU_USER) is called: never more than once. */
  readonly logins: 0 | 1;
  /** How many PINs are asked for by a key that wants one a signature. */
  readonly contextPins?: number;
}

export interface Species {
  readonly name: string;
  /** What is listed without a PIN. */
  readonly listed: {
    /** How many tokens with certificates. */
    readonly tokens: number;
    readonly unknown?: readonly UnknownToken['reason'][];
    readonly error?: FaultCode;
    readonly pin?: PinState;
  };
  /** The certificate that is chosen: the token folder of the module that has it. */
  readonly certificate?: string;
  /** The class of call that is expected to hang: only its deadline is short. */
  readonly hangs?: keyof Deadlines;
  readonly attempts: readonly Attempt[];
}

const one = { tokens: 1 } as const;
const signs: Attempt = { documents: ['signed', 'signed'], logins: 1 };

/** It is borne: everything works. */
const borne = (name: string, more: Partial<Species> = {}): Species => ({
  name,
  listed: one,
  attempts: [signs],
  ...more,
});

/** The module cannot be listed, and no PIN is ever sent. */
const unlistable = (name: string, code: FaultCode, hangs?: keyof Deadlines): Species => ({
  name,
  listed: { tokens: 0, error: code },
  ...(hangs && { hangs }),
  attempts: [{ refused: code, logins: 0 }],
});

/** Nothing is there to choose. */
const absent = (name: string, unknown?: readonly UnknownToken['reason'][]): Species => ({
  name,
  listed: { tokens: 0, ...(unknown && { unknown }) },
  attempts: [{ refused: 'token.none', logins: 0 }],
});

/** The one login fails. */
const loginFails = (name: string, code: FaultCode, more: Partial<Species> = {}): Species => ({
  name,
  listed: one,
  attempts: [{ refused: code, logins: 1 }],
  ...more,
});

/** Documents end in these ways. */
const documents = (name: string, ends: readonly ('signed' | FaultCode)[], more: Partial<Species> = {}): Species => ({
  name,
  listed: one,
  attempts: [{ documents: ends, logins: 1 }],
  ...more,
});

const everyDocument = (name: string, code: FaultCode, more: Partial<Species> = {}): Species =>
  documents(name, [code, code], more);

const wrongSignature = (name: string): Species => everyDocument(name, 'token.signature-wrong');

/** After a login of which nothing is known any more a try may be used up: the third PIN needs a deliberate step. */
const lostLogin = (name: string, code: FaultCode, hangs?: keyof Deadlines): Species =>
  loginFails(name, code, {
    ...(hangs && { hangs }),
    attempts: [
      { refused: code, logins: 1 },
      { refused: code, logins: 1 },
      { refused: 'token.pin-perhaps-final-try', logins: 0 },
    ],
  });

/** A wrong PIN with an answer that does not say so: never called wrong, never sent again. */
const unclearPin = (name: string): Species => ({
  name,
  listed: one,
  attempts: [{ pin: 'wrong', refused: 'token.driver-failed', logins: 1 }, signs],
});

export const species: readonly Species[] = [
  borne('honest'),

  unlistable('hang-load', 'token.driver-hung', 'inspect'),
  unlistable('hang-function-list', 'token.driver-hung', 'inspect'),
  unlistable('hang-initialize', 'token.driver-hung', 'inspect'),
  unlistable('hang-slot-list', 'token.driver-hung', 'inspect'),
  unlistable('hang-token-info', 'token.driver-hung', 'inspect'),
  unlistable('hang-open-session', 'token.driver-hung', 'inspect'),
  unlistable('hang-find-objects', 'token.driver-hung', 'inspect'),
  unlistable('hang-attribute', 'token.driver-hung', 'inspect'),
  lostLogin('hang-login', 'token.driver-hung', 'login'),
  everyDocument('hang-sign-init', 'token.driver-hung', { hangs: 'sign' }),
  everyDocument('hang-sign', 'token.driver-hung', { hangs: 'sign' }),
  documents('hang-second-sign', ['signed', 'token.driver-hung', 'token.driver-hung'], { hangs: 'sign' }),
  everyDocument('hang-sign-deaf', 'token.driver-hung', { hangs: 'sign' }),
  borne('hang-logout', { hangs: 'logout' }),
  borne('hang-finalize'),
  borne('hang-unload'),

  unlistable('crash-load', 'token.driver-crashed'),
  unlistable('crash-function-list', 'token.driver-crashed'),
  unlistable('crash-initialize', 'token.driver-crashed'),
  unlistable('crash-slot-list', 'token.driver-crashed'),
  unlistable('crash-token-info', 'token.driver-crashed'),
  unlistable('crash-open-session', 'token.driver-crashed'),
  unlistable('crash-find-objects', 'token.driver-crashed'),
  unlistable('crash-attribute', 'token.driver-crashed'),
  lostLogin('crash-login', 'token.driver-crashed'),
  everyDocument('crash-sign-init', 'token.driver-crashed'),
  everyDocument('crash-sign', 'token.driver-crashed'),
  documents('crash-second-sign', ['signed', 'token.driver-crashed', 'token.driver-crashed']),
  borne('crash-logout'),
  borne('crash-finalize'),
  borne('crash-unload'),
  lostLogin('exit-login', 'token.driver-crashed'),
  everyDocument('late-crash', 'token.driver-crashed'),
  everyDocument('null-function', 'token.driver-crashed'),
  unlistable('function-list-fails', 'token.driver-invalid'),

  borne('slow-sign'),
  borne('slow-login'),

  absent('removed-slot-list'),
  absent('removed-token-info'),
  absent('removed-open-session'),
  absent('removed-find-objects'),
  absent('removed-attribute'),
  loginFails('removed-login', 'token.removed'),
  everyDocument('removed-sign-init', 'token.removed'),
  everyDocument('removed-sign', 'token.removed'),
  borne('removed-logout'),
  {
    name: 'comes-back',
    listed: one,
    attempts: [{ documents: ['token.removed', 'token.removed', 'token.session-over'], logins: 1 }, signs],
  },

  borne('renumbered-slots'),
  borne('late-slot', { listed: { tokens: 0 } }),
  borne('huge-slot-number'),
  unlistable('slot-count-garbage', 'token.driver-crashed'),
  borne('slot-list-grows'),
  unlistable('slot-list-fails', 'token.driver-failed'),

  borne('zero-length-attributes'),
  absent('attribute-length-unknown', ['no-certificate']),
  { ...absent('attribute-length-garbage', ['unreadable']), attempts: [{ refused: 'token.driver-failed', logins: 0 }] },

  {
    name: 'final-try-always',
    listed: { tokens: 1, pin: 'final-try' },
    attempts: [
      { refused: 'token.pin-final-try', logins: 0 },
      { ...signs, deliberate: true },
    ],
  },
  {
    name: 'locked-but-works',
    listed: { tokens: 1, pin: 'locked' },
    attempts: [
      { refused: 'token.pin-locked', logins: 0 },
      { deliberate: true, refused: 'token.pin-locked', logins: 0 },
    ],
  },
  borne('count-low-always', { listed: { tokens: 1, pin: 'count-low' } }),
  absent('token-info-does-nothing', ['not-initialised']),
  {
    name: 'pin-not-set',
    listed: { tokens: 1, pin: 'not-set' },
    attempts: [{ refused: 'token.pin-not-set', logins: 0 }],
  },
  borne('login-not-required'),
  borne('pin-length-unknown'),
  borne('pin-length-unlimited'),
  {
    name: 'three-tries',
    listed: { tokens: 1, pin: 'ok' },
    attempts: [
      { pin: 'wrong', refused: 'token.pin-wrong-count-low', logins: 1 },
      { pin: 'wrong', refused: 'token.pin-wrong-final-try', logins: 1 },
      { refused: 'token.pin-final-try', logins: 0 },
      { deliberate: true, pin: 'wrong', refused: 'token.pin-locked', logins: 1 },
      { deliberate: true, refused: 'token.pin-locked', logins: 0 },
    ],
  },
  {
    name: 'three-tries-unseen',
    listed: { tokens: 1, pin: 'ok' },
    attempts: [
      { pin: 'wrong', refused: 'token.pin-wrong', logins: 1 },
      { pin: 'wrong', refused: 'token.pin-wrong', logins: 1 },
      { refused: 'token.pin-perhaps-final-try', logins: 0 },
      { deliberate: true, pin: 'wrong', refused: 'token.pin-wrong', logins: 1 },
      { deliberate: true, refused: 'token.pin-locked', logins: 1 },
      { deliberate: true, refused: 'token.pin-locked', logins: 0 },
    ],
  },
  loginFails('locked-without-flag', 'token.pin-locked', {
    attempts: [
      { refused: 'token.pin-locked', logins: 1 },
      { deliberate: true, refused: 'token.pin-locked', logins: 0 },
    ],
  }),
  loginFails('pin-expired', 'token.pin-expired'),
  loginFails('pin-invalid', 'token.pin-rejected'),
  unclearPin('wrong-pin-function-failed'),
  unclearPin('wrong-pin-general-error'),
  unclearPin('wrong-pin-device-error'),
  lostLogin('right-pin-function-failed', 'token.driver-failed'),
  loginFails('vendor-code', 'token.driver-failed'),
  loginFails('already-logged-in', 'token.driver-failed'),
  loginFails('other-user-logged-in', 'token.busy'),

  loginFails('login-does-nothing', 'token.key-missing'),
  borne('rw-refused'),
  borne('session-limit-1'),
  {
    name: 'session-limit-0',
    listed: { tokens: 0, unknown: ['unreadable'] },
    attempts: [{ refused: 'token.busy', logins: 0 }],
  },

  borne('label-not-utf8'),
  borne('label-control-characters'),

  borne('only-hash-and-sign'),
  borne('only-raw-rsa'),
  borne('only-pss'),
  loginFails('no-mechanism', 'token.mechanism-missing'),
  everyDocument('mechanism-refused', 'token.driver-failed'),

  everyDocument('sign-device-error', 'token.driver-failed'),
  documents('sign-logged-out', ['signed', 'token.session-over']),
  documents('sign-session-closed', ['signed', 'token.session-over']),
  everyDocument('sign-cancelled', 'token.cancelled-on-device'),
  wrongSignature('sign-does-nothing'),
  wrongSignature('signature-flipped'),
  wrongSignature('signature-zero'),
  wrongSignature('signature-short'),
  wrongSignature('signature-empty'),
  wrongSignature('signature-long'),
  documents('signature-first-again', ['signed', 'token.signature-wrong']),
  { ...wrongSignature('other-key'), certificate: 'other-key' },

  borne('always-authenticate', { attempts: [{ ...signs, contextPins: 2 }] }),
  everyDocument('always-authenticate-unsaid', 'token.session-over'),

  borne('pin-pad', { attempts: [{ ...signs, pin: 'pad' }] }),
  loginFails('pin-pad-nobody', 'token.driver-hung', {
    hangs: 'padLogin',
    attempts: [{ pin: 'pad', refused: 'token.driver-hung', logins: 1 }],
  }),
  loginFails('pin-pad-cancelled', 'token.cancelled-on-device', {
    attempts: [{ pin: 'pad', refused: 'token.cancelled-on-device', logins: 1 }],
  }),

  borne('rsa-3072', { certificate: 'rsa-3072' }),
  borne('ec-p256', { certificate: 'ec-p256' }),
  borne('twins', { listed: { tokens: 2 }, certificate: 'twin' }),
  { ...loginFails('no-key', 'token.key-missing'), certificate: 'no-key' },
  absent('no-certificate', ['no-certificate']),
  // Whether an expired certificate may sign is decided where documents are: what is told here is its dates.
  borne('expired', { certificate: 'expired' }),
  borne('unparsable'),
  borne('huge-certificate'),
  borne('objects-10000'),
  borne('endless-find'),
  { ...borne('certificate-changes'), attempts: [{ ...signs, confirmed: 'token.certificate-changed' }] },

  borne('blank-slot', { listed: { tokens: 1, unknown: ['not-initialised'] } }),
  absent('blank-alone', ['not-initialised']),
  borne('foreign-card', { listed: { tokens: 1, unknown: ['unreadable'] } }),
  absent('foreign-alone', ['unreadable']),

  unlistable('initialize-needs-parameters', 'token.driver-failed'),
  borne('initialize-no-os-locking'),
  borne('initialize-needs-os-locking'),
  borne('initialize-twice'),
  unlistable('initialize-fails', 'token.driver-failed'),

  borne('prints-pin'),
  borne('writes-megabytes'),
  borne('wanders'),
];
