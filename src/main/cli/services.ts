/** Wires the services for the command line. Nothing is started before a command asks for it. */
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Fault } from '../../contracts/faults/index.js';
import { recoverySources } from '../jobs/backup/plan.js';
import { PinTries } from '../jobs/batch/pin-tries.js';
import { DocumentWorkers } from '../jobs/document-workers.js';
import { type ApplicationFolders, applicationFolders } from '../jobs/files/application-folders.js';
import { Log } from '../jobs/files/log.js';
import { sweep } from '../jobs/files/user-files.js';
import { userName } from '../jobs/files/user-name.js';
import { type CertificateNetwork, openCertificateNetwork } from '../jobs/network/certificate-network.js';
import { loadNetworkPolicy } from '../jobs/network/network-policy.js';
import { officialTimestampServers } from '../jobs/network/timestamp-client.js';
import { TrustNetwork } from '../jobs/network/trust-network.js';
import { rebuiltSentences } from '../jobs/rebuilt-sentences.js';
import { loadTrustPolicy } from '../jobs/trust-policy.js';
import { hasOwnAnchors, UserAnchors } from '../jobs/user-anchors.js';
import { type AddedTrust, loadTrust, type TrustStore } from '../pki/trust.js';
import { openQueue } from '../queue/client.js';
import type { MaintenanceOptions } from '../queue/maintenance.js';
import type { Queue } from '../queue/types.js';
import { readCatalogue } from '../token/catalogue.js';
import { NodeHostLauncher } from '../token/node-host-launcher.js';
import { TokenService } from '../token/token-service.js';
import { dataFolder } from './data-folder.js';
import { type NetworkValues, readHosts } from './network-options.js';

/** Where the built program and its data stand (absolute). */
export interface Installation {
  /** Folder of the built entries. */
  readonly entries: string;
  readonly resources: string;
  /** Absolute path of a better-sqlite3 build for this runtime, null for the package's own. */
  readonly sqliteBinding: string | null;
}

const workersAtOnce = 2;

export class Services {
  readonly #closing: (() => Promise<void>)[] = [];
  readonly #queues = new Map<string, Promise<Queue>>();
  /** Of the data folder that a command uses; none where it uses none. */
  #log: Log | null = null;

  /** @param interrupted fires when the run is to end: what is in hand is brought to a clean end, nothing new begins */
  constructor(
    readonly installation: Installation,
    readonly interrupted: AbortSignal,
  ) {}

  /** Fault app.cancelled when the run is to end. */
  goOn(): void {
    if (this.interrupted.aborted) throw new Fault('app.cancelled');
  }

  /** The tokens of this computer; how many PINs were sent to each is remembered in the data folder. */
  tokens(values: Pick<NetworkValues, 'data'>): TokenService {
    const folders = applicationFolders(dataFolder(values.data));
    this.#openLog(folders);
    const catalogue: unknown = JSON.parse(readFileSync(join(this.installation.resources, 'tokens.json'), 'utf8'));
    return new TokenService({
      launcher: new NodeHostLauncher(join(this.installation.entries, 'token-host.cjs')),
      catalogue: readCatalogue(catalogue, process.platform, process.env['SystemRoot']),
      heard: (text) => this.#log?.note(text),
      tries: new PinTries(folders.pinTries),
    });
  }

  /** The person's own sources of trust. Faults `trust.policy-invalid`, `queue.*`. */
  async anchors(values: Pick<NetworkValues, 'data'>): Promise<UserAnchors> {
    const { resources } = this.installation;
    const { queue, folders } = await this.queue(dataFolder(values.data));
    let shipped: TrustStore | undefined;
    return new UserAnchors({
      folder: folders.trust,
      policy: loadTrustPolicy(resources),
      shipped: () => {
        shipped ??= loadTrust({ shipped: join(resources, 'trust'), added: [] });
        return shipped;
      },
      journal: queue,
      way: 'command-line',
      user: userName(),
    });
  }

  /**
   * Whom this run trusts besides what comes with the product: what `--trust` names, and the person's own sources.
   * Faults `trust.forbidden`, `trust.policy-invalid`, `queue.*`.
   */
  async added(values: NetworkValues): Promise<AddedTrust[]> {
    const named = (values.trust ?? []).map((path) => resolve(path));
    const allowed = loadTrustPolicy(this.installation.resources).userAnchors === 'allowed';
    if (!allowed && named.length > 0) throw new Fault('trust.forbidden');
    const folders = applicationFolders(dataFolder(values.data));
    // Without a journal nothing was ever confirmed; a verification alone makes none.
    if (!allowed || !existsSync(folders.database) || !(await hasOwnAnchors(folders.trust))) return named;
    return [...named, ...(await (await this.anchors(values)).certificates())];
  }

