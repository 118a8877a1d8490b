import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { type DoctorLine, type ExitCode, exitCodes } from '../../contracts/cli.js';
import type { CheckState } from '../../contracts/doctor.js';
import { Fault } from '../../contracts/faults/index.js';
import { type DoctorParts, examine } from '../jobs/doctor/doctor.js';
import { commandRunner, connectable } from '../jobs/doctor/machine.js';
import { type Identity, identitiesOf, nameOf } from '../jobs/doctor/observations.js';
import { personHere, reducedReport, reducedResult, reduction } from '../jobs/doctor/reduce.js';
import { dueForRenewal, renewalList } from '../jobs/doctor/renewals.js';
import { resultText } from '../jobs/doctor/report-text.js';
import { systemName } from '../jobs/doctor/versions.js';
import { applicationFolders } from '../jobs/files/application-folders.js';
import { GuardedNetwork } from '../jobs/network/guarded-network.js';
import { loadNetworkPolicy } from '../jobs/network/network-policy.js';
import { officialTimestampServers } from '../jobs/network/timestamp-client.js';
import { vietnameseDay } from '../pki/signer-judgement.js';
import { loadTrust, type TrustStore } from '../pki/trust.js';
import { parseServerUrl } from '../sync/server-url.js';
import { readArguments, usage } from './arguments.js';
import { dataFolder } from './data-folder.js';
import { type NetworkValues, readHosts, timestampOptions, trustOptions } from './network-options.js';
import type { Output } from './output.js';
import type { Services } from './services.js';

const options = {
  ...trustOptions,
  ...timestampOptions,
  module: { type: 'string', multiple: true },
  server: { type: 'string' },
  renewals: { type: 'string' },
} as const;

interface DoctorValues extends NetworkValues {
  readonly module?: readonly string[] | undefined;
  readonly server?: string | undefined;
  readonly renewals?: string | undefined;
}

/** Commands and connections of this computer itself, milliseconds. */
const localDeadlineMs = 5000;

const exits: Readonly<Record<CheckState, ExitCode>> = {
  good: exitCodes.good,
  attention: exitCodes.good,
  'not-applicable': exitCodes.good,
  unknown: exitCodes.indeterminate,
  bad: exitCodes.failed,
};

const packageSchema = z.object({ version: z.string() });

const partsOf = async (values: DoctorValues, services: Services): Promise<DoctorParts> => {
  const { resources } = services.installation;
  const data = dataFolder(values.data);
  const added = await services.added(values);
  const policy = loadNetworkPolicy({
    shipped: join(resources, 'policy', 'network.json'),
    added: applicationFolders(data).networkPolicy,
    hosts: readHosts(values),
  });
  const server = values.server === undefined ? null : parseServerUrl(values.server);
  let store: TrustStore | undefined;
  return {
    platform: process,
    environment: process.env,
    listModules: () => services.tokens(values).list((values.module ?? []).map((path) => resolve(path))),
    trust: () => {
      store ??= loadTrust({ shipped: join(resources, 'trust'), added });
      return store;
    },
    network: values.offline ? null : () => new GuardedNetwork({ policy }),
    fetch,
    timestampServers: () => values.tsa ?? officialTimestampServers,
    documentServer: () => server,
    routeTo: null,
    run: commandRunner(localDeadlineMs),
    connectable: connectable(localDeadlineMs),
    dataFolder: data,
    versions: {
      application: packageSchema.parse(JSON.parse(readFileSync(join(resources, '..', 'package.json'), 'utf8'))).version,
      electron: null,
      node: process.versions.node,
      system: systemName(process.platform),
      arch: process.arch,
    },
    abort: services.interrupted,
    defect: (thrown) => void process.stderr.write(`${thrown instanceof Error ? thrown.stack : String(thrown)}\n`),
  };
};

const renewalWords = (seen: number, due: number): string => {
  if (seen === 0) return 'Chưa thấy chứng thư nào trên thiết bị; đã ghi bảng trống vào';
  return due === 0
    ? 'Không có chứng thư nào cần gia hạn trong 60 ngày tới; đã ghi bảng trống vào'
    : `Đã ghi danh sách ${due} chứng thư cần gia hạn vào`;
};

const writeRenewals = async (file: string, identities: readonly Identity[], output: Output): Promise<void> => {
  const path = resolve(file);
  const due = dueForRenewal(identities, new Date());
  await writeFile(path, renewalList(due)).catch((cause: unknown) => {
    throw new Fault('output.failed', { dir: dirname(path) }, { cause });
  });
  output.line(
    { renewals: { file, count: due.length } } satisfies DoctorLine,
    `${renewalWords(identities.length, due.length)} ${file}`,
  );
};

/** `kyso doctor`: what stands in the way of signing on this computer. What it prints names no person. */
export const doctorCommand = async (
  words: readonly string[],
  services: Services,
  makeOutput: (json: boolean) => Output,
): Promise<Output> => {
  const { values, positionals } = readArguments(words, options);
  if (positionals.length > 0) throw usage('doctor không nhận tham số');
  const parts = await partsOf(values, services);
  const output = makeOutput(values.json ?? false);
  const person = personHere();
  /** Known before anything can be said of a certificate. */
  const names: string[] = [];
  const listModules = async () => {
    const modules = await parts.listModules();
    names.push(...identitiesOf(modules).map(nameOf));
    return modules;
  };
  const { report, identities } = await examine({ ...parts, listModules }, (result) => {
    const reduced = reducedResult(result, reduction(person, names));
    output.line(reduced satisfies DoctorLine, resultText(reduced, 'vi'), exits[result.state]);
  });
  for (const certificate of reducedReport(report, person).certificates) {
    const until = vietnameseDay(new Date(certificate.notAfter));
    output.line(
      { certificate } satisfies DoctorLine,
      `Chứng thư của ${certificate.commonName ?? '?'} (${certificate.serial}): đến ${until}, còn ${certificate.daysLeft} ngày`,
    );
  }
  if (values.renewals !== undefined) await writeRenewals(values.renewals, identities, output);
  return output;
};
