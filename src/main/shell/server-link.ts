/** The window's tie to the provincial server: one signed-in session in memory, and what the last contact came to. */
import type { SyncLine } from '../../contracts/cli.js';
import { Fault, type FaultValue, toFaultValue } from '../../contracts/faults/index.js';
import type { ServerState, SyncSummary } from '../../contracts/ipc.js';
import type { ApplicationFolders } from '../jobs/application-folders.js';
import type { Practice } from '../jobs/practice/practice.js';
import type { Queue } from '../queue/types.js';
import { ProvincialClient } from '../sync/client.js';
import type { FetchPort } from '../sync/http.js';
import { pull, push } from '../sync/run.js';
import type { SettingsFile } from './settings.js';

export class ServerLink {
  #client: ProvincialClient | undefined;
  #lastContact: ServerState['lastContact'] = null;
  #before: Promise<void> = Promise.resolve();

  constructor(
    private readonly settings: SettingsFile,
    private readonly queue: Queue,
    private readonly folders: ApplicationFolders,
    private readonly fetch: FetchPort,
    /** In practice mode no server is contacted but the one for training. */
    private readonly practice: Practice | null,
  ) {}

  state(): ServerState {
    const known = this.settings.value.server;
    return {
      configured: known !== null,
      url: (this.practice ? this.practice.server : known?.url) ?? null,
      username: known?.username ?? null,
      signedIn: this.#client !== undefined,
      lastContact: this.#lastContact,
    };
  }

  /** Signs in for as long as the application runs; the password is not kept. Faults: sync.*, practice.no-server. */
  async signIn(url: string, username: string, password: string): Promise<void> {
    if (this.practice && url !== this.practice.server) throw new Fault('practice.no-server');
    await this.#contact(async () => {
      const client = new ProvincialClient({ url, fetch: this.fetch });
      await client.signIn(username, password);
      this.#client = client;
    });
  }

  /**
   * Brings waiting documents in, or sends signed ones out; one run at a time. Faults: sync.*, practice.no-server.
   */
  async sync(direction: SyncLine['direction']): Promise<SyncSummary> {
    if (this.practice?.server === null) throw new Fault('practice.no-server');
    const run = this.#contact(() => this.#before.then(() => this.#run(direction)));
    this.#before = run.then(
      () => undefined,
      () => undefined,
    );
    return run;
  }

  async #run(direction: SyncLine['direction']): Promise<SyncSummary> {
    const client = this.#client;
    if (!client) throw new Fault('sync.session-expired');
    const lines =
      direction === 'upload'
        ? push({ queue: this.queue, client })
        : pull({ queue: this.queue, client, storeDir: this.folders.originals });
    const summary: SyncSummary = { downloaded: 0, uploaded: 0, failures: [] };
    for await (const line of lines) {
      if (line.error) summary.failures.push({ title: line.title, error: line.error });
      else if (line.direction === 'upload') summary.uploaded += 1;
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
