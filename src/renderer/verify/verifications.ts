/**
 * The reports of the documents on the list. A store of its own: a stack of 500 changes a thousand times, and each change
 * may cost no more than what it changes.
 */
import type { FileReport } from '../../contracts/verification.js';
import { createLimiter } from './limiter.js';

export interface Verification {
  readonly data: FileReport | undefined;
  readonly error: Error | null;
  readonly isFetching: boolean;
  /** Checks the document again. */
  readonly refetch: () => void;
}

// A stack of 500 must not be put before the workers at once: the document in view would wait behind all of them.
const width = 3;

/** Results that come closer together than this, in milliseconds, are told of together. */
const together = 80;

export class Verifications {
  readonly #check: (id: string) => Promise<FileReport>;
  readonly #limiter = createLimiter(width);
  readonly #listeners = new Set<() => void>();
  readonly #held = new Map<string, Verification>();
  /** The check of a document that counts, where an older one is still under way. */
  readonly #latest = new Map<string, symbol>();
  #told: ReadonlyMap<string, Verification> = new Map();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(check: (id: string) => Promise<FileReport>) {
    this.#check = check;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** What is known of each document by id; the same map until something changes, and the same entry until it changes. */
  readonly known = (): ReadonlyMap<string, Verification> => this.#told;

  /** These documents are on the list, and no others: new ones are checked, each once; the others are forgotten. */
  keep(ids: readonly string[]): void {
    const wanted = new Set(ids);
    const gone = [...this.#held.keys()].filter((id) => !wanted.has(id));
    const added = ids.filter((id) => !this.#held.has(id));
    for (const id of gone) {
      this.#held.delete(id);
      this.#latest.delete(id);
    }
    for (const id of added) this.#begin(id);
    if (gone.length + added.length > 0) this.#tell();
  }

  /** This one comes next. */
  prefer(id: string | null): void {
    this.#limiter.prefer(id);
  }

  /** Checks a document again; one that is not on the list any more is left alone. */
  again(id: string): void {
    if (!this.#held.has(id)) return;
    this.#begin(id);
    this.#tell();
  }

  /** What they are judged by has changed: no report of before stays in sight, and all are checked again. */
  allAgain(): void {
    for (const id of [...this.#held.keys()]) {
      this.#held.delete(id);
      this.#begin(id);
    }
    this.#tell();
  }

  /** A report that was made elsewhere; it counts, and not what is still being checked. */
  put(id: string, report: FileReport): void {
    if (!this.#held.has(id)) return;
    this.#latest.delete(id);
    this.#set(id, { data: report, error: null, isFetching: false });
    this.#tell();
  }

  #begin(id: string): void {
    const run = Symbol(id);
    this.#latest.set(id, run);
    this.#set(id, { data: this.#held.get(id)?.data, error: null, isFetching: true });
    const counts = (): boolean => this.#latest.get(id) === run;
    void this.#limiter
      .run(id, async () => (counts() ? await this.#check(id) : undefined))
      .then(
        (data) => ({ data, error: null, isFetching: false }),
        (thrown: unknown) => {
          const error = thrown instanceof Error ? thrown : new Error(String(thrown));
          return { data: undefined, error, isFetching: false };
        },
      )
      .then((outcome) => {
        if (!counts()) return;
        this.#latest.delete(id);
        this.#set(id, outcome);
        this.#timer ??= setTimeout(() => this.#tell(), together);
      });
  }

  #set(id: string, state: Omit<Verification, 'refetch'>): void {
    this.#held.set(id, { ...state, refetch: this.#held.get(id)?.refetch ?? (() => this.again(id)) });
  }

  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#told = new Map(this.#held);
    for (const listener of this.#listeners) listener();
  }
}
