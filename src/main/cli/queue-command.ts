import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { type ExitCode, exitCodes, type JobLine } from '../../contracts/cli.js';
import { Fault, type FaultValue, faultValue, toFaultValue } from '../../contracts/faults/index.js';
import { canCancel, type Job, type JobState, jobSchema, rejectionReasonSchema } from '../../contracts/jobs.js';
import type { BatchObserver, Intents } from '../jobs/batch/batch.js';
import { defaultLevel } from '../jobs/batch/default-level.js';
import type { FinishServices } from '../jobs/batch/finish-signature.js';
import { finishBatch, signBatch } from '../jobs/batch/sign-batch.js';
import { claimPending, needsPassword, type QueueObserver, queueItem, queueObserver } from '../jobs/batch/sign-queue.js';
import { checkDocument, checkReceived } from '../jobs/check-documents.js';
import type { ApplicationFolders } from '../jobs/files/application-folders.js';
import { userName } from '../jobs/files/user-name.js';
import type { TrustNetwork } from '../jobs/network/trust-network.js';
import { everyJob } from '../jobs/pages.js';
import { PresetsFile } from '../jobs/presets-file.js';
import { Records } from '../jobs/records.js';
import { verifyDocument } from '../jobs/verify-document.js';
import type { JobRecord, Queue } from '../queue/types.js';
import { BatchLeases, type LeaseParts } from '../sync/lease.js';
import { readArguments, required, usage } from './arguments.js';
import { dataFolder, dataOption } from './data-folder.js';
import { writeEvidence } from './evidence-files.js';
import { type NetworkValues, timestampOptions, trustOptions } from './network-options.js';
import type { Output } from './output.js';
import { keepRetention } from './retention-command.js';
import { readDocumentPassword, SecretLines } from './secret.js';
import { secretInput } from './secret-input.js';
import { type ServerValues, serverOptions, signedInServer } from './server-options.js';
import type { Services } from './services.js';
import { chooseSigner } from './signer-options.js';

export const stateText: Readonly<Record<JobState, string>> = {
  received: 'đã lấy về, chưa kiểm tra',
  checked: 'đã kiểm tra',
  'waiting-for-approval': 'chờ duyệt',
  ready: 'chờ ký',
  preparing: 'đang chuẩn bị',
  signing: 'đang ký',
  timestamping: 'đã ký, đang hoàn tất',
  'awaiting-timestamp': 'đã ký, chờ dấu thời gian',
  signed: 'đã ký, đang kiểm tra lại',
  proved: 'đã ký, chờ gửi',
  uploading: 'đang gửi',
  delivered: 'đã gửi, chờ máy chủ xác nhận',
  acknowledged: 'máy chủ đã xác nhận',
  rejected: 'từ chối ký',
  failed: 'không thành công',
  cancelled: 'đã hủy',
  recalled: 'nơi gửi đã thu hồi',
};

/** A job without what only this computer knows of it. */
const asLine = (job: JobRecord): Job => jobSchema.parse(job);

const printJob = (output: Output, job: JobLine): void => {
  // One that only lacks its password is in no worse state than before, and yet it was not signed.
  const outcome: ExitCode = job.state === 'failed' || needsPassword(job.error) ? exitCodes.failed : exitCodes.good;
  const error = job.error ? `\n   ${job.error.vi}` : '';
  const notes = (job.warnings ?? []).map(({ vi }) => `\n   Lưu ý: ${vi}`).join('');
  output.line(job, `${job.id}  ${stateText[job.state]}: ${job.title}${error}${notes}`, outcome);
};

/** Every document that was named, with what became of it; of which nothing could become, with why not. */
const printAsked = async (
  ids: readonly string[],
  changed: readonly JobRecord[],
  queue: Queue,
  output: Output,
): Promise<void> => {
  for (const id of ids) {
    const done = changed.find((job) => job.id === id);
    if (done) printJob(output, asLine(done));
    else {
      const job = await queue.get(id);
      const error = job.error ?? faultValue('queue.transition-refused');
      const text = `${id}  ${stateText[job.state]}: ${job.title}\n   ${error.vi}`;
      output.line({ ...asLine(job), error }, text, exitCodes.failed);
    }
  }
};

/** So many at a time, that a long queue is neither held in memory nor kept from others. */
const pendingAtATime = 100;

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
      printJob(output, asLine(await checkDocument(job.id, { queue, workers })));
    } catch (thrown) {
      await rm(target, { force: true });
      const error = toFaultValue(thrown);
      output.line({ file, error }, `${file}\n   ${error.vi}`, exitCodes.failed);
    }
  }
};

const idsOf = async (queue: Queue, state: JobState): Promise<string[]> => {
  const ids: string[] = [];
  for await (const { id } of everyJob(queue, [state])) ids.push(id);
  return ids;
};

interface RunValues extends ServerValues, NetworkValues {
  readonly 'document-password-stdin'?: boolean | undefined;
}

