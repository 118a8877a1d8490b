/** The way of a request through a token host: one at a time, each answered once. */
import { Fault, toFaultValue } from '../../../contracts/faults/index.js';
import { type HostRequest, hostRequestSchema, hostUp } from '../../../contracts/token-host.js';
import type { HostedToken, ReceivePin } from './hosted-token.js';
import { keepMemoryOutOfDumps } from './memory-dump.js';
import { openHostPort } from './port.js';

/**
 * Each promise is awaited at once: Electron 25 ends a process for a rejection that is handed on by `return` alone, for it
 * looks for a handler before the next microtask.
 */
const answer = async (token: HostedToken, request: HostRequest, receive: ReceivePin): Promise<unknown> => {
  const receivePin: ReceivePin = () =>
    receive().catch((cause: unknown) => {
      throw new Fault('token.pin-missing', {}, { cause });
    });
  switch (request.op) {
    case 'poll':
      return token.poll();
    case 'inspect':
      return token.inspect();
    case 'login':
      return await token.login({ ...request, receivePin });
    case 'sign':
      return await token.sign({ ...request, receivePin });
    case 'confirm':
      return token.confirm();
    case 'change-pin':
      return await token.changePin({ ...request, receivePin });
    case 'logout':
      return token.logout();
  }
};

/** Serves what `open` makes of the arguments of this process, until it is killed. */
export const serveToken = (open: (path: string, parameters: string | null) => HostedToken): void => {
  keepMemoryOutOfDumps();
  const port = openHostPort();
  port.send(hostUp);
  const [path = '', parameters] = process.argv.slice(2);
  const token = open(path, parameters ?? null);
  port.onRequest((message, receivePin) => {
    const request = hostRequestSchema.parse(message);
    answer(token, request, () => receivePin(request.id)).then(
      (value) => {
        token.takePinUsed();
        port.send({ id: request.id, ok: true, value });
      },
      (error: unknown) =>
        port.send({ id: request.id, ok: false, error: toFaultValue(error), pinUsed: token.takePinUsed() }),
    );
  });
};
