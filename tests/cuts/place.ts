/** A place where one batch is worked off: server, token, data folder, and what they were after each part of the work. */
import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { PDFDocument } from 'pdf-lib';
import { type RunningServer, type ServerOptions, startServer } from '../../tools/provincial-server/server.mjs';
import { documents as corpus, entries, makeWorkplace, pin, type Workplace } from '../integration/installation.js';
import { type Operation, readLog } from './log.js';
import { cutOf, type Ended, type Recording, recorder, runRecorded } from './recorder.js';

/** The three commands of a batch, in their order. */
export const parts = ['receive', 'sign', 'send'] as const;
export type Part = (typeof parts)[number];

const user = { username: 'van-thu', password: 'mật khẩu' };

/** A build that nobody makes anew meanwhile (CUTS_PROGRAM: its `main` folder), else the one that is there. */
const built = process.env.CUTS_PROGRAM ?? entries;

/** A copy of the built program: a run of hours is of one program, whatever is built meanwhile. */
const freezeProgram = (folder: string): string => {
  const main = join(folder, 'out', 'main');
  cpSync(built, main, { recursive: true });
  symlinkSync(resolve(built, '..', '..', 'resources'), join(folder, 'resources'));
  symlinkSync(resolve(entries, '..', '..', 'node_modules'), join(folder, 'node_modules'));
  return join(main, 'cli.cjs');
};

/** What a document of the batch is for; all but `plain` stand in mixed batches alone. */
export type DocumentRole = 'plain' | 'approved' | 'rejected' | 'large';

export const roleOf = (index: number): DocumentRole => {
  if (index % 10 === 3) return index % 20 === 3 ? 'approved' : 'rejected';
  return index % 50 === 5 ? 'large' : 'plain';
};

/** More than what an upload sends in one piece. */
const largeBytes = 9 * 2 ** 20;

/** Small documents, every twentieth of a size that takes several reads; no two alike. */
const makeDocument = async (index: number, role: DocumentRole): Promise<Uint8Array> => {
  if (role === 'plain' && index % 20 === 1)
    return Buffer.concat([readFileSync(corpus.text), Buffer.from(`% ${index}\n`)]);
  const document = await PDFDocument.create();
  document.addPage([595, 842]).drawText(`Cong van so ${index}`, { x: 70, y: 700, size: 14 });
  if (role === 'large') await document.attach(randomBytes(largeBytes), 'phu-luc.bin');
  return document.save();
};

export interface Shared {
  readonly folder: string;
  readonly program: string;
  readonly documents: string;
  /** What the server takes them in from. */
  readonly seed: string;
  readonly workplace: Workplace;
}

/**
 * What all places of a run share: program, documents, token.
 * @param mixed some documents wait for a person's decision, some are large
 */
export const makeShared = async (given: string, count: number, mixed = false): Promise<Shared> => {
  const folder = realpathSync(given);
  const documents = join(folder, 'documents');
  mkdirSync(documents);
  const list: { file: string; needsApproval: boolean }[] = [];
  for (let index = 0; index < count; index += 1) {
    const role = mixed ? roleOf(index) : 'plain';
    const file = `cong-van-${String(index).padStart(3, '0')}${role === 'plain' ? '' : `-${role}`}.pdf`;
    writeFileSync(join(documents, file), await makeDocument(index, role));
    list.push({ file, needsApproval: role === 'approved' || role === 'rejected' });
  }
  const seed = mixed ? join(documents, 'list.json') : documents;
  if (mixed) writeFileSync(seed, JSON.stringify(list));
  const program = freezeProgram(join(folder, 'program'));
  return { folder, program, documents, seed, workplace: await makeWorkplace() };
};

export interface Outcome extends Ended {
  readonly operations: readonly Operation[];
  /** Where it was cut, null where it came to its end. */
  readonly cut: string | null;
}

/** Of SoftHSM, for the token in `folder`. */
const tokenConfiguration = (folder: string): string =>
  `directories.tokendir = ${join(folder, 'tokens')}\nobjectstore.backend = file\nlog.level = ERROR\n`;

/** Quarters of a second. */
const mostWaits = 4 * 600;

export type How = Pick<Recording, 'cut' | 'data' | 'signaturesOnly'>;

/** What a batch has besides the documents of the server. */
export interface Besides {
  /** Brings documents of our own into the queue, before the signing. */
  enter(place: Place): Promise<void>;
  /** Further words of the command that signs. */
  readonly sign: readonly string[];
}

export class Place {
  /** The data folder; paths in its database are absolute, so that it stands here in every run. */
  readonly client: string;
  readonly serverData: string;
  private readonly kept: string;
  private readonly token: string;
  private server: RunningServer | null = null;
  private port = 0;
  private runs = 0;

  constructor(
    private readonly shared: Shared,
    private readonly folder: string,
    private readonly besides: Besides | null = null,
  ) {
    this.client = join(folder, 'client');
    this.serverData = join(folder, 'server');
    this.kept = join(folder, 'kept');
    this.token = join(folder, 'token');
    mkdirSync(this.kept, { recursive: true });
  }

