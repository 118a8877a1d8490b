/**
 * Exchange by folders: another program (the office's management software, a carrier of files) puts edXML packages into
 * one and takes ours from another. What is taken in is kept here, so that the other program may clear its folder; the
 * same content is one document, in however many packages it comes. Each signed document leaves in a package of its own.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join, parse } from 'node:path';
import type { Organization, PackageFacts } from '../../../contracts/edxml.js';
import { Fault, type FaultValue } from '../../../contracts/faults/index.js';
import type { ChangesPage, Receipt, ServerDocument } from '../../../contracts/provincial-api.js';
import {
  type Delivery,
  type DocumentServer,
  isPackageDocument,
  type Moved,
  type RejectionNote,
  type Upload,
} from '../adapter.js';
import { PartFile } from '../files.js';
import { attachmentFileName, isPdf } from './attachment-name.js';
import { type AnswerRecord, FolderRecords, writeOnce } from './folder-records.js';
import { Inbox, type InboxContent, type PackedPdf } from './inbox.js';
import type { PackageReader } from './look.js';
import { storePackage } from './package-store.js';
import { type Answer, currentFacts, isRecalled, standingOf, statusesOf } from './standing.js';
import { type StatusCode, statusAbout, writeStatus } from './status.js';
import { type StatusLine, statusLine } from './status-line.js';
import { writePackage } from './write.js';

export interface EdxmlFolderOptions {
  /** Absolute paths; without an inbox there is only what was taken in. */
  readonly inbox: string | null;
  readonly outbox: string;
  /** Of this computer alone: packages that were taken in, and what was answered. */
  readonly store: string;
  readonly records: string;
  /** This office, as its statuses name it; without a code it tells none by itself. */
  readonly own: Organization;
  readonly reader: PackageReader;
  readonly now?: () => Date;
}

/** A file that was changed a moment ago may still be on its way into the folder. */
const settledAfterMs = 60_000;

/** The folder tells no changes: everything that stands in it is said each time. */
const cursor = 'all';

const titleOf = (subject: string): string => [...subject].slice(0, 2000).join('');

/** No counter that two computers could share: 48 bits of the key's hash. */
const receiptNumberOf = (key: string): number =>
  Number.parseInt(createHash('sha256').update(key).digest('hex').slice(0, 12), 16) + 1;

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

export class EdxmlFolder implements DocumentServer {
  readonly #inbox: Inbox;
  readonly #records: FolderRecords;
  readonly #now: () => Date;

  constructor(private readonly options: EdxmlFolderOptions) {
    this.#inbox = new Inbox(options.reader);
    this.#records = new FolderRecords(options.records);
    this.#now = options.now ?? (() => new Date());
  }

  get id(): string {
    return `edxml:${this.options.inbox ?? ''}`;
  }

  holds(serverId: string): boolean {
    return isPackageDocument(serverId);
  }

