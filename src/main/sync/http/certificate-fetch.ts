/**
 * `fetch` for the command line with a certificate of the client in TLS (mutual TLS): Node's own takes none. Follows no
 * redirect and goes through no proxy.
 */
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { Readable } from 'node:stream';
import { createSecureContext } from 'node:tls';
import { Fault } from '../../../contracts/faults/index.js';
import type { FetchPort } from './exchange.js';

export interface ClientCertificate {
  /** A PKCS#12 file's bytes, and its name as the person knows it. */
  readonly p12: Uint8Array;
  readonly name: string;
  readonly passphrase: string;
  /** PEM; certificates that the server's has to lead to, besides what this computer trusts. */
  readonly ca?: readonly string[];
}

/** Statuses whose answer has no body (Fetch standard, "null body status"). */
const bodiless = new Set([101, 103, 204, 205, 304]);

const headersOf = (message: IncomingMessage): Headers => {
  const headers = new Headers();
  for (let index = 0; index + 1 < message.rawHeaders.length; index += 2)
    headers.append(message.rawHeaders[index] ?? '', message.rawHeaders[index + 1] ?? '');
  return headers;
};

/** Read as it is asked for, so that whoever stops reading stops the download. */
const bodyOf = (message: IncomingMessage): ReadableStream<Uint8Array> => {
  const parts = message[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const part: IteratorResult<Buffer> = await parts.next();
      if (part.done === true) controller.close();
      else controller.enqueue(new Uint8Array(part.value));
    },
    cancel: () => void message.destroy(),
  });
};

const responseOf = (message: IncomingMessage): Response => {
  const status = message.statusCode ?? 0;
  if (status < 200 || status > 599) throw new Error(`HTTP ${status}`);
  const body = bodiless.has(status) ? null : bodyOf(message);
  if (body === null) message.resume();
  return new Response(body, { status, headers: headersOf(message) });
};

async function* piecesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) yield piece.value;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Fault `sync.client-certificate-unreadable` where the file is none or the passphrase another. */
export const certificateFetch = ({ p12, name, passphrase, ca }: ClientCertificate): FetchPort => {
  const identity = { pfx: Buffer.from(p12), passphrase, ...(ca === undefined ? {} : { ca: [...ca] }) };
  try {
    createSecureContext(identity);
  } catch (cause) {
    throw new Fault('sync.client-certificate-unreadable', { file: name }, { cause });
  }
  const agent = new Agent({ ...identity, keepAlive: true, maxSockets: 4 });
  return (url, { method = 'GET', headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const options = {
        method,
        agent,
        headers: { ...(headers as Record<string, string>) },
        signal: signal ?? undefined,
      };
      const sent = request(url, options, (message) => {
        try {
          resolve(responseOf(message));
        } catch (thrown) {
          reject(thrown);
        }
      });
      sent.on('error', reject);
      if (body instanceof ReadableStream)
        Readable.from(piecesOf(body))
          .on('error', (thrown) => sent.destroy(thrown))
          .pipe(sent);
      else sent.end(typeof body === 'string' ? body : undefined);
    });
};
