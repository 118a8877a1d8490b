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
const rules = { limit: null, forgets: true };
/** What others have done meanwhile, as far as it can be read: nothing, a wrong PIN, a right one; it cannot be read. */
type Remembered = 'same' | 'more' | 'none' | 'unreadable';
/** What is remembered does not hang on a flag: with one of them all of it is walked. */
const memoriesWith = (flags: PinFlag): readonly Remembered[] =>
  flags === 'ok' ? ['same', 'more', 'none', 'unreadable'] : ['same'];
const readings = pinFlagSchema.options.flatMap((flags) =>
  [true, false].flatMap((forgets) => memoriesWith(flags).map((others) => ({ flags, forgets, others }))),
);
type Reading = (typeof readings)[number];
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
  /** A right PIN takes the wrong ones back: no twin is plugged in, and it is no TPM. */
  readonly forgets: boolean;
  /** What was counted before could be read. */
  readonly known: boolean;
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
  witness: { flags: null, lockedByAnswer: false, forgets: true, known: true, wrong: 0, perhaps: 0, watched: false },
};

const afterAnswer = (witness: Witness, answer: PinAnswer): Witness => {
  const unread = { ...witness, flags: null };
  switch (answer) {
    case 'accepted':
      return witness.forgets ? { ...unread, wrong: 0, perhaps: 0, watched: true } : { ...unread, watched: false };
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

/** What a memory that misses nothing says; others' tries are no longer known apart from ours. */
const countedBy = ({ wrong, perhaps }: Witness, others: Remembered): Pick<Witness, 'wrong' | 'perhaps'> => {
  switch (others) {
    case 'same':
    case 'unreadable':
      return { wrong, perhaps };
    case 'more':
      return { wrong, perhaps: perhaps + 1 };
    case 'none':
      return { wrong: 0, perhaps: 0 };
  }
};

const read = ({ guard, witness }: World, { flags, forgets, others }: Reading): World => {
  const now = countedBy(witness, others);
  const total = now.wrong + now.perhaps;
  const watched = witness.watched && forgets && total === witness.wrong + witness.perhaps && others !== 'unreadable';
  return {
    guard: nextPinGuard(guard, { kind: 'read', flags, forgets, counted: others === 'unreadable' ? null : total }),
    witness: { ...witness, ...now, flags, forgets, known: others !== 'unreadable', watched },
  };
};
const plainly = (flags: PinFlag): Reading => ({ flags, forgets: true, others: 'same' });
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
  const risky = witness.flags === 'final-try' || !witness.known || counted >= (limit ?? 3) - 1;
  if (risky) expect(plain).not.toBeNull();
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
          for (const reading of readings) {
            const ready = read(world, reading);
            keep(unplug(ready));
            if (judge(ready, limit)) for (const given of answers) keep(answer(ready, given));
          }
        }
        worlds = next;
        ways *= readings.length * (answers.length + 1);
      }
      expect(worlds.size).toBeGreaterThan(20);
      expect(ways).toBe(162 ** depth);
    },
  );

  it('does not lock a token by itself: who never says that he risks the last try never loses it', () => {
    /** A token that counts: honest or silent flags, wrong PINs called wrong, unclear, or answered by dying. */
    const run = (
      real: number,
      limit: number | null,
      { silent, forgets }: { silent: boolean; forgets: boolean },
      turns: readonly PinAnswer[],
    ): number => {
      let [guard, counter]: [PinGuard, number] = [unknownPin, 0];
      for (const told of turns) {
        const low = counter === 0 ? 'ok' : 'count-low';
        const honest = counter >= real ? 'locked' : counter === real - 1 && counter > 0 ? 'final-try' : low;
        const counted = guard.wrong;
        guard = nextPinGuard(guard, { kind: 'read', flags: silent ? 'ok' : honest, forgets, counted });
        if (pinRefusal(pinOutlook(guard, limit), false) !== null) continue;
        guard = nextPinGuard(guard, { kind: 'send' });
        if (told !== 'accepted') counter += 1;
        else if (forgets) counter = 0;
        guard = nextPinGuard(guard, { kind: 'answer', answer: told });
      }
      return counter;
    };
    const told: readonly PinAnswer[] = ['accepted', 'wrong', 'unclear'];
    let sequences = 0;
    const worst = (real: number, counter: number, turns: readonly PinAnswer[]): void => {
      if (counter >= real) expect.fail(`locked after ${turns.join()}`);
    };
    const each = (turns: readonly PinAnswer[]): void => {
      if (turns.length === depth) {
        sequences += 1;
        for (const silent of [true, false]) {
          for (const forgets of [true, false]) {
            const kind = { silent, forgets };
            for (const real of [3, 5]) worst(real, run(real, null, kind, turns), turns);
            for (const real of [2, 3, 4, 10]) worst(real, run(real, real, kind, turns), turns);
          }
        }
        return;
      }
      for (const one of told) each([...turns, one]);
    };
    each([]);
    expect(sequences).toBe(told.length ** depth);
  });

  it('does not lock a token by several processes that remember together, killed and started again at will', () => {
    interface Several {
      readonly guards: readonly [PinGuard, PinGuard];
      /** Tries on disk, and those that a silent token has counted. */
      readonly kept: number;
      readonly counter: number;
    }
    const told = ['accepted', 'wrong', 'unclear', 'unsent', 'killed'] as const;
    const next = (
      { guards, kept, counter }: Several,
      which: 0 | 1,
      answer: (typeof told)[number],
      limit: number | null,
      forgets: boolean,
    ): Several => {
      const withGuard = (guard: PinGuard): Several['guards'] => (which === 0 ? [guard, guards[1]] : [guards[0], guard]);
      const ready = nextPinGuard(guards[which], { kind: 'read', flags: 'ok', forgets, counted: kept });
      if (pinRefusal(pinOutlook(ready, limit), false) !== null) return { guards: withGuard(ready), kept, counter };
      const trying = nextPinGuard(nextPinGuard(ready, { kind: 'send' }), { kind: 'noted', before: kept });
      const right = answer === 'accepted';
      const after = answer === 'killed' ? unknownPin : nextPinGuard(trying, { kind: 'answer', answer });
      const counts = !right && answer !== 'unsent';
      return {
        guards: withGuard(after),
        kept: right && forgets ? 0 : kept + (counts ? 1 : 0),
        counter: right && forgets ? 0 : counter + (counts ? 1 : 0),
      };
    };
    for (const forgets of [true, false]) {
      for (const [real, limit] of [
        [3, null],
        [5, null],
        [2, 2],
        [3, 3],
        [10, 10],
      ] as const) {
        let worlds = new Map<string, Several>();
        const keep = (into: Map<string, Several>, world: Several): void => void into.set(JSON.stringify(world), world);
        keep(worlds, { guards: [unknownPin, unknownPin], kept: 0, counter: 0 });
        for (let step = 0; step < depth; step += 1) {
          const reached = new Map<string, Several>();
          for (const world of worlds.values()) {
            for (const which of [0, 1] as const) {
              for (const answer of told) keep(reached, next(world, which, answer, limit, forgets));
            }
          }
          for (const { counter } of reached.values()) expect(counter).toBeLessThan(real);
          worlds = reached;
        }
        expect(worlds.size).toBeGreaterThan(2);
      }
    }
  });

  it('does not lock one of two tokens that say the same of themselves by what the other accepts', () => {
    type Turn = readonly [which: 0 | 1, told: PinAnswer];
    const run = (real: number, turns: readonly Turn[]): number => {
      let guard: PinGuard = unknownPin;
      const counters = [0, 0];
      let worst = 0;
      for (const [which, told] of turns) {
        guard = nextPinGuard(guard, { kind: 'read', flags: 'ok', forgets: false, counted: guard.wrong });
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
      for (const one of given) world = answer(read(world, plainly('ok')), one);
      return pinOutlook(read(world, plainly('ok')).guard, 4);
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
    const token = { manufacturer: '', model: '', serial: '1', label: '', slot: 0 };
    const refused = async (): Promise<never> => {
      throw new Fault('token.pin-new-rejected');
    };
    for (let tries = 0; tries < 3; tries += 1) {
      expect((await guardian.read(token, 'ok', rules)).state).toBe('ok');
      await expect(guardian.attempt(token, false, refused, () => true)).rejects.toMatchObject({
        code: 'token.pin-new-rejected',
      });
    }
    expect((await guardian.read(token, 'ok', rules)).state).toBe('ok');
  });
});

