/**
 * Exchange by folders: another program (the office's management software, a carrier of files) puts edXML packages into
 * one and takes ours from another. A package stays where it is until its document is answered; the same content is one
 * document, in however many packages it comes. Each signed document leaves in a package of its own.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Organization, PackageFacts } from '../../../contracts/edxml.js';
import { Fault, type FaultValue } from '../../../contracts/faults/index.js';
import {
  type ChangesPage,
  type Receipt,
  receiptSchema,
  type ServerDocument,
} from '../../../contracts/provincial-api.js';
import type { Delivery, DocumentServer, Moved, RejectionNote, Upload } from '../adapter.js';
import { safeFileName } from '../file-name.js';
import { PartFile } from '../files.js';
import { attachmentFileName, isPdf } from './attachment-name.js';
import { Inbox, type InboxContent, type PackedPdf } from './inbox.js';
import { writeNewFile } from './new-file.js';
import { type Answer, standingOf, statusesOf } from './standing.js';
import { type StatusCode, writeStatus } from './status.js';
import { type StatusLine, statusLine } from './status-line.js';
import { writePackage } from './write.js';

export interface EdxmlFolderOptions {
  /** Absolute paths. */
  readonly inbox: string;
  readonly outbox: string;
  /** Of this computer alone: what was answered already. */
  readonly records: string;
  /** This office, as its statuses name it. */
  readonly own: Organization;
  readonly now?: () => Date;
}

const recordSchema = z.discriminatedUnion('answer', [
  z.object({ answer: z.literal('sent'), key: z.string(), receipt: receiptSchema }),
  z.object({ answer: z.literal('rejected'), key: z.string() }),
]);
type AnswerRecord = z.infer<typeof recordSchema>;

/** The folder tells no changes: everything that stands in it is said each time. */
const cursor = 'all';

const titleOf = ({ facts, name }: PackedPdf): string => [...(facts.subject ?? name)].slice(0, 2000).join('');

/** No counter that two computers could share: 48 bits of the key's hash. */
const receiptNumberOf = (key: string): number =>
  Number.parseInt(createHash('sha256').update(key).digest('hex').slice(0, 12), 16) + 1;

/** True where it was written now, false where it stood there already. */
const writeOnce = async (path: string, pieces: Iterable<string>): Promise<boolean> => {
  try {
    await writeNewFile(path, pieces);
    return true;
  } catch (thrown) {
    if (thrown instanceof Fault && thrown.code === 'edxml.file-exists') return false;
    throw thrown;
  }
};

export class EdxmlFolder implements DocumentServer {
  readonly #inbox: Inbox;
  readonly #now: () => Date;

  constructor(private readonly options: EdxmlFolderOptions) {
    this.#inbox = new Inbox(options.inbox);
    this.#now = options.now ?? (() => new Date());
  }

  get id(): string {
    return `edxml:${this.options.inbox}`;
  }

