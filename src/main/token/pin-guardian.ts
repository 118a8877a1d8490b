/**
 * What may be done with a token's PIN, decided before a PIN is asked for and again before it is sent. It sees what the
 * token says of itself (the flags of CK_TOKEN_INFO, PKCS#11 v2.40 3.2), counts what it saw happen, and believes neither
 * alone: there are tokens that lock without ever having set a flag, and drivers that say "function failed" of a wrong PIN.
 */
import { Fault, type FaultCode } from '../../contracts/faults/index.js';
import type { PinFlag, PinState } from '../../contracts/token.js';

/**
 * One token's PIN; that of two, where two in one computer say the same of themselves (`alone` false): what is counted of
 * one is then counted of both, and what one accepts says nothing of the other.
 * - `unread`: its flags are not known, or something happened since they were read: nothing is asked or sent.
 * - `ready`: the flags are as they were just read.
 * - `trying`: one PIN is with the driver; whatever comes of it, that PIN is used up.
 * - `locked`: the token said so; only unplugging it makes it worth looking again.
 */
export type PinGuard =
  | { readonly at: 'unread'; readonly wrong: number; readonly sawAll: boolean }
  | {
      readonly at: 'ready';
      readonly flags: PinFlag;
      readonly alone: boolean;
      readonly wrong: number;
      readonly sawAll: boolean;
    }
  | { readonly at: 'trying'; readonly alone: boolean; readonly wrong: number; readonly sawAll: boolean }
  | { readonly at: 'locked'; readonly wrong: number };

/**
 * What became of the one PIN that was sent. `unsent`: it never reached the token. `cancelled`: on the reader's keys.
 * `new-rejected`: the old one was right, the token does not want the new one.
 * `unclear`: any other failure, or none told (hung, crashed, pulled out): the token may have counted it.
 */
export type PinAnswer =
  | 'accepted'
  | 'wrong'
  | 'locked'
  | 'expired'
  | 'new-rejected'
  | 'unsent'
  | 'cancelled'
  | 'unclear';

export type PinEvent =
  | { readonly kind: 'read'; readonly flags: PinFlag; readonly alone: boolean }
  | { readonly kind: 'send' }
  | { readonly kind: 'answer'; readonly answer: PinAnswer }
  | { readonly kind: 'unplugged' };

/** Tries that a token is taken to allow when nobody knows: the fewest that Vietnamese tokens are reported to have. */
const fewestTries = 3;

/** A token that was never seen before: others may have tried PINs on it. */
export const unknownPin: PinGuard = { at: 'unread', wrong: 0, sawAll: false };

/** PKCS#11 v2.40 3.2 counts wrong PINs since the last right one; a TPM does not, and forgives them by the hour instead. */
const answered = ({ alone, wrong, sawAll }: Extract<PinGuard, { at: 'trying' }>, answer: PinAnswer): PinGuard => {
  switch (answer) {
    case 'accepted':
      return alone ? { at: 'unread', wrong: 0, sawAll: true } : { at: 'unread', wrong, sawAll: false };
    case 'wrong':
      return { at: 'unread', wrong: wrong + 1, sawAll };
    case 'unclear':
      return { at: 'unread', wrong: wrong + 1, sawAll: false };
    case 'locked':
      return { at: 'locked', wrong: wrong + 1 };
    case 'expired':
    case 'new-rejected':
    case 'unsent':
    case 'cancelled':
      return { at: 'unread', wrong, sawAll };
  }
};

/** The next state. An event that cannot come in this state is a defect of the caller: TypeError. */
export const nextPinGuard = (guard: PinGuard, event: PinEvent): PinGuard => {
  switch (event.kind) {
    case 'read':
      if (guard.at === 'trying') throw new TypeError('The driver has one thing to do at a time.');
      // A token that locks without a flag goes on saying that all is well.
      if (guard.at === 'locked') return guard;
      if (event.flags === 'locked') return { at: 'locked', wrong: guard.wrong };
      return {
        at: 'ready',
        flags: event.flags,
        alone: event.alone,
        wrong: guard.wrong,
        sawAll: guard.sawAll && event.alone,
      };
    case 'send':
      if (guard.at !== 'ready') throw new TypeError(`A PIN is not sent to a token whose PIN is ${guard.at}.`);
      return { at: 'trying', alone: guard.alone, wrong: guard.wrong, sawAll: guard.sawAll };
    case 'answer':
      if (guard.at !== 'trying') throw new TypeError('An answer without a try.');
      return answered(guard, event.answer);
    case 'unplugged':
      // Elsewhere anything may have been tried on it, and its lock may have been opened.
      return { at: 'unread', wrong: guard.wrong + (guard.at === 'trying' ? 1 : 0), sawAll: false };
  }
};

/** What a person is told before typing, and what sending needs. */
export interface PinOutlook {
  readonly state: PinState;
  /** Only where it is known for certain, else null. */
  readonly triesLeft: number | null;
}

/**
 * @param limit wrong PINs in a row that lock this kind of token, null where nobody knows
 */
