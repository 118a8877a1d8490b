/** Looks at everything that signing needs on this computer. Asks for no PIN, opens no document, changes nothing. */
import type { CheckId, CheckResult, DoctorReport } from '../../../contracts/doctor.js';
import { faultValue } from '../../../contracts/faults/index.js';
import type { ModuleReport } from '../../../contracts/token.js';
import type { TrustStore } from '../../pki/trust.js';
import type { HostPlatform } from '../../token/library-file.js';
import { checkSigner } from '../batch/signer-check.js';
import type { Fetch } from '../network/bounded-fetch.js';
import type { GuardedNetwork } from '../network/guarded-network.js';
import { RevocationSource } from '../network/revocation-source.js';
import { checkCardService } from './card-service.js';
import { checkCertificates, installedCertificates } from './certificates.js';
import { checkChain } from './chain.js';
import { checkClock } from './clock.js';
import { checkDisk, spaceOf } from './disk.js';
import { checkDrivers } from './drivers.js';
import { checkKeyUsage } from './key-usage.js';
import type { CommandRunner, Connectable } from './machine.js';
import { type Identity, type JudgedIdentity, Observations } from './observations.js';
import { type Outcome, outcome } from './outcome.js';
import { checkPin } from './pin.js';
import { checkPort, officialPort } from './port.js';
import { checkProxy } from './proxy.js';
import { checkRevocation } from './revocation.js';
import { type Check, runChecks } from './run-checks.js';
import { askedCertificates, checkDocumentServer, checkRevocationServers, checkTimestampServers } from './servers.js';
import { askForStamp } from './stamp.js';
import { checkToken } from './token-present.js';
import { checkVersions, type Versions } from './versions.js';

export interface DoctorParts {
  readonly platform: HostPlatform;
  /** Of the variables only those of a proxy and of Windows' own folder are read. */
  readonly environment: NodeJS.ProcessEnv;
  readonly listModules: () => Promise<readonly ModuleReport[]>;
  readonly trust: () => TrustStore;
  /** Made anew for each run: what rested or was kept before is asked again. Null: nobody is asked anything. */
  readonly network: (() => GuardedNetwork) | null;
  /** For the servers that the person set, as signing asks them. */
  readonly fetch: Fetch;
  readonly timestampServers: () => readonly string[];
  readonly documentServer: () => string | null;
  /** The system's way to an address (`DIRECT`, `PROXY host:port`); null where this program does not use it. */
  readonly routeTo: ((url: string) => Promise<string>) | null;
  readonly run: CommandRunner;
  readonly connectable: Connectable;
  /** Absolute path. */
  readonly dataFolder: string;
  readonly versions: Versions;
  readonly port?: number;
  readonly deadlines?: DoctorDeadlines;
  readonly now?: () => Date;
  /** Milliseconds that only ever grow. */
  readonly clock?: () => number;
  /** Minutes by which local time is ahead of UTC. */
  readonly utcOffset?: () => number;
  readonly defect: (thrown: unknown) => void;
  /** Ends every question that is under way; what was asked is then unknown. */
  readonly abort?: AbortSignal;
}

/** Milliseconds. */
export interface DoctorDeadlines {
  /** For one check, with everything it waits for. */
  readonly check: number;
  /** For one question to a server. */
  readonly exchange: number;
}

export const standardDoctorDeadlines: DoctorDeadlines = { check: 30_000, exchange: 10_000 };

export interface Examination {
  readonly report: DoctorReport;
  /** What the report's certificates came from, for the renewal list. */
  readonly identities: readonly Identity[];
}

type Filled = Required<Omit<DoctorParts, 'abort'>>;

const filled = (parts: DoctorParts): Filled => ({
  port: officialPort,
  deadlines: standardDoctorDeadlines,
  now: () => new Date(),
  clock: () => performance.now(),
  utcOffset: () => -new Date().getTimezoneOffset(),
  ...parts,
});

const offline: Outcome = outcome([{ state: 'not-applicable', sentence: faultValue('doctor.offline') }]);

