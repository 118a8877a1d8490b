import { describe, expect, it } from 'vitest';
import { type JobState, jobStateSchema } from '../../../src/contracts/jobs.js';
import { isOwned, type JobEvent, nextState, transitions } from '../../../src/main/queue/transitions.js';

const events = Object.keys(transitions) as JobEvent[];

describe('table of transitions', () => {
  it('reaches every state from nothing', () => {
    const reached = new Set<JobState | null>([null]);
    for (let before = -1; before !== reached.size; ) {
      before = reached.size;
      for (const event of events) {
        for (const state of [...reached]) {
          const next = nextState(state, event);
          if (next !== null) reached.add(next);
        }
      }
    }
    expect([...reached].filter((state) => state !== null).sort()).toEqual([...jobStateSchema.options].sort());
  });

  it('allows exactly these steps and refuses every other pair of state and event', () => {
    const allowed = events.flatMap((event) =>
      [null, ...jobStateSchema.options].flatMap((state) => {
        const next = nextState(state, event);
        return next === null ? [] : [`${state ?? 'nothing'} --${event}--> ${next}`];
      }),
    );
    expect(allowed).toEqual([
      'nothing --added--> received',
      'received --claimed--> preparing',
      'preparing --prepared--> signing',
      'signing --prepared--> signing',
      'signing --signature-made--> timestamping',
      'timestamping --timestamp-deferred--> awaiting-timestamp',
      'awaiting-timestamp --timestamp-claimed--> timestamping',
      'signing --embedded--> signed',
      'timestamping --embedded--> signed',
      'signed --proved--> proved',
      'preparing --released--> received',
      'signing --released--> received',
      'signed --released--> received',
      'preparing --signing-failed--> failed',
      'signing --signing-failed--> failed',
      'timestamping --signing-failed--> failed',
      'signed --signing-failed--> failed',
      'proved --upload-started--> uploading',
      'uploading --upload-deferred--> proved',
      'uploading --upload-refused--> failed',
      'uploading --delivered--> delivered',
      'preparing --signing-recovered--> received',
      'signing --signing-recovered--> received',
      'signed --signing-recovered--> received',
      'timestamping --timestamp-recovered--> awaiting-timestamp',
      'uploading --upload-recovered--> proved',
      'failed --signing-retried--> received',
      'failed --upload-retried--> proved',
      'received --cancelled--> cancelled',
      'awaiting-timestamp --cancelled--> cancelled',
      'proved --cancelled--> cancelled',
      'failed --cancelled--> cancelled',
    ]);
  });

  it('never leaves a delivered or cancelled document, and can recover every owned state', () => {
    for (const event of events) {
      expect(nextState('delivered', event)).toBeNull();
      expect(nextState('cancelled', event)).toBeNull();
    }
    for (const state of jobStateSchema.options.filter(isOwned))
      expect(events.some((event) => transitions[event].by === 'recovery' && nextState(state, event) !== null)).toBe(
        true,
      );
  });
});
