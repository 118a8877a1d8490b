import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { exitCodes } from '../../contracts/cli.js';
import { Fault } from '../../contracts/faults/index.js';
import { receiptSchema, serverIdentitySchema } from '../../contracts/provincial-api.js';
import { userName } from '../jobs/files/user-name.js';
import type { JournalRebuild } from '../queue/rebuild/replay.js';
import type { GivenReceipt } from '../queue/receipt-types.js';
import type { JournalCheck, Queue } from '../queue/types.js';
import { readArguments, required, usage } from './arguments.js';
import { dataFolder, dataOption } from './data-folder.js';
import { readGivenFile } from './given-file.js';
import { checkFiles } from './journal-files.js';
import type { Output } from './output.js';
import type { Services } from './services.js';

const options = {
  ...dataOption,
  receipts: { type: 'string' },
  files: { type: 'boolean' },
  out: { type: 'string' },
  key: { type: 'string' },
  compared: { type: 'boolean' },
} as const;
type Values = ReturnType<typeof readArguments<typeof options>>['values'];

/** A line of an export, or of what a server gave: most entries of a journal have no receipt. */
const lineSchema = z
  .object({ origin: serverIdentitySchema.shape.origin, receipt: receiptSchema })
  .or(z.object({ seq: z.number(), receipt: z.undefined().optional() }));

const readLine = (line: string): GivenReceipt[] => {
  const { receipt, ...rest } = lineSchema.parse(JSON.parse(line));
  return receipt === undefined || !('origin' in rest) ? [] : [{ origin: rest.origin, receipt }];
};

/** Faults `file.unreadable`, `app.usage` with the number of the line that is none. */
const readReceipts = async (path: string): Promise<GivenReceipt[]> => {
  const text = new TextDecoder().decode(await readGivenFile(path));
  return text.split('\n').flatMap((line, index) => {
    try {
      return line.trim() === '' ? [] : readLine(line);
    } catch {
      throw usage(`--receipts: dòng ${index + 1} của tệp ${path} không phải biên nhận`);
    }
  });
};

/** Whoever rewrites what a server saw is found; what came later only the next sync protects. */
const witnessedText = (origin: string, seq: number, at: string, entries: number): string => {
  const later = entries - seq;
  const rest = later === 0 ? '' : `; ${later} dòng sau đó được xác nhận ở lần đồng bộ tới`;
  return `   Máy chủ ${origin} đã xác nhận nhật ký tới dòng ${seq} (${at})${rest}.`;
};

const isLossy = ({ found, known }: JournalRebuild): boolean => known > found;

/** Steps that are gone stay gone, however sound the journal is that goes on behind them. */
const rebuildText = (rebuild: JournalRebuild): string => {
  const { at, restored, found, known } = rebuild;
  if (restored)
    return `   Hàng đợi được phục hồi từ bản sao lưu lúc ${at}; các bước ghi sau bản sao lưu đó (sau dòng ${found}) không có ở đây.`;
  if (!isLossy(rebuild)) return `   Hàng đợi bị hỏng được dựng lại lúc ${at}; không mất dòng nào.`;
  return `   Hàng đợi được dựng lại lúc ${at} vì thiếu dòng ${found + 1} đến ${known}: các dòng này đã mất hoặc bị xóa. Hãy giữ tệp queue.sqlite.damaged-… và báo quản trị đơn vị.`;
};

const intactText = (check: Extract<JournalCheck, { intact: true }>, given: number): string =>
  [
    `${check.rebuilds.some(isLossy) ? 'Nhật ký còn lại nguyên vẹn nhưng không đủ' : 'Nhật ký nguyên vẹn'}: ${check.entries} dòng, ${check.receipts} biên nhận của máy chủ khớp.`,
    ...(given === 0 ? [] : [`   ${given} biên nhận trong tệp đưa vào đều khớp.`]),
    ...check.witnessed.map(({ origin, seq, at }) => witnessedText(origin, seq, at, check.entries)),
    ...check.rebuilds.map(rebuildText),
    ...check.servers.map(({ origin, keySha256 }) => `   Khóa biên nhận của ${origin}, vân tay SHA-256: ${keySha256}`),
    ...(check.lostReceipts === 0
      ? []
      : [`   ${check.lostReceipts} biên nhận đã mất khi dựng lại hàng đợi bị hỏng; máy chủ vẫn giữ bản của mình.`]),
    ...(check.ofOtherJournal === 0
      ? []
      : [
          `   ${check.ofOtherJournal} biên nhận thuộc nhật ký trước khi khôi phục từ bản sao lưu. Nếu máy này chưa từng khôi phục, hãy báo quản trị đơn vị.`,
        ]),
  ].join('\n');