/** The checks of one run, by what they share. `abort` fires when the run is over. */
const checksOf = (parts: Filled, seen: Observations, network: GuardedNetwork | null, abort: AbortSignal): Check[] => {
  const { platform, environment, fetch, deadlines, clock, now, run, connectable } = parts;
  const systemRoot = environment['SystemRoot'];
  const serverUrls = (): string[] => {
    const server = parts.documentServer();
    return [...parts.timestampServers(), ...(server === null ? [] : [server])];
  };
  const tokenSeen = async (): Promise<boolean> => (await seen.modules()).some(({ tokens }) => tokens.length > 0);
  const online =
    (work: (network: GuardedNetwork) => Promise<Outcome>): (() => Promise<Outcome>) =>
    async () =>
      network === null ? offline : work(network);
  const runs: Readonly<Record<CheckId, () => Promise<Outcome>>> = {
    drivers: async () => checkDrivers(await seen.modules(), platform),
    'card-service': async () =>
      checkCardService({
        platform: platform.platform,
        run,
        connectable,
        // A driver that hangs must not keep this from being told.
        tokenSeen: await tokenSeen().catch(() => false),
        systemRoot,
      }),
    token: async () => checkToken(await seen.modules()),
    pin: async () => checkPin(await seen.modules()),
    certificates: async () => checkCertificates(await seen.identities(), now(), await tokenSeen()),
    'key-usage': async () => checkKeyUsage(await seen.judged()),
    chain: async () => checkChain(await seen.judged()),
    revocation: async () => checkRevocation(await seen.judged(), network === null),
    clock: online(async () => checkClock(await seen.stamps(), parts.utcOffset())),
    'timestamp-servers': online(async () => checkTimestampServers(await seen.stamps())),
    'revocation-servers': online(async (guarded) => {
      const judged = await seen.judged().catch((): JudgedIdentity[] => []);
      return checkRevocationServers(askedCertificates(judged, parts.trust()), guarded, abort, clock);
    }),
    'document-server': online(async () =>
      checkDocumentServer({ url: parts.documentServer(), fetch, deadlineMs: deadlines.exchange, abort, clock }),
    ),
    proxy: async () => checkProxy({ urls: serverUrls(), routeTo: parts.routeTo, environment, connectable }),
    port: async () => checkPort({ port: parts.port, connectable, platform: platform.platform, run, systemRoot }),
    disk: async () => checkDisk(parts.dataFolder, await spaceOf(parts.dataFolder)),
    versions: async () => checkVersions(parts.versions),
  };
  return Object.entries(runs).map(([id, work]) => ({ id: id as CheckId, run: work }));
};

const observationsOf = (parts: Filled, network: GuardedNetwork | null, abort: AbortSignal): Observations => {
  const { fetch, deadlines, now, clock } = parts;
  const source = network === null ? null : new RevocationSource({ network, now: () => now().getTime() });
  return new Observations({
    listModules: parts.listModules,
    checkSigner: (certificate, issuers) =>
      checkSigner({ certificate, issuers }, { trust: parts.trust(), source, at: now(), abort }),
    stamps: () =>
      Promise.all(
        parts
          .timestampServers()
          .map((url) => askForStamp(url, { fetch, deadlineMs: deadlines.exchange, abort, now, clock })),
      ),
  });
};

/** Runs every check; each is told to `told` as soon as it is done. */
export const examine = async (
  parts: DoctorParts,
  told: (result: CheckResult) => void = () => undefined,
): Promise<Examination> => {
  const complete = filled(parts);
  const { deadlines, clock, now, defect } = complete;
  const over = new AbortController();
  const stop = (): void => over.abort();
  parts.abort?.addEventListener('abort', stop);
  const network = complete.network?.() ?? null;
  const seen = observationsOf(complete, network, over.signal);
  try {
    const results = await runChecks(checksOf(complete, seen, network, over.signal), {
      deadlineMs: deadlines.check,
      clock,
      told,
      defect,
    });
    // A driver that did not answer in time for the checks has nothing for the list either.
    const listed = results.some(({ id, state }) => id === 'certificates' && state !== 'unknown');
    const identities = listed ? await seen.identities() : [];
    const at = now();
    return {
      report: { madeAt: at.toISOString(), results, certificates: installedCertificates(identities, at) },
      identities,
    };
  } finally {
    parts.abort?.removeEventListener('abort', stop);
    over.abort();
  }
};
