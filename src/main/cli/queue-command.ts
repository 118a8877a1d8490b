import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { type ExitCode, exitCodes } from '../../contracts/cli.js';
import { Fault, toFaultValue } from '../../contracts/faults/index.js';
import type { Job, JobState } from '../../contracts/jobs.js';
import { type ApplicationFolders, defaultDataFolder } from '../jobs/application-folders.js';
import { type BatchObserver, signBatch } from '../jobs/sign-batch.js';
import { queueItem, queueObserver } from '../jobs/sign-queue.js';
import type { JobRecord, Queue } from '../queue/types.js';
import { readArguments, required, usage } from './arguments.js';
import type { Output } from './output.js';
import type { Services } from './services.js';
import { openSigner, type SignerValues, signerOptions } from './signer-options.js';

/** The option that names another data folder than the window's. */
export const dataOption = { data: { type: 'string' } } as const;

export const dataFolder = (given: string | undefined): string =>
  resolve(given ?? defaultDataFolder(process.env, process.platform));

export const stateText: Readonly<Record<JobState, string>> = {
  received: 'chờ ký',
  preparing: 'đang chuẩn bị',
  signing: 'đang ký',
  signed: 'đã ký, đang kiểm tra lại',
  proved: 'đã ký, chờ gửi',
  uploading: 'đang gửi',
  delivered: 'máy chủ đã nhận',
  failed: 'không thành công',
  cancelled: 'đã hủy',
};

/** A job without what only this computer knows of it. */
const asLine = ({ originalPath: _, originalSize: __, signedPath: ___, failedIn: ____, ...job }: JobRecord): Job => job;

const printJob = (output: Output, job: Job): void => {
  const outcome: ExitCode = job.state === 'failed' ? exitCodes.failed : exitCodes.good;
  output.line(
    job,
    `${job.id}  ${stateText[job.state]}: ${job.title}${job.error ? `\n   ${job.error.vi}` : ''}`,
    outcome,
  );
};

/** Every job that matches, in pages, so that a queue of any length prints in constant memory. */
async function* everyJob(queue: Queue, states: JobState[]): AsyncGenerator<Job> {
  const limit = 500;
  for (let offset = 0; ; offset += limit) {
    const { jobs } = await queue.list({ text: '', states, offset, limit });
    yield* jobs;
    if (jobs.length < limit) return;
  }
}

const add = async (
  files: readonly string[],
  queue: Queue,
  folders: ApplicationFolders,
  services: Services,
  output: Output,
): Promise<void> => {
  if (files.length === 0) throw usage('thiếu tệp cần đưa vào hàng đợi');
  const workers = services.workers([]);
  for (const file of files) {
    services.goOn();
    const target = join(folders.originals, `${randomUUID()}.pdf`);
    try {
      const { path, sha256, size } = await workers.run('intake', { source: resolve(file), target });
      const name = basename(file);
      const { job } = await queue.add({
        serverId: null,
        title: name,
        fileName: name,
        originalPath: path,
        sha256,
        size,
      });
      printJob(output, asLine(job));
    } catch (thrown) {
      await rm(target, { force: true });
      const error = toFaultValue(thrown);
      output.line({ file, error }, `${file}\n   ${error.vi}`, exitCodes.failed);
    }
  }
};

/** Signs everything that waits, with one login, and prints each document when its outcome is on record. */
const run = async (
  values: SignerValues,
  queue: Queue,
  folders: ApplicationFolders,
  services: Services,
  output: Output,
): Promise<void> => {
  const jobs: JobRecord[] = [];
  for await (const { id } of everyJob(queue, ['received'])) jobs.push(await queue.get(id));
  if (jobs.length === 0) return;
  const workers = services.workers([]);
  const recorder = queueObserver(queue, workers, folders);
  const observer: BatchObserver = {
    keep: (item, proved) => recorder.keep(item, proved),
    async step(item, step, error) {
      await recorder.step(item, step, error);
      if (step === 'signed' || step === 'failed') printJob(output, asLine(await queue.get(item.id)));
    },
  };
  const signer = await openSigner(values, services.tokens());
  try {
    const { stopped } = await signBatch({
      items: jobs.map((job) => queueItem(job, folders)),
      signer,
      intent: { level: 'B-B', placement: { kind: 'automatic' } },
      workers,
      observer,
      abort: services.interrupted,
    });
    if (stopped) throw Fault.from(stopped);
  } finally {
    await signer.close();
  }
};

const show = async (id: string, queue: Queue, output: Output): Promise<void> => {
  const job = await queue.get(id);
  const history = await queue.history(id);
  const steps = history.map(({ at, event, to }) => `   ${at}  ${event} → ${stateText[to]}`);
  const item = { ...asLine(job), signedPath: job.signedPath, history };
  output.line(item, [`${job.id}  ${stateText[job.state]}: ${job.title}`, ...steps].join('\n'));
};

/** `kyso queue add|list|run|retry|show`: the same queue as the window's, or that of `--data DIR`. */
export const queueCommand = async (
  words: readonly string[],
  services: Services,
  makeOutput: (json: boolean) => Output,
): Promise<Output> => {
  const { values, positionals } = readArguments(words, { ...dataOption, ...signerOptions });
  const [verb, ...rest] = positionals;
  const output = makeOutput(values.json ?? false);
  if (!['add', 'list', 'run', 'retry', 'show'].includes(verb ?? ''))
    throw usage('queue có các lệnh con add, list, run, retry, show');
  const { queue, folders } = await services.queue(dataFolder(values.data));
  switch (verb) {
    case 'add':
      await add(rest, queue, folders, services, output);
      break;
    case 'list':
      for await (const job of everyJob(queue, [])) printJob(output, job);
      break;
    case 'run':
      await run(values, queue, folders, services, output);
      break;
    case 'retry':
      required(rest[0], 'mã văn bản');
      for (const job of await queue.retry(rest)) printJob(output, asLine(job));
      break;
    case 'show':
      await show(required(rest[0], 'mã văn bản'), queue, output);
      break;
  }
  return output;
};

/** `kyso journal verify`: whether the record of every step is whole and unchanged. */
export const journalCommand = async (
  words: readonly string[],
  services: Services,
  makeOutput: (json: boolean) => Output,
): Promise<Output> => {
  const { values, positionals } = readArguments(words, dataOption);
  if (positionals.length !== 1 || positionals[0] !== 'verify') throw usage('journal chỉ có lệnh con verify');
  const output = makeOutput(values.json ?? false);
  const { queue } = await services.queue(dataFolder(values.data));
  const check = await queue.verifyJournal();
  const text = check.intact
    ? `Nhật ký nguyên vẹn: ${check.entries} dòng.`
    : `Nhật ký đã bị sửa hoặc hỏng từ dòng ${check.seq}. Hãy giữ nguyên tệp dữ liệu và báo quản trị đơn vị.`;
  output.line(check, text, check.intact ? exitCodes.good : exitCodes.failed);
  return output;
};
