import { readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import { type ExitCode, exitCodes } from '../../contracts/cli.js';
import { Fault, toFaultValue } from '../../contracts/faults/index.js';
import type { FileReport, SignatureReport, Verdict } from '../../contracts/verification.js';
import { RevocationSource } from '../jobs/revocation-source.js';
import { verifyDocument } from '../jobs/verify-document.js';
import { readArguments, readTime, usage } from './arguments.js';
import type { Output } from './output.js';
import type { Services } from './services.js';

const options = {
  trust: { type: 'string', multiple: true },
  crl: { type: 'string', multiple: true },
  at: { type: 'string' },
  offline: { type: 'boolean' },
  report: { type: 'string' },
} as const;

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
  const signer = signature.signer?.commonName ?? 'không rõ người ký';
  const sentences = [...signature.reasons, ...signature.warnings].map(({ vi }) => `      ${vi}`);
  return [`   ${verdictText[signature.verdict]}: ${signer} (${signature.field ?? 'không tên'})`, ...sentences];
};

const asText = (report: FileReport): string =>
  [
    `${verdictText[report.verdict]}: ${report.file}`,
    ...(report.error ? [`   ${report.error.vi}`] : []),
    ...report.warnings.map(({ vi }) => `   ${vi}`),
    ...report.signatures.flatMap(signatureText),
  ].join('\n');

const unreadable = (file: string, thrown: unknown): FileReport => ({
  file,
  verdict: 'indeterminate',
  warnings: [],
  error: toFaultValue(thrown),
  signatures: [],
});

const readCrl = async (path: string): Promise<Uint8Array> => {
  try {
    return await readFile(resolve(path));
  } catch (cause) {
    throw new Fault('file.unreadable', { file: path }, { cause });
  }
};

const writeReport = (path: string, reports: readonly FileReport[]): Promise<void> =>
  writeFile(path, JSON.stringify(reports, null, 2)).catch((cause: unknown) => {
    throw new Fault('output.failed', { dir: dirname(path) }, { cause });
  });

/** `kyso verify FILE...`: one line a file; nothing is valid without a revocation answer. */
export const verifyCommand = async (
  words: readonly string[],
  services: Services,
  makeOutput: (json: boolean) => Output,
): Promise<Output> => {
  const { values, positionals } = readArguments(words, options);
  if (positionals.length === 0) throw usage('thiếu tệp cần kiểm tra');
  if (values.report !== undefined && extname(values.report) !== '.json') throw usage('--report nhận tệp .json');
  const at = values.at === undefined ? new Date() : readTime(values.at);
  const crls = await Promise.all((values.crl ?? []).map(readCrl));
  const output = makeOutput(values.json ?? false);
  const workers = services.workers(values.trust ?? []);
  const source = values.offline ? null : new RevocationSource({ fetch });
  const reports: FileReport[] = [];
  for (const file of positionals) {
    services.goOn();
    const order = { path: resolve(file), name: basename(file), crls, at };
    const report = await verifyDocument(workers, order, source)
      .then((found) => ({ ...found, file }))
      .catch((thrown: unknown) => unreadable(file, thrown));
    if (values.report !== undefined) reports.push(report);
    output.line(report, asText(report), exitOf[report.verdict]);
  }
  if (values.report !== undefined) await writeReport(resolve(values.report), reports);
  return output;
};
