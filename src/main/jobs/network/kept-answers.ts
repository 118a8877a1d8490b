/** Answers of servers: those in memory, then those on disk, then the servers themselves, then what is left of the disk. */
import type { AnswerFolder, KeptAnswer } from '../files/answer-folder.js';
import { FreshCache } from './fresh-cache.js';

/** One server that was to be asked and gave nothing. */
export interface Failure {
  readonly url: string;
  /** What went wrong, as {@link NoAnswer} says it. */
  readonly reason: Error;
}

/** What the servers gave. */
export interface Asked {
  readonly bytes: Uint8Array | null;
  /** Milliseconds since 1970: the answer's own nextUpdate; null where it names none. */
  readonly nextUpdate: number | null;
  readonly failures: readonly Failure[];
}

export interface Outcome {
  readonly bytes: Uint8Array | null;
  /** When the answer was given, milliseconds since 1970, where it is a kept one because nobody could be asked. */
  readonly standsInSince: number | null;
  readonly failures: readonly Failure[];
}

export interface KeptAnswersOptions {
  /** null: memory only. */
  readonly folder: AnswerFolder | null;
  /** No server is asked: what is kept has to do. */
  readonly offline?: boolean;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

const minute = 60_000;
/** An answer serves until its nextUpdate, but a CA may revoke in between: servers are asked again after this. */
const longestFresh = 60 * minute;
/** Without a nextUpdate in the future. */
const shortlyFresh = 5 * minute;
/** A server that was down is asked again after this. */
const failureKept = minute;

const nothing: Outcome = { bytes: null, standsInSince: null, failures: [] };

export class KeptAnswers {
  readonly offline: boolean;
  readonly #folder: AnswerFolder | null;
  readonly #now: () => number;
  readonly #memory: FreshCache<Outcome>;

  constructor({ folder, offline = false, now = Date.now }: KeptAnswersOptions) {
    this.offline = offline;
    this.#folder = folder;
    this.#now = now;
    this.#memory = new FreshCache(now, ({ bytes }) => bytes?.length ?? 0);
  }

  /**
   * The answer for `key`. `ask` is called only if none is fresh: an hour old at most, and before its nextUpdate. Where
   * `ask` brings nothing, or nobody may be asked, an older one stands in until its nextUpdate.
   */
  get(key: string, ask: () => Promise<Asked>): Promise<Outcome> {
    return this.#memory.get(key, async () => {
      const now = this.#now();
      const kept = (await this.#folder?.read(key, now)) ?? null;
      if (this.offline) return this.#standIn(kept, []);
      const freshUntil = kept === null ? 0 : Math.min(kept.at + longestFresh, kept.until);
      if (kept !== null && freshUntil > now) return { value: { ...nothing, bytes: kept.bytes }, until: freshUntil };
      const asked = await ask();
      return asked.bytes === null ? this.#standIn(kept, asked.failures) : this.#keep(key, asked.bytes, asked);
    });
  }

  async #keep(key: string, bytes: Uint8Array, { nextUpdate, failures }: Asked) {
    const at = this.#now();
    const lasts = nextUpdate !== null && nextUpdate > at;
    if (lasts) await this.#folder?.write(key, { bytes, at, until: nextUpdate });
    const until = lasts ? Math.min(nextUpdate, at + longestFresh) : at + shortlyFresh;
    return { value: { bytes, standsInSince: null, failures }, until };
  }

  #standIn(kept: KeptAnswer | null, failures: readonly Failure[]) {
    const value = kept === null ? { ...nothing, failures } : { bytes: kept.bytes, standsInSince: kept.at, failures };
    const again = this.#now() + failureKept;
    return { value, until: kept === null ? again : Math.min(again, kept.until) };
  }
}
