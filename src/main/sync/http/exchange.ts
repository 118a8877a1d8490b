/** HTTP exchanges with the server: deadline, cancellation, pause, further tries, and every failure as a fault. */
import { Fault } from '../../../contracts/faults/index.js';
import { type Flow, sleep } from '../flow.js';
import { noAnswer, Passing, refusalOf } from './refusal.js';

/** `fetch` of Node, or `net.fetch` of Electron (system proxy and certificates). */
export type FetchPort = (url: string, init: RequestInit & { duplex?: 'half' }) => Promise<Response>;

export interface HttpOptions {
  readonly fetch: FetchPort;
  /** A request on whose connection (next to) nothing moves for so long (milliseconds) is given up. */
  readonly idleTimeoutMs: number;
  /** The longest waits (milliseconds) before each further try of a call that may be repeated. */
  readonly retryDelaysMs: readonly number[];
  /** 0 … 1: how much of the longest wait is waited (full jitter). */
  readonly random: () => number;
  readonly flow: Flow;
  /** Stops everything under way: `app.cancelled`. */
  readonly signal?: AbortSignal | undefined;
}

/** Told of bytes that moved; without a number, that nothing is wrong: what waits does so because we want it to. */
export type Moving = (bytes?: number) => void;

export interface Exchange<T> {
  readonly url: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  /** Makes the body; `progress` is called for each piece that leaves. */
  readonly body?: (progress: Moving) => BodyInit | ReadableStream<Uint8Array>;
  /** Stops when transfers are paused, and goes on later. */
  readonly pausable?: boolean;
  /** The reply is a file: it may take as long as it moves. Any other is over within {@link answerTimeouts} timeouts. */
  readonly isFile?: boolean;
  /** Reads the reply; `progress` is to be called for each piece of a file that arrives. */
  readonly read: (response: Response, progress: Moving) => Promise<T>;
}

/** Data may come slowly, and not for ever: so many idle timeouts for the whole of it. */
const answerTimeouts = 4;

/** Bytes: a line over which fewer come in an idle timeout does not move (2 kB a second in half a minute). */
const leastMoved = 65_536;

/** Transfers were paused: what is under way goes on later, and nothing failed. */
class Interrupted extends Error {}

/** Node answers a redirect that is not followed with its status, browsers with an opaque reply. */
const isRedirect = (response: Response): boolean =>
  response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400);

/** Calls `stop` when one of the signals fires; returns what ends that. */
const onAny = (signals: readonly (AbortSignal | undefined)[], stop: () => void): (() => void) => {
  for (const signal of signals) signal?.addEventListener('abort', stop);
  return () => {
    for (const signal of signals) signal?.removeEventListener('abort', stop);
  };
};

/** One try of an exchange. Throws a {@link Passing} where another one may go better; else faults. */
export const attempt = async <T>(exchange: Exchange<T>, options: HttpOptions): Promise<T> => {
  const { signal } = options;
  const interruption = exchange.pausable === true ? options.flow.interruption : undefined;
  const stop = new AbortController();
  let timedOut = false;
  const giveUp = (): void => {
    timedOut = true;
    stop.abort();
  };
  const { idleTimeoutMs } = options;
  let timer = setTimeout(giveUp, idleTimeoutMs);
  const wait = (milliseconds: number): void => {
    clearTimeout(timer);
    timer = setTimeout(giveUp, milliseconds);
  };
  let moved = 0;
  const progress: Moving = (bytes = leastMoved) => {
    moved += bytes;
    if (moved < leastMoved) return;
    moved = 0;
    wait(idleTimeoutMs);
  };
  const release = onAny([signal, interruption], () => stop.abort());
  try {
    if (signal?.aborted) throw new Fault('app.cancelled');
    if (interruption?.aborted) throw new Interrupted();
    const body = exchange.body?.(progress);
    const response = await options.fetch(exchange.url, {
      method: exchange.method,
      headers: { accept: 'application/json', ...exchange.headers },
      redirect: 'manual',
      credentials: 'omit',
      cache: 'no-store',
      signal: stop.signal,
      ...(body === undefined ? {} : { body: body as BodyInit, duplex: 'half' as const }),
    });
    wait(exchange.isFile === true ? idleTimeoutMs : answerTimeouts * idleTimeoutMs);
    if (isRedirect(response)) throw new Fault('sync.redirect-refused');
    if (!response.ok) throw await refusalOf(response);
    return await exchange.read(response, progress);
  } catch (thrown) {
    if (signal?.aborted) throw new Fault('app.cancelled', {}, { cause: thrown });
    if (thrown instanceof Fault || thrown instanceof Passing) throw thrown;
    if (interruption?.aborted) throw new Interrupted();
    if (timedOut) throw new Passing(new Fault('sync.timeout', {}, { cause: thrown }));
    throw noAnswer(thrown);
  } finally {
    clearTimeout(timer);
    release();
    // A reply that was not read to its end would hold its connection.
    stop.abort();
  }
};

/**
 * Tries until it succeeds: after a {@link Passing} as often as there are delays, after a pause always. A try that got
 * well further than every one before (`reached`, in bytes, grows) is not counted.
 */
export const repeat = async <T>(work: () => Promise<T>, options: HttpOptions, reached = () => 0): Promise<T> => {
  let furthest = reached();
  for (let tried = 0; ; ) {
    try {
      return await work();
    } catch (thrown) {
      if (thrown instanceof Interrupted) {
        await options.flow.open(options.signal);
        continue;
      }
      if (!(thrown instanceof Passing)) throw thrown;
      if (reached() - furthest >= leastMoved) tried = 0;
      furthest = Math.max(furthest, reached());
      const delay = options.retryDelaysMs[tried];
      if (delay === undefined) throw thrown.fault;
      tried += 1;
      await sleep(Math.max(delay * options.random(), thrown.waitMs), options.signal);
    }
  }
};

/**
 * Carries out an exchange that does the same twice as once: again after network errors, 5xx, 429, damaged transfers.
 * Faults: `sync.*` by status, `sync.unreachable`, `sync.timeout`, `app.cancelled`, and those of `read`.
 */
export const exchangeWith = <T>(exchange: Exchange<T>, options: HttpOptions): Promise<T> =>
  repeat(() => attempt(exchange, options), options);

/** Carries out an exchange once. Faults as {@link exchangeWith}. */
export const exchangeOnce = <T>(exchange: Exchange<T>, options: HttpOptions): Promise<T> =>
  repeat(() => attempt(exchange, options), { ...options, retryDelaysMs: [] });
