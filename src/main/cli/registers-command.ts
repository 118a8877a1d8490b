import { exitCodes } from '../../contracts/cli.js';
import { userName } from '../jobs/user-name.js';
import { parseServerUrl } from '../sync/server-url.js';
import { readArguments, required, usage } from './arguments.js';
import { dataFolder, dataOption } from './data-folder.js';
import type { Output } from './output.js';
import type { Services } from './services.js';

const options = {
  ...dataOption,
  server: { type: 'string' },
  local: { type: 'boolean' },
  incoming: { type: 'boolean' },
} as const;

/** `kyso registers numbers SERIES --server URL | --local`: who gives the numbers of a register from now on. */
export const registersCommand = async (
  words: readonly string[],
  services: Services,
  makeOutput: (json: boolean) => Output,
): Promise<Output> => {
  const { values, positionals } = readArguments(words, options);
  const [verb, series, ...rest] = positionals;
  if (verb !== 'numbers' || rest.length > 0) throw usage('registers chỉ có lệnh con numbers SỔ');
  if ((values.server === undefined) !== (values.local === true)) throw usage('cần đúng một trong --server và --local');
  const server = values.server === undefined ? null : parseServerUrl(values.server);
  const direction = values.incoming ? 'incoming' : 'outgoing';
  const output = makeOutput(values.json ?? false);
  const { queue } = await services.queue(dataFolder(values.data));
  const one = { direction, series: required(series, 'mã sổ'), server } as const;
  await queue.serveSeries({ ...one, user: userName() });
  const text =
    server === null
      ? `Từ nay sổ ${one.series} được cấp số trên máy này. Các số máy chủ đã cấp mà chưa dùng sẽ được trả khi đồng bộ.`
      : `Từ nay sổ ${one.series} do máy chủ ${server} cấp số. Hãy chạy kyso sync để nhận số trước khi cấp.`;
  output.line(one, text, exitCodes.good);
  return output;
};
