import { resolve } from 'node:path';
import { exitCodes } from '../../contracts/cli.js';
import { toFaultValue } from '../../contracts/faults/index.js';
import { applicationFolders } from '../jobs/application-folders.js';
import { backUp } from '../jobs/backup.js';
import { changePlan, readPlan, succeeded, wentWrong } from '../jobs/backup-plan.js';
import { restore } from '../jobs/restore.js';
import { readArguments, required, usage } from './arguments.js';
import { dataFolder, dataOption } from './data-folder.js';
import type { Output } from './output.js';
import type { Services } from './services.js';

const spokenTime = (at: string): string => new Date(at).toLocaleString('vi-VN');

/** `kyso backup --to DIR`: the queue, its documents and the settings into a folder, beside earlier backups. */
export const backupCommand = async (
  words: readonly string[],
  services: Services,
  makeOutput: (json: boolean) => Output,
): Promise<Output> => {
  const { values, positionals } = readArguments(words, { ...dataOption, to: { type: 'string' } });
  if (positionals.length > 0) throw usage('backup không nhận tên tệp');
  const to = resolve(required(values.to, '--to'));
  const output = makeOutput(values.json ?? false);
  // Opened first: a damaged queue is put right, not copied over a sound one.
  const { folders } = await services.queue(dataFolder(values.data));
  const planned = (await readPlan(folders)).folder === to;
  try {
    const done = await backUp(
      { folders, database: services.database(folders), now: () => new Date(), abort: services.interrupted },
      to,
    );
    if (planned) await changePlan(folders, { last: succeeded(done) });
    const lost =
      done.missing === 0
        ? ''
        : `\n   ${done.missing} văn bản có tệp bị thiếu hoặc đã bị sửa trên máy này nên không có trong bản sao lưu.`;
    const text = `Đã sao lưu ${done.documents} tệp văn bản (mới ${done.copied}) vào ${done.folder}${lost}`;
    output.line(done, text, done.missing === 0 ? exitCodes.good : exitCodes.failed);
  } catch (thrown) {
    if (planned) await changePlan(folders, { last: wentWrong(new Date(), toFaultValue(thrown)) });
    throw thrown;
  }
  return output;
};

/** `kyso restore --from DIR [--data DIR]`: the newest backup in the folder, or the one that the folder is. */
export const restoreCommand = async (
  words: readonly string[],
  services: Services,
  makeOutput: (json: boolean) => Output,
): Promise<Output> => {
  const { values, positionals } = readArguments(words, { ...dataOption, from: { type: 'string' } });
  if (positionals.length > 0) throw usage('restore không nhận tên tệp');
  const from = resolve(required(values.from, '--from'));
  const folders = applicationFolders(dataFolder(values.data));
  const output = makeOutput(values.json ?? false);
  const done = await restore(
    { folders, database: services.database(folders), now: () => new Date(), abort: services.interrupted },
    from,
  );
  const { queue } = await services.queue(folders.data);
  const check = await queue.verifyJournal();
  const lines = [
    `Đã phục hồi bản sao lưu lúc ${spokenTime(done.madeAt)}: ${done.documents} tệp văn bản, nhật ký ${check.intact ? 'nguyên vẹn' : 'không khớp'}.`,
  ];
  if (done.missing > 0) lines.push(`   ${done.missing} tệp đã thiếu từ trước khi sao lưu.`);
  if (done.open > 0)
    lines.push(
      `   ${done.open} văn bản của máy chủ chưa gửi vào lúc sao lưu. Hãy chạy đồng bộ trước khi ký tiếp: văn bản đã gửi sau đó, máy chủ sẽ trả lời là đã có và không nhận tệp khác.`,
    );
  lines.push(
    '   Số văn bản đã cấp sau lúc sao lưu không có trong bản này: hãy đối chiếu sổ đăng ký với văn bản đã phát hành trước khi cấp số mới.',
  );
  if (done.kept !== null) lines.push(`   Dữ liệu cũ được giữ tại ${done.kept}`);
  output.line({ ...done, journal: check }, lines.join('\n'), check.intact ? exitCodes.good : exitCodes.failed);
  return output;
};
