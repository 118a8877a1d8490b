/**
 * Công tác văn thư through the queue: numbers are held and papers confirmed before anything is signed, each job keeps what
 * is to be done with it, and a document enters its register in the transaction in which its proved file is recorded.
 */
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { PackageFacts } from '../../contracts/edxml.js';
import { Fault, type FaultValue } from '../../contracts/faults/index.js';
import type { Registered } from '../../contracts/jobs.js';
import {
  operationSchema,
  type Presets,
  type RecordChoice,
  type RecordOrder,
  recordChoiceSchema,
  type Series,
} from '../../contracts/records.js';
import { type Direction, type HeldNumber, type Registration, seriesOf } from '../../contracts/registers.js';
import type { FileReport } from '../../contracts/verification.js';
import type { JobRecord, Queue } from '../queue/types.js';
import { incomingFields, outgoingFields } from '../records/registration.js';
import { completedBy } from '../sync/edxml/annex-six.js';
import type { BatchItem, ProvedFile } from './batch/batch.js';
import type { DocumentTasks, KeptDocument, RecordWork } from './document-tasks.js';
import type { DocumentWorkers } from './document-workers.js';

/** What is kept with a job: enough to do the same after a restart. */
const storedOrderSchema = z.object({
  operation: operationSchema,
  choice: recordChoiceSchema,
  /** Where its number is held; null where it gets none. */
  series: z.string().nullable(),
  /** Of the papers that the scan was made of. */
  confirmation: z.string().nullable(),
});
type StoredOrder = z.infer<typeof storedOrderSchema>;

/** What is to be done with a document; null for a plain signature. */
export const orderOf = ({ recordOrder }: JobRecord): StoredOrder | null =>
  recordOrder === null ? null : storedOrderSchema.parse(JSON.parse(recordOrder));

/** All documents in one series, as long as the office has set nothing else. */
const ONE_SERIES: readonly Series[] = [{ id: 'chung', name: 'Sổ chung', types: [] }];

/** What comes in is numbered in one series a year (Đ.22). */
const INCOMING = 'den';

/** The series of a document; every document has one. */
const seriesFor = ({ office }: Presets, type: string | undefined): string =>
  (seriesOf(office.series, type ?? '') ?? ONE_SERIES[0])?.id ?? 'chung';

/** In which register the operation enters a document; null where it gets no number here (a scan has its own already). */
const registerOf = (operation: RecordOrder['operation'], { kind }: RecordChoice): Direction | null => {
  if (operation === 'incoming') return 'incoming';
  return operation === 'issue' && kind !== 'scan' ? 'outgoing' : null;
};

/** Of paper that somebody signed: the person at this computer answers for that (NĐ 30/2020 Đ.32, 33). */
const isOfPaper = (operation: RecordOrder['operation'], { kind }: RecordChoice): boolean =>
  (operation === 'issue' || operation === 'copy') && (kind === 'scan' || kind === 'unnumbered-scan');

/** `yyyy-mm-dd` in Vietnam. */
export const dayInVietnam = (at: Date): string => new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 10);

export interface RecordDocument {
  readonly kept: KeptDocument;
  readonly name: string;
}

export interface RecordsPorts {
  readonly queue: Queue;
  readonly workers: DocumentWorkers;
  /** Absolute; where the queue keeps its originals. */
  readonly originals: string;
  readonly presets: () => Presets;
  /** What verification finds now. */
  readonly verify: (file: KeptDocument, name: string) => Promise<FileReport>;
  /** Keeps what the person's hand changed on a document that has its marks now; must not fail. */
  readonly remember: (learned: NonNullable<RecordChoice['learned']>) => void;
  /** What the edXML package said that a document of this SHA-256 came in, if it came in one; must not fail. */
  readonly packaged?: (sha256: string) => Promise<PackageFacts | null>;
  readonly user: string;
  readonly now: () => Date;
}

export class Records {
  /** What was decided for jobs that are being signed, until they are registered. */
  readonly #work = new Map<string, RecordWork>();
  readonly #learned = new Map<string, NonNullable<RecordChoice['learned']>>();

  constructor(private readonly ports: RecordsPorts) {}

  /** The numbers that documents of these types would get now, in this order. */
  async nextNumbers(direction: Direction, year: number, types: readonly (string | null)[]): Promise<number[]> {
    const presets = this.ports.presets();
    const series = types.map((type) => (direction === 'incoming' ? INCOMING : seriesFor(presets, type ?? undefined)));
    const next = new Map<string, number[]>();
    for (const one of new Set(series)) {
      const count = series.filter((name) => name === one).length;
      next.set(one, await this.ports.queue.nextNumbers({ direction, series: one, year }, count));
    }
    return series.flatMap((one) => next.get(one)?.splice(0, 1) ?? []);
  }