interface Run {
  readonly values: RunValues;
  readonly queue: Queue;
  readonly folders: ApplicationFolders;
  readonly services: Services;
  readonly trust: TrustNetwork;
  readonly recorder: QueueObserver;
  readonly records: Records;
  readonly finishing: FinishServices;
  readonly output: Output;
}

/** Prints each document with what there is to know of it as soon as its outcome is on record. */
const printing = (recorder: QueueObserver, queue: Queue, output: Output): BatchObserver => {
  const warned = new Map<string, FaultValue[]>();
  return {
    ...recorder,
    warn: (item, warnings) => void warned.set(item.id, [...warnings]),
    async step(item, step, error) {
      await recorder.step(item, step, error);
      if (step !== 'signed' && step !== 'failed' && step !== 'awaiting-timestamp') return;
      const warnings = warned.get(item.id);
      printJob(output, { ...asLine(await queue.get(item.id)), ...(warnings && { warnings }) });
    },
  };
};

/** The documents whose signature waits for its timestamp; no token is needed. */
const finishWaiting = async (
  { queue, folders, services, finishing }: Run,
  password: string | undefined,
): Promise<void> => {
  const waiting = await idsOf(queue, 'awaiting-timestamp');
  while (waiting.length > 0) {
    services.goOn();
    const claimed = { ...finishing, queue, folders, passwordOf: () => password };
    const pending = await claimPending(waiting.splice(0, pendingAtATime), claimed);
    const { stopped } = await finishBatch(pending, finishing);
    if (stopped) throw Fault.from(stopped);
  }
};

/** Those of the documents that are in this user's hands; the others are told of, and wait. */
const inHand = async (jobs: readonly JobRecord[], leases: BatchLeases, output: Output): Promise<JobRecord[]> => {
  const mine: JobRecord[] = [];
  await leases.take();
  for (const job of jobs) {
    const error = await leases.refusal(job);
    if (error === null) mine.push(job);
    else output.line({ ...asLine(job), error }, `${job.id}  chưa ký: ${job.title}\n   ${error.vi}`, exitCodes.failed);
  }
  return mine;
};

const readyJobs = async (queue: Queue): Promise<JobRecord[]> => {
  const jobs: JobRecord[] = [];
  for (const id of await idsOf(queue, 'ready')) jobs.push(await queue.get(id));
  return jobs;
};

/** Everything that waits to be signed and is in hand, with one login; what is not signed is given back. */
const signReady = async (order: Run): Promise<string | undefined> => {
  const { values, queue, services, output } = order;
  const secrets = new SecretLines(secretInput());
  const server = values.server === undefined ? null : await signedInServer(values, queue, services, secrets);
  const ready = await readyJobs(queue);
  const parts: LeaseParts = { queue, server, now: () => new Date() };
  const leases = new BatchLeases(() => parts, ready);
  try {
    return await signInHand(order, secrets, await inHand(ready, leases, output), leases);
  } finally {
    await leases.giveBack();
  }
};

/** Returns the password of documents, if there is to be one. */
const signInHand = async (
  order: Run,
  secrets: SecretLines,
  jobs: readonly JobRecord[],
  leases: BatchLeases,
): Promise<string | undefined> => {
  const { values, folders, services, trust, recorder, finishing } = order;
  const readPassword = async () =>
    values['document-password-stdin'] ? await readDocumentPassword(secrets) : undefined;
  if (jobs.length === 0) {
    // The line before the password is of no use.
    const before = values['document-password-stdin'] && (values['pin-stdin'] || values['passphrase-stdin']);
    if (before) (await secrets.next()).fill(0);
    return readPassword();
  }
  const chosen = await chooseSigner(values, services.tokens(values), secrets);
  const check = await trust.checkSigner(chosen.certificate, chosen.issuers, services.interrupted);
  const [reason] = check.reasons;
  if (check.outcome === 'stop' && reason) throw Fault.from(reason);
  await recorder.keepEvidence(check);
  const signer = await chosen.open();
  try {
    const password = await readPassword();
    const { stopped } = await signBatch({
      ...finishing,
      items: jobs.map((job) => queueItem(job, folders, password)),
      signer,
      intentsOf: async ({ id }): Promise<Intents> => {
        const level = defaultLevel(check, values.tsa !== undefined);
        const job = jobs.find((one) => one.id === id);
        if (job) await leases.require(job);
        const work = job ? await order.records.workOf(job, password) : null;
        if (!work) return [{ level, placement: { kind: 'automatic' } }];
        const [first, ...rest] = work.steps;
        return [{ ...first, level }, ...rest.map((step) => ({ ...step, level }))];
      },
    });
    if (stopped) throw Fault.from(stopped);
    return password;
  } finally {
    await signer.close();
  }
};

/**
 * What waits for its timestamp comes first, for which nobody has to type anything; behind the token where the password
 * of documents is on stdin, as that stands behind the PIN.
 */
