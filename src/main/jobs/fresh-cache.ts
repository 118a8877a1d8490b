/** What was fetched, for as long as it is fresh; who asks while it is being fetched gets the same answer. */
export interface Fetched {
  /** null: it could not be had. */
  readonly bytes: Uint8Array | null;
  /** Milliseconds of the cache's clock; until then nobody fetches it again. */
  readonly until: number;
}

const maxEntries = 128;
const maxBytes = 64 * 1024 * 1024;

interface Entry {
  readonly answer: Promise<Uint8Array | null>;
  until: number;
  size: number;
}

export class FreshCache {
  readonly #entries = new Map<string, Entry>();

  constructor(private readonly now: () => number) {}

  /** The kept bytes of `key`, or what `load` brings; `load` does not reject. */
  get(key: string, load: () => Promise<Fetched>): Promise<Uint8Array | null> {
    const kept = this.#entries.get(key);
    if (kept !== undefined && kept.until > this.now()) return kept.answer;
    const loading = load();
    const entry: Entry = { answer: loading.then(({ bytes }) => bytes), until: Number.POSITIVE_INFINITY, size: 0 };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    void loading.then(({ bytes, until }) => {
      entry.until = until;
      entry.size = bytes?.length ?? 0;
      this.#shrink();
    });
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
