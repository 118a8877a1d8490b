/** The file of `kyso verify --report`: for machines written while the verification goes, for people when it has ended. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { Fault } from '../../contracts/faults/index.js';
import type { ReportedFile } from '../appearance/report.js';
import type { DocumentWorkers } from '../jobs/document-workers.js';
import { usage } from './arguments.js';

export interface ReportFile {
  /** Files that one report can take; null: any number. */
  readonly limit: number | null;
  add(file: ReportedFile): void;
  /** Nothing more comes, or the run was broken off: what is written is whole. */
  close(): void;
  /** Fault `output.failed`. */
  finish(workers: DocumentWorkers, at: Date): Promise<void>;
}

/** A printed report is laid out as one document in memory, and nobody reads a longer one. */
const mostPrinted = 500;

const failed = (path: string, cause: unknown): Fault => new Fault('output.failed', { dir: dirname(path) }, { cause });

/** One array, file by file, so that ten thousand results need no more memory than one. */
class JsonReport implements ReportFile {
  readonly limit = null;
  #descriptor: number | null = null;
  #before = '[\n';
  #failure: unknown = null;

  constructor(private readonly path: string) {
    try {
      this.#descriptor = openSync(path, 'w');
    } catch (cause) {
      this.#failure = cause;
    }
  }

  add({ report, ...identity }: ReportedFile): void {
    this.#write(this.#before + JSON.stringify({ ...report, ...identity }, null, 2));
    this.#before = ',\n';
  }

  close(): void {
    const descriptor = this.#descriptor;
    if (descriptor === null) return;
    this.#write(this.#before === '[\n' ? '[]\n' : '\n]\n');
    this.#descriptor = null;
    closeSync(descriptor);
  }

  async finish(): Promise<void> {
    this.close();
    if (this.#failure !== null) throw failed(this.path, this.#failure);
  }

  /** What cannot be written ends the report, not the verification, and is told at its end. */
  #write(text: string): void {
    if (this.#failure !== null || this.#descriptor === null) return;
    try {
      const bytes = Buffer.from(text);
      for (let done = 0; done < bytes.length; ) done += writeSync(this.#descriptor, bytes, done);
    } catch (cause) {
      this.#failure = cause;
    }
  }
}

class PrintedReport implements ReportFile {
  readonly limit = mostPrinted;
  readonly #files: ReportedFile[] = [];

  constructor(private readonly path: string) {}

  add(file: ReportedFile): void {
    this.#files.push(file);
  }

  close(): void {}

  async finish(workers: DocumentWorkers, at: Date): Promise<void> {
    const bytes = await workers.run('render-report', { files: this.#files, at, madeAt: new Date() });
    await writeFile(this.path, bytes).catch((cause: unknown) => {
      throw failed(this.path, cause);
    });
  }
}

/** Begins the report that a command line names. Fault `app.usage` for a file of another kind. */
export const openReport = (file: string): ReportFile => {
  const path = resolve(file);
  switch (extname(file).toLowerCase()) {
    case '.json':
      return new JsonReport(path);
    case '.pdf':
      return new PrintedReport(path);
    default:
      throw usage('--report nhận tệp .pdf hoặc .json');
  }
};

/** Before hours of work: whether the report can take them all. Fault `app.usage`. */
export const requireRoom = async (files: AsyncIterable<unknown>, { limit }: ReportFile): Promise<void> => {
  if (limit === null) return;
  let count = 0;
  for await (const _ of files) {
    count += 1;
    if (count > limit) {
      throw usage(
        `một báo cáo PDF nhận tối đa ${limit} tệp; hãy dùng --report TỆP.json, hoặc --evidence THƯ_MỤC để có báo cáo PDF riêng cho từng tệp`,
      );
    }
  }
};
