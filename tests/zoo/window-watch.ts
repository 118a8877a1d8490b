/** Whether the window answers: measured in its page, on the way to the main process and back, and in that process. */
import { createHistogram } from 'node:perf_hooks';
import type { Batch } from '../../src/contracts/ipc.js';
import type { Desktop } from '../e2e/application.js';

interface PageWatch {
  /** Milliseconds between two turns of a timer of 10 ms. */
  gaps: number[];
  /** Milliseconds between two frames. */
  frames: number[];
  /** Milliseconds until the main process has answered a question. */
  trips: number[];
  /** The batch as it was last told. */
  batch: Batch | null;
}

declare global {
  interface Window {
    zooWatch: PageWatch;
  }
}

/** The part of Node's IntervalHistogram that is used; in nanoseconds. */
interface Delay {
  readonly max: number;
  percentile(percentile: number): number;
  reset(): void;
}

/** Longest and 95th percentile, in milliseconds. */
export interface Spread {
  readonly longest: number;
  readonly p95: number;
}

export interface Answers {
  readonly page: Spread;
  readonly frames: Spread;
  readonly trips: Spread;
  readonly main: Spread;
}

const spread = (values: readonly number[]): Spread => {
  if (values.length === 0) return { longest: 0, p95: 0 };
  const histogram = createHistogram();
  for (const value of values) histogram.record(Math.max(1, Math.round(value * 1000)));
  return { longest: histogram.max / 1000, p95: histogram.percentile(95) / 1000 };
};

export const startWatch = async (desktop: Desktop): Promise<void> => {
  await desktop.window.evaluate(() => {
    const watch: PageWatch = { gaps: [], frames: [], trips: [], batch: null };
    window.zooWatch = watch;
    const between = (list: 'gaps' | 'frames'): (() => void) => {
      let last = performance.now();
      return () => {
        const now = performance.now();
        watch[list].push(now - last);
        last = now;
      };
    };
    setInterval(between('gaps'), 10);
    const framed = between('frames');
    const frame = (): void => {
      framed();
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    const ask = async (): Promise<void> => {
      const begun = performance.now();
      await window.kyso.invoke('app:info');
      watch.trips.push(performance.now() - begun);
      setTimeout(ask, 50);
    };
    void ask();
    window.kyso.on('batch:changed', (batch) => {
      watch.batch = batch;
    });
  });
  await desktop.app.evaluate(() => {
    const { monitorEventLoopDelay } = process.mainModule?.require('node:perf_hooks') ?? {};
    const delay = monitorEventLoopDelay({ resolution: 10 });
    delay.enable();
    Object.assign(globalThis, { zooDelay: delay });
  });
};

/** What was measured since it was last read. */
export const readWatch = async (desktop: Desktop): Promise<Answers> => {
  const { gaps, frames, trips } = await desktop.window.evaluate(() => {
    const watch = window.zooWatch;
    const { gaps, frames, trips } = watch;
    Object.assign(watch, { gaps: [], frames: [], trips: [] });
    return { gaps, frames, trips };
  });
  const main = await desktop.app.evaluate(() => {
    const delay: Delay = Reflect.get(globalThis, 'zooDelay');
    const measured = { longest: delay.max / 1e6, p95: delay.percentile(95) / 1e6 };
    delay.reset();
    return measured;
  });
  return { page: spread(gaps), frames: spread(frames), trips: spread(trips), main };
};

export interface Click {
  /** Milliseconds from the click on a page of the rail until it was painted; the longer of there and back. */
  readonly longest: number;
  /** The batch, as the window knew it before and after. */
  readonly states: readonly [string | null, string | null];
}

/** Opens another page by the rail, and the first one again. */
export const clickThrough = (desktop: Desktop): Promise<Click> =>
  desktop.window.evaluate(async () => {
    const state = (): string | null => window.zooWatch.batch?.state ?? null;
    const frame = (): Promise<unknown> => new Promise(requestAnimationFrame);
    const shown = (): Element | undefined =>
      [...document.querySelectorAll('main')].find((page) => page.checkVisibility());
    const before = state();
    let longest = 0;
    for (const name of ['Hàng đợi', 'Ký']) {
      const button = [...document.querySelectorAll('nav button')].find(({ textContent }) => textContent === name);
      if (!(button instanceof HTMLElement)) throw new Error(`no ${name} in the rail`);
      const last = shown();
      const begun = performance.now();
      button.click();
      do await frame();
      while (shown() === last || shown() === undefined);
      longest = Math.max(longest, performance.now() - begun);
    }
    return { longest, states: [before, state()] as const };
  });

/** The batch that the window was last told of. */
export const currentBatch = (desktop: Desktop): Promise<Batch | null> =>
  desktop.window.evaluate(() => window.zooWatch.batch);

/** What a person can read in the window, once it has painted what it knows. */
export const visibleText = async (desktop: Desktop): Promise<string> =>
  desktop.window.evaluate(async () => {
    for (let count = 0; count < 2; count++) await new Promise(requestAnimationFrame);
    return [...document.querySelectorAll('main')]
      .filter((page) => page.checkVisibility())
      .map(({ textContent }) => textContent)
      .join('\n');
  });