describe('a login under the guardian', () => {
  const token = { manufacturer: 'Bit4ID', model: 'JCOP4', serial: '01', label: 'VGCA Token', slot: 0 };
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
    await guardian.read(token, 'ok', rules);
    await guardian.attempt(token, true, send, used);
    await expect(guardian.attempt(token, true, send, used)).rejects.toThrow(TypeError);
    expect(sent).toBe(1);
  });

  it('asks for a deliberate step after two wrong PINs on a token that shows none', async () => {
    const guardian = new PinGuardian();
    for (let wrong = 0; wrong < 2; wrong += 1) {
      await guardian.read(token, 'ok', rules);
      await expect(guardian.attempt(token, false, failing('token.pin-wrong'), used)).rejects.toThrow(Fault);
    }
    expect(await guardian.read(token, 'ok', rules)).toEqual({ state: 'perhaps-final-try', triesLeft: null });
    let sent = 0;
    const send = async (): Promise<void> => {
      sent += 1;
    };
    await expect(guardian.attempt(token, false, send, used)).rejects.toMatchObject({
      code: 'token.pin-perhaps-final-try',
    });
    expect(sent).toBe(0);
    await guardian.attempt(token, true, send, used);
    expect(await guardian.read(token, 'ok', rules)).toEqual({ state: 'ok', triesLeft: null });
  });

  it('does not ask again on a token that answered "locked" and shows no flag, until it was unplugged', async () => {
    const guardian = new PinGuardian();
    await guardian.read(token, 'ok', rules);
    await expect(guardian.attempt(token, false, failing('token.pin-locked'), used)).rejects.toThrow(Fault);
    expect((await guardian.read(token, 'ok', rules)).state).toBe('locked');
    await expect(guardian.attempt(token, true, async () => undefined, used)).rejects.toMatchObject({
      code: 'token.pin-locked',
    });
    guardian.unplugged(token);
    expect((await guardian.read(token, 'ok', rules)).state).toBe('ok');
  });

  it('counts a PIN that a hung driver swallowed, and reads of the poll meanwhile change nothing', async () => {
    const guardian = new PinGuardian();
    for (let tries = 0; tries < 2; tries += 1) {
      await guardian.read(token, 'ok', rules);
      const swallowed = guardian.attempt(token, false, failing('token.driver-hung'), () => null);
      await guardian.read(token, 'ok', rules);
      await expect(swallowed).rejects.toThrow(Fault);
    }
    expect((await guardian.read(token, 'ok', rules)).state).toBe('perhaps-final-try');
  });

  it('knows tokens apart by their serial number', async () => {
    const guardian = new PinGuardian();
    await guardian.read(token, 'ok', rules);
    await expect(guardian.attempt(token, false, failing('token.pin-locked'), used)).rejects.toThrow(Fault);
    expect((await guardian.read({ ...token, serial: '02' }, 'ok', rules)).state).toBe('ok');
  });
});
