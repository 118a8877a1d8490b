/**
 * The window's tie to the provincial server: the session, one run after the other, and what the last contact came to.
 * What was put off goes on by itself as long as the application runs and is signed in.
 */
import { Fault, type FaultCode, type FaultValue, toFaultValue } from '../../contracts/faults/index.js';
import type { ServerState, SyncSummary } from '../../contracts/ipc.js';
import type { Session } from '../../contracts/provincial-api.js';
import { settle } from '../../contracts/result.js';
import type { SyncProgress } from '../../contracts/sync.js';
import type { ApplicationFolders } from '../jobs/files/application-folders.js';
import { leaseHolder } from '../jobs/lease-holder.js';
import { type LoginPorts, makeLogin, openLoginSigner } from '../jobs/login.js';
import { supplyNumbers } from '../jobs/number-supply.js';
import type { Practice } from '../jobs/practice/practice.js';
import { parseCertificate } from '../pki/certificate.js';
import type { Queue } from '../queue/types.js';
import { Again } from '../sync/again.js';
import { endsTheRun } from '../sync/ends.js';
import { Flow } from '../sync/flow.js';
import type { FetchPort } from '../sync/http/exchange.js';
import { ProvincialServer } from '../sync/http/server.js';
import type { KeptSession } from '../sync/http/session.js';
import { BatchLeases, giveBackAll, type LeasedDocument, type LeaseParts } from '../sync/lease.js';
import { conclude, deliver, receive } from '../sync/run.js';
import { parseServerUrl } from '../sync/server-url.js';
import type { SessionVault } from './session-vault.js';
import type { SettingsFile } from './settings.js';

/** Progress goes to the window so often at most. */
const progressPauseMs = 100;

type Direction = 'download' | 'upload';

const bytesOf = (perSecond: number | null): number | null => (perSecond === null ? null : perSecond * 1024);

export interface ServerLinkParts {
  readonly settings: SettingsFile;
  readonly queue: Queue;
  readonly folders: ApplicationFolders;
  readonly fetch: FetchPort;
  readonly vault: SessionVault;
  /** In practice mode no server is contacted but the one for training. */
  readonly practice: Practice | null;
  readonly progress: (progress: SyncProgress | null) => void;
  /** What goes on by itself has changed the queue, or whether somebody is signed in. */
  readonly changed: () => void;
  /** Something of {@link ServerLink.state} is another. */
  readonly told: (state: ServerState) => void;
  /** The certificate of the connection is to be chosen anew. */
  readonly forgetCertificate: () => void;
}

/** The connection was refused for the certificate of this computer, or for want of one. */
const refusedConnection: ReadonlySet<FaultCode> = new Set(['sync.client-certificate-needed', 'sync.tls-refused']);

export class ServerLink {
  readonly #flow: Flow;
  readonly #again = new Again();
  readonly #closing = new AbortController();
  #server: ProvincialServer | undefined;
  #sessionKept = false;
  /** What the end of a session stopped. */
  #stopped: Direction | null = null;
  /** Ends what the session that is signed in has under way. */
  #session = new AbortController();
  /** Where a sign-in or a session leads to. */
  #address: string | null = null;
  #nextTry: string | null = null;
  #lastContact: ServerState['lastContact'] = null;
  /** What kept every document of a run from the server. */
  #trouble: FaultValue | null = null;
  #before: Promise<void> = Promise.resolve();
  #toldAt = 0;

  constructor(private readonly parts: ServerLinkParts) {
    this.#flow = new Flow({ bytesPerSecond: bytesOf(parts.settings.value.syncLimit) });
    this.#address = parts.settings.value.server?.url ?? null;
  }

  /** Address of the server that is talked to; null before the first sign-in ever. */
  get address(): string | null {
    return this.parts.practice ? this.parts.practice.server : this.#address;
  }

  /** kB a second, for transfers under way too; null: as fast as it goes. */
  limit(perSecond: number | null): void {
    this.#flow.limit(bytesOf(perSecond));
  }

  state(): ServerState {
    const known = this.parts.settings.value.server;
    const { practice } = this.parts;
    return {
      configured: known !== null,
      url: (practice ? practice.server : known?.url) ?? null,
      username: known?.username ?? null,
      signedIn: this.#server !== undefined,
      signedInAs: this.#server === undefined ? null : (known?.certificateName ?? known?.username ?? null),
      sessionKept: this.#server === undefined ? null : this.#sessionKept,
      paused: this.#flow.paused,
      lastContact: this.#lastContact,
      nextTry: this.#nextTry,
    };
  }

