import { randomUUID } from 'node:crypto';
import { basename, join, resolve } from 'node:path';
import { Fault, faultValue, toFaultValue } from '../../contracts/faults/index.js';
import type { SigningIntent } from '../../contracts/jobs.js';
import type { BatchItem, Intents } from '../jobs/batch/batch.js';
import { defaultLevel, statedLevel } from '../jobs/batch/default-level.js';
import { signBatch } from '../jobs/batch/sign-batch.js';
import type { DocumentWorkers } from '../jobs/document-workers.js';
import { requireReadable } from '../jobs/files/user-files.js';
import { dayInVietnam } from '../jobs/records.js';
import { verifyDocument } from '../jobs/verify-document.js';
import type { AddedTrust } from '../pki/trust.js';
import { readArguments, required, usage } from './arguments.js';
import { readGivenFile } from './given-file.js';
import { type IntentValues, intentOptions, readIntent } from './intent-options.js';
import { type NetworkValues, timestampOptions, trustOptions } from './network-options.js';
import type { Output } from './output.js';
import { type RecordValues, readPresets, readRecord, recordOptions } from './record-options.js';
import { readDocumentPassword, SecretLines } from './secret.js';
import { secretInput } from './secret-input.js';
import type { Services } from './services.js';
import { SignReport } from './sign-report.js';
import { chooseSigner, type SignerValues, signerOptions } from './signer-options.js';

const options = {
  ...signerOptions,
  ...intentOptions,
  ...recordOptions,
  ...trustOptions,
  ...timestampOptions,
  out: { type: 'string' },
  'document-password-stdin': { type: 'boolean' },
} as const;

interface SignValues extends SignerValues, IntentValues, RecordValues, NetworkValues {
  readonly data?: string | undefined;
  readonly 'document-password-stdin'?: boolean | undefined;
}

interface SignOrder {
  /** The words of the command line by the id of their item. */
  readonly files: ReadonlyMap<string, string>;
  readonly values: SignValues;
  readonly directory: string;
  /** Whom the run trusts besides what comes with the product. */
  readonly added: readonly AddedTrust[];
  readonly workers: DocumentWorkers;
  readonly report: SignReport;
}

/** Those that can be read, as items of the batch; the others are told, before anybody is asked for a PIN. */
const takeIn = async ({ files, directory, report }: SignOrder, services: Services): Promise<BatchItem[]> => {
  const work = await services.workFolder(directory);
  return [...files].flatMap(([id, file]) => {
    const [path, name] = [resolve(file), basename(file)];
    try {
      requireReadable(path, name);
      return [{ id, name, document: { path, sha256: null }, workFile: join(work, `${id}.pdf`) }];
    } catch (thrown) {
      report.failed(id, toFaultValue(thrown));
      return [];
    }
  });
};

/** What each file gets: one signature as it was ordered, or what công tác văn thư makes of it. */
const intentsFor = async (
  { values, files, workers }: SignOrder,
  services: Services,
  intent: SigningIntent,
): Promise<(item: BatchItem) => Intents | Promise<Intents>> => {
  const record = readRecord(values, intent.placement);
  if (!record) return () => [intent];
  const presets = await readPresets(values);
  const network = services.certificateNetwork(values);
  const crls = await Promise.all((values.crl ?? []).map(readGivenFile));
  const order = [...files.keys()];
  const { level, subFilter, embedRevocation, digest, reason, location, certify } = intent;
  const terms = {
    level,
    ...(subFilter && { subFilter }),
    ...(embedRevocation && { embedRevocation }),
    ...(digest && { digest }),
    ...(reason !== undefined && { reason }),
    ...(location !== undefined && { location }),
  };
  return async ({ id, name, document }) => {
    const { path, password } = document;
    const at = new Date();
    const { steps } = await workers.run('record-steps', {
      file: { path, password },
      request: { operation: record.operation, choice: record.choiceOf(order.indexOf(id)), pixels: null },
      presets,
      report: await verifyDocument(workers, { path, password, name, crls, at }, network),
      today: dayInVietnam(at),
    });
    const [first, ...rest] = steps;
    const certified = certify === undefined ? {} : { certify };
    return [{ ...terms, ...certified, ...first }, ...rest.map((step) => ({ ...terms, ...step }))];
  };
};

const signFiles = async (order: SignOrder, services: Services): Promise<void> => {
  const { values, files, workers, report } = order;
  const taken = await takeIn(order, services);
  if (taken.length === 0) return;
  services.goOn();
  const secrets = new SecretLines(secretInput());
  const chosen = await chooseSigner(values, services.tokens(values), secrets);
  const trust = services.trust(values, order.added);
  const check = await trust.checkSigner(chosen.certificate, chosen.issuers, services.interrupted);
  const [reason] = check.reasons;
  if (check.outcome === 'stop' && reason) throw Fault.from(reason);
  // A command line has nobody to ask: what is not known is told with every file.
  for (const id of files.keys()) report.caution(id, check.reasons);
  const intent = await readIntent(values, defaultLevel(check, values.tsa !== undefined));
  report.level = statedLevel(intent);
  if (intent.level !== 'B-B') report.cautions = () => trust.cautions;
  const signer = await chosen.open();
  try {
    const password = values['document-password-stdin'] ? await readDocumentPassword(secrets) : undefined;
    const { stopped } = await signBatch({
      items: taken.map((item) => ({ ...item, document: { ...item.document, password } })),
      signer,
      intentsOf: await intentsFor(order, services, intent),
      workers,
      trust,
      observer: report,
      abort: services.interrupted,
      revocation: check.evidence,
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
  // Wrong words end the run before anything is opened or asked for.
  const { placement } = await readIntent(values, 'B-B');
  if (readRecord(values, placement)) await readPresets(values);
  const output = makeOutput(values.json ?? false);
  const added = await services.added(values);
  const workers = services.workers(added);
  const files = new Map(positionals.map((file) => [randomUUID(), file]));
  const report = new SignReport(files, directory, output);
  try {
    await signFiles({ files, values, directory, added, workers, report }, services);
  } catch (thrown) {
    if (thrown instanceof Fault && thrown.code === 'app.usage') throw thrown;
    report.endedBy(services.interrupted.aborted ? faultValue('app.cancelled') : toFaultValue(thrown));
    if (!(thrown instanceof Fault)) throw thrown;
  }
  return output;
};