const damagedText = ({ seq, problem }: Extract<JournalCheck, { intact: false }>): string =>
  problem === 'receipt'
    ? `Nhật ký không khớp biên nhận máy chủ đã ký, từ dòng ${seq}: nhật ký có thể đã bị viết lại. Hãy giữ nguyên tệp dữ liệu và báo quản trị đơn vị.`
    : `Nhật ký đã bị sửa hoặc hỏng từ dòng ${seq}. Hãy giữ nguyên tệp dữ liệu và báo quản trị đơn vị.`;

const fileProblems = { changed: 'đã bị thay đổi', missing: 'không còn hoặc không đọc được' } as const;

/** Each file that is not as it was recorded is a line of its own. */
const compareFiles = async (queue: Queue, services: Services, output: Output): Promise<void> => {
  let same = 0;
  let other = 0;
  for await (const file of checkFiles(queue, () => services.goOn())) {
    if (file.found === 'same') same += 1;
    else {
      other += 1;
      output.line(file, `   Văn bản ${file.id}: tệp ${file.path} ${fileProblems[file.found]}.`, exitCodes.failed);
    }
  }
  const advice = other === 0 ? '.' : `, ${other} tệp không khớp: hãy giữ nguyên dữ liệu và báo quản trị đơn vị.`;
  output.line({ files: same, other }, `Đã đọc lại ${same + other} tệp: ${same} tệp khớp nhật ký${advice}`);
};

const check = async (queue: Queue, values: Values, services: Services, output: Output): Promise<void> => {
  const { receipts, files } = values;
  const given = receipts === undefined ? [] : await readReceipts(receipts);
  const result = await queue.verifyJournal(given);
  if (!result.intact) return output.line(result, damagedText(result), exitCodes.failed);
  const isWhole = result.ofOtherJournal + result.lostReceipts === 0 && !result.rebuilds.some(isLossy);
  const outcome = isWhole ? exitCodes.good : exitCodes.indeterminate;
  output.line(result, intactText(result, given.length), outcome);
  if (files) await compareFiles(queue, services, output);
};

const entriesAtOnce = 2_000;

/** Into a new file, fsynced; one that is there stays as it is. Fault `output.failed`. */
const write = async (queue: Queue, { out }: Values, services: Services, output: Output): Promise<void> => {
  const path = resolve(required(out, '--out'));
  let entries = 0;
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      for (;;) {
        services.goOn();
        const page = await queue.journalPage(entries, entriesAtOnce);
        if (page.length === 0) break;
        await file.writeFile(page.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
        entries = page.at(-1)?.seq ?? entries;
      }
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw cause instanceof Fault ? cause : new Fault('output.failed', { dir: dirname(path) }, { cause });
  }
  output.line({ out: path, entries }, `Đã ghi ${entries} dòng nhật ký vào ${path}`);
};

const trustKey = async (queue: Queue, origin: string, values: Values, output: Output): Promise<void> => {
  const { key, compared } = values;
  if (key !== undefined && compared) {
    await queue.replaceServerKey({ origin, receiptKey: key, user: userName() });
    output.line({ origin, receiptKey: key }, `Đã ghi nhận khóa biên nhận mới của ${origin} và ghi vào nhật ký.`);
    return;
  }
  const server = (await queue.trustedServers()).find((one) => one.origin === origin);
  if (server === undefined) throw new Fault('sync.server-unknown', { origin });
  const fingerprint = createHash('sha256').update(Buffer.from(server.receiptKey, 'base64')).digest('hex');
  const text = `${origin}\n   Khóa: ${server.receiptKey}\n   Vân tay SHA-256: ${fingerprint}\n   Ghi nhận lúc ${server.at}`;
  output.line({ ...server, keySha256: fingerprint }, text, key === undefined ? exitCodes.good : exitCodes.usage);
  if (key !== undefined)
    process.stderr.write('Chưa đổi gì. Hãy đối chiếu khóa mới với cơ quan quản lý máy chủ, rồi thêm --compared.\n');
};

/** `kyso journal verify|export|trust-key`: the record of every step, and what servers signed of it. */
export const journalCommand = async (
  words: readonly string[],
  services: Services,
  makeOutput: (json: boolean) => Output,
): Promise<Output> => {
  const { values, positionals } = readArguments(words, options);
  const [verb, word, ...rest] = positionals;
  const known = verb === 'verify' || verb === 'export' || verb === 'trust-key';
  if (!known) throw usage('journal có các lệnh con verify, export, trust-key');
  if (rest.length > 0 || (verb === 'trust-key') !== (word !== undefined)) throw usage('thiếu hoặc thừa tham số');
  const output = makeOutput(values.json ?? false);
  const { queue } = await services.queue(dataFolder(values.data));
  if (verb === 'verify') await check(queue, values, services, output);
  if (verb === 'export') await write(queue, values, services, output);
  if (verb === 'trust-key') await trustKey(queue, required(word, 'địa chỉ máy chủ'), values, output);
  return output;
};