  /** Packages that stand whole in the folders and cannot be read, with the reason. Faults: `file.unreadable`, `output.failed`. */
  async unreadable(): Promise<readonly { readonly file: string; readonly error: FaultValue }[]> {
    const settled = new Date(this.#now().getTime() - settledAfterMs).toISOString();
    return (await this.#content()).unreadable
      .filter(({ changedAt }) => changedAt <= settled)
      .map(({ file, error }) => ({ file: basename(file), error }));
  }

  /** What a clerk reads about a document; null where nobody has said anything of it. Faults: `sync.document-missing`, `file.unreadable`. */
  async statusLine(serverId: string): Promise<StatusLine | null> {
    const { pdf, content } = await this.#find(serverId);
    const statuses = statusesOf(pdf.facts, content);
    return statuses.length === 0 ? null : statusLine(statuses, pdf.facts.to.length);
  }

  /** What the package of a document says, or said when it was taken in; null where nobody knows. Fault `file.unreadable`. */
  async factsOf(serverId: string): Promise<PackageFacts | null> {
    const content = await this.#content();
    const pdf = content.pdfs.get(serverId);
    return pdf === undefined ? this.#records.facts(serverId) : currentFacts(pdf, content);
  }

  /** Faults: `file.unreadable` where a folder cannot be read, `output.failed`. */
  async changes(_after: string | null): Promise<ChangesPage> {
    const content = await this.#content();
    const documents: ServerDocument[] = [];
    for (const pdf of content.pdfs.values()) {
      const answer = (await this.#records.answer(pdf.id))?.answer ?? null;
      const document = this.#document(pdf, answer, content);
      documents.push(document);
      if (await this.#wasTaken(pdf.id)) await this.#tellStanding(pdf, answer, content);
    }
    return { documents, next: null, cursor };
  }

  /** Faults: `sync.document-missing`, `.download-damaged`, `.store-failed`, `file.*`, `output.failed`, `edxml.*`. */
  async download({ id, sha256 }: ServerDocument, path: string, moved: Moved = () => undefined): Promise<void> {
    const { pdf, content } = await this.#find(id);
    const { attachments } = await this.options.reader.open(pdf.file);
    const bytes = attachments.find(({ contentId }) => contentId === pdf.contentId)?.bytes ?? new Uint8Array();
    await storePackage(this.options.store, pdf.file);
    const part = await PartFile.claim(path, bytes.length);
    try {
      await part.restart();
      await part.write(bytes);
      if (part.sha256() !== sha256) throw new Fault('sync.download-damaged');
      await part.finish();
      moved(bytes.length);
    } catch (thrown) {
      await part.discard();
      throw thrown;
    }
    await this.#records.keepFacts(id, currentFacts(pdf, content));
    await this.#tell(pdf, '01');
  }

  /**
   * Puts the package with the signed file into the outbox. Its receipt is this computer's own note, signed by nobody.
   * Faults: `sync.signed-file-changed`, `.document-missing`, `.recalled`, `.conflict`, `output.failed`, `edxml.*`.
   */
  async upload(order: Upload, moved: Moved = () => undefined): Promise<Delivery> {
    const { serverId, idempotencyKey: key } = order;
    const earlier = await this.#records.answer(serverId);
    if (earlier !== null) return { receipt: earlierReceipt(earlier, order) };
    const { pdf, content } = await this.#find(serverId);
    if (standingOf(pdf, null, content).status === 'recalled') throw new Fault('sync.recalled');
    const bytes = await readFile(order.path).catch(() => new Uint8Array());
    if (createHash('sha256').update(bytes).digest('hex') !== order.sha256) throw new Fault('sync.signed-file-changed');
    const written = await this.#put(pdf, currentFacts(pdf, content), key, bytes);
    moved(bytes.length);
    const receipt = {
      documentId: serverId,
      sha256: order.sha256,
      receivedAt: this.#now().toISOString(),
      alreadyThere: !written,
      journal: order.journal,
      receiptNumber: receiptNumberOf(key),
      signature: '',
    };
    await this.#records.keepAnswer(serverId, { answer: 'sent', key, receipt });
    return { receipt };
  }

  /** Faults: `sync.document-missing`, `.conflict`, `output.failed`, `edxml.draft-refused`. */
  async reject({ serverId, reason, idempotencyKey: key }: RejectionNote): Promise<void> {
    const earlier = await this.#records.answer(serverId);
    if (earlier?.answer === 'sent') throw new Fault('sync.conflict');
    if (earlier !== null) return;
    const { pdf } = await this.#find(serverId);
    await this.#answer(pdf, '02', key, reason);
    await this.#records.keepAnswer(serverId, { answer: 'rejected', key });
  }

  /**
   * Deletes what was taken in with documents that are deleted themselves (`isKept`: by SHA-256, whether the original is
   * still here). What was answered stays, without a name in it. Faults: `file.unreadable`, `output.failed`.
   */
  async forget(isKept: (sha256: string) => boolean): Promise<void> {
    const { packages } = await this.#content();
    for (const { file, pdfs } of packages) {
      if (dirname(file) !== this.options.store || pdfs.length === 0) continue;
      const ended = await Promise.all(pdfs.map(async (pdf) => !isKept(pdf.sha256) && (await this.#wasTaken(pdf.id))));
      if (!ended.every(Boolean)) continue;
      await rm(file, { force: true });
      for (const { id } of pdfs) await this.#records.forgetFacts(id);
    }
  }

  async #wasTaken(id: string): Promise<boolean> {
    return (await this.#records.facts(id)) !== null;
  }

  /** Where a document stands that was taken in: it has arrived, and what became of its sender's wish to have it back. */
  async #tellStanding(pdf: PackedPdf, answer: Answer | null, content: InboxContent): Promise<void> {
    await this.#tell(pdf, '01');
    // What was sent cannot be called back; anything else does not leave any more once its sender wants it back.
    if (isRecalled(pdf.facts, content)) await this.#tell(pdf, answer === 'sent' ? '16' : '15');
  }

  /** Tells the sender once of each document, where there is enough to say it with; the next run tries again. */
  async #tell(pdf: PackedPdf, code: StatusCode): Promise<void> {
    const key = hashOf(`${pdf.facts.documentId ?? ''}\0${code}`);
    if (await this.#records.wasTold(key)) return;
    try {
      await this.#answer(pdf, code, key);
    } catch (thrown) {
      if (thrown instanceof Fault && ['edxml.draft-refused', 'output.failed'].includes(thrown.code)) return;
      throw thrown;
    }
    await this.#records.keepTold(key);
  }

  /** Puts a status into the outbox, once for each `key`. Faults: `output.failed`, `edxml.draft-refused`. */
  async #answer({ facts }: PackedPdf, code: StatusCode, key: string, description?: string): Promise<void> {
    const xml = writeStatus(statusAbout(facts, { from: this.options.own, code, description }, this.#now()));
    await this.#outgoing(`trang-thai-${code}-${key}.edxml`, [xml]);
  }

  #document(pdf: PackedPdf, answer: Answer | null, content: InboxContent): ServerDocument {
    const { id, name, size, sha256, arrivedAt } = pdf;
    const title = titleOf(currentFacts(pdf, content).subject ?? name);
    return {
      ...{ id, size, sha256, title, fileName: attachmentFileName(name), updatedAt: arrivedAt },
      ...{ operation: 'sign', needsApproval: false, lease: null },
      ...standingOf(pdf, answer, content),
    };
  }

  /** What stands in the folders; that of the other program need not have what was taken in before. */
  async #content(): Promise<InboxContent> {
    const { inbox, store } = this.options;
    await mkdir(store, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
      throw new Fault('output.failed', { dir: store }, { cause });
    });
    return this.#inbox.content(inbox === null ? [store] : [store, inbox]);
  }

  async #find(serverId: string): Promise<{ pdf: PackedPdf; content: InboxContent }> {
    const content = await this.#content();
    const pdf = content.pdfs.get(serverId);
    if (pdf === undefined) throw new Fault('sync.document-missing');
    return { pdf, content };
  }

  /** False where an earlier try has put it there: its name says of which order it is. */
  async #put(pdf: PackedPdf, facts: PackageFacts, key: string, signed: Uint8Array): Promise<boolean> {
    const { attachments } = await this.options.reader.open(pdf.file);
    const { organId } = this.options.own;
    const trace = organId === undefined ? facts.trace : [...facts.trace, { organId, at: this.#time() }];
    // Other documents to be signed leave in packages of their own.
    const kept = attachments.filter(({ contentId, bytes }) => contentId === pdf.contentId || !isPdf(bytes));
    const files = kept.map((file) => (file.contentId === pdf.contentId ? { ...file, bytes: signed } : file));
    const stem = [...parse(attachmentFileName(pdf.name)).name].slice(0, 40).join('').trim();
    const pieces = writePackage({ facts: { ...facts, trace }, attachments: files }, randomBytes(4).toString('hex'));
    return this.#outgoing(`${stem}-${key}.edxml`, pieces);
  }

  async #outgoing(name: string, pieces: Iterable<string>): Promise<boolean> {
    const { outbox } = this.options;
    await mkdir(outbox, { recursive: true }).catch((cause: unknown) => {
      throw new Fault('output.failed', { dir: outbox }, { cause });
    });
    return writeOnce(join(outbox, name), pieces);
  }

  #time(): string {
    return `${this.#now().toISOString().slice(0, 19)}Z`;
  }
}

/** The same order gets the same receipt; any other one came too late. Fault `sync.conflict`. */
const earlierReceipt = (record: AnswerRecord, { idempotencyKey, sha256 }: Upload): Receipt => {
  const isSame = record.answer === 'sent' && record.key === idempotencyKey && record.receipt.sha256 === sha256;
  if (!isSame) throw new Fault('sync.conflict');
  return { ...record.receipt, alreadyThere: true };
};
