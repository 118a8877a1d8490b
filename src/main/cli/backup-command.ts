import { resolve } from 'node:path';
import { exitCodes } from '../../contracts/cli.js';
import { toFaultValue } from '../../contracts/faults/index.js';
import { backUp } from '../jobs/backup/backup.js';
import { checkBackup } from '../jobs/backup/check.js';
import { changePlan, readPlan, succeeded, wentWrong } from '../jobs/backup/plan.js';
import { restore } from '../jobs/backup/restore.js';
import { applicationFolders } from '../jobs/files/application-folders.js';
import { readArguments, required, usage } from './arguments.js';
import { dataFolder, dataOption } from './data-folder.js';
import type { Output } from './output.js';
import type { Services } from './services.js';

const spokenTime = (at: string): string => new Date(at).toLocaleString('vi-VN');

interface BackupValues {
  readonly data?: string | undefined;
  readonly to?: string | undefined;
  readonly from?: string | undefined;
}

const make = async (values: BackupValues, services: Services, output: Output): Promise<void> => {
  const to = resolve(required(values.to, '--to'));
  // Opened first: a damaged queue is put right, not copied over a sound one.
  const { folders } = await services.queue(dataFolder(values.data));
  const planned = (await readPlan(folders)).folder === to;
  try {
    const done = await backUp(
      { folders, database: services.database(folders), now: () => new Date(), abort: services.interrupted },
      to,
    );
    if (planned) await changePlan(folders, succeeded(done));
    const lines = [
      `Đã sao lưu ${done.documents} tệp văn bản (mới ${done.copied}) vào ${done.folder}, đã đọc lại và khớp.`,
    ];
    if (done.missing > 0)
      lines.push(
        `   ${done.missing} văn bản có tệp bị thiếu hoặc đã bị sửa trên máy này nên không có trong bản sao lưu.`,
      );
    if (!done.journalIntact)
      lines.push('   Nhật ký trên máy này không khớp: hãy chạy kyso journal verify và báo quản trị đơn vị.');
    output.line(done, lines.join('\n'), done.missing === 0 && done.journalIntact ? exitCodes.good : exitCodes.failed);
  } catch (thrown) {
    if (planned) await changePlan(folders, wentWrong(new Date(), toFaultValue(thrown)));
    throw thrown;
  }
};

const verify = async (values: BackupValues, services: Services, output: Output): Promise<void> => {
  const from = resolve(required(values.from, '--from'));
  const folders = applicationFolders(dataFolder(values.data));
  const found = await checkBackup(
    { folders, database: services.database(folders), now: () => new Date(), abort: services.interrupted },
    from,
  );
  const sound = found.damaged.length === 0 && found.journal?.intact === true;
  const lines = [
    `Bản sao lưu lúc ${spokenTime(found.madeAt)}: ${found.documents} tệp văn bản, ${sound ? 'nguyên vẹn' : 'không nguyên vẹn'}.`,
  ];
  if (found.missing > 0) lines.push(`   ${found.missing} tệp đã thiếu từ trước khi sao lưu.`);
  if (found.journal?.intact === false) lines.push(`   Nhật ký trong bản này không khớp từ dòng ${found.journal.seq}.`);
  for (const path of found.damaged) lines.push(`   Hỏng hoặc thiếu: ${path}`);
  if (!sound) lines.push('   Hãy sao lưu lại vào nơi khác, và kiểm tra ổ đĩa này.');
  output.line(found, lines.join('\n'), sound ? exitCodes.good : exitCodes.failed);
};

/** `kyso backup --to DIR`: the queue, its documents and the settings; `kyso backup verify --from DIR`: reads one again. */
export const backupCommand = async (
  words: readonly string[],
  services: Services,
  makeOutput: (json: boolean) => Output,
): Promise<Output> => {
  const { values, positionals } = readArguments(words, {
    ...dataOption,
    to: { type: 'string' },
    from: { type: 'string' },
  });
  const [verb, ...rest] = positionals;
  if (rest.length > 0 || (verb !== undefined && verb !== 'verify'))
    throw usage('backup nhận --to THƯ_MỤC, hoặc verify --from THƯ_MỤC');
  const output = makeOutput(values.json ?? false);
  await (verb === 'verify' ? verify(values, services, output) : make(values, services, output));
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
  if (done.setAside > 0)
    lines.push(
      `   ${done.setAside} số đã nhận từ máy chủ được để riêng, không cấp nữa, vì có thể đã dùng sau lúc sao lưu; khi đồng bộ, máy chủ cấp khối số mới.`,
    );
  lines.push(
    '   Số văn bản đã cấp sau lúc sao lưu không có trong bản này: hãy đối chiếu với văn bản đã phát hành, rồi xác nhận số tiếp theo của từng sổ (trang Sổ văn bản, hoặc kyso registers numbers SỔ --next SỐ). Chưa xác nhận thì sổ không cấp số nào.',
  );
  if (done.kept !== null) lines.push(`   Dữ liệu cũ được giữ tại ${done.kept}`);
  output.line({ ...done, journal: check }, lines.join('\n'), check.intact ? exitCodes.good : exitCodes.failed);
  return output;
};
