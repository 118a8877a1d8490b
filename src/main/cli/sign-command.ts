import { randomUUID } from 'node:crypto';
import { basename, join, resolve } from 'node:path';
import { exitCodes, type SignLine } from '../../contracts/cli.js';
import { Fault, type FaultValue, faultValue, toFaultValue } from '../../contracts/faults/index.js';
import { levelSchema, type Placement, type SigningIntent } from '../../contracts/jobs.js';
import type { DocumentWorkers } from '../jobs/document-workers.js';
import { type BatchItem, type BatchObserver, signBatch } from '../jobs/sign-batch.js';
import { oneOf, readArguments, readRect, required, usage } from './arguments.js';
import type { Output } from './output.js';
import type { Services } from './services.js';
import { openSigner, type SignerValues, signerOptions } from './signer-options.js';

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
const readIntent = (
  values: PlacementValues &
    Readonly<Record<'operation' | 'level' | 'field' | 'reason' | 'location', string | undefined>>,
): SigningIntent => {
  oneOf(values.operation ?? 'sign', ['sign'], '--operation');
  return {
    level: oneOf(values.level ?? 'B-B', levelSchema.options, '--level'),
    placement: readPlacement(values),
    ...(values.field === undefined ? {} : { field: required(values.field, '--field') }),
    ...(values.reason === undefined ? {} : { reason: values.reason }),
    ...(values.location === undefined ? {} : { location: values.location }),
  };
};

/** Prints exactly one line a file, and keeps what is needed for it between the steps. */
class SignReport implements BatchObserver {
  readonly #finished = new Map<string, { out: string; sha256: string; field: string }>();
  readonly #untold: Map<string, string>;

  /** @param files the words of the command line by the id of their item */
  constructor(
    files: ReadonlyMap<string, string>,
    private readonly intent: SigningIntent,
    private readonly directory: string,
    private readonly workers: DocumentWorkers,
    private readonly output: Output,
  ) {
    this.#untold = new Map(files);
  }

  async step({ id }: BatchItem, step: Parameters<BatchObserver['step']>[1], error?: FaultValue): Promise<void> {
    if (step === 'failed' && error) this.failed(id, error);
    const done = this.#finished.get(id);
    if (step !== 'signed' || !done) return;
    const file = this.#tell(id);
    const line: SignLine = { file, ...done, status: 'signed', level: this.intent.level };
    this.output.line(line, `Đã ký: ${file}\n   → ${done.out}`);
  }

  async keep(item: BatchItem, { sha256, fieldName }: { sha256: string; fieldName: string }): Promise<void> {
    const { path } = await this.workers.run('deliver', {
      workFile: item.workFile,
      directory: this.directory,
      name: item.name,
    });
    this.#finished.set(item.id, { out: path, sha256, field: fieldName });
  }

  failed(id: string, error: FaultValue): void {
    const file = this.#tell(id);
    const line: SignLine = {
      file,
      out: null,
      status: 'failed',
      level: this.intent.level,
      field: null,
      sha256: null,
      error,
    };
    this.output.line(line, `Không ký được: ${file}\n   ${error.vi}`, exitCodes.failed);
  }

  /** What ended the run is the outcome of every file that has none yet. */
  endedBy(error: FaultValue): void {
    for (const id of [...this.#untold.keys()]) this.failed(id, error);
  }

  #tell(id: string): string {
    const file = this.#untold.get(id) ?? id;
    this.#untold.delete(id);
    return file;
  }
}

interface SignOrder {
  readonly files: ReadonlyMap<string, string>;
  readonly values: SignerValues;
  readonly intent: SigningIntent;
  readonly directory: string;
  readonly workers: DocumentWorkers;
  readonly report: SignReport;
}

const takeIn = async ({ files, directory, workers, report }: SignOrder, services: Services): Promise<BatchItem[]> => {
  const work = await services.workFolder(directory);
  const items: BatchItem[] = [];
  for (const [id, file] of files) {
    services.goOn();
    try {
      const document = await workers.run('intake', { source: resolve(file), target: join(work, `${id}.original`) });
      items.push({ id, name: basename(file), document, workFile: join(work, `${id}.pdf`) });
    } catch (thrown) {
      report.failed(id, toFaultValue(thrown));
    }
  }
  return items;
};

const signFiles = async (order: SignOrder, services: Services): Promise<void> => {
  const items = await takeIn(order, services);
  if (items.length === 0) return;
  const { values, intent, workers, report } = order;
  const signer = await openSigner(values, services.tokens());
  try {
    const { stopped } = await signBatch({
      items,
      signer,
      intent,
      workers,
      observer: report,
      abort: services.interrupted,
    });
    if (stopped) throw Fault.from(stopped);
  } finally {
    await signer.close();
  }
};

/** `kyso sign FILE... --out DIR`: one login, one line a file; a bad file stops no other. */
export const signCommand = async (
  words: readonly string[],
  services: Services,
  makeOutput: (json: boolean) => Output,
): Promise<Output> => {
  const { values, positionals } = readArguments(words, options);
  if (positionals.length === 0) throw usage('thiếu tệp cần ký');
  const directory = resolve(required(values.out, '--out'));
  const { operation, level, field, reason, location, page, rect, invisible } = values;
  const intent = readIntent({ operation, level, field, reason, location, page, rect, invisible });
  const output = makeOutput(values.json ?? false);
  const workers = services.workers([]);
  const files = new Map(positionals.map((file) => [randomUUID(), file]));
  const report = new SignReport(files, intent, directory, workers, output);
  try {
    await signFiles({ files, values, intent, directory, workers, report }, services);
  } catch (thrown) {
    if (thrown instanceof Fault && thrown.code === 'app.usage') throw thrown;
    report.endedBy(services.interrupted.aborted ? faultValue('app.cancelled') : toFaultValue(thrown));
    if (!(thrown instanceof Fault)) throw thrown;
  }
  return output;
};
