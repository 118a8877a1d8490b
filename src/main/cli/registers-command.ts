import { exitCodes } from '../../contracts/cli.js';
import { userName } from '../jobs/files/user-name.js';
import { dayInVietnam } from '../jobs/records.js';
import type { Queue } from '../queue/types.js';
import { parseServerUrl } from '../sync/server-url.js';
import { readArguments, required, usage } from './arguments.js';
import { dataFolder, dataOption } from './data-folder.js';
import type { Output } from './output.js';
import type { Services } from './services.js';

const options = {
  ...dataOption,
  server: { type: 'string' },
  local: { type: 'boolean' },
  next: { type: 'string' },
  year: { type: 'string' },
  incoming: { type: 'boolean' },
} as const;

type Values = ReturnType<typeof readArguments<typeof options>>['values'];

const wholeNumber = (text: string, name: string): number => {
  if (!/^[1-9]\d{0,6}$/u.test(text)) throw usage(`${name} phải là số nguyên dương`);
  return Number(text);
};

/** Says who gives the numbers of the series from now on. */
const serve = async (values: Values, series: string, queue: Queue, output: Output): Promise<void> => {
  const server = values.server === undefined ? null : parseServerUrl(values.server);
  const one = { direction: values.incoming ? 'incoming' : 'outgoing', series, server } as const;
  await queue.serveSeries({ ...one, user: userName() });
  const text =
    server === null
      ? `Từ nay sổ ${series} được cấp số trên máy này. Các số máy chủ đã cấp mà chưa dùng sẽ được trả khi đồng bộ.`
      : `Từ nay sổ ${series} do máy chủ ${server} cấp số. Hãy chạy kyso sync để nhận số trước khi cấp.`;
  output.line(one, text, exitCodes.good);
};

/** Says which number the series goes on with after lost steps. */
const confirm = async (values: Values, series: string, queue: Queue, output: Output): Promise<void> => {
  const next = wholeNumber(values.next ?? '', '--next');
  const year = wholeNumber(values.year ?? dayInVietnam(new Date()).slice(0, 4), '--year');
  const one = { direction: values.incoming ? 'incoming' : 'outgoing', series, year, next } as const;
  await queue.confirmSeries({ ...one, user: userName() });
  output.line(one, `Sổ ${series} năm ${year} cấp tiếp từ số ${next}.`, exitCodes.good);
};

/** `kyso registers numbers SERIES --server URL | --local | --next NUMBER`: whence the numbers of a register come. */
export const registersCommand = async (
  words: readonly string[],
  services: Services,
  makeOutput: (json: boolean) => Output,
): Promise<Output> => {
  const { values, positionals } = readArguments(words, options);
  const [verb, name, ...rest] = positionals;
  if (verb !== 'numbers' || rest.length > 0) throw usage('registers chỉ có lệnh con numbers SỔ');
  const chosen = [values.server, values.local, values.next].filter((one) => one !== undefined);
  if (chosen.length !== 1) throw usage('cần đúng một trong --server, --local và --next');
  if (values.year !== undefined && values.next === undefined) throw usage('--year chỉ dùng cùng --next');
  const series = required(name, 'mã sổ');
  const output = makeOutput(values.json ?? false);
  const { queue } = await services.queue(dataFolder(values.data));
  await (values.next === undefined ? serve : confirm)(values, series, queue, output);
  return output;
};
