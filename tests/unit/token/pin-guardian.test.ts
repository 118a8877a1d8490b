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
const readings = pinFlagSchema.options.flatMap((flags) => [true, false].map((alone) => [flags, alone] as const));
const answers: readonly PinAnswer[] = [
  'accepted',
  'wrong',
  'locked',
  'expired',
  'new-rejected',
  'unsent',
  'cancelled',
  'unclear',
];

/** What a witness, who sees everything and knows no guard, keeps of the same token. */
interface Witness {
  readonly flags: PinFlag | null;
  readonly lockedByAnswer: boolean;
  /** Another token that is plugged in says the same of itself: what either accepts is no word of the other. */
  readonly twins: boolean;
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
  witness: { flags: null, lockedByAnswer: false, twins: false, wrong: 0, perhaps: 0, watched: false },
};

const afterAnswer = (witness: Witness, answer: PinAnswer): Witness => {
  const unread = { ...witness, flags: null };
  switch (answer) {
    case 'accepted':
      return witness.twins ? unread : { ...unread, wrong: 0, perhaps: 0, watched: true };
    case 'wrong':
      return { ...unread, wrong: witness.wrong + 1 };
    case 'unclear':
      return { ...unread, perhaps: witness.perhaps + 1 };
    case 'locked':
      return { ...unread, lockedByAnswer: true };
    case 'expired':
    case 'new-rejected':
    case 'unsent':
    case 'cancelled':
      return unread;
  }
};

const read = ({ guard, witness }: World, flags: PinFlag, alone = true): World => ({
  guard: nextPinGuard(guard, { kind: 'read', flags, alone }),
  witness: { ...witness, flags, twins: !alone, watched: witness.watched && alone },
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
          for (const [flags, alone] of readings) {
            const ready = read(world, flags, alone);
            keep(unplug(ready));
            if (judge(ready, limit)) for (const given of answers) keep(answer(ready, given));
          }
        }
        worlds = next;
        ways *= readings.length * (answers.length + 1);
      }
      expect(worlds.size).toBeGreaterThan(20);
      expect(ways).toBe(108 ** depth);
    },
  );

  it('does not lock a token by itself: who never says that he risks the last try never loses it', () => {
    /** A token that counts: honest or silent flags, wrong PINs called wrong, unclear, or answered by dying. */
    const run = (real: number, limit: number | null, silent: boolean, turns: readonly PinAnswer[]): number => {
      let [guard, counter]: [PinGuard, number] = [unknownPin, 0];
      for (const told of turns) {
        const low = counter === 0 ? 'ok' : 'count-low';
        const honest = counter >= real ? 'locked' : counter === real - 1 && counter > 0 ? 'final-try' : low;
        guard = nextPinGuard(guard, { kind: 'read', flags: silent ? 'ok' : honest, alone: true });
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

  it('does not lock one of two tokens that say the same of themselves by what the other accepts', () => {
    type Turn = readonly [which: 0 | 1, told: PinAnswer];
    const run = (real: number, turns: readonly Turn[]): number => {
      let guard: PinGuard = unknownPin;
      const counters = [0, 0];
      let worst = 0;
      for (const [which, told] of turns) {
        guard = nextPinGuard(guard, { kind: 'read', flags: 'ok', alone: false });
        if (pinRefusal(pinOutlook(guard, real), false) !== null) continue;
        guard = nextPinGuard(guard, { kind: 'send' });
        counters[which] = told === 'accepted' ? 0 : (counters[which] ?? 0) + 1;
        worst = Math.max(worst, ...counters);
        guard = nextPinGuard(guard, { kind: 'answer', answer: told });
      }
      return worst;
    };
    const choices: readonly Turn[] = [0, 1].flatMap((which) =>
      (['accepted', 'wrong'] as const).map((told): Turn => [which === 0 ? 0 : 1, told]),
    );
    let sequences: readonly (readonly Turn[])[] = [[]];
    for (let step = 0; step < depth; step += 1) {
      sequences = sequences.flatMap((turns) => choices.map((turn) => [...turns, turn]));
    }
    expect(sequences).toHaveLength(4 ** depth);
    for (const real of [2, 3]) expect(sequences.filter((turns) => run(real, turns) >= real)).toEqual([]);
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

  it('takes a new PIN that the token does not want for no wrong one', async () => {
    const guardian = new PinGuardian();
    const token = { manufacturer: '', model: '', serial: '1', label: '' };
    const refused = async (): Promise<never> => {
      throw new Fault('token.pin-new-rejected');
    };
    for (let tries = 0; tries < 3; tries += 1) {
      expect(guardian.read(token, 'ok', null).state).toBe('ok');
      await expect(guardian.attempt(token, false, refused, () => true)).rejects.toMatchObject({
        code: 'token.pin-new-rejected',
      });
    }
    expect(guardian.read(token, 'ok', null).state).toBe('ok');
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
