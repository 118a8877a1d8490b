/** Fetches certificate revocation lists for the verifier, which has no network of its own. */

/** The part of `fetch` that is used here; the caller brings Node's or Electron's. */
export type Fetch = (url: string, init: { signal: AbortSignal; redirect: 'error' }) => Promise<Response>;

const deadlineMs = 10_000;
const largestCrl = 32 * 1024 * 1024;
/** An answer, or a failure, serves this long; a list's own validity is judged by the verifier each time. */
const keptMs = 10 * 60_000;

const readLimited = async (response: Response): Promise<Uint8Array | null> => {
  if (!response.ok || !response.body) return null;
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = response.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.length;
    if (size > largestCrl) {
      await reader.cancel();
      return null;
    }
    chunks.push(part.value);
  }
  return Buffer.concat(chunks);
};

export class CrlFetcher {
  readonly #answers = new Map<string, { readonly until: number; readonly crl: Promise<Uint8Array | null> }>();

  constructor(
    private readonly fetch: Fetch,
    private readonly now: () => number = Date.now,
  ) {}

  /**
   * The lists that could be had from `urls` (http or https), as they came; one that could not be had is left out, and
   * the verifier says that the answer is missing.
   */
  async get(urls: readonly string[]): Promise<Uint8Array[]> {
    const lists = await Promise.all(urls.map((url) => this.#list(url)));
    return lists.filter((list) => list !== null);
  }

  #list(url: string): Promise<Uint8Array | null> {
    const kept = this.#answers.get(url);
    if (kept && kept.until > this.now()) return kept.crl;
    const crl = this.fetch(url, { signal: AbortSignal.timeout(deadlineMs), redirect: 'error' })
      .then(readLimited)
      .catch(() => null);
    this.#answers.set(url, { until: this.now() + keptMs, crl });
    return crl;
  }
}
