import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { Again } from '../../../src/main/sync/again.js';
import { Flow } from '../../../src/main/sync/flow.js';

/** A clock that only sleeping moves. */
const slept = () => {
  const time = { now: 0, naps: [] as number[] };
  const sleep = async (milliseconds: number): Promise<void> => {
    time.naps.push(milliseconds);
    time.now += milliseconds;
  };
  return { time, sleep, now: () => time.now };
};

it('leaves nothing behind of pauses, however many there were', async () => {
  const flow = new Flow();
  const { signal } = new AbortController();
  for (let pause = 0; pause < 3; pause += 1) {
    flow.pause();
    const open = flow.open(signal);
    flow.resume();
    await open;
  }
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

describe('the bandwidth limit', () => {
  it('is kept over many pieces, and waits in naps that no watch over silence takes for an end', async () => {
    const clock = slept();
    const flow = new Flow({ bytesPerSecond: 1_000, ...clock });
    let ticks = 0;
    for (let piece = 0; piece < 40; piece += 1) await flow.pass(500, () => (ticks += 1));
    expect(clock.time.now).toBe(20_000);
    await flow.pass(10_000, () => (ticks += 1));
    expect(clock.time.now).toBe(30_000);
    expect(Math.max(...clock.time.naps)).toBe(1_000);
    expect(ticks).toBe(clock.time.naps.length);
  });

  it('saves no more than a second for later', async () => {
    const clock = slept();
    const flow = new Flow({ bytesPerSecond: 1_000, ...clock });
    clock.time.now = 3_600_000;
    await flow.pass(2_000, () => undefined);
    expect(clock.time.now).toBe(3_601_000);
  });

  it('can be lifted while something waits', async () => {
    const clock = slept();
    const flow = new Flow({ bytesPerSecond: 1, ...clock });
    await flow.pass(1_000_000, () => flow.limit(null));
    expect(clock.time.naps).toHaveLength(1);
  });
});

describe('a pause', () => {
  it('does not wait for the limit of what is under way', async () => {
    const clock = slept();
    const flow = new Flow({ bytesPerSecond: 1, ...clock });
    await flow.pass(1_000_000, () => flow.pause());
    expect(clock.time.naps).toHaveLength(1);
  });

  it('ends for all who wait, and is told to what is under way', async () => {
    const flow = new Flow();
    const { interruption } = flow;
    flow.pause();
    expect(interruption.aborted).toBe(true);
    const waiting = Promise.all([flow.open(), flow.open()]);
    flow.resume();
    await waiting;
    expect(flow.interruption.aborted).toBe(false);
  });

  it('does not hold what is to end', async () => {
    const flow = new Flow();
    flow.pause();
    const stop = new AbortController();
    const waiting = flow.open(stop.signal);
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'app.cancelled' });
  });
});

describe('trying again by itself', () => {
  const waits = (random: () => number, tries: number): number[] => {
    const all: number[] = [];
    const again = new Again({
      random,
      setTimer: (_work, milliseconds) => {
        all.push(milliseconds);
        return setTimeout(() => undefined, 0);
      },
    });
    for (let tried = 0; tried < tries; tried += 1) again.later(() => undefined);
    again.reset();
    again.later(() => undefined);
    again.stop();
    return all;
  };

  it('never gives up, waits an hour at most, and begins anew after a success', () => {
    const all = waits(() => 1, 3_000);
    expect(all.slice(0, 8)).toEqual([30, 60, 120, 240, 480, 960, 1_920, 3_600].map((seconds) => seconds * 1_000));
    expect(all[2_999]).toBe(3_600_000);
    expect(all[3_000]).toBe(30_000);
  });

  it('is not done by all computers at the same moment', () => {
    expect(waits(() => 0, 1)[0]).toBe(15_000);
  });
});
