/** Tries again by itself, for weeks if need be: waits grow to an hour, and differ from computer to computer. */

const firstWaitMs = 30_000;
const longestWaitMs = 3_600_000;

export interface AgainOptions {
  /** 0 … 1; default `Math.random`. */
  readonly random?: () => number;
  readonly setTimer?: (work: () => void, milliseconds: number) => NodeJS.Timeout;
}

export class Again {
  readonly #random: () => number;
  readonly #setTimer: (work: () => void, milliseconds: number) => NodeJS.Timeout;
  #tries = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor({ random = Math.random, setTimer = setTimeout }: AgainOptions = {}) {
    this.#random = random;
    this.#setTimer = setTimer;
  }

  /**
   * Calls `work` once after the next wait (full jitter over the second half, so that none is too short), which is
   * returned in milliseconds.
   */
  later(work: () => void): number {
    this.stop();
    const longest = Math.min(firstWaitMs * 2 ** this.#tries, longestWaitMs);
    // 2^7 · 30 s is past the longest wait.
    this.#tries = Math.min(this.#tries + 1, 7);
    const wait = longest * (0.5 + this.#random() / 2);
    this.#timer = this.#setTimer(work, wait);
    this.#timer.unref();
    return wait;
  }

  /** It went well: the next wait is a short one. */
  reset(): void {
    this.#tries = 0;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
