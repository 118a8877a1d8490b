import { exitCodes, type SyncLine } from '../../contracts/cli.js';
import { checkReceived } from '../jobs/check-documents.js';
import { ProvincialClient } from '../sync/client.js';
import { pull, push } from '../sync/run.js';
import { readArguments, required, usage } from './arguments.js';
import { dataFolder, dataOption } from './data-folder.js';
import type { Output } from './output.js';
import { SecretLines } from './secret.js';
import { secretInput } from './secret-input.js';
import type { Services } from './services.js';

const options = {
  ...dataOption,
  server: { type: 'string' },
  user: { type: 'string' },
  'password-stdin': { type: 'boolean' },
} as const;

const printLine = (output: Output, line: SyncLine): void => {
  const what = line.direction === 'download' ? 'Lấy về' : 'Gửi đi';
  const text = line.error ? `${what}: ${line.title}\n   ${line.error.vi}` : `${what}: ${line.title}`;
  output.line(line, text, line.error ? exitCodes.failed : exitCodes.good);
};

/** `kyso sync`: signed documents go out, waiting ones come in; one line a document. */
export const syncCommand = async (
  words: readonly string[],
  services: Services,
  makeOutput: (json: boolean) => Output,
): Promise<Output> => {
  const { values, positionals } = readArguments(words, options);
  if (positionals.length > 0) throw usage('sync không nhận tên tệp');
  if (!values['password-stdin']) throw usage('thiếu --password-stdin (mật khẩu chỉ được đọc từ đầu vào chuẩn)');
  const user = required(values.user, '--user');
  const client = new ProvincialClient({
    url: required(values.server, '--server'),
    fetch,
    signal: services.interrupted,
  });
  const output = makeOutput(values.json ?? false);
  const { queue, folders } = await services.queue(dataFolder(values.data));
  const password = await new SecretLines(secretInput()).next();
  await client.signIn(user, Buffer.from(password).toString('utf8')).finally(() => password.fill(0));
  for await (const line of push({ queue, client })) printLine(output, line);
  for await (const line of pull({ queue, client, storeDir: folders.originals })) printLine(output, line);
  await checkReceived({ queue, workers: services.workers([]), abort: services.interrupted });
  return output;
};
