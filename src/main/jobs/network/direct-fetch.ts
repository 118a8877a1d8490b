/**
 * HTTP to an address that was resolved and checked before. `fetch` of Node and of Electron resolve a name themselves, a
 * second time, and a name server in foreign hands may then say something else (DNS rebinding); `node:http` takes the
 * resolved addresses.
 */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { FetchInit } from './bounded-fetch.js';

export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** Node asks for one address or, where it tries several (from 20 on by default), for all. */
const lookupOf =
  (addresses: readonly ResolvedAddress[]): LookupFunction =>
  (_host, options, done) => {
    const [first] = addresses;
    if (options.all === true) done(null, [...addresses]);
    else if (first) done(null, first.address, first.family);
    else done(Object.assign(new Error('no address'), { code: 'ENOTFOUND' }), '', 4);
  };

/** Read as it is asked for, so that whoever stops reading stops the download. */
const bodyOf = (message: IncomingMessage): ReadableStream<Uint8Array> => {
  const parts = message[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const part: IteratorResult<Buffer> = await parts.next();
      if (part.done === true) controller.close();
      else controller.enqueue(part.value);
    },
    cancel: () => void message.destroy(),
  });
};

/** A `Response` has no body for some statuses, and none outside 200 … 599; only that of a 200 is ever read. */
const responseOf = (message: IncomingMessage): Response => {
  const status = message.statusCode ?? 0;
  if (status === 200) return new Response(bodyOf(message), { status });
  message.destroy();
  if (status < 200 || status > 599) throw new Error(`HTTP ${status}`);
  return new Response(null, { status });
};

/**
 * One request to one of `addresses`, with the host of `url` in its header and, for https, in the check of the server's
 * certificate. Follows no redirect, sends no cookie, goes through no proxy, asks for no compression.
 */
export const directFetch = (
  url: string,
  { method, headers, body, signal }: FetchInit,
  addresses: readonly ResolvedAddress[],
): Promise<Response> =>
  new Promise((resolve, reject) => {
    const open = url.startsWith('https:') ? httpsRequest : httpRequest;
    const bytes = body === undefined ? undefined : new Uint8Array(body);
    const length = bytes === undefined ? {} : { 'content-length': bytes.length };
    const options = { method, headers: { ...headers, ...length }, signal, agent: false, lookup: lookupOf(addresses) };
    const request = open(url, options, (message) => {
      try {
        resolve(responseOf(message));
      } catch (thrown) {
        reject(thrown);
      }
    });
    request.on('error', reject);
    request.end(bytes);
  });
