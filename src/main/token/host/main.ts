/** Entry of the token host: serves one PKCS#11 module (last argument, absolute path), one request at a time. */
import { Fault, toFaultValue } from '../../../contracts/faults/index.js';
import { type HostRequest, hostRequestSchema } from '../../../contracts/token-host.js';
import { ModuleSession } from './module-session.js';
import { openHostPort, type ReceivePin } from './port.js';

const serve = async (module: ModuleSession, request: HostRequest, receivePin: ReceivePin): Promise<unknown> => {
  switch (request.op) {
    case 'inspect':
      return module.inspect();
    case 'login': {
      const pinOrFault: ReceivePin = () =>
        receivePin().catch((cause: unknown) => {
          throw new Fault('token.pin-missing', {}, { cause });
        });
      return module.login({ ...request, receivePin: pinOrFault });
    }
    case 'sign':
      return module.sign(request.digest, request.algorithm);
    case 'logout':
      return module.logout();
  }
};

const port = openHostPort();
const session = new ModuleSession(process.argv.at(-1) ?? '');

port.onRequest((message, receivePin) => {
  const request = hostRequestSchema.parse(message);
  serve(session, request, receivePin).then(
    (value) => port.send({ id: request.id, ok: true, value }),
    (error: unknown) => port.send({ id: request.id, ok: false, error: toFaultValue(error) }),
  );
});
