/** A place where one batch is worked off: server, token, data folder, and what they were after each part of the work. */
import { cpSync, mkdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PDFDocument } from 'pdf-lib';
import { type RunningServer, startServer } from '../../tools/provincial-server/server.mjs';
import {
  documents as corpus,
  entries,
  makeWorkplace,
  pin,
  resources,
  type Workplace,
} from '../integration/installation.js';
import { type Operation, readLog } from './log.js';
import { cutOf, type Ended, type Recording, recorder, runRecorded } from './recorder.js';

/** The three commands of a batch, in their order. */
export const parts = ['receive', 'sign', 'send'] as const;
export type Part = (typeof parts)[number];

const user = { username: 'van-thu', password: 'mật khẩu' };

/** A copy of the built program: a run of hours is of one program, whatever is built meanwhile. */
const freezeProgram = (folder: string): string => {
  const main = join(folder, 'out', 'main');
  cpSync(entries, main, { recursive: true });
  symlinkSync(resources, join(folder, 'resources'));
  symlinkSync(resolve(entries, '..', '..', 'node_modules'), join(folder, 'node_modules'));
  return join(main, 'cli.cjs');
};

/** Small documents, every twentieth of a size that takes several reads; no two alike. */
const makeDocument = async (index: number): Promise<Uint8Array> => {
  if (index % 20 === 1) return Buffer.concat([readFileSync(corpus.text), Buffer.from(`% ${index}\n`)]);
  const document = await PDFDocument.create();
  document.addPage([595, 842]).drawText(`Cong van so ${index}`, { x: 70, y: 700, size: 14 });
  return document.save();
};

export interface Shared {
  readonly folder: string;
  readonly program: string;
  readonly documents: string;
  readonly workplace: Workplace;
}

/** What all places of a run share: program, documents, token. */
export const makeShared = async (given: string, count: number): Promise<Shared> => {
  const folder = realpathSync(given);
  const documents = join(folder, 'documents');
  mkdirSync(documents);
  for (let index = 0; index < count; index += 1)
    writeFileSync(join(documents, `cong-van-${String(index).padStart(3, '0')}.pdf`), await makeDocument(index));
  return { folder, program: freezeProgram(join(folder, 'program')), documents, workplace: await makeWorkplace() };
};

export interface Outcome extends Ended {
  readonly operations: readonly Operation[];
  /** Where it was cut, null where it came to its end. */
  readonly cut: string | null;
}

export class Place {
  /** The data folder; paths in its database are absolute, so that it stands here in every run. */
  readonly client: string;
  readonly serverData: string;
  private readonly kept: string;
  private server: RunningServer | null = null;
  private port = 0;
  private runs = 0;

  constructor(
    private readonly shared: Shared,
    private readonly folder: string,
  ) {
    this.client = join(folder, 'client');
    this.serverData = join(folder, 'server');
    this.kept = join(folder, 'kept');
    mkdirSync(this.kept, { recursive: true });
  }

  /** Works the batch off once, and keeps everything as it was before each part. */
  async prepare(): Promise<Record<Part, Outcome>> {
    mkdirSync(this.client);
    await this.start([this.shared.documents]);
    const outcomes: Partial<Record<Part, Outcome>> = {};
    for (const part of parts) {
      await this.keep(part);
      outcomes[part] = await this.run(part, { data: true });
    }
    const { receive, sign, send } = outcomes;
    if (!receive || !sign || !send) throw new Error('a part was not run');
    return { receive, sign, send };
  }

  private async start(seed: string[] = []): Promise<void> {
    this.server = await startServer({ dataDir: this.serverData, port: this.port, seed, users: [user] });
    this.port = Number(new URL(this.server.url).port);
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

  private wordsOf(part: Part): string[] {
    const { token } = this.shared.workplace;
    return part === 'sign'
      ? ['queue', 'run', '--module', recorder, '--token', token.label, '--pin-stdin', '--offline']
      : ['sync', '--server', this.server?.url ?? '', '--user', user.username, '--password-stdin'];
  }

  /** Runs one part under the recorder. */
  async run(part: Part, how: Pick<Recording, 'cut' | 'data' | 'signaturesOnly'> = {}): Promise<Outcome> {
    return this.command(this.wordsOf(part), `${part === 'sign' ? pin : user.password}\n`, how);
  }

  /** Runs a command of the program over this data folder. */
  async command(
    words: readonly string[],
    input = '',
    how: Pick<Recording, 'cut' | 'data' | 'signaturesOnly'> = { signaturesOnly: true },
  ): Promise<Outcome> {
    this.runs += 1;
    const [state, log] = ['state', 'log'].map((name) => join(this.folder, `${name}-${this.runs}`));
    const recording: Recording = { folder: this.client, state: state ?? '', log: log ?? '', ...how };
    const { token } = this.shared.workplace;
    const env = { ...token.env, IO_RECORDER_MODULE: token.modulePath, XDG_CONFIG_HOME: join(this.folder, 'config') };
    const all = [this.shared.program, ...words, '--data', this.client, '--json'];
    const ended = await runRecorded(process.execPath, all, recording, { env, input });
    const outcome = { ...ended, operations: readLog(recording.log), cut: cutOf(recording) };
    for (const file of [recording.state, recording.log]) rmSync(file, { force: true });
    return outcome;
  }
}
