import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { rootCertificates } from 'node:tls';
import { exitCodes, type SyncLine } from '../../contracts/cli.js';
import { Fault } from '../../contracts/faults/index.js';
import { checkReceived } from '../jobs/check-documents.js';
import { makeLogin } from '../jobs/login.js';
import { supplyNumbers } from '../jobs/number-supply.js';
import { Flow } from '../sync/flow.js';
import { certificateFetch } from '../sync/http/certificate-fetch.js';
import type { FetchPort } from '../sync/http/exchange.js';
import { ProvincialServer } from '../sync/http/server.js';
import { deliver, receive } from '../sync/run.js';
import { readArguments, readPositive, required, usage } from './arguments.js';
import { dataFolder, dataOption } from './data-folder.js';
import type { Output } from './output.js';
import { SecretLines } from './secret.js';
import { secretInput } from './secret-input.js';
import type { Services } from './services.js';
import { chooseSigner, type SignerValues, signerOptions } from './signer-options.js';

const options = {
  ...dataOption,
  ...signerOptions,
  server: { type: 'string' },
  user: { type: 'string' },
  'password-stdin': { type: 'boolean' },
  limit: { type: 'string' },
  'client-cert': { type: 'string' },
  'client-ca': { type: 'string' },
} as const;

interface SyncValues extends SignerValues {
  readonly data?: string | undefined;
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
const networkOf = async (values: SyncValues, secrets: SecretLines): Promise<FetchPort> => {
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
  values: SyncValues,
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

const directions: Readonly<Record<SyncLine['direction'], string>> = {
  download: 'Lấy về',
  upload: 'Gửi đi',
  rejection: 'Báo từ chối ký',
  news: 'Máy chủ báo',
};

const statuses: Readonly<Record<SyncLine['status'], string>> = {
  done: '',
  'already-there': '',
  failed: '',
  acknowledged: ' (máy chủ đã xác nhận)',
  recalled: ' (nơi gửi đã thu hồi)',
  replaced: ' (nơi gửi đã thay bản khác)',
  refused: ' (máy chủ không chấp nhận)',
};

const printLine = (output: Output, line: SyncLine): void => {
  const text = `${directions[line.direction]}: ${line.title}${statuses[line.status]}`;
  const isFailure = line.error !== undefined && line.status !== 'recalled';
  output.line(line, line.error ? `${text}\n   ${line.error.vi}` : text, isFailure ? exitCodes.failed : exitCodes.good);
};

/** `kyso sync`: signed documents go out, waiting ones come in; one line a document. */
export const syncCommand = async (
  words: readonly string[],
  services: Services,
  makeOutput: (json: boolean) => Output,
): Promise<Output> => {
  const { values, positionals } = readArguments(words, options);
  if (positionals.length > 0) throw usage('sync không nhận tên tệp');
  if (values.user !== undefined && !values['password-stdin'])
    throw usage('thiếu --password-stdin (mật khẩu chỉ được đọc từ đầu vào chuẩn)');
  if (values.user === undefined && !values['pin-stdin'] && !values['passphrase-stdin'])
    throw usage('thiếu --user (đăng nhập bằng mật khẩu), hoặc --pin-stdin (đăng nhập bằng chứng thư số)');
  const bytesPerSecond = values.limit === undefined ? null : readPositive(values.limit, '--limit') * 1024;
  const url = required(values.server, '--server');
  const { queue, folders } = await services.queue(dataFolder(values.data));
  const secrets = new SecretLines(secretInput());
  const server = new ProvincialServer({
    url,
    fetch: await networkOf(values, secrets),
    accept: (identity) => queue.trustServer(identity),
    flow: new Flow({ bytesPerSecond }),
    signal: services.interrupted,
  });
  const output = makeOutput(values.json ?? false);
  await signIn(server, values, services, secrets);
  const run = { queue, server, storeDir: folders.originals };
  for await (const line of deliver(run)) printLine(output, line);
  for await (const line of receive(run)) printLine(output, line);
  await supplyNumbers({ queue, server, now: () => new Date() });
  await checkReceived({ queue, workers: services.workers([]), abort: services.interrupted });
  return output;
};