const run = async (
  values: RunValues,
  queue: Queue,
  folders: ApplicationFolders,
  services: Services,
  output: Output,
): Promise<void> => {
  const added = await services.added(values);
  const trust = services.trust(values, added);
  const workers = services.workers(added);
  const presets = await PresetsFile.open(folders.presets, new Date());
  const network = services.certificateNetwork(values);
  const records = new Records({
    queue,
    workers,
    originals: folders.originals,
    presets: () => presets.value,
    verify: ({ path, password }, name) =>
      verifyDocument(workers, { path, password, name, crls: [], at: new Date() }, network),
    // The presets are the window's to write, which may be open.
    remember: () => undefined,
    user: userName(),
    now: () => new Date(),
  });
  const recorder = queueObserver(queue, folders, records);
  const finishing: FinishServices = {
    workers,
    trust,
    observer: printing(recorder, queue, output),
    abort: services.interrupted,
  };
  await checkReceived({ queue, workers, abort: services.interrupted });
  const order: Run = { values, queue, folders, services, trust, recorder, records, finishing, output };
  if (!values['document-password-stdin']) await finishWaiting(order, undefined);
  const password = await signReady(order);
  if (password !== undefined) await finishWaiting(order, password);
};

const show = async (id: string, queue: Queue, output: Output): Promise<void> => {
  const job = await queue.get(id);
  const history = await queue.history(id);
  const steps = history.map(({ at, event, to }) => `   ${at}  ${event} → ${stateText[to]}`);
  const item = { ...asLine(job), signedPath: job.signedPath, history };
  output.line(item, [`${job.id}  ${stateText[job.state]}: ${job.title}`, ...steps].join('\n'));
};

/** Writes the evidence kept with a document into `--out`, or deletes it with `--delete`. */
const evidence = async (
  id: string,
  values: { readonly out?: string | undefined; readonly delete?: boolean | undefined },
  queue: Queue,
  output: Output,
): Promise<void> => {
  const kept = await queue.evidenceOf(id);
  if (values.delete) {
    const deleted = (await queue.deleteEvidence([id])) > 0;
    output.line({ id, deleted }, deleted ? `Đã xóa thông tin chứng thư lưu cùng ${id}` : `${id} không có gì để xóa`);
    return;
  }
  if (kept === null) throw new Fault('queue.no-evidence');
  const files = await writeEvidence(kept, id, resolve(required(values.out, '--out')));
  output.line({ id, files }, [`${id}: ${kept.outcome}, kiểm tra lúc ${kept.checkedAt}`, ...files].join('\n   '));
};

const cancel = async (ids: readonly string[], queue: Queue, output: Output): Promise<void> => {
  const found = await Promise.all(ids.map((id) => queue.get(id)));
  const own = found.filter(canCancel).map(({ id }) => id);
  await printAsked(ids, await queue.cancel(own, userName()), queue, output);
};

const verbs = ['add', 'list', 'run', 'retry', 'approve', 'reject', 'cancel', 'show', 'evidence'];

/** `kyso queue add|list|run|retry|approve|reject|cancel|show|evidence`: the same queue as the window's, or that of `--data DIR`. */
export const queueCommand = async (
  words: readonly string[],
  services: Services,
  makeOutput: (json: boolean) => Output,
): Promise<Output> => {
  const { values, positionals } = readArguments(words, {
    ...dataOption,
    ...serverOptions,
    ...trustOptions,
    ...timestampOptions,
    out: { type: 'string' },
    delete: { type: 'boolean' },
    reason: { type: 'string' },
    'document-password-stdin': { type: 'boolean' },
  });
  const [verb, ...rest] = positionals;
  const output = makeOutput(values.json ?? false);
  if (!verbs.includes(verb ?? '')) throw usage(`queue có các lệnh con ${verbs.join(', ')}`);
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
      await keepRetention({ queue, folders }, services);
      break;
    case 'retry': {
      required(rest[0], 'mã văn bản');
      const workers = services.workers([]);
      const retried: JobRecord[] = [];
      for (const { id } of await queue.retry(rest, userName()))
        retried.push(await checkDocument(id, { queue, workers }));
      await printAsked(rest, retried, queue, output);
      break;
    }
    case 'approve':
      required(rest[0], 'mã văn bản');
      await printAsked(rest, await queue.approve(rest, userName()), queue, output);
      break;
    case 'reject': {
      required(rest[0], 'mã văn bản');
      const reason = rejectionReasonSchema.safeParse(required(values.reason, '--reason'));
      if (!reason.success) throw usage('--reason có từ 1 đến 400 ký tự');
      await printAsked(rest, await queue.reject(rest, reason.data, userName()), queue, output);
      break;
    }
    case 'cancel':
      required(rest[0], 'mã văn bản');
      await cancel(rest, queue, output);
      break;
    case 'show':
      await show(required(rest[0], 'mã văn bản'), queue, output);
      break;
    case 'evidence':
      await evidence(required(rest[0], 'mã văn bản'), values, queue, output);
      break;
  }
  return output;
};
