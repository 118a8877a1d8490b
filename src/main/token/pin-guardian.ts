/**
 * What may be done with a token's PIN, decided before a PIN is asked for and again before it is sent. It sees what the
 * token says of itself (the flags of CK_TOKEN_INFO, PKCS#11 v2.40 3.2), counts what it saw happen, and believes neither
 * alone: there are tokens that lock without ever having set a flag, and drivers that say "function failed" of a wrong PIN.
 */
import { Fault, type FaultCode } from '../../contracts/faults/index.js';
import type { PinFlag, PinState } from '../../contracts/token.js';
import type { GuardedToken, NotedTry, TryEnd, TryMemory } from './try-memory.js';

/**
 * One token's PIN; that of two, where two in one computer say the same of themselves: what is counted of one is then
 * counted of both. `forgets`: a right PIN takes the wrong ones before it back. Not so where what one of two accepts says
 * nothing of the other, nor on a TPM, which counts every wrong one and forgives them by the hour.
 * - `unread`: its flags are not known, or something happened since they were read: nothing is asked or sent.
 * - `ready`: the flags are as they were just read, and so is what is remembered of earlier processes, if it can be (`known`).
 * - `trying`: one PIN is with the driver; whatever comes of it, that PIN is used up.
 * - `locked`: the token said so; only unplugging it makes it worth looking again.
 */
export type PinGuard =
  | { readonly at: 'unread'; readonly wrong: number; readonly sawAll: boolean }
  | {
      readonly at: 'ready';
      readonly flags: PinFlag;
      readonly forgets: boolean;
      readonly known: boolean;
      readonly wrong: number;
      readonly sawAll: boolean;
    }
  | { readonly at: 'trying'; readonly forgets: boolean; readonly wrong: number; readonly sawAll: boolean }
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
  /** `counted`: wrong PINs that are remembered, by this process and others; null where that cannot be read. */
  | { readonly kind: 'read'; readonly flags: PinFlag; readonly forgets: boolean; readonly counted: number | null }
  | { readonly kind: 'send' }
  /** The try is remembered beyond this process, with what is so of those `before` it. */
  | { readonly kind: 'noted'; readonly before: number }
  | { readonly kind: 'answer'; readonly answer: PinAnswer }
  | { readonly kind: 'unplugged' };

/** Tries that a token is taken to allow when nobody knows: the fewest that Vietnamese tokens are reported to have. */
const fewestTries = 3;

/** A token that was never seen before: others may have tried PINs on it. */
export const unknownPin: PinGuard = { at: 'unread', wrong: 0, sawAll: false };

