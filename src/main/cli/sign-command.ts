import { randomUUID } from 'node:crypto';
import { basename, join, resolve } from 'node:path';
import { exitCodes, type SignLine } from '../../contracts/cli.js';
import { type FaultValue, toFaultValue } from '../../contracts/faults/index.js';
import { levelSchema, type Placement, type SigningIntent } from '../../contracts/jobs.js';
import type { DocumentWorkers } from '../jobs/document-workers.js';
import { type BatchItem, type BatchObserver, signBatch } from '../jobs/sign-batch.js';
import { oneOf, readArguments, readRect, required, usage } from './arguments.js';
import type { Output } from './output.js';
import type { Services } from './services.js';
import { openSigner, signerOptions } from './signer-options.js';

const options = {
  ...signerOptions,
  out: { type: 'string' },
  operation: { type: 'string' },
  level: { type: 'string' },
  field: { type: 'string' },
  page: { type: 'string' },
  rect: { type: 'string' },
  invisible: { type: 'boolean' },
  reason: { type: 'string' },
  location: { type: 'string' },
} as const;

interface PlacementValues {
  readonly page?: string | undefined;
  readonly rect?: string | undefined;
  readonly invisible?: boolean | undefined;
}

const readPlacement = ({ page, rect, invisible }: PlacementValues): Placement => {
  if (invisible) {
    if (page !== undefined || rect !== undefined) throw usage('--invisible không đi cùng --page, --rect');
    return { kind: 'invisible' };
  }
  if (page === undefined && rect === undefined) return { kind: 'automatic' };
  const number = Number(page ?? '1');
  if (rect === undefined || !Number.isInteger(number) || number < 1) throw usage('--page cần số trang từ 1 và --rect');
  return { kind: 'rect', page: number, rect: readRect(rect) };
};

/** What to do with each file, from the words of the command line. */
const readIntent = (values: PlacementValues & Readonly<Record<'operation' | 'level' | 'field' | 'reason' | 'location', string | undefined>>): SigningIntent => {
  oneOf(values.operation ?? 'sign', ['sign'], '--operation');
  return {
    level: oneOf(values.level ?? 'B-B', levelSchema.options, '--level'),
    placement: readPlacement(values),
    ...(values.field === undefined ? {} : { field: required(values.field, '--field') }),
    ...(values.reason === undefined ? {} : { reason: values.reason }),
    ...(values.location === undefined ? {} : { location: values.location }),
  };
};

/** Prints one line a file, and keeps what is needed for it between the steps. */
class SignReport implements BatchObserver {
  readonly #finished = new Map<string, { out: string; sha256: string; field: string }>();

  constructor(
    private readonly intent: SigningIntent,
    private readonly files: ReadonlyMap<string, string>,
    private readonly directory: string,
    private readonly workers: DocumentWorkers,
    private readonly output: Output,
  ) {}

  async step(item: BatchItem, step: Parameters<BatchObserver['step']>[1], error?: FaultValue): Promise<void> {
    const file = this.files.get(item.id) ?? item.name;
    if (step === 'failed' && error) this.failed(file, error);
    const done = this.#finished.get(item.id);
    if (step !== 'signed' || !done) return;
    const line: SignLine = { file, ...done, status: 'signed', level: this.intent.level };
    this.output.line(line, `Đã ký: ${file}\n   → ${done.out}`);
  }

  async keep(item: BatchItem, { sha256, fieldName }: { sha256: string; fieldName: string }): Promise<void> {
    const { path } = await this.workers.run('deliver', { workFile: item.workFile, directory: this.directory, name: item.name });
    this.#finished.set(item.id, { out: path, sha256, field: fieldName });
  }

  failed(file: string, error: FaultValue): void {
    const line: SignLine = { file, out: null, status: 'failed', level: this.intent.level, field: null, sha256: null, error };
    this.output.line(line, `Không ký được: ${file}\n   ${error.vi}`, exitCodes.failed);
  }
}

/** `kyso sign FILE... --out DIR`: one login, one line a file; a bad file stops no other. */
export const signCommand = async (words: readonly string[], services: Services, makeOutput: (json: boolean) => Output): Promise<Output> => {
  const { values, positionals } = readArguments(words, options);
  if (positionals.length === 0) throw usage('thiếu tệp cần ký');
  const directory = resolve(required(values.out, '--out'));
  const { operation, level, field, reason, location, page, rect, invisible } = values;
  const intent = readIntent({ operation, level, field, reason, location, page, rect, invisible });
  const output = makeOutput(values.json ?? false);
  const workers = services.workers([]);
  const work = await services.workFolder(directory);
  const files = new Map<string, string>();
  const report = new SignReport(intent, files, directory, workers, output);
  const items: BatchItem[] = [];
  for (const file of positionals) {
    const id = randomUUID();
    files.set(id, file);
    try {
      const document = await workers.run('intake', { source: resolve(file), target: join(work, `${id}.original`) });
      items.push({ id, name: basename(file), document, workFile: join(work, `${id}.pdf`) });
    } catch (thrown) {
      report.failed(file, toFaultValue(thrown));
    }
  }
  if (items.length === 0) return output;
  const signer = await openSigner(values, services.tokens());
  try {
    const { left, stopped } = await signBatch({
      items,
      signer,
      intent,
      workers,
      observer: report,
      abort: new AbortController().signal,
    });
    if (stopped) for (const item of left) report.failed(files.get(item.id) ?? item.name, stopped);
  } finally {
    await signer.close();
  }
  return output;
};