  /**
   * Holds the numbers, records the confirmation, and queues the documents, in their order. Nothing is held or queued when
   * one of them cannot get its number. Faults: `records.paper-not-confirmed`, `records.start-refused`, `registers.*`.
   */
  async enter(order: RecordOrder, documents: readonly RecordDocument[]): Promise<JobRecord[]> {
    const { operation, items, paperConfirmed } = order;
    const entries = items.flatMap(({ choice }, i) => {
      const document = documents[i];
      return document ? [{ choice, document }] : [];
    });
    for (const { choice, document } of entries) {
      if (operation === 'issue' && choice.kind === undefined)
        throw refused(document, new Fault('records.kind-open').value);
    }
    refuseTwins(entries.map(({ document }) => document));
    const papers = entries.filter(({ choice }) => isOfPaper(operation, choice));
    if (papers.length > 0 && !paperConfirmed) throw new Fault('records.paper-not-confirmed');
    await this.#replaceWaiting(documents);
    const held = await this.#hold(operation, entries);
    const jobs: JobRecord[] = [];
    try {
      const confirmation = papers.length === 0 ? null : await this.#confirm(papers.map(({ document }) => document));
      for (const { choice, document } of entries) {
        const number = held.numbers.get(document.kept.sha256);
        const stored: StoredOrder = {
          operation,
          choice: number ? { ...choice, number: number.number, date: number.date } : choice,
          series: number?.series ?? null,
          confirmation: isOfPaper(operation, choice) ? confirmation : null,
        };
        jobs.push(await this.#queue(document, stored));
      }
      return jobs;
    } catch (thrown) {
      await this.ports.queue.cancel(
        jobs.map(({ id }) => id),
        this.ports.user,
      );
      await this.#giveBack(held.fresh);
      throw thrown;
    }
  }

  /**
   * Of an order that was given before and not begun, the last word counts; a document that is being signed gets no second
   * order, as the token would sign it a second time only to find it registered.
   */
  async #replaceWaiting(documents: readonly RecordDocument[]): Promise<void> {
    const { queue, user } = this.ports;
    const open = await queue.openRecords(documents.map(({ kept }) => kept.sha256));
    const [busy] = open.filter(({ state }) => !beforeSigning.has(state));
    const document = documents.find(({ kept }) => kept.sha256 === busy?.sha256);
    if (document) throw refused(document, new Fault('records.under-way').value);
    await queue.cancel(
      open.map(({ id }) => id),
      user,
    );
  }

  /** What is signed of a job; null for one that is no văn thư. Faults: `records.*`, `pdf.*`: the document fails. */
  async workOf(job: JobRecord, password?: string): Promise<RecordWork | null> {
    const order = orderOf(job);
    if (!order) return null;
    const known = this.#work.get(job.id);
    if (known) return known;
    const { workers, presets, verify, now } = this.ports;
    const file = { path: job.originalPath, sha256: job.sha256, size: job.originalSize, password };
    const reading: DocumentTasks['record-steps']['request'] = {
      file,
      request: { operation: order.operation, choice: order.choice, pixels: null },
      presets: presets(),
      report: await verify(file, job.fileName),
      today: dayInVietnam(now()),
    };
    const work = await workers.run('record-steps', reading);
    this.#work.set(job.id, work);
    return work;
  }

  /**
   * What the register takes over once the file is proved; undefined where nothing is registered. What was decided for the
   * job is needed no more then.
   */
  async registrationOf({ id, document }: BatchItem, proved: ProvedFile): Promise<Registration | undefined> {
    const job = await this.ports.queue.get(id);
    const order = orderOf(job);
    const { number, date, learned } = order?.choice ?? {};
    if (learned) this.#learned.set(id, learned);
    const direction = order && registerOf(order.operation, order.choice);
    const work = await this.workOf(job, document.password);
    this.#work.delete(id);
    if (!order || !direction || !work || order.series === null || number === undefined || date === undefined)
      return undefined;
    const { facts } = work.plan;
    const base = {
      series: order.series,
      year: Number(date.slice(0, 4)),
      number,
      date,
      documentSha256: job.sha256,
      signerFingerprint: work.leader,
      officeFingerprint: proved.signerFingerprint,
      confirmationId: order.confirmation,
      user: this.ports.user,
      resultSha256: proved.sha256,
    };
    if (direction === 'outgoing') return { ...base, direction, fields: outgoingFields(facts) };
    const fields = incomingFields(facts, order.choice.forwardTo);
    const packaged = (await this.ports.packaged?.(job.sha256)) ?? null;
    return { ...base, direction, fields: packaged === null ? fields : completedBy(packaged, fields) };
  }

