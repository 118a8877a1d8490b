/** How fast bytes may go to and from the server, and whether they may at all: one for all transfers. */
import { Fault } from '../../contracts/faults/index.js';

/** A wait is cut into such pieces (milliseconds), so that whoever watches over silence sees that nothing is wrong. */
const longestNapMs = 1_000;

/** Resolves after `milliseconds`, or at once when `signal` fires. */
export const sleep = (milliseconds: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal?.aborted) {
      resolve();
      return;
    }
    const finish = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, milliseconds);
    signal?.addEventListener('abort', finish);
  });

export interface FlowOptions {
  /** Null: as fast as it goes. */
  readonly bytesPerSecond?: number | null;
  /** Milliseconds as `performance.now`. */
  readonly now?: () => number;
  readonly sleep?: typeof sleep;
}

export class Flow {
  readonly #now: () => number;
  readonly #sleep: typeof sleep;
  #rate: number | null;
  /** Token bucket: a second's worth at most; below zero is what was let through ahead of its time. */
  #allowed = 0;
  #countedAt: number;
  #running = new AbortController();
  #waiting: (() => void)[] = [];

  constructor({ bytesPerSecond = null, now = () => performance.now(), sleep: nap = sleep }: FlowOptions = {}) {
    this.#now = now;
    this.#sleep = nap;
    this.#rate = bytesPerSecond;
    this.#countedAt = now();
  }

  get paused(): boolean {
    return this.#running.signal.aborted;
  }

  /** Fires when transfers are paused; another one after each resumption. */
  get interruption(): AbortSignal {
    return this.#running.signal;
  }

  /** Null: as fast as it goes. */
  limit(bytesPerSecond: number | null): void {
    this.#rate = bytesPerSecond;
  }

  /** Transfers under way stop where they are and go on from there. */
  pause(): void {
    this.#running.abort();
  }

  resume(): void {
    if (!this.paused) return;
    this.#running = new AbortController();
    for (const go of this.#waiting.splice(0)) go();
  }

  /** Waits while paused. Fault `app.cancelled` when `signal` fires. */
  async open(signal?: AbortSignal): Promise<void> {
    while (this.paused && !signal?.aborted) {
      await new Promise<void>((resolve) => {
        const go = (): void => {
          signal?.removeEventListener('abort', go);
          resolve();
        };
        this.#waiting.push(go);
        signal?.addEventListener('abort', go);
      });
    }
    if (signal?.aborted) throw new Fault('app.cancelled');
  }

  /**
   * Lets so many bytes through once the limit allows it; `tick` is called again and again while it waits. Ends early
   * when `signal` fires, or transfers are paused.
   */
  async pass(bytes: number, tick: () => void, signal?: AbortSignal): Promise<void> {
    this.#count();
    this.#allowed -= bytes;
    for (let rate = this.#rate; rate !== null && this.#allowed < 0 && !this.#ends(signal); rate = this.#rate) {
      await this.#sleep(Math.min((-this.#allowed / rate) * 1000, longestNapMs), signal);
      tick();
      this.#count();
    }
  }

  #ends(signal: AbortSignal | undefined): boolean {
    return this.paused || signal?.aborted === true;
  }

  #count(): void {
    const now = this.#now();
    const rate = this.#rate;
    this.#allowed = rate === null ? 0 : Math.min(rate, this.#allowed + ((now - this.#countedAt) * rate) / 1000);
    this.#countedAt = now;
  }
}
