import { Fault } from '../../contracts/faults/index.js';

/** Lets at most so many tasks run at once; the others wait in the order they came. */
export class Gate {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(places: number) {
    this.#free = places;
  }

  /** Runs `task` when there is a place. Fault `app.cancelled` when `abort` fires while it waits. */
  async run<T>(task: () => Promise<T>, abort?: AbortSignal): Promise<T> {
    await this.#enter(abort);
    try {
      return await task();
    } finally {
      this.#leave();
    }
  }

  #enter(abort: AbortSignal | undefined): Promise<void> {
    if (abort?.aborted) return Promise.reject(new Fault('app.cancelled'));
    if (this.#free > 0) {
      this.#free -= 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const enter = (): void => {
        abort?.removeEventListener('abort', cancel);
        resolve();
      };
      const cancel = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(enter), 1);
        reject(new Fault('app.cancelled'));
      };
      abort?.addEventListener('abort', cancel, { once: true });
      this.#waiting.push(enter);
    });
  }

  /** A place goes straight to the next in line. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free += 1;
  }
}
