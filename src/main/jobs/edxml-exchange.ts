/** Documents that come and go in edXML packages: by the folders that the office has set, and by files that a person chose. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import type { SyncLine } from '../../contracts/cli.js';
import type { Organization, PackageFacts } from '../../contracts/edxml.js';
import { Fault, type FaultValue, toFaultValue } from '../../contracts/faults/index.js';
import type { Queue } from '../queue/types.js';
import { EdxmlFolder } from '../sync/edxml/folder.js';
import type { KeptOf } from '../sync/edxml/forget.js';
import type { PackageReader } from '../sync/edxml/look.js';
import { writeNewFile } from '../sync/edxml/new-file.js';
import { makeFacts } from '../sync/edxml/package.js';
import { storePackage } from '../sync/edxml/package-store.js';
import { type StatusLine, statusLine } from '../sync/edxml/status-line.js';
import { writePackage } from '../sync/edxml/write.js';
import type { ProgressListener } from '../sync/progress.js';
import { deliver, receive } from '../sync/run.js';
import type { DocumentWorkers } from './document-workers.js';
import type { ApplicationFolders } from './files/application-folders.js';

/** The folders of the office and who it is. */
export interface ExchangeTerms {
  /** Absolute; without an inbox there is only what a person takes in. */
  readonly inbox: string | null;
  readonly outbox: string;
  readonly own: Organization;
}

export interface EdxmlExchangeOptions {
  readonly queue: Queue;
  readonly folders: ApplicationFolders;
  readonly workers: Pick<DocumentWorkers, 'run'>;
  /** In force now. */
  readonly terms: () => ExchangeTerms;
  readonly now?: () => Date;
}

/** What became of a file that a person took in. */
export type TakenPackage =
  | { readonly kind: 'document'; readonly title: string; readonly documents: number; readonly isNew: boolean }
  | { readonly kind: 'status'; readonly documentId: string; readonly line: StatusLine }
  | { readonly kind: 'failed'; readonly error: FaultValue };

/** Fault `edxml.same-folder`. */
export const requireOwnFolders = ({ inbox, outbox }: Pick<ExchangeTerms, 'inbox' | 'outbox'>): void => {
  if (inbox !== null && resolve(inbox) === resolve(outbox)) throw new Fault('edxml.same-folder');
};

/** A proved file; hashes: SHA-256. */
export interface SignedFile {
  /** Absolute. */
  readonly path: string;
  readonly name: string;
  readonly sha256: string;
  /** Of the document as it was before it was signed. */
  readonly original: string;
}

const keptIn =
  (queue: Pick<Queue, 'fileNamesOf'>): KeptOf =>
  async (documents) =>
    new Set((await queue.fileNamesOf(documents)).map(({ documentSha256 }) => documentSha256));

const readerOf = (workers: Pick<DocumentWorkers, 'run'>): PackageReader => ({
  look: (path) => workers.run('look-at-package', { path }),
  open: (path) => workers.run('open-package', { path }),
});

