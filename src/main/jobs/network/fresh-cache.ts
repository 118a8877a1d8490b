/** What was fetched, for as long as it is fresh; who asks while it is being fetched gets the same answer. */
export interface Fetched<T> {
  readonly value: T;
  /** Milliseconds of the cache's clock; until then nobody fetches it again. */
  readonly until: number;
}

const maxEntries = 1024;
const maxBytes = 64 * 1024 * 1024;

interface Entry<T> {
  readonly answer: Promise<T>;
  until: number;
  size: number;
}

export class FreshCache<T> {
  readonly #entries = new Map<string, Entry<T>>();

  /** @param sizeOf bytes that a value holds in memory */
  constructor(
    private readonly now: () => number,
    private readonly sizeOf: (value: T) => number,
  ) {}

  /** The kept value of `key`, or what `load` brings; one that was not brought is not kept. */
  get(key: string, load: () => Promise<Fetched<T>>): Promise<T> {
    const kept = this.#entries.get(key);
    if (kept !== undefined && kept.until > this.now()) return kept.answer;
    const loading = load();
    const entry: Entry<T> = {
      answer: loading.then(({ value }) => value),
      until: Number.POSITIVE_INFINITY,
      size: 0,
    };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    loading.then(
      ({ value, until }) => {
        entry.until = until;
        entry.size = this.sizeOf(value);
        this.#shrink();
      },
      () => {
        if (this.#entries.get(key) === entry) this.#entries.delete(key);
      },
    );
    return entry.answer;
  }

  /** The oldest go first. */
  #shrink(): void {
    let bytes = 0;
    for (const { size } of this.#entries.values()) bytes += size;
    for (const [key, { size }] of this.#entries) {
      if (this.#entries.size <= maxEntries && bytes <= maxBytes) return;
      this.#entries.delete(key);
      bytes -= size;
    }
  }
}