  /** Signs in; the password is not kept. What an ended session stopped goes on. Faults: sync.*, practice.no-server. */
  signIn(url: string, username: string, password: string): Promise<void> {
    return this.#start(url, (server) => server.signIn(username, password));
  }

  /**
   * Signs in with the key of this certificate (SHA-256, lower-case hexadecimal). The PIN comes first: the server's
   * challenge is good for two minutes. The name in the certificate. Faults: as {@link signIn}, `token.*`,
   * `app.cancelled`.
   */
  async signInWithCertificate(url: string, ports: LoginPorts, certificate: string): Promise<string> {
    const signer = await openLoginSigner(ports, certificate, new URL(parseServerUrl(url)).origin);
    try {
      await this.#start(url, (server) =>
        server.signInWithCertificate((request) => makeLogin(signer, request, new Date(), this.#closing.signal)),
      );
      const { commonName, text } = parseCertificate(signer.certificate).subject;
      return commonName ?? text;
    } finally {
      await signer.close();
    }
  }

  async #start(url: string, signIn: (server: ProvincialServer) => Promise<Session>): Promise<void> {
    const { practice, vault } = this.parts;
    if (practice && url !== practice.server) throw new Fault('practice.no-server');
    this.#address = url;
    await this.#contact(async () => {
      const server = this.#connect(url);
      const session = await signIn(server);
      this.#sessionKept = !practice && (await vault.keep(url, session));
      this.#server = server;
    }).catch((thrown: unknown) => {
      if (refusedConnection.has(toFaultValue(thrown).code)) this.parts.forgetCertificate();
      throw thrown;
    });
    const stopped = this.#stopped;
    this.#stopped = null;
    if (stopped !== null) this.#byItself(stopped, false);
    else await this.#planNext(true);
  }

  #connect(url: string, kept: KeptSession | null = null): ProvincialServer {
    const { fetch, queue, folders } = this.parts;
    return new ProvincialServer({
      url,
      fetch,
      kept,
      accept: (identity) => queue.trustServer(identity),
      holder: () => leaseHolder(queue, folders),
      flow: this.#flow,
      signal: this.#session.signal,
    });
  }

  /** Forgets the session, and what is kept of it; what it has under way ends and is not lost. */
  async signOut(): Promise<void> {
    this.#stopAgain();
    await giveBackAll(this.#leaseParts());
    this.#server = undefined;
    this.#stopped = null;
    this.#session.abort();
    this.#session = new AbortController();
    this.parts.forgetCertificate();
    await this.parts.vault.forget();
  }

  /** Takes up the session that was kept, where there is one; what was put off goes on. */
  async restore(): Promise<void> {
    const kept = this.parts.practice ? null : await this.parts.vault.read(new Date());
    if (kept === null || this.#server) return;
    const { origin, receiptKey } = kept.session.server;
    const trusted = (await this.parts.queue.trustedServers()).find((one) => one.origin === origin);
    // Another key was taken since: who signs in is told.
    if (trusted?.receiptKey !== receiptKey || this.#server) return;
    this.#server = this.#connect(kept.url, { session: kept.session, server: trusted.server });
    this.#sessionKept = true;
    await this.#planNext(true);
    this.parts.changed();
  }

  /** Transfers under way stop where they are, and go on from there. */
  pause(paused: boolean): void {
    if (paused) this.#flow.pause();
    else this.#flow.resume();
    this.parts.told(this.state());
  }

  /** Of documents that are about to be signed, so that nobody else signs them. */
  leases(documents: readonly LeasedDocument[]): BatchLeases {
    return new BatchLeases(() => this.#leaseParts(), documents);
  }

  #leaseParts(): LeaseParts {
    return { queue: this.parts.queue, server: this.#server ?? null, now: () => new Date() };
  }

  /**
   * Brings waiting documents in, or sends signed ones out; one run at a time. Faults: sync.*, practice.no-server.
   */
  async sync(direction: Direction, onlyPutOff = false): Promise<SyncSummary> {
    if (this.parts.practice?.server === null) throw new Fault('practice.no-server');
    const run = this.#contact(() => this.#before.then(() => this.#run(direction, onlyPutOff)));
    this.#before = run.then(
      () => undefined,
      () => undefined,
    );
    return run;
  }

  /** Ends what is under way; what was not sent stays in the outbox. */
  async close(): Promise<void> {
    this.#stopAgain();
    this.#closing.abort();
    this.#session.abort();
    await this.#before;
  }

  async #run(direction: Direction, onlyPutOff: boolean): Promise<SyncSummary> {
    const server = this.#server;
    if (!server) throw new Fault('sync.session-expired');
    const { queue, folders } = this.parts;
    const progress = (current: SyncProgress): void => this.#tell(current);
    const options = { queue, server, storeDir: folders.originals, progress, onlyPutOff };
    const lines = direction === 'upload' ? deliver(options) : receive(options);
    const summary: SyncSummary = { downloaded: 0, uploaded: 0, acknowledged: 0, recalled: 0, failures: [] };
    let ended: FaultValue | undefined;
    let wentWell = false;
    try {
      for await (const line of lines) {
        if (line.error) {
          summary.failures.push({ title: line.title, error: line.error });
          if (endsTheRun.has(line.error.code)) this.#trouble = line.error;
          if (line.error.code === 'sync.session-expired') ended = line.error;
        } else if (line.status === 'acknowledged') summary.acknowledged += 1;
        else if (line.status === 'recalled' || line.status === 'replaced') summary.recalled += 1;
        else if (line.direction === 'upload') summary.uploaded += 1;
        else if (line.direction === 'download' && line.status === 'done') summary.downloaded += 1;
      }
      if (ended) this.#sessionEnded(direction);
      else if (this.#trouble === null) {
        const now = () => new Date();
        if (direction === 'download') await supplyNumbers({ queue, server, now });
        // What it has still to hear goes with the next run, where it does not go now.
        await settle(() => conclude({ queue, server, now }, 'held'));
      }
      // Asked by itself and told nothing new: the next time may be later.
      const moved = summary.uploaded + summary.acknowledged + summary.recalled > 0;
      wentWell = summary.failures.length === 0 && (moved || !onlyPutOff);
      return summary;
    } catch (thrown) {
      if (toFaultValue(thrown).code === 'sync.session-expired') this.#sessionEnded(direction);
      throw thrown;
    } finally {
      this.parts.progress(null);
      if (direction === 'upload') await this.#planNext(wentWell);
    }
  }

  #sessionEnded(direction: Direction): void {
    this.#server = undefined;
    this.#stopped = direction;
    void this.parts.vault.forget();
  }

  /**
   * As long as something was put off, documents are still to be given back, or the server has still to say what it thinks
   * of a file, it is asked again.
   */
  async #planNext(wentWell: boolean): Promise<void> {
    this.#stopAgain();
    if (wentWell) this.#again.reset();
    if (!this.#server || this.#closing.signal.aborted) return;
    const { id } = this.#server;
    const putOff = (await this.parts.queue.outbox()).some(({ job }) => job.server === id && job.error !== null);
    const { counts } = await this.parts.queue.list({ text: '', states: ['delivered'], after: null, limit: 1 });
    const givesBack = (await this.parts.queue.leasesToReturn(id, 1)).length > 0;
    if (!putOff && !givesBack && (counts.delivered ?? 0) === 0) return;
    const wait = this.#again.later(() => this.#byItself('upload', true));
    this.#nextTry = new Date(Date.now() + wait).toISOString();
    this.parts.told(this.state());
  }

  #stopAgain(): void {
    this.#again.stop();
    this.#nextTry = null;
  }

  #byItself(direction: Direction, onlyPutOff: boolean): void {
    this.sync(direction, onlyPutOff).then(this.parts.changed, this.parts.changed);
  }

  #tell(progress: SyncProgress): void {
    const now = performance.now();
    const isEnd = progress.all.files === progress.all.ofFiles;
    if (!isEnd && now - this.#toldAt < progressPauseMs) return;
    this.#toldAt = now;
    this.parts.progress(progress);
  }

  async #contact<T>(work: () => Promise<T>): Promise<T> {
    let error: FaultValue | null = null;
    this.#trouble = null;
    try {
      return await work();
    } catch (thrown) {
      error = toFaultValue(thrown);
      throw thrown;
    } finally {
      this.#lastContact = { at: new Date().toISOString(), error: error ?? this.#trouble };
      this.parts.told(this.state());
    }
  }
}
