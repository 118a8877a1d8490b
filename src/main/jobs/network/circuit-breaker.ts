/**
 * Keeps a server that has failed several times in a row from being asked for a while. After the rest one request goes
 * out on trial: its answer lets the others follow, its failure begins another rest.
 */
export class CircuitBreaker {
  #failures = 0;
  #restsUntil = 0;
  #onTrial = false;

  /** @param limits `failures` in a row that open it; `restMs` milliseconds of rest; `now` a clock in milliseconds */
  constructor(private readonly limits: { failures: number; restMs: number; now: () => number }) {}

  /** Whether a request may go out now. After `yes` the caller has to {@link settle}. */
  admit(): 'yes' | 'on-trial' | 'resting' {
    if (this.#failures < this.limits.failures) return 'yes';
    if (this.limits.now() < this.#restsUntil) return 'resting';
    if (this.#onTrial) return 'on-trial';
    this.#onTrial = true;
    return 'yes';
  }

  /** How an admitted request ended; `cancelled` says nothing about the server. */
  settle(outcome: 'answered' | 'failed' | 'cancelled'): void {
    this.#onTrial = false;
    if (outcome === 'answered') this.#failures = 0;
    if (outcome !== 'failed') return;
    this.#failures += 1;
    this.#restsUntil = this.limits.now() + this.limits.restMs;
  }
}
