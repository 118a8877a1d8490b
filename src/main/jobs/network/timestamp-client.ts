/** Gets timestamps (RFC 3161) over HTTP: several servers, several tries, and never a signature of a lower level. */
import { randomBytes } from 'node:crypto';
import { Fault } from '../../../contracts/faults/index.js';
import { isHttpAddress } from '../../../contracts/http-address.js';
import { readTimestampResponse, timestampRequest } from '../../pki/tsp.js';
import { Gate } from '../gate.js';
import { type Fetch, fetchBounded, NoAnswer } from './bounded-fetch.js';
import { CircuitBreaker } from './circuit-breaker.js';

export interface TimestampClientOptions {
  /** http or https, in the order of preference. */
  readonly urls: readonly string[];
  readonly fetch: Fetch;
  /** Milliseconds for one try; an authority under load takes minutes. */
  readonly deadlineMs?: number;
  /** Milliseconds, for the rest of a server that fails. */
  readonly now?: () => number;
  /** Waits so many milliseconds, or until `abort` fires. */
  readonly sleep?: (ms: number, abort?: AbortSignal) => Promise<void>;
  /** 0 … 1, spreads the tries of many clients. */
  readonly random?: () => number;
}

/** Of Ban Cơ yếu Chính phủ, for official signatures; no account is needed. */
export const officialTimestampServers: readonly string[] = ['http://tsa.ca.gov.vn/'];

const defaultDeadlineMs = 180_000;
const tries = 3;
const firstBackOffMs = 1000;
const atOnce = 4;
const breakerLimits = { failures: 5, restMs: 60_000 };
/** Real replies have 3–6 KB, with a chain up to 12. */
const largestReply = 64 * 1024;

interface Server {
  readonly url: string;
  readonly breaker: CircuitBreaker;
  /** What went wrong there last; while it rests, that is all there is to say of it. */
  lastDetail: string;
}

/** Why a server gave no token. */
interface Failure {
  readonly detail: string;
  /** Another try within this call may help. */
  readonly again: boolean;
  /** What the server answered, where it answered. */
  readonly fault: Fault | null;
}

const pause = (ms: number, abort?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      abort?.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    abort?.addEventListener('abort', finish);
  });

const failureOf = (thrown: unknown): Failure => {
  if (thrown instanceof NoAnswer) return { detail: thrown.detail, again: thrown.passing, fault: null };
  if (!(thrown instanceof Fault) || !thrown.code.startsWith('timestamp.')) throw thrown;
  const passing = thrown.code === 'timestamp.not-now' || thrown.code === 'timestamp.malformed';
  return { detail: thrown.code, again: passing, fault: thrown };
};

/** A refusal is an answer; whatever else is no token counts against the server. */
const outcomeOf = (thrown: unknown): 'answered' | 'failed' | 'cancelled' => {
  if (thrown instanceof NoAnswer) return 'failed';
  if (!(thrown instanceof Fault) || thrown.code === 'app.cancelled') return 'cancelled';
  return thrown.code === 'timestamp.rejected' ? 'answered' : 'failed';
};

export class TimestampClient {
  readonly #options: Required<TimestampClientOptions>;
  readonly #servers: readonly Server[];
  readonly #gate = new Gate(atOnce);

  /** Fault `timestamp.no-server` without an address, or with one that is not http(s) or carries credentials. */
  constructor(options: TimestampClientOptions) {
    this.#options = {
      deadlineMs: defaultDeadlineMs,
      now: Date.now,
      sleep: pause,
      random: Math.random,
      ...options,
    };
    if (options.urls.length === 0 || !options.urls.every(isHttpAddress)) throw new Fault('timestamp.no-server');
    const { now } = this.#options;
    this.#servers = options.urls.map((url) => ({
      url,
      breaker: new CircuitBreaker({ ...breakerLimits, now }),
      lastDetail: '',
    }));
  }

  /**
   * A token over `imprint` (SHA-256, 32 bytes), checked as {@link readTimestampResponse} does; who issued it is left to
   * the caller. Every server in turn, up to three rounds with growing pauses; at most four requests are under way.
   *
   * Faults `timestamp.unavailable` (asking again later may help), `timestamp.rejected`, `timestamp.not-now`,
   * `timestamp.malformed`, `timestamp.invalid`, `app.cancelled`.
   */
  async stamp(imprint: Uint8Array, abort?: AbortSignal): Promise<Uint8Array> {
    const failures = new Map<Server, Failure>();
    for (let tried = 1; ; tried += 1) {
      for (const server of this.#servers) {
        if (failures.get(server)?.again === false) continue;
        const result = await this.#gate.run(() => this.#ask(server, imprint, abort), abort);
        if (result instanceof Uint8Array) return result;
        failures.set(server, result);
      }
      const hopeless = [...failures.values()].every(({ again }) => !again);
      if (hopeless || tried === tries) throw this.#summary(failures);
      await this.#options.sleep(firstBackOffMs * 4 ** (tried - 1) * (0.5 + this.#options.random()), abort);
    }
  }

  async #ask(server: Server, imprint: Uint8Array, abort: AbortSignal | undefined): Promise<Uint8Array | Failure> {
    const admitted = server.breaker.admit();
    if (admitted !== 'yes') return { detail: server.lastDetail, again: admitted === 'on-trial', fault: null };
    try {
      const token = await this.#exchange(server.url, imprint, abort);
      server.breaker.settle('answered');
      return token;
    } catch (thrown) {
      server.breaker.settle(outcomeOf(thrown));
      const failure = failureOf(thrown);
      server.lastDetail = failure.detail;
      return failure;
    }
  }

  async #exchange(url: string, imprint: Uint8Array, abort: AbortSignal | undefined): Promise<Uint8Array> {
    // A nonce of its own for each try: the late reply to an earlier one is not taken.
    const nonce = randomBytes(8);
    const reply = await fetchBounded(this.#options.fetch, {
      url,
      post: { contentType: 'application/timestamp-query', body: timestampRequest(imprint, nonce) },
      limit: largestReply,
      deadlineMs: this.#options.deadlineMs,
      abort,
    });
    return readTimestampResponse(reply, { imprint, nonce });
  }

  /** The servers' own answer where each gave one; as soon as one could not be reached, another try may still help. */
  #summary(failures: ReadonlyMap<Server, Failure>): Fault {
    const all = [...failures.values()];
    const [first] = all;
    if (first?.fault && all.every(({ fault }) => fault !== null)) return first.fault;
    const detail = [...failures].map(([{ url }, failure]) => `${url}: ${failure.detail}`).join('; ');
    return new Fault('timestamp.unavailable', { detail });
  }
}
