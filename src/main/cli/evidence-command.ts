import { resolve } from 'node:path';
import { exitCodes } from '../../contracts/cli.js';
import { toFaultValue } from '../../contracts/faults/index.js';
import { deleteEvidencePack } from '../jobs/batch/keep-evidence.js';
import { readArguments, usage } from './arguments.js';
import { dataFolder, dataOption } from './data-folder.js';
import type { Output } from './output.js';
import type { Services } from './services.js';

/** `kyso evidence delete PACK...`: deletes evidence packs that `kyso verify --evidence` made, and records it. */
export const evidenceCommand = async (
  words: readonly string[],
  services: Services,
  makeOutput: (json: boolean) => Output,
): Promise<Output> => {
  const { values, positionals } = readArguments(words, dataOption);
  const [verb, ...packs] = positionals;
  if (verb !== 'delete') throw usage('evidence chỉ có lệnh con delete');
  if (packs.length === 0) throw usage('thiếu hồ sơ chứng cứ cần xóa');
  const output = makeOutput(values.json ?? false);
  const { queue } = await services.queue(dataFolder(values.data));
  const workers = services.workers([]);
  for (const pack of packs) {
    services.goOn();
    try {
      await deleteEvidencePack(resolve(pack), workers, queue);
      output.line({ pack, deleted: true }, `Đã xóa hồ sơ chứng cứ ${pack}`);
    } catch (thrown) {
      const error = toFaultValue(thrown);
      output.line({ pack, deleted: false, error }, `${pack}\n   ${error.vi}`, exitCodes.failed);
    }
  }
  return output;
};
