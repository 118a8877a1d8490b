/** Every sequence of answers that a token can give, to depth 8: what is sent, what is said, and that nothing locks by us. */
import { describe, expect, it } from 'vitest';
import { Fault } from '../../../src/contracts/faults/index.js';
import { type PinFlag, pinFlagSchema } from '../../../src/contracts/token.js';
import {
  answerOf,
  nextPinGuard,
  type PinAnswer,
  type PinGuard,
  PinGuardian,
  pinOutlook,
  pinRefusal,
  unknownPin,
} from '../../../src/main/token/pin-guardian.js';

const depth = 8;
const flagsOfTokens = pinFlagSchema.options;
const answers: readonly PinAnswer[] = ['accepted', 'wrong', 'locked', 'expired', 'unsent', 'cancelled', 'unclear'];

/** What a witness, who sees everything and knows no guard, keeps of the same token. */
interface Witness {
  readonly flags: PinFlag | null;
  readonly lockedByAnswer: boolean;
  /** Since the last accepted PIN: counted for certain, and perhaps. */
  readonly wrong: number;
  readonly perhaps: number;
  /** A PIN was accepted, and the token has not left since. */
  readonly watched: boolean;
}

interface World {
  readonly guard: PinGuard;
  readonly witness: Witness;
}

const stranger: World = {
  guard: unknownPin,
  witness: { flags: null, lockedByAnswer: false, wrong: 0, perhaps: 0, watched: false },
};

const afterAnswer = (witness: Witness, answer: PinAnswer): Witness => {
  const unread = { ...witness, flags: null };
  switch (answer) {
    case 'accepted':
      return { ...unread, wrong: 0, perhaps: 0, watched: true };
    case 'wrong':
      return { ...unread, wrong: witness.wrong + 1 };
    case 'unclear':
      return { ...unread, perhaps: witness.perhaps + 1 };
    case 'locked':
      return { ...unread, lockedByAnswer: true };
    case 'expired':
    case 'unsent':
    case 'cancelled':
      return unread;
  }
};

const read = ({ guard, witness }: World, flags: PinFlag): World => ({
  guard: nextPinGuard(guard, { kind: 'read', flags }),
  witness: { ...witness, flags },
});
const answer = ({ guard, witness }: World, given: PinAnswer): World => ({
  guard: nextPinGuard(nextPinGuard(guard, { kind: 'send' }), { kind: 'answer', answer: given }),
  witness: afterAnswer(witness, given),
});
const unplug = ({ guard, witness }: World): World => ({
  guard: nextPinGuard(guard, { kind: 'unplugged' }),
  witness: { ...witness, flags: null, lockedByAnswer: false, watched: false },
});

/** What must hold of what the guard says; returns whether a PIN can be sent at all. */
const judge = ({ guard, witness }: World, limit: number | null): boolean => {
  const outlook = pinOutlook(guard, limit);
  const [plain, deliberate] = [pinRefusal(outlook, false), pinRefusal(outlook, true)];
  const hopeless = witness.flags === 'locked' || witness.flags === 'not-set' || witness.lockedByAnswer;
  if (hopeless) expect([plain, deliberate]).not.toContain(null);
  const counted = witness.wrong + witness.perhaps;
  if (witness.flags === 'final-try' || counted >= (limit ?? 3) - 1) expect(plain).not.toBeNull();
  // Nobody is kept out of a token that can still be opened.
  if (!hopeless && guard.at !== 'locked') expect(deliberate).toBeNull();
  if (outlook.triesLeft !== null && outlook.state !== 'locked') {
    expect(witness).toMatchObject({ watched: true, perhaps: 0 });
    expect(outlook.triesLeft).toBe((limit ?? Number.NaN) - witness.wrong);
  }
  return deliberate === null;
};

