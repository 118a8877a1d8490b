import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { exitCodes, type UpgradeLine } from '../../contracts/cli.js';
import { Fault, toFaultValue } from '../../contracts/faults/index.js';
import { type Level, levelSchema } from '../../contracts/jobs.js';
import type { TrustServices } from '../jobs/batch/levels.js';
import { upgradeDocument } from '../jobs/batch/upgrade-document.js';
import type { DocumentWorkers } from '../jobs/document-workers.js';
import { deliver } from '../jobs/files/delivery.js';
import { oneOf, readArguments, required, usage } from './arguments.js';
import { timestampOptions, trustOptions } from './network-options.js';
import type { Output } from './output.js';
import { readDocumentPassword, SecretLines } from './secret.js';
import { secretInput } from './secret-input.js';
import type { Services } from './services.js';

const options = {
  ...trustOptions,
  ...timestampOptions,
  out: { type: 'string' },
  level: { type: 'string' },
  'document-password-stdin': { type: 'boolean' },
} as const;

interface UpgradeOrder {
  readonly file: string;
  readonly level: Level;
  readonly directory: string;
  /** Opens those that are encrypted. */
  readonly password: string | undefined;
  readonly work: string;
  readonly workers: DocumentWorkers;
  readonly trust: TrustServices;
  readonly abort: AbortSignal;
}

const upgrade = async (order: UpgradeOrder): Promise<UpgradeLine> => {
  const { file, level, directory, password, work, workers } = order;
  const name = basename(file);
  const workFile = join(work, `${randomUUID()}.pdf`);
  try {
    const document = { ...(await workers.run('hash', { path: resolve(file), name })), password };
    const upgraded = await upgradeDocument({ ...order, document, workFile });
    if (upgraded === null) return { file, out: null, status: 'already-there', level, sha256: document.sha256 };
    const path = await deliver(workFile, directory, name, 'upgraded');
    return { file, out: path, status: 'upgraded', level, sha256: upgraded.sha256 };
  } finally {
    await rm(workFile, { force: true });
  }
};

const asText = (line: UpgradeLine): string => {
  switch (line.status) {
    case 'upgraded':
      return `Đã nâng lên ${line.level}: ${line.file}\n   → ${line.out}`;
    case 'already-there':
      return `Đã ở mức ${line.level}, không cần nâng: ${line.file}`;
    case 'failed':
      return `Không nâng được: ${line.file}\n   ${line.error?.vi}`;
  }
};

/** `kyso upgrade FILE... --out DIR --level B-T|B-LT|B-LTA [--document-password-stdin]`: no token; every signature stays as it is. */
export const upgradeCommand = async (
  words: readonly string[],
  services: Services,
  makeOutput: (json: boolean) => Output,
): Promise<Output> => {
  const { values, positionals } = readArguments(words, options);
  if (positionals.length === 0) throw usage('thiếu tệp cần nâng mức');
  const directory = resolve(required(values.out, '--out'));
  const level = oneOf(required(values.level, '--level'), levelSchema.options, '--level');
  const output = makeOutput(values.json ?? false);
  const added = await services.added(values);
  const workers = services.workers(added);
  const trust = services.trust(values, added);
  const work = await services.workFolder(directory);
  const secrets = new SecretLines(secretInput());
  const password = values['document-password-stdin'] ? await readDocumentPassword(secrets) : undefined;
  const order = { level, directory, password, work, workers, trust, abort: services.interrupted };
  for (const file of positionals) {
    services.goOn();
    const line = await upgrade({ ...order, file }).catch((thrown: unknown): UpgradeLine => {
      if (!(thrown instanceof Fault)) throw thrown;
      return { file, out: null, status: 'failed', level, sha256: null, error: toFaultValue(thrown) };
    });
    output.line(line, asText(line), line.status === 'failed' ? exitCodes.failed : exitCodes.good);
  }
  return output;
};