  /** The proved file is on record: only now is it remembered how it was placed. Tells what the document is registered as. */
  recorded({ id }: BatchItem, registration: Registration | undefined): Registered | undefined {
    const learned = this.#learned.get(id);
    this.#learned.delete(id);
    if (learned) this.ports.remember(learned);
    if (!registration) return undefined;
    const { direction, number, date, series, fields } = registration;
    const shown = String(number).padStart(2, '0');
    return {
      direction,
      number: direction === 'outgoing' && fields.notation !== '' ? `${shown}/${fields.notation}` : shown,
      date,
      series,
      seriesName: this.ports.presets().office.series.find((one) => one.id === series)?.name ?? null,
    };
  }

  /** `fresh`: the numbers that no document held before. */
  async #hold(
    operation: RecordOrder['operation'],
    entries: readonly { readonly choice: RecordChoice; readonly document: RecordDocument }[],
  ): Promise<{ readonly numbers: ReadonlyMap<string, HeldNumber>; readonly fresh: readonly HeldNumber[] }> {
    const { queue, user, now, presets } = this.ports;
    const numbered = entries.flatMap(({ choice, document }) => {
      const direction = registerOf(operation, choice);
      return direction ? [{ choice, document, direction }] : [];
    });
    const [first] = numbered;
    if (!first) return { numbers: new Map(), fresh: [] };
    const today = dayInVietnam(now());
    // A number is one of a year: without its day it would be another number at midnight of New Year's Eve.
    if (numbered.some(({ choice }) => choice.number !== undefined && choice.date === undefined))
      throw new Fault('app.request-refused');
    const outcomes = await queue.holdNumbers({
      direction: first.direction,
      user,
      items: numbered.map(({ choice, document, direction }) => ({
        series: direction === 'incoming' ? INCOMING : seriesFor(presets(), choice.type),
        documentSha256: document.kept.sha256,
        date: choice.date ?? today,
        ...(choice.number !== undefined && { number: choice.number }),
      })),
    });
    const held = outcomes.flatMap((outcome) => (outcome.outcome === 'held' ? [outcome] : []));
    const fresh = held.flatMap(({ kept, held: one }) => (kept ? [] : [one]));
    const refusal = outcomes.findIndex(({ outcome }) => outcome === 'refused');
    const [failed, document] = [outcomes[refusal], numbered[refusal]?.document];
    if (failed?.outcome === 'refused' && document) {
      await this.#giveBack(fresh);
      throw refused(document, failed.error);
    }
    return { numbers: new Map(held.map(({ held: one }) => [one.documentSha256, one])), fresh };
  }

  async #giveBack(held: readonly HeldNumber[]): Promise<void> {
    const { queue, user } = this.ports;
    const numbers = held.map(({ direction, series, year, number }) => ({ direction, series, year, number }));
    if (numbers.length > 0) await queue.releaseNumbers({ numbers, reason: 'Lượt văn bản không bắt đầu', user });
  }

  async #confirm(papers: readonly RecordDocument[]): Promise<string> {
    const { queue, user } = this.ports;
    const { id } = await queue.confirmPapers({ user, documents: papers.map(({ kept }) => kept.sha256) });
    return id;
  }

  /** The queue keeps a copy of its own: what the window holds goes when the window closes. */
  async #queue({ kept, name }: RecordDocument, stored: StoredOrder): Promise<JobRecord> {
    const { queue, workers, originals } = this.ports;
    const target = join(originals, `${randomUUID()}.pdf`);
    try {
      const { path, sha256, size } = await workers.run('intake', { source: kept.path, target });
      if (sha256 !== kept.sha256) throw new Fault('file.changed', { file: name });
      const { job } = await queue.add({
        serverId: null,
        title: name,
        fileName: name,
        originalPath: path,
        sha256,
        size,
        recordOrder: JSON.stringify(stored),
      });
      // It was looked at when it was planned.
      return await queue.check(job.id, { fit: true });
    } catch (thrown) {
      await rm(target, { force: true });
      throw thrown;
    }
  }
}

/** Nobody works on it yet. */
const beforeSigning: ReadonlySet<JobRecord['state']> = new Set<JobRecord['state']>(['received', 'checked', 'ready']);

/** One number for one document: the same file twice in a batch would be one document with two. */
const refuseTwins = (documents: readonly RecordDocument[]): void => {
  const names = new Map<string, string>();
  for (const { kept, name } of documents) {
    const other = names.get(kept.sha256);
    if (other !== undefined) throw new Fault('records.same-document', { file: name, other });
    names.set(kept.sha256, name);
  }
};

const refused = ({ name }: RecordDocument, { vi }: FaultValue): Fault =>
  new Fault('records.start-refused', { file: name, why: vi });