describe('the guardian of a PIN, whatever a token answers', () => {
  it.each([null, 1, 2, 3, 5, 10])(
    'every sequence of flags and answers to depth 8, tokens that lock after %s wrong PINs',
    (limit) => {
      let worlds = new Map([[JSON.stringify(stranger), stranger]]);
      let ways = 1;
      for (let step = 0; step < depth; step += 1) {
        const next = new Map<string, World>();
        const keep = (world: World): void => void next.set(JSON.stringify(world), world);
        for (const world of worlds.values()) {
          for (const flags of flagsOfTokens) {
            const ready = read(world, flags);
            keep(unplug(ready));
            if (judge(ready, limit)) for (const given of answers) keep(answer(ready, given));
          }
        }
        worlds = next;
        ways *= flagsOfTokens.length * (answers.length + 1);
      }
      expect(worlds.size).toBeGreaterThan(20);
      expect(ways).toBe(48 ** depth);
    },
  );

  it('does not lock a token by itself: who never says that he risks the last try never loses it', () => {
    /** A token that counts: honest or silent flags, wrong PINs called wrong, unclear, or answered by dying. */
    const run = (real: number, limit: number | null, silent: boolean, turns: readonly PinAnswer[]): number => {
      let [guard, counter]: [PinGuard, number] = [unknownPin, 0];
      for (const told of turns) {
        const low = counter === 0 ? 'ok' : 'count-low';
        const honest = counter >= real ? 'locked' : counter === real - 1 && counter > 0 ? 'final-try' : low;
        guard = nextPinGuard(guard, { kind: 'read', flags: silent ? 'ok' : honest });
        if (pinRefusal(pinOutlook(guard, limit), false) !== null) continue;
        guard = nextPinGuard(guard, { kind: 'send' });
        if (told === 'accepted') counter = 0;
        else counter += 1;
        guard = nextPinGuard(guard, { kind: 'answer', answer: told });
      }
      return counter;
    };
    const told: readonly PinAnswer[] = ['accepted', 'wrong', 'unclear'];
    let sequences = 0;
    const each = (turns: readonly PinAnswer[]): void => {
      if (turns.length === depth) {
        sequences += 1;
        for (const silent of [true, false]) {
          for (const real of [3, 5]) expect(run(real, null, silent, turns)).toBeLessThan(real);
          for (const real of [2, 3, 4, 10]) expect(run(real, real, silent, turns)).toBeLessThan(real);
        }
        return;
      }
      for (const one of told) each([...turns, one]);
    };
    each([]);
    expect(sequences).toBe(told.length ** depth);
  });

  it('says how many tries are left only after a PIN was accepted and nothing unclear happened since', () => {
    const readings = (...given: readonly PinAnswer[]) => {
      let world = stranger;
      for (const one of given) world = answer(read(world, 'ok'), one);
      return pinOutlook(read(world, 'ok').guard, 4);
    };
    expect(readings()).toEqual({ state: 'ok', triesLeft: null });
    expect(readings('wrong')).toEqual({ state: 'ok', triesLeft: null });
    expect(readings('accepted', 'wrong')).toEqual({ state: 'ok', triesLeft: 3 });
    expect(readings('accepted', 'wrong', 'wrong', 'wrong')).toEqual({ state: 'final-try', triesLeft: 1 });
    expect(readings('accepted', 'unclear')).toEqual({ state: 'ok', triesLeft: null });
    expect(readings('wrong', 'unclear', 'wrong')).toEqual({ state: 'perhaps-final-try', triesLeft: null });
  });

  it('takes a driver that failed before the PIN reached it for no try', () => {
    expect(answerOf('token.driver-failed', false)).toBe('unsent');
    expect(answerOf('token.driver-failed', true)).toBe('unclear');
    expect(answerOf('token.driver-hung', null)).toBe('unclear');
    expect(answerOf('token.pin-wrong', true)).toBe('wrong');
  });
});

describe('a login under the guardian', () => {
  const token = { manufacturer: 'Bit4ID', model: 'JCOP4', serial: '01', label: 'VGCA Token' };
  const failing = (code: 'token.pin-wrong' | 'token.driver-hung' | 'token.pin-locked') => async () => {
    throw new Fault(code);
  };
  const used = () => true;

  it('sends nothing before the flags were read anew', async () => {
    const guardian = new PinGuardian();
    let sent = 0;
    const send = async (): Promise<void> => {
      sent += 1;
    };
    await expect(guardian.attempt(token, true, send, used)).rejects.toThrow(TypeError);
    guardian.read(token, 'ok', null);
    await guardian.attempt(token, true, send, used);
    await expect(guardian.attempt(token, true, send, used)).rejects.toThrow(TypeError);
    expect(sent).toBe(1);
  });

  it('asks for a deliberate step after two wrong PINs on a token that shows none', async () => {
    const guardian = new PinGuardian();
    for (let wrong = 0; wrong < 2; wrong += 1) {
      guardian.read(token, 'ok', null);
      await expect(guardian.attempt(token, false, failing('token.pin-wrong'), used)).rejects.toThrow(Fault);
    }
    expect(guardian.read(token, 'ok', null)).toEqual({ state: 'perhaps-final-try', triesLeft: null });
    let sent = 0;
    const send = async (): Promise<void> => {
      sent += 1;
    };
    await expect(guardian.attempt(token, false, send, used)).rejects.toMatchObject({
      code: 'token.pin-perhaps-final-try',
    });
    expect(sent).toBe(0);
    await guardian.attempt(token, true, send, used);
    expect(guardian.read(token, 'ok', null)).toEqual({ state: 'ok', triesLeft: null });
  });

  it('does not ask again on a token that answered "locked" and shows no flag, until it was unplugged', async () => {
    const guardian = new PinGuardian();
    guardian.read(token, 'ok', null);
    await expect(guardian.attempt(token, false, failing('token.pin-locked'), used)).rejects.toThrow(Fault);
    expect(guardian.read(token, 'ok', null).state).toBe('locked');
    await expect(guardian.attempt(token, true, async () => undefined, used)).rejects.toMatchObject({
      code: 'token.pin-locked',
    });
    guardian.unplugged(token);
    expect(guardian.read(token, 'ok', null).state).toBe('ok');
  });

  it('counts a PIN that a hung driver swallowed, and reads of the poll meanwhile change nothing', async () => {
    const guardian = new PinGuardian();
    for (let tries = 0; tries < 2; tries += 1) {
      guardian.read(token, 'ok', null);
      const swallowed = guardian.attempt(token, false, failing('token.driver-hung'), () => null);
      guardian.read(token, 'ok', null);
      await expect(swallowed).rejects.toThrow(Fault);
    }
    expect(guardian.read(token, 'ok', null).state).toBe('perhaps-final-try');
  });

  it('knows tokens apart by their serial number', async () => {
    const guardian = new PinGuardian();
    guardian.read(token, 'ok', null);
    await expect(guardian.attempt(token, false, failing('token.pin-locked'), used)).rejects.toThrow(Fault);
    expect(guardian.read({ ...token, serial: '02' }, 'ok', null).state).toBe('ok');
  });
});
