import { resolve } from 'node:path';
import { exitCodes, type TrustLine } from '../../contracts/cli.js';
import { Fault, toFaultValue } from '../../contracts/faults/index.js';
import { fingerprintSchema, type OwnSource, type TrustCandidate, type TrustSource } from '../../contracts/trust.js';
import type { UserAnchors } from '../jobs/user-anchors.js';
import { readArguments, required, usage } from './arguments.js';
import { dataOption } from './data-folder.js';
import type { Output } from './output.js';
import type { Services } from './services.js';

const options = { ...dataOption, fingerprint: { type: 'string' }, compared: { type: 'boolean' } } as const;

/** As people write it: with colons or spaces, in either case. Fault `app.usage`. */
const readFingerprint = (text: string): string => {
  const parsed = fingerprintSchema.safeParse(text.replace(/[\s:-]/g, '').toLowerCase());
  if (!parsed.success) throw usage('vân tay phải là SHA-256: 64 chữ số thập lục phân');
  return parsed.data;
};

const blocks = (fingerprint: string): string => (fingerprint.toUpperCase().match(/.{4}/g) ?? []).join(' ');

const factsText = ({ commonName, organization, serial, notBefore, notAfter, fingerprint }: TrustSource): string[] => [
  [commonName, organization].filter((name) => name !== null).join(', '),
  `   Số hiệu ${serial}; hiệu lực ${notBefore} đến ${notAfter}`,
  `   SHA-256 ${blocks(fingerprint)}`,
];

const statusText: Readonly<Record<OwnSource['status'], string>> = {
  trusted: 'tự thêm',
  waiting: 'CHỜ XÁC NHẬN, chưa được tin cậy',
  missing: 'đã xác nhận nhưng tệp bị mất hoặc bị thay, không được tin cậy',
  forbidden: 'không dùng, theo chính sách của đơn vị',
};

const ownText = (source: OwnSource): string => {
  const [head = '', ...facts] = factsText(source);
  const { added, problems, warnings } = source;
  return [
    `${head} (${statusText[source.status]})`,
    ...facts,
    ...(added ? [`   Thêm lúc ${added.at} bởi ${added.user}`] : []),
    ...[...problems, ...warnings].map(({ vi }) => `   ${vi}`),
  ].join('\n');
};

const schemeText = { 'official-duty': 'có sẵn, chứng thư công vụ', public: 'có sẵn, chữ ký số công cộng' } as const;

const list = async (anchors: UserAnchors, output: Output): Promise<void> => {
  const { forbidden, builtIn, own } = await anchors.state();
  for (const source of builtIn) {
    const [head = '', ...facts] = factsText(source);
    const line: TrustLine = { source: 'built-in', ...source };
    output.line(line, [`${head} (${schemeText[source.scheme]})`, ...facts].join('\n'));
  }
  for (const source of own) output.line({ source: 'own', ...source } satisfies TrustLine, ownText(source));
  if (forbidden) process.stderr.write(`${forbidden.vi}\n`);
};

const candidateText = (candidate: TrustCandidate): string =>
  [...factsText(candidate), ...[...candidate.problems, ...candidate.warnings].map(({ vi }) => `   ${vi}`)].join('\n');

/** Shows what is in the file; adds nothing. */
const show = (candidates: readonly TrustCandidate[], output: Output): void => {
  for (const candidate of candidates)
    output.line({ source: 'candidate', ...candidate } satisfies TrustLine, candidateText(candidate), exitCodes.usage);
  process.stderr.write(
    'Chưa thêm gì. Hãy đối chiếu vân tay SHA-256 với vân tay nhận từ cơ quan cấp bằng đường khác, rồi chạy lại với --fingerprint SHA256 --compared. Chữ ký theo nguồn tự thêm chỉ được kết luận “Hợp lệ (nguồn tự thêm)”.\n',
  );
};

const add = async (
  file: string,
  values: { fingerprint?: string | undefined; compared?: boolean | undefined },
  anchors: UserAnchors,
  output: Output,
): Promise<void> => {
  const fingerprint = values.fingerprint === undefined ? null : readFingerprint(values.fingerprint);
  const candidates = await anchors.look(resolve(file));
  if (fingerprint === null || !values.compared) {
    show(candidates, output);
    return;
  }
  const candidate = candidates.find((one) => one.fingerprint === fingerprint);
  if (!candidate) throw new Fault('trust.nothing-there', { fingerprint });
  for (const { vi } of candidate.warnings) process.stderr.write(`${vi}\n`);
  try {
    await anchors.add(fingerprint);
    output.line(
      { source: 'own', change: 'added', fingerprint } satisfies TrustLine,
      `Đã thêm nguồn tin cậy và ghi vào nhật ký:\n${candidateText(candidate)}`,
    );
  } catch (thrown) {
    const error = toFaultValue(thrown);
    output.line(
      { source: 'own', change: 'failed', fingerprint, error } satisfies TrustLine,
      error.vi,
      exitCodes.failed,
    );
  }
};

/** `kyso trust list|add|remove`: the person's own sources of trust, the same as the window's. */
export const trustCommand = async (
  words: readonly string[],
  services: Services,
  makeOutput: (json: boolean) => Output,
): Promise<Output> => {
  const { values, positionals } = readArguments(words, options);
  const [verb, word, ...rest] = positionals;
  if (verb !== 'list' && verb !== 'add' && verb !== 'remove') throw usage('trust có các lệnh con list, add, remove');
  if (rest.length > 0 || (verb === 'list' && word !== undefined)) throw usage('thừa tham số');
  const argument = verb === 'list' ? '' : required(word, verb === 'add' ? 'tệp chứng thư' : 'vân tay của nguồn cần gỡ');
  const removed = verb === 'remove' ? readFingerprint(argument) : null;
  const output = makeOutput(values.json ?? false);
  const anchors = await services.anchors(values);
  if (verb === 'list') await list(anchors, output);
  if (verb === 'add') await add(argument, values, anchors, output);
  if (removed !== null) {
    await anchors.remove(removed);
    output.line(
      { source: 'own', change: 'removed', fingerprint: removed } satisfies TrustLine,
      `Đã gỡ nguồn tin cậy và ghi vào nhật ký: ${blocks(removed)}`,
    );
  }
  return output;
};
