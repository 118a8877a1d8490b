import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { standardAbsencePace, watchAbsence } from '../../../src/main/shell/absence.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A computer whose keys were last touched `idle` seconds ago. */
const computer = () => {
  const listeners = new Map<string, () => void>();
  const state = { idle: 0, locked: 0, idled: 0 };
  const monitor = {
    on: (event: 'lock-screen' | 'suspend', listener: () => void) => listeners.set(event, listener),
    getSystemIdleTime: () => state.idle,
  };
  const end = watchAbsence(monitor, {
    locked: () => {
      state.locked += 1;
    },
    idle: () => {
      state.idled += 1;
    },
  });
  return { state, end, tell: (event: string) => listeners.get(event)?.() };
};

it('a PIN window that nobody has touched for five minutes is told to close, not before', () => {
  const { state, end } = computer();
  state.idle = standardAbsencePace.idleSeconds - 1;
  vi.advanceTimersByTime(standardAbsencePace.checkMs);
  expect(state.idled).toBe(0);
  state.idle = 300;
  vi.advanceTimersByTime(standardAbsencePace.checkMs);
  expect(state).toMatchObject({ idled: 1, locked: 0 });
  end();
  vi.advanceTimersByTime(10 * standardAbsencePace.checkMs);
  expect(state.idled).toBe(1);
});

it.each(['lock-screen', 'suspend'])('%s ends what a PIN has opened', (event) => {
  const { state, end, tell } = computer();
  tell(event);
  expect(state).toMatchObject({ locked: 1, idled: 0 });
  end();
});
