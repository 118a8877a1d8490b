/** One HTTP exchange with the server: deadline, cancellation, retries, and every failure as a fault. */

import { Fault } from '../../contracts/faults/index.js';
import { apiErrorSchema } from '../../contracts/provincial-api.js';

/** `fetch` of Node, or `net.fetch` of Electron (system proxy and certificates). */
export type FetchPort = (url: string, init: RequestInit & { duplex?: 'half' }) => Promise<Response>;

export interface HttpOptions {
  readonly fetch: FetchPort;
  /** A request on whose connection nothing moves for so long (milliseconds) is given up. */
  readonly idleTimeoutMs: number;
  /** Waits (milliseconds) before each further try of a call that may be repeated. */
  readonly retryDelaysMs: readonly number[];
  /** Stops everything under way: `app.cancelled`. */
  readonly signal?: AbortSignal | undefined;
}

export interface Exchange<T> {
  readonly url: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly headers: Readonly<Record<string, string>>;
  /** Makes the body anew for each try; `progress` is called for each piece that leaves. */
  readonly body?: (progress: () => void) => BodyInit | ReadableStream<Uint8Array>;
  /** Whether doing it twice is the same as doing it once. */
  readonly repeatable: boolean;
  /** Reads the reply; `progress` is to be called for each piece that arrives. */
  readonly read: (response: Response, progress: () => void) => Promise<T>;
}

/** Milliseconds; a server that asks for a longer wait gets its answer in the next run. */
const longestRetryAfterMs = 10_000;

/** A failure that another try may mend, with the wait the server asked for. */
class Passing extends Error {
  constructor(
    readonly fault: Fault,
    readonly waitMs = 0,
  ) {
    super(fault.message);
  }
}

/** The fault that a refusing status means (RFC 9110 section 15). */
const refusal = async (response: Response): Promise<Fault | Passing> => {
  const parsed = apiErrorSchema.safeParse(await response.json().catch(() => null));
  const code = parsed.success ? parsed.data.code : '';
  const { status } = response;
  const cause = { cause: `${status} ${code}` };
  if (status === 401)
    return new Fault(code === 'sign-in-refused' ? 'sync.sign-in-refused' : 'sync.session-expired', {}, cause);
  if (status === 403) return new Fault('sync.forbidden', {}, cause);
  if (status === 404 && code === 'document-missing') return new Fault('sync.document-missing', {}, cause);
  if (status === 409) return new Fault('sync.conflict', {}, cause);
  if (status === 413) return new Fault('sync.too-large', {}, cause);
  if (status === 422) return new Passing(new Fault('sync.upload-damaged', {}, cause));
  if (status === 429) {
    const waitMs = Number(response.headers.get('retry-after') ?? 0) * 1000;
    const fault = new Fault('sync.too-many-requests', {}, cause);
    return waitMs > longestRetryAfterMs ? fault : new Passing(fault, waitMs || 0);
  }
  if (status >= 500) return new Passing(new Fault('sync.server-error', { status }, cause));
  return new Fault('sync.request-refused', { status }, cause);
};

/** Node answers a redirect that is not followed with its status, browsers with an opaque reply. */
const isRedirect = (response: Response): boolean =>
  response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400);

const attempt = async <T>(exchange: Exchange<T>, options: HttpOptions): Promise<T> => {
  const stop = new AbortController();
  let timedOut = false;
  const giveUp = (): void => {
    timedOut = true;
    stop.abort();
  };
  let timer = setTimeout(giveUp, options.idleTimeoutMs);
  const progress = (): void => {
    clearTimeout(timer);
    timer = setTimeout(giveUp, options.idleTimeoutMs);
  };
  const cancel = (): void => stop.abort();
  options.signal?.addEventListener('abort', cancel);
  try {
    if (options.signal?.aborted) throw new Fault('app.cancelled');
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
    progress();
    if (isRedirect(response)) throw new Fault('sync.redirect-refused');
    if (!response.ok) throw await refusal(response);
    return await exchange.read(response, progress);
  } catch (thrown) {
    if (options.signal?.aborted) throw new Fault('app.cancelled', {}, { cause: thrown });
    if (thrown instanceof Fault || thrown instanceof Passing) throw thrown;
    throw new Passing(new Fault(timedOut ? 'sync.timeout' : 'sync.unreachable', {}, { cause: thrown }));
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', cancel);
    // A reply that was not read to its end would hold its connection.
    stop.abort();
  }
};

const pause = (milliseconds: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, milliseconds);
    signal?.addEventListener('abort', finish);
  });

/**
 * Carries out an exchange. A repeatable one is tried again after network errors, 5xx, 429 and damaged transfers.
 * Faults: `sync.*` by status, `sync.unreachable`, `sync.timeout`, `app.cancelled`, and those of `read`.
 */
export const exchangeWith = async <T>(exchange: Exchange<T>, options: HttpOptions): Promise<T> => {
  const delays = exchange.repeatable ? options.retryDelaysMs : [];
  for (let tried = 0; ; tried += 1) {
    try {
      return await attempt(exchange, options);
    } catch (thrown) {
      if (!(thrown instanceof Passing)) throw thrown;
      const delay = delays[tried];
      if (delay === undefined) throw thrown.fault;
      await pause(Math.max(delay, thrown.waitMs), options.signal);
    }
  }
};
