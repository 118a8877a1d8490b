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
      'received --checked--> checked',
      'received --check-failed--> failed',
      'checked --approval-asked--> waiting-for-approval',
      'checked --made-ready--> ready',
      'waiting-for-approval --approved--> ready',
      'waiting-for-approval --rejected--> rejected',
      'ready --rejected--> rejected',
      'ready --claimed--> preparing',
      'preparing --prepared--> signing',
      'signing --prepared--> signing',
      'signing --signature-made--> timestamping',
      'timestamping --timestamp-deferred--> awaiting-timestamp',
      'awaiting-timestamp --timestamp-claimed--> timestamping',
      'timestamping --embedded--> signed',
      'signed --proved--> proved',
      'preparing --released--> ready',
      'signing --released--> ready',
      'timestamping --released--> ready',
      'signed --released--> ready',
      'preparing --signing-failed--> failed',
      'signing --signing-failed--> failed',
      'timestamping --signing-failed--> failed',
      'signed --signing-failed--> failed',
      'proved --file-lost--> failed',
      'proved --upload-started--> uploading',
      'uploading --upload-deferred--> proved',
      'uploading --upload-refused--> failed',
      'uploading --delivered--> delivered',
      'delivered --acknowledged--> acknowledged',
      'received --found-delivered--> delivered',
      'checked --found-delivered--> delivered',
      'waiting-for-approval --found-delivered--> delivered',
      'ready --found-delivered--> delivered',
      'awaiting-timestamp --found-delivered--> delivered',
      'delivered --delivery-lost--> proved',
      'acknowledged --delivery-lost--> proved',
      'delivered --refused-after-delivery--> failed',
      'rejected --rejection-delivered--> rejected',
      'received --rejected-there--> rejected',
      'checked --rejected-there--> rejected',
      'waiting-for-approval --rejected-there--> rejected',
      'ready --rejected-there--> rejected',
      'awaiting-timestamp --rejected-there--> rejected',
      'failed --rejected-there--> rejected',
      'rejected --rejection-withdrawn--> received',
      'rejected --rejection-lost--> rejected',
      'received --recalled--> recalled',
      'checked --recalled--> recalled',
      'waiting-for-approval --recalled--> recalled',
      'ready --recalled--> recalled',
      'awaiting-timestamp --recalled--> recalled',
      'proved --recalled--> recalled',
      'uploading --recalled--> recalled',
      'delivered --recalled--> recalled',
      'failed --recalled--> recalled',
      'preparing --signing-recovered--> ready',
      'signing --signing-recovered--> ready',
      'timestamping --timestamp-recovered--> awaiting-timestamp',
      'signed --timestamp-recovered--> awaiting-timestamp',
      'uploading --upload-recovered--> proved',
      'failed --fetched-again--> received',
      'failed --check-retried--> received',
      'failed --signing-retried--> ready',
      'failed --upload-retried--> proved',
      'received --cancelled--> cancelled',
      'checked --cancelled--> cancelled',
      'waiting-for-approval --cancelled--> cancelled',
      'ready --cancelled--> cancelled',
      'awaiting-timestamp --cancelled--> cancelled',
      'proved --cancelled--> cancelled',
      'failed --cancelled--> cancelled',
    ]);
  });

  it('never leaves a document that has ended, and can recover every owned state', () => {
    for (const event of events) {
      for (const state of ['cancelled', 'recalled'] as const) expect(nextState(state, event)).toBeNull();
      // But for a server that lost what it had been told.
      expect(nextState('acknowledged', event)).toBe(event === 'delivery-lost' ? 'proved' : null);
      const toldAgain = event === 'rejection-delivered' || event === 'rejection-lost';
      const takenBack = event === 'rejection-withdrawn' ? 'received' : null;
      expect(nextState('rejected', event)).toBe(toldAgain ? 'rejected' : takenBack);
    }
    for (const state of jobStateSchema.options.filter(isOwned))
      expect(events.some((event) => transitions[event].by === 'recovery' && nextState(state, event) !== null)).toBe(
        true,
      );
  });
});
