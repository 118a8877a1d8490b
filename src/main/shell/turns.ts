/** Questions to one person, one after the other: one that took the place of another would get the answer to that. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();
  #dismissals = 0;

  /**
   * Asks once those before it are answered, however they ended.
   * @returns what `ask` comes to; null, and it was never asked, when `dismiss` was called while it waited
   */
  take<T>(ask: () => Promise<T>): Promise<T | null> {
    const dismissals = this.#dismissals;
    const answer = this.#last.then(() => (dismissals === this.#dismissals ? ask() : null));
    // What could not be asked at all does not keep the next ones from being asked.
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  /** Nobody is there: what waits is not asked any more. What is being asked is the caller's to end. */
  dismiss(): void {
    this.#dismissals += 1;
  }
}