  /** @param added as {@link added} returned it */
  workers(added: readonly AddedTrust[]): DocumentWorkers {
    const workers = new DocumentWorkers(
      join(this.installation.entries, 'document-worker.cjs'),
      { resources: this.installation.resources, userTrust: added },
      workersAtOnce,
      this.#heard,
    );
    this.#closing.push(() => workers.end());
    return workers;
  }

  /**
   * What may be fetched because certificates name it; offline, what is kept of it. Faults `app.network-policy-invalid`,
   * `app.usage`.
   */
  certificateNetwork(values: NetworkValues): CertificateNetwork {
    const folders = applicationFolders(dataFolder(values.data));
    const policy = loadNetworkPolicy({
      shipped: join(this.installation.resources, 'policy', 'network.json'),
      added: folders.networkPolicy,
      hosts: readHosts(values),
    });
    return openCertificateNetwork({ policy, cache: folders.revocationCache, offline: values.offline ?? false });
  }

  /** The network as signing uses it: the official timestamp servers unless others are named. */
  trust(values: NetworkValues, added: readonly AddedTrust[]): TrustNetwork {
    const { tsa, offline } = values;
    const { resources } = this.installation;
    let store: TrustStore | undefined;
    return new TrustNetwork({
      trust: () => {
        store ??= loadTrust({ shipped: join(resources, 'trust'), added });
        return store;
      },
      source: offline ? null : this.certificateNetwork(values).revocation,
      servers: () => tsa ?? officialTimestampServers,
      fetch,
    });
  }

  /** The queue of the data folder, with the folders its documents stand in. Faults: queue.*. */
  async queue(dataFolder: string): Promise<{ queue: Queue; folders: ApplicationFolders }> {
    const folders = applicationFolders(resolve(dataFolder));
    for (const folder of [folders.data, folders.work, folders.underway, folders.originals, folders.signed]) {
      await mkdir(folder, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
        throw new Fault('queue.open-failed', {}, { cause });
      });
    }
    sweep(folders.work);
    this.#openLog(folders);
    const opened = this.#queues.get(folders.database) ?? this.#openQueue(folders);
    this.#queues.set(folders.database, opened);
    return { queue: await opened, folders };
  }

  /** What works on the database file of the folders, without opening the queue. */
  database(folders: ApplicationFolders): MaintenanceOptions {
    const { entries, sqliteBinding } = this.installation;
    return {
      workerPath: join(entries, 'database-worker.cjs'),
      databasePath: folders.database,
      heard: this.#heard,
      ...(sqliteBinding === null ? {} : { nativeBinding: sqliteBinding }),
    };
  }

  #openLog({ data }: ApplicationFolders): void {
    this.#log ??= new Log(data, { now: () => new Date(), aside: () => undefined });
  }

  /** A defect in a worker: for whoever watches the command, and for the log. */
  readonly #heard = (text: string): void => {
    process.stderr.write(`${text}\n`);
    this.#log?.note(text);
  };

  async #openQueue(folders: ApplicationFolders): Promise<Queue> {
    const queue = await openQueue({
      ...this.database(folders),
      recovery: await recoverySources(folders),
      onRebuilt: (rebuilt) => void process.stderr.write(`${rebuiltSentences(rebuilt).join('\n')}\n`),
    });
    this.#closing.push(() => queue.close());
    return queue;
  }

  /** A private folder that is gone when the run ends; inside `directory` where given, so that files can be linked. Fault: output.failed. */
  async workFolder(directory?: string): Promise<string> {
    const place = directory ?? tmpdir();
    try {
      await mkdir(place, { recursive: true });
      const folder = await mkdtemp(join(place, directory ? '.kyso-' : 'kyso-'));
      this.#closing.push(() => rm(folder, { recursive: true, force: true }));
      return folder;
    } catch (cause) {
      throw new Fault('output.failed', { dir: place }, { cause });
    }
  }

  /** Ends everything that was started, in reverse order. */
  async close(): Promise<void> {
    for (const close of this.#closing.splice(0).reverse()) await close();
  }
}