export class EdxmlExchange {
  readonly #reader: PackageReader;
  #current: { readonly terms: string; readonly folder: EdxmlFolder } | null = null;
  #before: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: EdxmlExchangeOptions) {
    this.#reader = readerOf(options.workers);
  }

  /** In force now. */
  get terms(): ExchangeTerms {
    return this.options.terms();
  }

  /** Takes in packages and statuses (absolute paths), each for itself; {@link run} brings their documents into the queue. */
  async takeIn(paths: readonly string[]): Promise<readonly { readonly name: string; readonly taken: TakenPackage }[]> {
    const taken = [];
    for (const path of paths) {
      const one = await this.#takeOne(path).catch(
        (thrown: unknown): TakenPackage => ({ kind: 'failed', error: toFaultValue(thrown) }),
      );
      taken.push({ name: basename(path), taken: one });
    }
    return taken;
  }

  async #takeOne(path: string): Promise<TakenPackage> {
    const found = await this.#reader.look(path);
    const isNew = await storePackage(this.options.folders.packages, path);
    if (found.kind === 'document')
      return { kind: 'document', title: found.facts.subject ?? basename(path), documents: found.pdfs.length, isNew };
    const { documentId, code } = found.status.responseFor;
    return { kind: 'status', documentId: documentId ?? code ?? '?', line: statusLine([found.status], 1) };
  }

  /**
   * New documents come in, and before that signed ones go out where `sends`; a line of each, and of each package that
   * cannot be read. One run at a time. Faults: `file.unreadable`, `output.failed`, `edxml.same-folder`, `queue.*`.
   */
  async *run(sends: boolean, progress?: ProgressListener): AsyncGenerator<SyncLine> {
    const { done, before } = this.#turn();
    try {
      await before;
      yield* this.#run(sends, progress);
    } finally {
      done();
    }
  }

  #turn(): { readonly done: () => void; readonly before: Promise<unknown> } {
    const before = this.#before;
    let done = (): void => undefined;
    this.#before = new Promise<void>((resolve_) => {
      done = resolve_;
    });
    return { done, before };
  }

  async *#run(sends: boolean, progress: ProgressListener | undefined): AsyncGenerator<SyncLine> {
    const { queue, folders } = this.options;
    const server = this.#folder();
    const order = { queue, server, storeDir: folders.originals, ...(progress && { progress }) };
    if (sends) yield* deliver(order);
    yield* receive(order);
    for (const { file, error } of await server.unreadable())
      yield { direction: 'download', serverId: '', title: file, status: 'failed', error };
    await server.keepMessages();
    await server.forget(keptIn(queue));
  }

  /** What belongs to documents whose data was deleted goes too. Faults: `file.unreadable`, `output.failed`, `queue.*`. */
  async forget(): Promise<void> {
    const { done, before } = this.#turn();
    try {
      await before;
      await this.#folder().forget(keptIn(this.options.queue));
    } finally {
      done();
    }
  }

  /** What the package of a document said; null for one that came another way. Fault `file.unreadable`. */
  factsOf(serverId: string): Promise<PackageFacts | null> {
    return this.#folder().factsOf(serverId);
  }

  /**
   * What a clerk reads about documents that came or left in packages, by the SHA-256 of the document as it was before it
   * was signed. Fault `file.unreadable`.
   */
  lines(): Promise<ReadonlyMap<string, StatusLine>> {
    return this.#folder().lines();
  }

  /** Offices whose codes are known, by their names. Fault `file.unreadable`. */
  offices(): Promise<ReadonlyMap<string, Organization>> {
    return this.#folder().offices();
  }

  /**
   * Writes a package of a signed file to `out` (absolute, never over a file); one that takes the document itself back
   * carries no file. `draft`: as `contracts/edxml.ts` wants it. Faults: `edxml.draft-refused`, `.file-exists`,
   * `sync.signed-file-changed`, `output.failed`. @returns the document's code
   */
  async write(draft: unknown, file: SignedFile, out: string): Promise<string> {
    const now = this.#now();
    const facts = makeFacts(draft, now);
    const { documentId = '', business } = facts;
    const bytes = await readFile(file.path).catch(() => new Uint8Array());
    if (createHash('sha256').update(bytes).digest('hex') !== file.sha256) throw new Fault('sync.signed-file-changed');
    const { name } = file;
    const attachment = { contentId: randomUUID(), name, contentType: 'application/pdf', description: name, bytes };
    const attachments = business.kind === 'recall' && business.documentId === documentId ? [] : [attachment];
    await mkdir(dirname(out), { recursive: true }).catch((cause: unknown) => {
      throw new Fault('output.failed', { dir: dirname(out) }, { cause });
    });
    await writeNewFile(out, writePackage({ facts, attachments }, randomBytes(4).toString('hex')));
    const { from, to } = facts;
    const at = `${now.toISOString().slice(0, 19)}Z`;
    await this.#folder().keepSent({ document: file.original, documentId, from, to, business, at });
    return documentId;
  }

  #now(): Date {
    return this.options.now?.() ?? new Date();
  }

  /** What was read is remembered as long as the terms stay. Fault `edxml.same-folder`. */
  #folder(): EdxmlFolder {
    const { folders, now } = this.options;
    const terms = this.options.terms();
    requireOwnFolders(terms);
    const key = JSON.stringify(terms);
    if (this.#current?.terms !== key) {
      const own = { store: folders.packages, records: folders.packageRecords, reader: this.#reader };
      this.#current = { terms: key, folder: new EdxmlFolder({ ...terms, ...own, ...(now && { now }) }) };
    }
    return this.#current.folder;
  }
}
