/**
 * Exchange by folders: another program (the office's management software, a carrier of files) puts edXML packages into
 * one and takes ours from another. What is taken in is kept here, so that the other program may clear its folder; the
 * same content is one document, in however many packages it comes. Each signed document leaves in a package of its own.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, parse } from 'node:path';
import { type Organization, type PackageFacts, packageServer } from '../../../contracts/edxml.js';
import { Fault, type FaultValue } from '../../../contracts/faults/index.js';
import type { ChangesPage, Receipt, ServerDocument } from '../../../contracts/provincial-api.js';
import {
  type Content,
  type Delivery,
  type DocumentServer,
  isPackageDocument,
  type Moved,
  type RejectionNote,
  type Upload,
} from '../adapter.js';
import { PartFile } from '../files.js';
import { officeKey } from './annex-six.js';
import { attachmentFileName, isPdf } from './attachment-name.js';
import { type AnswerRecord, FolderRecords, type SentPackage, writeOnce } from './folder-records.js';
import { forget, type KeptOf } from './forget.js';
import { Inbox, type InboxContent, type PackedPdf, type ReadFile } from './inbox.js';
import type { Found, PackageReader } from './look.js';
import { otherDocuments } from './package.js';
import { storePackage } from './package-store.js';
import { type Answer, currentFacts, isRecalled, plain, standingOf, subjectsOf, wordsOf } from './standing.js';
import { type StatusCode, statusAbout, writeStatus } from './status.js';
import { type StatusLine, statusLine, type Word } from './status-line.js';
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
    this.#records = new FolderRecords(options.records);
    this.#inbox = new Inbox(this.#remembering(options.reader));
    this.#now = options.now ?? (() => new Date());
  }

  get id(): string {
    return packageServer;
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

  /**
   * What a clerk reads about each document that something was said of, or that left here in a package; by the SHA-256 of
   * the document as it was before it was signed. Fault `file.unreadable`.
   */
  async lines(): Promise<ReadonlyMap<string, StatusLine>> {
    const content = await this.#content();
    const sent = await this.#records.sent();
    const lines = new Map<string, StatusLine>();
    const said = new Map<string, readonly Word[]>();
    for (const { sha256, facts } of content.pdfs.values()) {
      const words = wordsOf(facts, content);
      if (words.length === 0) continue;
      said.set(sha256, words);
      lines.set(sha256, statusLine(words, this.#isOwn(facts.to) ? 0 : facts.to.length));
    }
    // The last package about a document: its own, or one that takes it back or changes it.
    const last = new Map(
      sent.flatMap((one) => [one.documentId, ...otherDocuments(one)].map((id) => [id, one] as const)),
    );
    for (const one of sent) {
      const { document, documentId, from, to } = one;
      const words = new Set([...(said.get(document) ?? []), ...wordsOf({ documentId, from }, content)]);
      const recipients = to.filter((office) => !this.#isOwn([office])).length;
      const { at, business } = last.get(documentId) ?? one;
      lines.set(document, statusLine([...words], recipients, { at, kind: business.kind }));
    }
    return lines;
  }

  /** A package was made of a document. Fault `output.failed`. */
  keepSent(sent: SentPackage): Promise<void> {
    return this.#records.keepSent(sent);
  }

  /** Offices that are known by their codes, by {@link officeKey}: those that packages came from or went to. Fault `file.unreadable`. */
  async offices(): Promise<ReadonlyMap<string, Organization>> {
    const { packages } = await this.#content();
    const sent = await this.#records.sent();
    const all = [...packages.map(({ facts }) => facts), ...sent].flatMap(({ from, to }) => [from, ...to]);
    return new Map(
      all.flatMap((one) => (one.organId === undefined || one.name === undefined ? [] : [[officeKey(one.name), one]])),
    );
  }

  /** What was sent to this office the others of its recipients do not answer here. */
  #isOwn(to: readonly Organization[]): boolean {
    const { organId } = this.options.own;
    return organId !== undefined && to.some((one) => one.organId === organId);
  }

  /** What the package of a document says, or said when it was taken in; null where nobody knows. Fault `file.unreadable`. */
  async factsOf(serverId: string): Promise<PackageFacts | null> {
    const content = await this.#content();
    const pdf = content.pdfs.get(serverId);
    return pdf === undefined ? this.#records.facts(serverId) : currentFacts(pdf, content);
  }

  /**
   * Everything that stands in the folder each time. What was to be done of what stood in another one is over: fault
   * `sync.cursor-unknown`. Faults: `file.unreadable` where a folder cannot be read, `output.failed`.
   */
  async changes(after: string | null): Promise<ChangesPage> {
    const cursor = `all of ${this.options.inbox ?? ''}`;
    if (after !== null && after !== cursor) throw new Fault('sync.cursor-unknown');
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
  async download({ id, sha256 }: Content, path: string, moved: Moved = () => undefined): Promise<void> {
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
   * Keeps what came without a document, but speaks of one that is here or left here: the other program may clear its
   * folder. Faults: `file.*`, `output.failed`.
   */
  async keepMessages(): Promise<void> {
    const { store } = this.options;
    const { files } = await this.#content();
    const sent = await this.#records.sent();
    const isMessage = ({ found }: ReadFile): boolean => found.kind === 'status' || found.pdfs.length === 0;
    const known = new Set([
      ...files
        .filter((one) => dirname(one.file) === store && !isMessage(one))
        .flatMap(({ found }) => subjectsOf(found)),
      ...sent.map(({ documentId }) => plain(documentId)),
    ]);
    for (const one of files)
      if (dirname(one.file) !== store && isMessage(one) && subjectsOf(one.found).some((subject) => known.has(subject)))
        await storePackage(store, one.file);
  }

  /**
   * Deletes what was taken in, or is remembered, of documents that are deleted themselves. What was answered stays, without
   * a name in it. Faults: `file.unreadable`, `output.failed`; what `keptOf` throws passes through.
   */
  async forget(keptOf: KeptOf): Promise<void> {
    const { files } = await this.#content([this.options.store]);
    await forget({ files, records: this.#records, keptOf, now: this.#now() });
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
  /** Packages of the store are read through once, not with every start of the application. */
  #remembering(reader: PackageReader): PackageReader {
    const records = this.#records;
    const look = async (path: string): Promise<Found> => {
      if (dirname(path) !== this.options.store) return reader.look(path);
      const { name } = parse(path);
      const known = await records.found(name);
      if (known !== null) return known;
      const found = await reader.look(path);
      await records.keepFound(name, found).catch(() => undefined);
      return found;
    };
    return { look, open: (path) => reader.open(path) };
  }

  async #content(folders = this.#folders): Promise<InboxContent> {
    const { store } = this.options;
    await mkdir(store, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
      throw new Fault('output.failed', { dir: store }, { cause });
    });
    return this.#inbox.content(folders);
  }

  get #folders(): readonly string[] {
    const { inbox, store } = this.options;
    return inbox === null ? [store] : [store, inbox];
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
