/** The window's tie to the provincial server: one signed-in session in memory, and what the last contact came to. */
import { Fault, type FaultValue, toFaultValue } from '../../contracts/faults/index.js';
import type { ServerState, SyncSummary } from '../../contracts/ipc.js';
import type { ApplicationFolders } from '../jobs/application-folders.js';
import type { Queue } from '../queue/types.js';
import { ProvincialClient } from '../sync/client.js';
import type { FetchPort } from '../sync/http.js';
import { pull, push } from '../sync/run.js';
import type { SettingsFile } from './settings.js';

export class ServerLink {
  #client: ProvincialClient | undefined;
  #lastContact: ServerState['lastContact'] = null;
  #syncing: Promise<SyncSummary> | undefined;

  constructor(
    private readonly settings: SettingsFile,
    private readonly queue: Queue,
    private readonly folders: ApplicationFolders,
    private readonly fetch: FetchPort,
  ) {}

  state(): ServerState {
    const known = this.settings.value.server;
    return {
      configured: known !== null,
      url: known?.url ?? null,
      username: known?.username ?? null,
      signedIn: this.#client !== undefined,
      lastContact: this.#lastContact,
    };
  }

  /** Signs in for as long as the application runs; the password is not kept. Faults: sync.*. */
  async signIn(url: string, username: string, password: string): Promise<void> {
    await this.#contact(async () => {
      const client = new ProvincialClient({ url, fetch: this.fetch });
      await client.signIn(username, password);
      this.#client = client;
    });
  }

  /** Brings documents in and sends signed ones out; a call during a run waits for that run. Faults: sync.*. */
  sync(): Promise<SyncSummary> {
    this.#syncing ??= this.#contact(() => this.#run()).finally(() => {
      this.#syncing = undefined;
    });
    return this.#syncing;
  }

  async #run(): Promise<SyncSummary> {
    const client = this.#client;
    if (!client) throw new Fault('sync.session-expired');
    const summary: SyncSummary = { downloaded: 0, uploaded: 0, failures: [] };
    for await (const line of push({ queue: this.queue, client })) {
      if (line.error) summary.failures.push({ title: line.title, error: line.error });
      else summary.uploaded += 1;
    }
    for await (const line of pull({ queue: this.queue, client, storeDir: this.folders.originals })) {
      if (line.error) summary.failures.push({ title: line.title, error: line.error });
      else if (line.status === 'done') summary.downloaded += 1;
    }
    return summary;
  }

  async #contact<T>(work: () => Promise<T>): Promise<T> {
    let error: FaultValue | null = null;
    try {
      return await work();
    } catch (thrown) {
      error = toFaultValue(thrown);
      if (error.code === 'sync.session-expired') this.#client = undefined;
      throw thrown;
    } finally {
      this.#lastContact = { at: new Date().toISOString(), error };
    }
  }
}
