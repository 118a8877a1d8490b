import { basename, resolve } from 'node:path';
import { type ExitCode, exitCodes } from '../../contracts/cli.js';
import { type FaultValue, toFaultValue } from '../../contracts/faults/index.js';
import type { Reason, Verdict } from '../../contracts/verification.js';
import { makeEvidencePack } from '../jobs/batch/keep-evidence.js';
import type { DocumentWorkers } from '../jobs/document-workers.js';
import { type KeptVerification, type VerifyOrder, verifyDocument, verifyForKeeping } from '../jobs/verify-document.js';
import { unreadableFile } from '../verification/summary.js';
import { readableMoment } from '../verification/times.js';
import { readArguments, readTime, usage } from './arguments.js';
import { dataFolder } from './data-folder.js';
import { filesToVerify, type NamedFile } from './files-to-verify.js';
import { readGivenFile } from './given-file.js';
import { trustOptions } from './network-options.js';
import type { Output } from './output.js';
import { openReport, requireRoom } from './report-file.js';
import type { Services } from './services.js';
import { VerificationLog } from './verification-log.js';
import { asText } from './verify-text.js';

const options = {
  ...trustOptions,
  crl: { type: 'string', multiple: true },
  at: { type: 'string' },
  report: { type: 'string' },
  evidence: { type: 'string' },
  details: { type: 'boolean' },
  results: { type: 'string' },
} as const;

/** As many as there are workers; their lines come in the order of the files. */
const atOnce = 2;

const exitOf: Readonly<Record<Verdict, ExitCode>> = {
  valid: exitCodes.good,
  indeterminate: exitCodes.indeterminate,
  invalid: exitCodes.failed,
  unsigned: exitCodes.failed,
};

/** From this far on a chosen time is another than now. */
const sameTime = 3_600_000;

/** A time that somebody chose proves nothing of a signature: the verdict holds if it was there by then. */
const chosenTime = (at: Date): Reason[] => {
  if (Math.abs(at.getTime() - Date.now()) < sameTime) return [];
  const { vi, en } = readableMoment(at);
  return [
    {
      code: 'checked-as-of',
      vi: `Kết luận này là của một thời điểm do người kiểm tra chọn (${vi}), không phải hiện nay: chữ ký không có dấu thời gian tin cậy chưa được chứng minh là đã có vào lúc đó. Hãy kiểm tra lại theo thời điểm hiện nay trước khi dùng.`,
      en: `This verdict is for a time that whoever checked has chosen (${en}), not for now: a signature without a trusted timestamp is not proven to have existed then. Check again for the present time before use.`,
    },
  ];
};

interface PackLine {
  /** The evidence pack; null for a file that could not be read, and where it could not be made. */
  readonly evidence: string | null;
  readonly evidenceError?: FaultValue;
}

/** Makes evidence packs in `directory`. */
const packer = async (directory: string, data: string | undefined, services: Services, workers: DocumentWorkers) => {
  const { queue } = await services.queue(dataFolder(data));
  const place = { directory, work: await services.workFolder(directory) };
  return async (path: string, { report, kept }: KeptVerification, at: Date): Promise<PackLine> => {
    if (kept === null) return { evidence: null };
    try {
      const order = { path, name: basename(path), report, kept, at, madeAt: new Date() };
      return { evidence: await makeEvidencePack(order, place, workers, queue) };
    } catch (thrown) {
      return { evidence: null, evidenceError: toFaultValue(thrown) };
    }
  };
};

const packText = ({ evidence, evidenceError }: PackLine): string =>
  [
    ...(evidence ? [`\n   Hồ sơ chứng cứ: ${evidence}`] : []),
    ...(evidenceError ? [`\n   ${evidenceError.vi}`] : []),
  ].join('');

/** `kyso verify FILE|FOLDER...`: one line a file; nothing is valid without a revocation answer. */
export const verifyCommand = async (
  words: readonly string[],
  services: Services,
  makeOutput: (json: boolean) => Output,
): Promise<Output> => {
  const { values, positionals } = readArguments(words, options);
  if (positionals.length === 0) throw usage('thiếu tệp cần kiểm tra');
  const at = values.at === undefined ? new Date() : readTime(values.at);
  const crls = await Promise.all((values.crl ?? []).map(readGivenFile));
  const written = values.report === undefined ? null : openReport(values.report);
  if (written) await requireRoom(filesToVerify(positionals), written);
  const network = services.certificateNetwork(values);
  const added = await services.added(values);
  const output = makeOutput(values.json ?? false);
  const workers = services.workers(added);
  const pack =
    values.evidence === undefined ? null : await packer(resolve(values.evidence), values.data, services, workers);
  const log = values.results === undefined ? null : await VerificationLog.open(values.results);
  const verify = async (order: VerifyOrder, keep: boolean): Promise<KeptVerification> =>
    keep
      ? verifyForKeeping(workers, order, network)
      : { report: await verifyDocument(workers, order, network), kept: null };
  const examine = async ({ path }: NamedFile): Promise<KeptVerification> => {
    const order = { path, name: basename(path), crls, at, details: values.details };
    const found = await verify(order, written !== null || pack !== null).catch((thrown: unknown) => ({
      report: unreadableFile(order.name, toFaultValue(thrown)),
      kept: null,
    }));
    return { ...found, report: { ...found.report, warnings: [...found.report.warnings, ...chosenTime(at)] } };
  };
  const tell = async (named: NamedFile, found: KeptVerification): Promise<void> => {
    const { kept } = found;
    const report = { ...found.report, file: named.file };
    const packed = await pack?.(named.path, found, at);
    written?.add({ report, sha256: kept?.sha256 ?? null, size: kept?.size ?? null });
    output.line({ ...report, ...packed }, asText(report) + (packed ? packText(packed) : ''), exitOf[report.verdict]);
    if (packed?.evidenceError) output.note(exitCodes.failed);
    await log?.add(named, report);
  };
  const underway: { readonly named: NamedFile; readonly found: Promise<KeptVerification> }[] = [];
  const finishFirst = async (): Promise<void> => {
    const first = underway.shift();
    if (first) await tell(first.named, await first.found);
  };
  try {
    for await (const named of filesToVerify(positionals)) {
      services.goOn();
      const known = await log?.verdictOf(named);
      if (known) output.note(exitOf[known]);
      else underway.push({ named, found: examine(named) });
      if (underway.length >= atOnce) await finishFirst();
    }
    while (underway.length > 0) await finishFirst();
  } finally {
    log?.close();
    written?.close();
  }
  await written?.finish(workers, at);
  return output;
};