/** PKCS#11 v2.40 3.2 counts wrong PINs since the last right one. */
const answered = ({ forgets, wrong, sawAll }: Extract<PinGuard, { at: 'trying' }>, answer: PinAnswer): PinGuard => {
  switch (answer) {
    case 'accepted':
      return forgets ? { at: 'unread', wrong: 0, sawAll: true } : { at: 'unread', wrong, sawAll: false };
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
      // Of two that are taken for one, and of one that forgives with time, it may not be the last word.
      if (event.flags === 'locked' && event.forgets) return { at: 'locked', wrong: guard.wrong };
      return {
        at: 'ready',
        flags: event.flags,
        forgets: event.forgets,
        known: event.counted !== null,
        wrong: event.counted ?? guard.wrong,
        sawAll: guard.sawAll && event.forgets && event.counted === guard.wrong,
      };
    case 'send':
      if (guard.at !== 'ready') throw new TypeError(`A PIN is not sent to a token whose PIN is ${guard.at}.`);
      return { at: 'trying', forgets: guard.forgets, wrong: guard.wrong, sawAll: guard.sawAll };
    case 'noted':
      if (guard.at !== 'trying') throw new TypeError('No try is under way.');
      return { ...guard, wrong: event.before, sawAll: guard.sawAll && event.before === guard.wrong };
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
  const { flags, known, wrong, sawAll } = guard;
  const triesLeft = limit !== null && sawAll && limit > wrong ? limit - wrong : null;
  const perhapsLast = wrong >= (limit ?? fewestTries) - 1;
  const counts = flags === 'ok' || flags === 'count-low' || flags === 'to-be-changed';
  if (counts && !known) return { state: 'count-unknown', triesLeft: null };
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
    case 'count-unknown':
      return deliberate ? null : 'token.pin-count-unknown';
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

/** What an answer makes of the try that is remembered. @param forgets see {@link PinGuard} */
const endOf = (answer: PinAnswer, forgets: boolean): TryEnd => {
  switch (answer) {
    case 'accepted':
      return forgets ? 'forgotten' : 'uncounted';
    case 'wrong':
    case 'unclear':
    case 'locked':
      return 'counted';
    case 'expired':
    case 'new-rejected':
    case 'unsent':
    case 'cancelled':
      return 'uncounted';
  }
};

const keyOf = ({ manufacturer, model, serial, label }: GuardedToken): string =>
  JSON.stringify([manufacturer, model, serial, label]);

/** A token in the slot where it was seen: of two that say the same of themselves each has its own flags. */
export type SeenToken = GuardedToken & { readonly slot: number };

const placeOf = (token: SeenToken): string => `${keyOf(token)} ${token.slot}`;

/** What is known of a kind of token beside what it says of itself. */
export interface PinRules {
  /** Wrong PINs in a row that lock it, null where nobody knows. */
  readonly limit: number | null;
  /** A right PIN makes it, and no other one that is taken for it, forget the wrong ones. */
  readonly forgets: boolean;
}

/** The guards of all tokens that were seen while this process lives, and what is remembered of the processes before it. */
export class PinGuardian {
  readonly #guards = new Map<string, PinGuard>();
  readonly #limits = new Map<string, number | null>();
  readonly #flags = new Map<string, PinFlag>();
  /** Tokens whose last try could not be remembered: what others see of them is not known either. */
  readonly #unnoted = new Set<string>();

  /** @param memory without it only what this process saw counts */
  constructor(private readonly memory: TryMemory | null = null) {}

  /** The token was looked at just now. */
  async read(token: SeenToken, flags: PinFlag, { limit, forgets }: PinRules): Promise<PinOutlook> {
    const remembered = await this.#remembered(token);
    const guard = this.#guard(token);
    this.#limits.set(keyOf(token), limit);
    this.#flags.set(placeOf(token), flags);
    if (guard.at === 'trying') return { state: flags, triesLeft: null };
    const counted = remembered === 'by-guard' ? guard.wrong : remembered;
    return pinOutlook(this.#move(token, { kind: 'read', flags, forgets, counted }), limit);
  }

  /** It is no longer plugged in, or not for certain the whole time. */
  unplugged(token: GuardedToken): void {
    this.#move(token, { kind: 'unplugged' });
  }

  /**
   * Lets `send` hand one PIN to the driver, once, or refuses before anything is sent. The token must have been read since
   * the last try. The try is remembered before the PIN is sent: one that ends with this process counts.
   * @param deliberate the person knows that this may be the last try
   * @param used whether a failure came after the PIN had reached the driver; null where that is not known
   * @throws Fault `token.pin-locked`, `token.pin-not-set`, `token.pin-final-try`, `token.pin-perhaps-final-try`,
   *   `token.pin-count-unknown`, `token.removed`
   */
  async attempt<T>(
    token: SeenToken,
    deliberate: boolean,
    send: () => Promise<T>,
    used: (thrown: unknown) => boolean | null,
  ): Promise<T> {
    const ready = this.#readyIn(token);
    this.#refuse(token, ready, deliberate);
    this.#move(token, { kind: 'send' });
    const noted = (await this.memory?.begin(token)) ?? null;
    let answer: PinAnswer = 'unsent';
    try {
      this.#refuse(token, this.#afterNoting(token, ready, noted), deliberate);
      answer = 'unclear';
      const value = await send();
      answer = 'accepted';
      return value;
    } catch (thrown) {
      if (answer !== 'unsent' && thrown instanceof Fault) answer = answerOf(thrown.code, used(thrown));
      throw thrown;
    } finally {
      const end = this.#ended(token, answer, ready);
      await noted?.end(end);
    }
  }

  /** With the flags of this very token, where another one that says the same of itself was read after it. */
  #readyIn(token: SeenToken): PinGuard {
    const guard = this.#guard(token);
    return guard.at === 'ready' ? { ...guard, flags: this.#flags.get(placeOf(token)) ?? guard.flags } : guard;
  }

  #refuse(token: GuardedToken, guard: PinGuard, deliberate: boolean): void {
    const refused = pinRefusal(pinOutlook(guard, this.#limits.get(keyOf(token)) ?? null), deliberate);
    if (refused) throw new Fault(refused);
  }

  /** `ready` as it is now that the other tries are known; Fault `token.removed` where the token left meanwhile. */
  #afterNoting(token: GuardedToken, ready: PinGuard, noted: NotedTry | null): PinGuard {
    if (this.#guard(token).at !== 'trying') throw new Fault('token.removed');
    if (!this.memory || ready.at !== 'ready') return ready;
    if (!noted) {
      this.#unnoted.add(keyOf(token));
      return { ...ready, known: false };
    }
    this.#unnoted.delete(keyOf(token));
    const now = this.#move(token, { kind: 'noted', before: noted.before });
    return { ...ready, known: true, wrong: noted.before, sawAll: now.at === 'trying' && now.sawAll };
  }

  #ended(token: GuardedToken, answer: PinAnswer, ready: PinGuard): TryEnd {
    if (this.#guard(token).at === 'trying') this.#move(token, { kind: 'answer', answer });
    // Unplugged meanwhile, which this process has counted.
    else if (answer !== 'unsent') return 'counted';
    return endOf(answer, ready.at === 'ready' && ready.forgets);
  }

  async #remembered(token: GuardedToken): Promise<number | null | 'by-guard'> {
    if (!this.memory) return 'by-guard';
    return this.#unnoted.has(keyOf(token)) ? null : this.memory.count(token);
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
