/**
 * Entry of the token host: serves one PKCS#11 module, one request at a time. Arguments: its absolute path and, if it needs
 * any, the parameters of its C_Initialize.
 */
import { Fault, toFaultValue } from '../../../contracts/faults/index.js';
import { type HostRequest, hostRequestSchema } from '../../../contracts/token-host.js';
import { keepMemoryOutOfDumps } from './memory-dump.js';
import { ModuleSession, type ReceivePin } from './module-session.js';
import { openHostPort } from './port.js';

/**
 * Each promise is awaited at once: Electron 25 ends a process for a rejection that is handed on by `return` alone, for it
 * looks for a handler before the next microtask.
 */
const serve = async (module: ModuleSession, request: HostRequest, receive: ReceivePin): Promise<unknown> => {
  const receivePin: ReceivePin = () =>
    receive().catch((cause: unknown) => {
      throw new Fault('token.pin-missing', {}, { cause });
    });
  switch (request.op) {
    case 'poll':
      return module.poll();
    case 'inspect':
      return module.inspect();
    case 'login':
      return await module.login({ ...request, receivePin });
    case 'sign':
      return await module.sign({ ...request, receivePin });
    case 'confirm':
      return module.confirm();
    case 'change-pin':
      return await module.changePin({ ...request, receivePin });
    case 'logout':
      return module.logout();
  }
};

keepMemoryOutOfDumps();
const port = openHostPort();
const [modulePath = '', parameters] = process.argv.slice(2);
const session = new ModuleSession(modulePath, parameters ?? null);

port.onRequest((message, receivePin) => {
  const request = hostRequestSchema.parse(message);
  serve(session, request, () => receivePin(request.id)).then(
    (value) => {
      session.takePinUsed();
      port.send({ id: request.id, ok: true, value });
    },
    (error: unknown) =>
      port.send({ id: request.id, ok: false, error: toFaultValue(error), pinUsed: session.takePinUsed() }),
  );
});