  /** An empty data folder, and a server that has the documents and verifies what it gets. */
  async begin(): Promise<void> {
    mkdirSync(this.client);
    const { program, workplace, seed } = this.shared;
    await this.start({
      seed: [seed],
      anchors: [workplace.pki.root.certificate],
      verification: { cli: program, words: ['--offline'] },
    });
  }

  /** Works the batch off once, and keeps everything as it was before each part. */
  async prepare(): Promise<Record<Part, Outcome>> {
    mkdirSync(this.client);
    await this.start({ seed: [this.shared.seed] });
    const outcomes: Partial<Record<Part, Outcome>> = {};
    for (const part of parts) {
      if (part === 'sign') await this.besides?.enter(this);
      await this.keep(part);
      outcomes[part] = await this.run(part, { data: true });
    }
    const { receive, sign, send } = outcomes;
    if (!receive || !sign || !send) throw new Error('a part was not run');
    return { receive, sign, send };
  }

  private async start(more: Pick<ServerOptions, 'seed' | 'anchors' | 'verification'> = {}): Promise<void> {
    this.server = await startServer({ dataDir: this.serverData, port: this.port, users: [user], ...more });
    this.port = Number(new URL(this.server.url).port);
  }

  /** Until the server has a verdict on all that it received. */
  async verified(): Promise<void> {
    const database = new Database(join(this.serverData, 'server.db'), { readonly: true });
    try {
      const open = database.prepare('SELECT number FROM receipts WHERE verdict IS NULL LIMIT 1');
      for (let tries = 0; open.get() !== undefined; tries += 1) {
        if (tries === mostWaits) throw new Error('the server does not verify what it received');
        await pause(250);
      }
    } finally {
      database.close();
    }
  }

  async close(): Promise<void> {
    await this.server?.close();
    this.server = null;
  }

  private async keep(name: string): Promise<void> {
    await this.close();
    cpSync(this.client, join(this.kept, name, 'client'), { recursive: true });
    cpSync(this.serverData, join(this.kept, name, 'server'), { recursive: true });
    await this.start();
  }

  /** Server and data folder as they were before `part`. */
  async restore(part: Part): Promise<void> {
    await this.close();
    for (const [folder, name] of [
      [this.client, 'client'],
      [this.serverData, 'server'],
    ] as const) {
      rmSync(folder, { recursive: true, force: true });
      cpSync(join(this.kept, part, name), folder, { recursive: true });
    }
    await this.start();
  }

  /** The server as it is now is what `name` restores; the data folder is another's matter. */
  async keepServer(name: string): Promise<void> {
    await this.close();
    rmSync(join(this.kept, name), { recursive: true, force: true });
    cpSync(this.serverData, join(this.kept, name), { recursive: true });
    await this.start();
  }

  /** The server of `keepServer(name)`, and an empty data folder. */
  async restoreServer(name: string): Promise<void> {
    await this.close();
    rmSync(this.serverData, { recursive: true, force: true });
    rmSync(this.client, { recursive: true, force: true });
    cpSync(join(this.kept, name), this.serverData, { recursive: true });
    mkdirSync(this.client);
    await this.start();
  }

  /**
   * Runs one part under the recorder.
   * @param more further words of its command
   */
  async run(part: Part, how: How = {}, more: readonly string[] = []): Promise<Outcome> {
    const { token } = this.shared.workplace;
    const signWords = this.besides?.sign ?? [];
    const words =
      part === 'sign'
        ? ['queue', 'run', '--module', recorder, '--token', token.label, '--pin-stdin', '--offline', ...signWords]
        : ['sync', '--server', this.server?.url ?? '', '--user', user.username, '--password-stdin'];
    return this.command([...words, ...more], `${part === 'sign' ? pin : user.password}\n`, how);
  }

  /**
   * The token as it was made, for each run: SoftHSM writes its files at each login, unprotected against SIGKILL and against
   * a login in another place. A real token is no file.
   */
  private freshToken(): Record<string, string> {
    const { folder, token } = this.shared.workplace;
    rmSync(this.token, { recursive: true, force: true });
    cpSync(join(folder, 'token', 'tokens'), join(this.token, 'tokens'), { recursive: true });
    const configuration = join(this.token, 'softhsm2.conf');
    writeFileSync(configuration, tokenConfiguration(this.token));
    return { SOFTHSM2_CONF: configuration, IO_RECORDER_MODULE: token.modulePath };
  }

  /** Runs a command of the program over this data folder. */
  async command(words: readonly string[], input = '', how: How = { signaturesOnly: true }): Promise<Outcome> {
    this.runs += 1;
    const [state, log] = ['state', 'log'].map((name) => join(this.folder, `${name}-${this.runs}`));
    const recording: Recording = { folder: this.client, state: state ?? '', log: log ?? '', ...how };
    const env = { ...this.freshToken(), XDG_CONFIG_HOME: join(this.folder, 'config') };
    const all = [this.shared.program, ...words, '--data', this.client, '--json'];
    const ended = await runRecorded(process.execPath, all, recording, { env, input });
    const outcome = { ...ended, operations: readLog(recording.log), cut: cutOf(recording) };
    for (const file of [recording.state, recording.log]) rmSync(file, { force: true });
    return outcome;
  }
}