export const pinOutlook = (guard: PinGuard, limit: number | null): PinOutlook => {
  if (guard.at === 'locked') return { state: 'locked', triesLeft: limit === null ? null : 0 };
  if (guard.at !== 'ready') throw new TypeError('The flags of the token were not read.');
  const { flags, wrong, sawAll } = guard;
  const triesLeft = limit !== null && sawAll && limit > wrong ? limit - wrong : null;
  const perhapsLast = wrong >= (limit ?? fewestTries) - 1;
  const counts = flags === 'ok' || flags === 'count-low' || flags === 'to-be-changed';
  if (counts && triesLeft === 1) return { state: 'final-try', triesLeft };
  if (counts && perhapsLast && triesLeft === null) return { state: 'perhaps-final-try', triesLeft };
  // Flags that contradict the count: the graver of the two is told, and no number.
  return { state: flags, triesLeft: flags === 'final-try' && triesLeft !== 1 ? null : triesLeft };
};

/** Why a PIN must not be sent now, null when it may be. @param deliberate the person knows that it may be the last try */
export const pinRefusal = ({ state }: PinOutlook, deliberate: boolean): FaultCode | null => {
  switch (state) {
    case 'locked':
      return 'token.pin-locked';
    case 'not-set':
      return 'token.pin-not-set';
    case 'final-try':
      return deliberate ? null : 'token.pin-final-try';
    case 'perhaps-final-try':
      return deliberate ? null : 'token.pin-perhaps-final-try';
    case 'ok':
    case 'count-low':
    case 'to-be-changed':
      return null;
  }
};

/**
 * What a failed login, PIN change or context login says of the PIN that was sent.
 * @param used whether the host says that the PIN reached the driver; null when it says nothing any more
 */
export const answerOf = (code: FaultCode, used: boolean | null): PinAnswer => {
  if (used === false) return 'unsent';
  switch (code) {
    case 'token.pin-wrong':
    case 'token.pin-wrong-count-low':
    case 'token.pin-wrong-final-try':
      return 'wrong';
    case 'token.pin-locked':
      return 'locked';
    case 'token.pin-expired':
      return 'expired';
    case 'token.pin-new-rejected':
      return 'new-rejected';
    case 'token.cancelled-on-device':
      return 'cancelled';
    default:
      return 'unclear';
  }
};

/** A token as the guardian knows it again: one token may be seen through several drivers, and in any slot. */
export interface GuardedToken {
  readonly manufacturer: string;
  readonly model: string;
  readonly serial: string;
  readonly label: string;
}

const keyOf = ({ manufacturer, model, serial, label }: GuardedToken): string =>
  JSON.stringify([manufacturer, model, serial, label]);

/** The guards of all tokens that were seen while this process lives. */
export class PinGuardian {
  readonly #guards = new Map<string, PinGuard>();
  readonly #limits = new Map<string, number | null>();

  /**
   * The token was looked at just now.
   * @param limit wrong PINs in a row that lock it, null where nobody knows
   * @param alone no other one that is plugged in says the same of itself
   */
  read(token: GuardedToken, flags: PinFlag, limit: number | null, alone = true): PinOutlook {
    const guard = this.#guard(token);
    this.#limits.set(keyOf(token), limit);
    const next = guard.at === 'trying' ? guard : this.#move(token, { kind: 'read', flags, alone });
    return next.at === 'trying' ? { state: flags, triesLeft: null } : pinOutlook(next, limit);
  }

  /** It is no longer plugged in, or not for certain the whole time. */
  unplugged(token: GuardedToken): void {
    this.#move(token, { kind: 'unplugged' });
  }

  /**
   * Lets `send` hand one PIN to the driver, once, or refuses before anything is sent. The token must have been read since
   * the last try.
   * @param deliberate the person knows that this may be the last try
   * @param used whether a failure came after the PIN had reached the driver; null where that is not known
   * @throws Fault `token.pin-locked`, `token.pin-not-set`, `token.pin-final-try`, `token.pin-perhaps-final-try`
   */
  async attempt<T>(
    token: GuardedToken,
    deliberate: boolean,
    send: () => Promise<T>,
    used: (thrown: unknown) => boolean | null,
  ): Promise<T> {
    const refused = pinRefusal(pinOutlook(this.#guard(token), this.#limits.get(keyOf(token)) ?? null), deliberate);
    if (refused) throw new Fault(refused);
    this.#move(token, { kind: 'send' });
    let answer: PinAnswer = 'unclear';
    try {
      const value = await send();
      answer = 'accepted';
      return value;
    } catch (thrown) {
      if (thrown instanceof Fault) answer = answerOf(thrown.code, used(thrown));
      throw thrown;
    } finally {
      // Unplugged meanwhile: that was counted already.
      if (this.#guard(token).at === 'trying') this.#move(token, { kind: 'answer', answer });
    }
  }

  #guard(token: GuardedToken): PinGuard {
    return this.#guards.get(keyOf(token)) ?? unknownPin;
  }

  #move(token: GuardedToken, event: PinEvent): PinGuard {
    const next = nextPinGuard(this.#guard(token), event);
    this.#guards.set(keyOf(token), next);
    return next;
  }
}
