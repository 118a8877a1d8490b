import { resolve } from 'node:path';
import { exitCodes, type SyncLine } from '../../contracts/cli.js';
import { organIdSchema } from '../../contracts/edxml.js';
import { checkReceived } from '../jobs/check-documents.js';
import { EdxmlExchange, requireOwnFolders } from '../jobs/edxml-exchange.js';
import type { ApplicationFolders } from '../jobs/files/application-folders.js';
import { supplyNumbers } from '../jobs/number-supply.js';
import type { Queue } from '../queue/types.js';
import type { ProvincialServer } from '../sync/http/server.js';
import { askForLeases } from '../sync/lease.js';
import { conclude, deliver, receive } from '../sync/run.js';
import { readArguments, required, usage } from './arguments.js';
import { dataFolder, dataOption } from './data-folder.js';
import type { Output } from './output.js';
import { keepRetention } from './retention-command.js';
import { requireSignIn, type ServerValues, serverOptions, signedInServer } from './server-options.js';
import type { Services } from './services.js';

const options = {
  ...dataOption,
  ...serverOptions,
  'edxml-inbox': { type: 'string' },
  'edxml-outbox': { type: 'string' },
  'organ-id': { type: 'string' },
  'organ-name': { type: 'string' },
} as const;

interface FolderValues {
  readonly 'edxml-inbox'?: string | undefined;
  readonly 'edxml-outbox'?: string | undefined;
  readonly 'organ-id'?: string | undefined;
  readonly 'organ-name'?: string | undefined;
}

interface Run {
  readonly queue: Queue;
  readonly folders: ApplicationFolders;
  readonly services: Services;
  readonly output: Output;
}

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
  'signed-there': ' (máy chủ đã có bản ký, không ký lại)',
  'rejected-there': ' (người khác đã từ chối ký)',
};

const printLine = (output: Output, line: SyncLine): void => {
  const text = `${directions[line.direction]}: ${line.title}${statuses[line.status]}`;
  const isFailure = line.error !== undefined && line.status !== 'recalled';
  output.line(line, line.error ? `${text}\n   ${line.error.vi}` : text, isFailure ? exitCodes.failed : exitCodes.good);
};

/** The folders that the options name; null where they name none. Faults: `app.usage`, `edxml.same-folder`. */
const folderTerms = (values: FolderValues) => {
  const { 'organ-id': organId, 'organ-name': name } = values;
  if (values['edxml-inbox'] === undefined) {
    if (values['edxml-outbox'] !== undefined) throw usage('--edxml-outbox cần có --edxml-inbox');
    return null;
  }
  if (organId !== undefined && !organIdSchema.safeParse(organId).success)
    throw usage('--organ-id phải có dạng 000.00.02.H41 hoặc H41.02.01');
  const inbox = resolve(required(values['edxml-inbox'], '--edxml-inbox'));
  const outbox = resolve(required(values['edxml-outbox'], '--edxml-outbox'));
  requireOwnFolders({ inbox, outbox });
  return { inbox, outbox, own: { organId, name: name ?? organId } };
};

const withFolders = async (
  terms: NonNullable<ReturnType<typeof folderTerms>>,
  { queue, folders, services, output }: Run,
): Promise<void> => {
  const exchange = new EdxmlExchange({ queue, folders, workers: services.workers([]), terms: () => terms });
  for await (const line of exchange.run(true)) printLine(output, line);
};

const now = (): Date => new Date();

/** What comes in is taken in hand: it is signed later, by a run that may have no network. */
const withServer = async (
  values: ServerValues,
  { queue, folders, services, output }: Run,
): Promise<ProvincialServer> => {
  const server = await signedInServer(values, queue, services);
  const hold = async (documents: readonly string[]): Promise<void> =>
    void (await askForLeases({ queue, server, now }, documents));
  const run = { queue, server, storeDir: folders.originals, hold };
  for await (const line of deliver(run)) printLine(output, line);
  for await (const line of receive(run)) printLine(output, line);
  await supplyNumbers({ queue, server, now });
  return server;
};

/** `kyso sync`: signed documents go out, waiting ones come in, by the server, by folders of packages, or by both. */
export const syncCommand = async (
  words: readonly string[],
  services: Services,
  makeOutput: (json: boolean) => Output,
): Promise<Output> => {
  const { values, positionals } = readArguments(words, options);
  if (positionals.length > 0) throw usage('sync không nhận tên tệp');
  const terms = folderTerms(values);
  const usesServer = terms === null || values.server !== undefined;
  if (usesServer) requireSignIn(values);
  const { queue, folders } = await services.queue(dataFolder(values.data));
  const output = makeOutput(values.json ?? false);
  const run = { queue, folders, services, output };
  if (terms !== null) await withFolders(terms, run);
  const server = usesServer ? await withServer(values, run) : null;
  await checkReceived({ queue, workers: services.workers([]), abort: services.interrupted });
  await keepRetention({ queue, folders }, services);
  // Last, so that the server sees all of the journal, and documents wait with the reason that it gives.
  if (server) await conclude({ queue, server, now }, 'open');
  return output;
};