  /** Packages that stand in the folder and cannot be read, with the reason. Fault `file.unreadable`. */
  async unreadable(): Promise<readonly { readonly file: string; readonly error: FaultValue }[]> {
    return (await this.#inbox.content()).unreadable;
  }

  /** What a clerk reads about a document. Faults: `sync.document-missing`, `file.unreadable`. */
  async statusLine(serverId: string): Promise<StatusLine> {
    const { pdf, content } = await this.#find(serverId);
    return statusLine(statusesOf(pdf.facts, content), pdf.facts.to.length);
  }

  /** Fault `file.unreadable` where the folder cannot be read. */
  async changes(_after: string | null): Promise<ChangesPage> {
    const content = await this.#inbox.content();
    const documents: ServerDocument[] = [];
    for (const pdf of content.pdfs.values()) {
      const answer = (await this.#record(pdf.id))?.answer ?? null;
      documents.push(this.#document(pdf, answer, content));
    }
    return { documents, next: null, cursor };
  }

  /** Faults: `sync.document-missing`, `.download-damaged`, `.store-failed`, `file.unreadable`, `edxml.*`. */
  async download({ id, sha256 }: ServerDocument, path: string, moved: Moved = () => undefined): Promise<void> {
    const { pdf } = await this.#find(id);
    const { attachments } = await this.#inbox.open(pdf);
    const bytes = attachments.find(({ contentId }) => contentId === pdf.contentId)?.bytes ?? new Uint8Array();
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
  }

  /**
   * Puts the package with the signed file into the outbox. Its receipt is this computer's own note, signed by nobody.
   * Faults: `sync.signed-file-changed`, `.document-missing`, `.recalled`, `.conflict`, `output.failed`, `edxml.*`.
   */
  async upload(order: Upload, moved: Moved = () => undefined): Promise<Delivery> {
    const { serverId, idempotencyKey: key } = order;
    const earlier = await this.#record(serverId);
    if (earlier !== null) return { receipt: earlierReceipt(earlier, order) };
    const { pdf, content } = await this.#find(serverId);
    if (standingOf(pdf.facts, null, content).status === 'recalled') throw new Fault('sync.recalled');
    const bytes = await readFile(order.path).catch(() => new Uint8Array());
    if (createHash('sha256').update(bytes).digest('hex') !== order.sha256) throw new Fault('sync.signed-file-changed');
    const written = await this.#put(pdf, key, bytes);
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
    await this.#keep(serverId, { answer: 'sent', key, receipt });
    return { receipt };
  }

  /** Faults: `sync.document-missing`, `.conflict`, `output.failed`, `edxml.draft-refused`. */
  async reject({ serverId, reason, idempotencyKey: key }: RejectionNote): Promise<void> {
    const earlier = await this.#record(serverId);
    if (earlier?.answer === 'sent') throw new Fault('sync.conflict');
    if (earlier !== null) return;
    await this.answer(serverId, '02', key, reason);
    await this.#keep(serverId, { answer: 'rejected', key });
  }

  /**
   * Tells the sender where a document stands, once for each `key` (letters, digits, `-`, `_`). Faults:
   * `sync.document-missing`, `output.failed`, `edxml.draft-refused` where the package does not say what to answer to.
   */
  async answer(serverId: string, code: StatusCode, key: string, description?: string): Promise<void> {
    const { pdf } = await this.#find(serverId);
    const { from, codeNumber, codeNotation, issuedOn, documentId } = pdf.facts;
    const xml = writeStatus({
      responseFor: { organId: from.organId, code: `${codeNumber ?? ''}/${codeNotation ?? ''}`, issuedOn, documentId },
      from: this.options.own,
      code,
      description,
      at: `${this.#now().toISOString().slice(0, 19)}Z`,
      staff: {},
    });
    await mkdir(this.options.outbox, { recursive: true });
    await writeOnce(join(this.options.outbox, `trang-thai-${code}-${key}.edxml`), [xml]);
  }

  #document(pdf: PackedPdf, answer: Answer | null, content: InboxContent): ServerDocument {
    const { id, name, size, sha256, arrivedAt } = pdf;
    return {
      ...{ id, size, sha256, title: titleOf(pdf), fileName: attachmentFileName(name), updatedAt: arrivedAt },
      ...{ version: 1, operation: 'sign', needsApproval: false, lease: null },
      ...standingOf(pdf.facts, answer, content),
    };
  }

  async #find(serverId: string): Promise<{ pdf: PackedPdf; content: InboxContent }> {
    const content = await this.#inbox.content();
    const pdf = content.pdfs.get(serverId);
    if (pdf === undefined) throw new Fault('sync.document-missing');
    return { pdf, content };
  }

  /** False where an earlier try has put it there: its name says of which order it is. */
  async #put(pdf: PackedPdf, key: string, signed: Uint8Array): Promise<boolean> {
    const { facts, attachments } = await this.#inbox.open(pdf);
    const at = `${this.#now().toISOString().slice(0, 19)}Z`;
    const trace = [...facts.trace, { organId: this.options.own.organId, at }];
    const sent: PackageFacts = { ...facts, trace };
    // Other documents to be signed leave in packages of their own.
    const kept = attachments.filter(({ contentId, bytes }) => contentId === pdf.contentId || !isPdf(bytes));
    const files = kept.map((file) => (file.contentId === pdf.contentId ? { ...file, bytes: signed } : file));
    const stem = [...safeFileName(pdf.name).slice(0, -'.pdf'.length)].slice(0, 40).join('');
    await mkdir(this.options.outbox, { recursive: true });
    const pieces = writePackage({ facts: sent, attachments: files }, randomBytes(4).toString('hex'));
    return writeOnce(join(this.options.outbox, `${stem}-${key}.edxml`), pieces);
  }

  async #record(serverId: string): Promise<AnswerRecord | null> {
    const path = join(this.options.records, `${serverId}.json`);
    const text = await readFile(path, 'utf8').catch((thrown: unknown) => {
      if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return null;
      throw new Fault('file.unreadable', { file: path }, { cause: thrown });
    });
    return text === null ? null : recordSchema.parse(JSON.parse(text));
  }

  async #keep(serverId: string, record: AnswerRecord): Promise<void> {
    await mkdir(this.options.records, { recursive: true, mode: 0o700 });
    await writeOnce(join(this.options.records, `${serverId}.json`), [JSON.stringify(record)]);
  }
}

/** The same order gets the same receipt; any other one came too late. Fault `sync.conflict`. */
const earlierReceipt = (record: AnswerRecord, { idempotencyKey, sha256 }: Upload): Receipt => {
  const isSame = record.answer === 'sent' && record.key === idempotencyKey && record.receipt.sha256 === sha256;
  if (!isSame) throw new Fault('sync.conflict');
  return { ...record.receipt, alreadyThere: true };
};
