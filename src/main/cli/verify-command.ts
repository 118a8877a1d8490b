import { readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import { type ExitCode, exitCodes } from '../../contracts/cli.js';
import { Fault, type FaultValue, toFaultValue } from '../../contracts/faults/index.js';
import type { FileReport, SignatureReport, Verdict } from '../../contracts/verification.js';
import type { ReportedFile } from '../appearance/report.js';
import type { DocumentWorkers } from '../jobs/document-workers.js';
import { makeEvidencePack } from '../jobs/keep-evidence.js';
import { type KeptVerification, type VerifyOrder, verifyDocument, verifyForKeeping } from '../jobs/verify-document.js';
import { unreadableFile } from '../verification/summary.js';
import { readArguments, readTime, usage } from './arguments.js';
import { dataFolder } from './data-folder.js';
import { filesToVerify, type NamedFile } from './files-to-verify.js';
import { trustOptions } from './network-options.js';
import type { Output } from './output.js';
import type { Services } from './services.js';
import { VerificationLog } from './verification-log.js';

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

const verdictText: Readonly<Record<Verdict, string>> = {
  valid: 'Hợp lệ',
  indeterminate: 'Chưa xác định',
  invalid: 'Không hợp lệ',
  unsigned: 'Không có chữ ký số',
};

const signatureText = (signature: SignatureReport): string[] => {
  const sentences = [...signature.reasons, ...signature.warnings].map(({ vi }) => `      ${vi}`);
  return [
    `   ${verdictText[signature.verdict]}: ${signature.headline.vi} (${signature.field ?? 'không tên'})`,
    ...sentences,
  ];
};

const asText = (report: FileReport): string =>
  [
    `${verdictText[report.verdict]}: ${report.file}`,
    ...(report.error ? [`   ${report.error.vi}`] : []),
    ...[...report.reasons, ...report.warnings].map(({ vi }) => `   ${vi}`),
    ...report.signatures.flatMap(signatureText),
  ].join('\n');

const readCrl = async (path: string): Promise<Uint8Array> => {
  try {
    return await readFile(resolve(path));
  } catch (cause) {
    throw new Fault('file.unreadable', { file: path }, { cause });
  }
};

interface ReportTimes {
  readonly at: Date;
  readonly madeAt: Date;
}

type ReportMaker = (
  workers: DocumentWorkers,
  files: readonly ReportedFile[],
  times: ReportTimes,
) => Promise<Uint8Array>;

const reportMakers: Readonly<Record<string, ReportMaker>> = {
  '.json': async (_, files) =>
    Buffer.from(
      JSON.stringify(
        files.map(({ report, ...identity }) => ({ ...report, ...identity })),
        null,
        2,
      ),
    ),
  '.pdf': (workers, files, times) => workers.run('render-report', { files, ...times }),
};

/** Fault `app.usage` for a file of another kind. */
const reportWriter = (file: string) => {
  const make = reportMakers[extname(file).toLowerCase()];
  if (make === undefined) throw usage('--report nhận tệp .pdf hoặc .json');
  const path = resolve(file);
  return async (workers: DocumentWorkers, files: readonly ReportedFile[], at: Date): Promise<void> => {
    const bytes = await make(workers, files, { at, madeAt: new Date() });
    await writeFile(path, bytes).catch((cause: unknown) => {
      throw new Fault('output.failed', { dir: dirname(path) }, { cause });
    });
  };
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
      const order = { path, report, kept, at, madeAt: new Date() };
      return { evidence: await makeEvidencePack(order, place, workers, queue) };
    } catch (thrown) {
      return { evidence: null, evidenceError: toFaultValue(thrown) };
    }
  };
};

const packText = ({ evidence, evidenceError }: PackLine): string =>
  [
    ...(evidence ? [`\n   Hồ sơ kiểm tra: ${evidence}`] : []),
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
  const writer = values.report === undefined ? null : reportWriter(values.report);
  const at = values.at === undefined ? new Date() : readTime(values.at);
  const crls = await Promise.all((values.crl ?? []).map(readCrl));
  const network = services.certificateNetwork(values);
  const output = makeOutput(values.json ?? false);
  const workers = services.workers(values.trust ?? []);
  const pack =
    values.evidence === undefined ? null : await packer(resolve(values.evidence), values.data, services, workers);
  const log = values.results === undefined ? null : await VerificationLog.open(values.results);
  const reported: ReportedFile[] = [];
  const verify = async (order: VerifyOrder, keep: boolean): Promise<KeptVerification> =>
    keep
      ? verifyForKeeping(workers, order, network)
      : { report: await verifyDocument(workers, order, network), kept: null };
  const examine = async ({ path }: NamedFile): Promise<KeptVerification> => {
    const order = { path, name: basename(path), crls, at, details: values.details };
    return verify(order, writer !== null || pack !== null).catch((thrown: unknown) => ({
      report: unreadableFile(order.name, toFaultValue(thrown)),
      kept: null,
    }));
  };
  const tell = async (named: NamedFile, found: KeptVerification): Promise<void> => {
    const { kept } = found;
    const report = { ...found.report, file: named.file };
    const packed = await pack?.(named.path, found, at);
    if (writer) reported.push({ report, sha256: kept?.sha256 ?? null, size: kept?.size ?? null });
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
  }
  if (writer) await writer(workers, reported, at);
  return output;
};
