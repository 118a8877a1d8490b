import { join } from 'node:path';
import { Fault } from '../../contracts/faults/index.js';
import { EdxmlExchange } from '../jobs/edxml-exchange.js';
import type { ApplicationFolders } from '../jobs/files/application-folders.js';
import { userName } from '../jobs/files/user-name.js';
import { type Deleted, deleteDue, loadRetentionPolicy } from '../jobs/retention.js';
import type { Queue } from '../queue/types.js';
import { readArguments, usage } from './arguments.js';
import { dataFolder, dataOption } from './data-folder.js';
import type { Output } from './output.js';
import type { Services } from './services.js';

interface Opened {
  readonly queue: Queue;
  readonly folders: ApplicationFolders;
}

/** Deletes what is due, by the rules of the window. Faults `queue.retention-invalid`, `queue.clock-ahead`, `queue.*`. */
const deleteNow = async ({ queue, folders }: Opened, services: Services): Promise<Deleted> => {
  const shipped = join(services.installation.resources, 'policy', 'retention.json');
  const policy = loadRetentionPolicy({ shipped, added: folders.retentionPolicy });
  const deleted = await deleteDue({ queue, folders, policy, now: new Date(), abort: services.interrupted });
  if (deleted.documents > 0) {
    const terms = { inbox: null, outbox: folders.packages, own: {} };
    await new EdxmlExchange({ queue, folders, workers: services.workers([]), terms: () => terms }).forget();
  }
  return deleted;
};

/** After other work: a clock that is not believed is told, and is no fault of that work. Faults `queue.*`. */
export const keepRetention = async (opened: Opened, services: Services): Promise<void> => {
  await deleteNow(opened, services).catch((thrown: unknown) => {
    if (!(thrown instanceof Fault) || thrown.code !== 'queue.clock-ahead') throw thrown;
    process.stderr.write(`${thrown.value.vi}\n`);
  });
};

/** `kyso retention`: deletes the personal data of documents whose time is up, and kept copies, and says of how many. */
export const retentionCommand = async (
  words: readonly string[],
  services: Services,
  makeOutput: (json: boolean) => Output,
): Promise<Output> => {
  const { values, positionals } = readArguments(words, {
    ...dataOption,
    'clock-is-right': { type: 'boolean' },
  });
  if (positionals.length > 0) throw usage('retention không nhận tên tệp');
  const output = makeOutput(values.json ?? false);
  const opened = await services.queue(dataFolder(values.data));
  if (values['clock-is-right']) await opened.queue.confirmClock({ now: new Date().toISOString(), user: userName() });
  const { documents, copies } = await deleteNow(opened, services);
  const lines = [
    documents === 0
      ? 'Không có văn bản nào hết thời hạn lưu dữ liệu cá nhân.'
      : `Đã xóa dữ liệu cá nhân và tệp của ${documents} văn bản hết thời hạn lưu; mã băm, trạng thái và nhật ký được giữ.`,
    ...(copies === 0
      ? []
      : [`Đã xóa ${copies} bản cũ (giữ lại khi nâng cấp, dựng lại hoặc phục hồi) hết thời hạn lưu.`]),
  ];
  output.line({ deleted: documents, copies }, lines.join('\n'));
  return output;
};
