/** One HTTP exchange that ends: by a deadline over all of it, a limit on its size, or a cancellation. */
import { Fault } from '../../../contracts/faults/index.js';

export interface FetchInit {
  readonly method: 'GET' | 'POST';
  readonly headers: Record<string, string>;
  readonly body?: ArrayBuffer;
  readonly signal: AbortSignal;
  readonly redirect: 'error';
  readonly cache: 'no-store';
  readonly credentials: 'omit';
}

/** The part of `fetch` that is used here; the caller brings Node's or Electron's. */
export type Fetch = (url: string, init: FetchInit) => Promise<Response>;

export interface Exchange {
  readonly url: string;
  /** Posts these bytes; without it the address is got. */
  readonly post?: { readonly contentType: string; readonly body: Uint8Array };
  /** Longest answer that is taken, in bytes. */
  readonly limit: number;
  /** Milliseconds from the first byte sent to the last one read. */
  readonly deadlineMs: number;
  readonly abort?: AbortSignal | undefined;
}

/** No answer could be had. `detail` names the reason in a word (`HTTP 503`, `ECONNREFUSED`, `timeout`). */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';

  constructor(
    readonly detail: string,
    /** The same request may well be answered another time. */
    readonly passing: boolean,
    options?: { readonly cause?: unknown },
  ) {
    super(detail, options);
  }
}

/** 408 and 429 ask for another try; the other 4xx will be said again. */
const passingStatus = (status: number): boolean => status >= 500 || status === 408 || status === 429;

const readLimited = async (response: Response, limit: number): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part !== undefined && !part.done; part = await reader?.read()) {
    size += part.value.length;
    if (size > limit) throw new NoAnswer('too large', false);
    chunks.push(part.value);
  }
  return new Uint8Array(Buffer.concat(chunks));
};

/** The word a network error goes by: its code (`ECONNREFUSED`, `ENOTFOUND`), else its text. */
const reasonOf = (thrown: unknown): string => {
  const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
  if (!(cause instanceof Error)) return 'network error';
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message.slice(0, 80);
};

/**
 * Carries out one exchange and returns the body of its 200. Redirects are refused.
 * @throws NoAnswer; Fault `app.cancelled` when `abort` fires
 */
export const fetchBounded = async (fetch: Fetch, exchange: Exchange): Promise<Uint8Array> => {
  const { url, post, abort } = exchange;
  if (abort?.aborted) throw new Fault('app.cancelled');
  const stop = new AbortController();
  const cancel = (): void => stop.abort();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    stop.abort();
  }, exchange.deadlineMs);
  abort?.addEventListener('abort', cancel);
  try {
    const response = await fetch(url, {
      method: post ? 'POST' : 'GET',
      headers: post ? { 'content-type': post.contentType } : {},
      ...(post ? { body: Uint8Array.from(post.body).buffer } : {}),
      signal: stop.signal,
      redirect: 'error',
      cache: 'no-store',
      credentials: 'omit',
    });
    if (response.status !== 200) throw new NoAnswer(`HTTP ${response.status}`, passingStatus(response.status));
    return await readLimited(response, exchange.limit);
  } catch (thrown) {
    if (abort?.aborted) throw new Fault('app.cancelled', {}, { cause: thrown });
    if (thrown instanceof NoAnswer) throw thrown;
    throw new NoAnswer(late ? 'timeout' : reasonOf(thrown), true, { cause: thrown });
  } finally {
    clearTimeout(timer);
    abort?.removeEventListener('abort', cancel);
    // An answer that was not read to its end would hold its connection.
    stop.abort();
  }
};
