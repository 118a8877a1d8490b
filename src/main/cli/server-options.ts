/** How a command reaches the provincial server: the options, the network, and the sign-in. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { rootCertificates } from 'node:tls';
import { Fault } from '../../contracts/faults/index.js';
import { leaseHolder } from '../jobs/lease-holder.js';
import { makeLogin } from '../jobs/login.js';
import type { Queue } from '../queue/types.js';
import { Flow } from '../sync/flow.js';
import { certificateFetch } from '../sync/http/certificate-fetch.js';
import type { FetchPort } from '../sync/http/exchange.js';
import { ProvincialServer } from '../sync/http/server.js';
import { readPositive, required, usage } from './arguments.js';
import { dataFolder } from './data-folder.js';
import { SecretLines } from './secret.js';
import { secretInput } from './secret-input.js';
import type { Services } from './services.js';
import { chooseSigner, type SignerValues, signerOptions } from './signer-options.js';

export const serverOptions = {
  ...signerOptions,
  server: { type: 'string' },
  user: { type: 'string' },
  'password-stdin': { type: 'boolean' },
  limit: { type: 'string' },
  'client-cert': { type: 'string' },
  'client-ca': { type: 'string' },
} as const;

export interface ServerValues extends SignerValues {
  readonly data?: string | undefined;
  readonly server?: string | undefined;
  readonly limit?: string | undefined;
  readonly user?: string | undefined;
  readonly 'password-stdin'?: boolean | undefined;
  readonly 'client-cert'?: string | undefined;
  readonly 'client-ca'?: string | undefined;
}

const readGiven = (path: string): Promise<Buffer> =>
  readFile(path).catch((cause: unknown) => {
    throw new Fault('file.unreadable', { file: path }, { cause });
  });

/** The passphrase of a client certificate is the first line on stdin. */
const networkOf = async (values: ServerValues, secrets: SecretLines): Promise<FetchPort> => {
  const file = values['client-cert'];
  if (file === undefined) return fetch;
  const p12 = await readGiven(file);
  const authority = values['client-ca'];
  const ca =
    authority === undefined ? {} : { ca: [...rootCertificates, (await readGiven(authority)).toString('latin1')] };
  const passphrase = await secrets.next();
  try {
    return certificateFetch({ p12, name: basename(file), passphrase: Buffer.from(passphrase).toString('utf8'), ...ca });
  } finally {
    passphrase.fill(0);
  }
};

/** With a password, or with the key that the options name; the secret is the next line on stdin. */
const signIn = async (
  server: ProvincialServer,
  values: ServerValues,
  services: Services,
  secrets: SecretLines,
): Promise<void> => {
  if (values.user === undefined) {
    const signer = await (await chooseSigner(values, services.tokens(values), secrets)).open();
    try {
      await server.signInWithCertificate((request) => makeLogin(signer, request, new Date(), services.interrupted));
    } finally {
      await signer.close();
    }
    return;
  }
  const password = await secrets.next();
  await server.signIn(values.user, Buffer.from(password).toString('utf8')).finally(() => password.fill(0));
};

/** Fault `app.usage` unless the options say how to sign in to which server. */
export const requireSignIn = (values: ServerValues): void => {
  required(values.server, '--server');
  if (values.user !== undefined && !values['password-stdin'])
    throw usage('thiếu --password-stdin (mật khẩu chỉ được đọc từ đầu vào chuẩn)');
  if (values.user === undefined && !values['pin-stdin'] && !values['passphrase-stdin'])
    throw usage('thiếu --user (đăng nhập bằng mật khẩu), hoặc --pin-stdin (đăng nhập bằng chứng thư số)');
  if (values.limit !== undefined) readPositive(values.limit, '--limit');
};

/** The server that the options name, signed in to; secrets are lines on stdin. Faults: `app.usage`, `sync.*`, `token.*`. */
export const signedInServer = async (
  values: ServerValues,
  queue: Queue,
  services: Services,
  secrets = new SecretLines(secretInput()),
): Promise<ProvincialServer> => {
  requireSignIn(values);
  const bytesPerSecond = values.limit === undefined ? null : readPositive(values.limit, '--limit') * 1024;
  const server = new ProvincialServer({
    url: required(values.server, '--server'),
    fetch: await networkOf(values, secrets),
    accept: (identity) => queue.trustServer(identity),
    holder: () => leaseHolder(queue, { data: dataFolder(values.data) }),
    flow: new Flow({ bytesPerSecond }),
    signal: services.interrupted,
  });
  await signIn(server, values, services, secrets);
  return server;
};
