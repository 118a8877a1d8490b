/**
 * Whether the journal is the one that the servers saw: each receipt holds the hash of the entry that was the newest when
 * the file was sent. Run along the journal from its first entry on.
 */
import { z } from 'zod';
import { type Receipt, receiptSchema, serverIdentitySchema } from '../../contracts/provincial-api.js';
import type { ReadableDatabase } from './database.js';
import { isSignedBy, keyFingerprint, receiptDigest } from './receipt-signature.js';
import type { GivenReceipt } from './receipt-types.js';
import type { JobEvent, ServerEvent } from './transitions.js';
import type { JournalCheck } from './types.js';

interface JobStep {
  readonly seq: number;
  readonly jobId: string;
  readonly event: JobEvent;
  /** JSON. */
  readonly detail: string;
}

interface ReceiptRow {
  readonly documentId: string;
  readonly origin: string;
  /** JSON. */
  readonly receipt: string;
}

const provedDetail = z.object({ signedSha256: z.string() });
/** Deliveries to where nobody signs have no receipt. */
const deliveredDetail = z.object({ receiptSha256: z.string().optional(), ofThisJournal: z.boolean().optional() });

/** Null for what is no JSON of this shape. */
const read = <S extends z.ZodType>(schema: S, text: string): z.output<S> | null => {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return null;
  }
};

const nameOf = ({ origin, receipt }: GivenReceipt): string => [origin, receipt.signature].join(' ');

export class ReceiptReplay {
  /** Of each server, the newest last. */
  readonly #keys = new Map<string, string[]>();
  readonly #proved = new Map<string, string>();
  readonly #taken = new Set<string>();
  /** Recorded as speaking of a journal that is lost. */
  readonly #ofOtherJournal = new Set<string>();
  readonly #row;
  readonly #hashAt;
  readonly #jobs;

  constructor(database: ReadableDatabase) {
    this.#row = database.prepare<[string], ReceiptRow>(
      'SELECT document_id AS documentId, origin, receipt FROM receipts WHERE job_id = ?',
    );
    this.#hashAt = database.prepare<[number], string>('SELECT hash FROM journal WHERE seq = ?').pluck();
    this.#jobs = database.prepare<[], string>('SELECT job_id FROM receipts').pluck();
  }

  /** Whether the entry is lawful after those before it: the first key is taken, each other one replaces one. */
  takeKey(event: ServerEvent, detail: string): boolean {
    const server = read(serverIdentitySchema, detail);
    if (server === null) return false;
    const keys = this.#keys.get(server.origin) ?? [];
    if ((keys.length === 0) !== (event === 'server-trusted')) return false;
    this.#keys.set(server.origin, [...keys, server.receiptKey]);
    return true;
  }

  /** Whether the receipt that belongs to the entry, if any, is there, signed, and of this very file and journal. */
  takeStep({ seq, jobId, event, detail }: JobStep): boolean {
    if (event === 'proved') {
      const proved = read(provedDetail, detail);
      if (proved !== null) this.#proved.set(jobId, proved.signedSha256);
    }
    if (event !== 'delivered') return true;
    const delivered = read(deliveredDetail, detail);
    if (delivered === null) return false;
    const { receiptSha256, ofThisJournal = true } = delivered;
    if (receiptSha256 === undefined) return true;
    const row = this.#row.get(jobId);
    if (row === undefined || receiptDigest(row.origin, row.receipt) !== receiptSha256) return false;
    const receipt = read(receiptSchema, row.receipt);
    if (receipt === null || !this.#standsFor(jobId, row, receipt)) return false;
    this.#taken.add(jobId);
    if (this.#saw(receipt, seq)) return true;
    if (!ofThisJournal) this.#ofOtherJournal.add(nameOf({ origin: row.origin, receipt }));
    return !ofThisJournal;
  }

  #standsFor(jobId: string, { origin, documentId }: ReceiptRow, receipt: Receipt): boolean {
    const key = this.#keys.get(origin)?.at(-1) ?? '';
    const speaksOfIt = receipt.documentId === documentId && receipt.sha256 === this.#proved.get(jobId);
    return speaksOfIt && isSignedBy(key, receipt, origin);
  }

  /** Whether the server saw this journal, and no other, when it got the file; `before` that entry. */
  #saw({ journal }: Receipt, before: number): boolean {
    return journal === null || (journal.seq < before && this.#hashAt.get(journal.seq) === journal.head);
  }

  /**
   * The first entry that a receipt speaks against; `unrecorded` for one that the journal knows nothing of; null where all
   * is as it should be.
   */
  misfit(given: readonly GivenReceipt[], unrecorded: number): number | null {
    for (const jobId of this.#jobs.iterate()) if (!this.#taken.has(jobId)) return unrecorded;
    const sent = new Set(this.#proved.values());
    for (const one of given) {
      const { origin, receipt } = one;
      const signed = (this.#keys.get(origin) ?? []).some((key) => isSignedBy(key, receipt, origin));
      const seen = this.#saw(receipt, unrecorded) || this.#ofOtherJournal.has(nameOf(one));
      if (!signed || !seen || !sent.has(receipt.sha256))
        return Math.min(receipt.journal?.seq ?? unrecorded, unrecorded);
    }
    return null;
  }

  /** What stands behind the word "intact". */
  get summary(): Pick<Extract<JournalCheck, { intact: true }>, 'receipts' | 'ofOtherJournal' | 'servers'> {
    return {
      receipts: this.#taken.size,
      ofOtherJournal: this.#ofOtherJournal.size,
      servers: [...this.#keys].map(([origin, keys]) => ({ origin, keySha256: keyFingerprint(keys.at(-1) ?? '') })),
    };
  }
}
