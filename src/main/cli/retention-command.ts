import { join } from 'node:path';
import type { ApplicationFolders } from '../jobs/application-folders.js';
import { deleteDue, loadRetentionPolicy } from '../jobs/retention.js';
import type { Queue } from '../queue/types.js';
import { readArguments, usage } from './arguments.js';
import { dataFolder, dataOption } from './data-folder.js';
import type { Output } from './output.js';
import type { Services } from './services.js';

interface Opened {
  readonly queue: Queue;
  readonly folders: ApplicationFolders;
}

/**
 * Deletes the personal data whose time is up, by the rules of the window. Returns of how many documents. Faults
 * `queue.retention-invalid`, `queue.*`.
 */
export const keepRetention = ({ queue, folders }: Opened, services: Services): Promise<number> => {
  const shipped = join(services.installation.resources, 'policy', 'retention.json');
  const policy = loadRetentionPolicy({ shipped, added: folders.retentionPolicy });
  return deleteDue(queue, policy, new Date(), services.interrupted);
};

/** `kyso retention`: deletes the personal data of documents whose time is up, and says of how many. */
export const retentionCommand = async (
  words: readonly string[],
  services: Services,
  makeOutput: (json: boolean) => Output,
): Promise<Output> => {
  const { values, positionals } = readArguments(words, dataOption);
  if (positionals.length > 0) throw usage('retention không nhận tên tệp');
  const output = makeOutput(values.json ?? false);
  const deleted = await keepRetention(await services.queue(dataFolder(values.data)), services);
  const text =
    deleted === 0
      ? 'Không có văn bản nào hết thời hạn lưu dữ liệu cá nhân.'
      : `Đã xóa dữ liệu cá nhân và tệp của ${deleted} văn bản hết thời hạn lưu; mã băm, trạng thái và nhật ký được giữ.`;
  output.line({ deleted }, text);
  return output;
};
