/** A real HTTP server between client and document server that disturbs what passes, request by request. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** One request on its way. */
export interface Passage {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  /** The whole body of the request. */
  body(): Promise<Buffer>;
  /** The document server's answer to the request with this body. */
  forward(body: Buffer): Promise<Answer>;
}

/** What happens to a request instead of being passed on as it is. */
export type Disturbance = (passage: Passage) => Promise<void>;

/** Headers that say how long a body is, or belong to one connection. */
const ofConnection = new Set(['content-length', 'transfer-encoding', 'connection', 'keep-alive', 'host']);

const passedOn = (headers: IncomingHttpHeaders): IncomingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !ofConnection.has(name)));

const forwardTo = (target: string, incoming: IncomingMessage, body: Buffer): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const headers = { ...passedOn(incoming.headers), 'content-length': body.length };
    const onward = request(`${target}${incoming.url}`, { method: incoming.method, headers }, (answer) => {
      buffer(answer).then(
        (bytes) => resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: bytes }),
        reject,
      );
    });
    onward.on('error', reject);
    onward.end(body);
  });

/** Answers as the document server did, with another body where one is given. */
export const answerWith = (outgoing: ServerResponse, { status, headers }: Answer, body: Buffer): void => {
  outgoing.writeHead(status, { ...passedOn(headers), ...(status === 204 ? {} : { 'content-length': body.length }) });
  outgoing.end(body);
};

const plainly: Disturbance = async ({ outgoing, body, forward }) => {
  const answer = await forward(await body());
  answerWith(outgoing, answer, answer.body);
};

export class FaultProxy {
  /** Chooses what happens to a request (`METHOD /path`); undefined passes it on. */
  disturb: (what: string) => Disturbance | undefined = () => undefined;
  /** Requests that were disturbed. */
  disturbed = 0;

  private constructor(readonly url: string) {}

  static async start(target: string): Promise<FaultProxy> {
    const server = createServer((incoming, outgoing) => {
      const chosen = proxy.disturb(`${incoming.method} ${incoming.url}`);
      if (chosen !== undefined) proxy.disturbed += 1;
      const passage: Passage = {
        incoming,
        outgoing,
        body: () => buffer(incoming),
        forward: (body) => forwardTo(target, incoming, body),
      };
      // Whoever cut a connection has nobody left to answer.
      (chosen ?? plainly)(passage).catch(() => incoming.socket.destroy());
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const proxy = new FaultProxy(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return proxy;
  }
}

/** Cut before the server knew of it. */
export const cutBefore: Disturbance = async ({ incoming, body }) => {
  await body();
  incoming.socket.resetAndDestroy();
};

/** The server did it, and the answer was lost. */
export const cutAfter: Disturbance = async ({ incoming, body, forward }) => {
  await forward(await body());
  incoming.socket.resetAndDestroy();
};

/** Reset while the request's body was on its way. */
export const cutInRequest: Disturbance = async ({ incoming }) => {
  incoming.once('data', () => incoming.socket.resetAndDestroy());
};

const half = (bytes: Buffer): Buffer => bytes.subarray(0, bytes.length >> 1);

/** Ends the answer in its middle: `reset` as a broken line does, else as a server that was stopped. */
export const cutInAnswer =
  (how: 'reset' | 'end'): Disturbance =>
  async ({ outgoing, body, forward }) => {
    const answer = await forward(await body());
    outgoing.writeHead(answer.status, answer.headers);
    outgoing.write(half(answer.body), () => {
      if (how === 'reset') outgoing.socket?.resetAndDestroy();
      else outgoing.socket?.destroy();
    });
  };

/** Half of the answer, as if that were all of it. */
export const halfAnswer: Disturbance = async ({ outgoing, body, forward }) => {
  const answer = await forward(await body());
  answerWith(outgoing, answer, half(answer.body));
};

/** Half of the request, as if that were all of it. */
export const halfRequest: Disturbance = async ({ outgoing, body, forward }) => {
  const answer = await forward(half(await body()));
  answerWith(outgoing, answer, answer.body);
};

const flipped = (bytes: Buffer): Buffer => {
  const other = Buffer.from(bytes);
  other[other.length >> 1] = (other[other.length >> 1] ?? 0) ^ 1;
  return other;
};

/** One bit of the request is another. */
export const damagedRequest: Disturbance = async ({ outgoing, body, forward }) => {
  const answer = await forward(flipped(await body()));
  answerWith(outgoing, answer, answer.body);
};

/** One bit of the answer is another. */
export const damagedAnswer: Disturbance = async ({ outgoing, body, forward }) => {
  const answer = await forward(await body());
  answerWith(outgoing, answer, flipped(answer.body));
};

/** The text of the answer is another, and still one that can be read. */
export const changedAnswer =
  (change: (text: string) => string): Disturbance =>
  async ({ outgoing, body, forward }) => {
    const answer = await forward(await body());
    answerWith(outgoing, answer, Buffer.from(change(answer.body.toString('utf8'))));
  };

/** The request arrives twice; the client sees the second answer. */
export const twice: Disturbance = async ({ outgoing, body, forward }) => {
  const bytes = await body();
  await forward(bytes);
  const answer = await forward(bytes);
  answerWith(outgoing, answer, answer.body);
};

/** One byte at a time, the head of the answer too. */
export const drippingAnswer: Disturbance = async ({ outgoing, body, forward }) => {
  const answer = await forward(await body());
  outgoing.writeHead(answer.status, answer.headers);
  for (const byte of answer.body) {
    outgoing.write(Uint8Array.of(byte));
    await new Promise((resolve) => setImmediate(resolve));
  }
  outgoing.end();
};

/** Nothing ever comes back. */
export const silence: Disturbance = async ({ body }) => void (await body());

/** Something else answers, without asking the server. */
export const answering =
  (status: number, headers: Readonly<Record<string, string>> = {}, body: string | Buffer = ''): Disturbance =>
  async (passage) => {
    await passage.body();
    passage.outgoing.writeHead(status, headers);
    passage.outgoing.end(body);
  };

/** A page for people, as a gateway in front of the server shows it. */
export const page = (status: number, headers: Readonly<Record<string, string>> = {}): Disturbance =>
  answering(status, { 'content-type': 'text/html; charset=utf-8', ...headers }, `<html><h1>Lỗi ${status}</h1></html>`);

/** An error of the API. */
export const refusal = (status: number, code: string, facts: Readonly<Record<string, string | number>> = {}) =>
  answering(status, { 'content-type': 'application/json' }, JSON.stringify({ code, message: 'Từ chối.', ...facts }));
