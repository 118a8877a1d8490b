/**
 * Whether the journal is the one that the servers saw: each receipt holds the hash of the entry that was the newest when
 * the file was sent. Run along the journal from its first entry on.
 */
import { z } from 'zod';
import { type Receipt, receiptSchema, serverIdentitySchema, witnessSchema } from '../../../contracts/provincial-api.js';
import type { ReadableDatabase } from '../database.js';
import type { GivenReceipt } from '../receipt-types.js';
import type { JobEvent, ServerEvent } from '../transitions.js';
import type { JournalCheck } from '../types.js';
import { isSignedBy, isWitnessedBy, keyFingerprint, receiptDigest } from './receipt-signature.js';

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

const rebuiltDetail = z.object({ receiptLost: z.string().optional() });

/** Null for what is no JSON of this shape. */
const read = <S extends z.ZodType>(schema: S, text: string): z.output<S> | null => {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return null;
  }
};

/** A job may have several: a server that lost the file signs another one. */
const takenAs = (jobId: string, digest: string): string => [jobId, digest].join(' ');

const nameOf = ({ origin, receipt }: GivenReceipt): string => [origin, receipt.signature].join(' ');

export class ReceiptReplay {
  /** Of each server, the newest last. */
  readonly #keys = new Map<string, string[]>();
  readonly #proved = new Map<string, string>();
  readonly #taken = new Set<string>();
  /** Not there, with the delivery's entry, unless a later one says that it was lost with a damaged file. */
  readonly #missing = new Map<string, number>();
  #lost = 0;
  /** Recorded as speaking of a journal that is lost. */
  readonly #ofOtherJournal = new Set<string>();
  /** Of each server, the newest entry that it has seen. */
  readonly #witnessed = new Map<string, { readonly seq: number; readonly at: string }>();
  readonly #rows;
  readonly #hashAt;
  readonly #kept;
  readonly #witnesses;

  constructor(database: ReadableDatabase) {
    this.#rows = database.prepare<[string], ReceiptRow>(
      'SELECT document_id AS documentId, origin, receipt FROM receipts WHERE job_id = ?',
    );
    this.#hashAt = database.prepare<[number], string>('SELECT hash FROM journal WHERE seq = ?').pluck();
    this.#kept = database.prepare<[], { jobId: string; origin: string; receipt: string }>(
      'SELECT job_id AS jobId, origin, receipt FROM receipts',
    );
    this.#witnesses = database.prepare<[], { origin: string; witness: string }>('SELECT * FROM journal_witnesses');
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
    const row = this.#rows.all(jobId).find((one) => receiptDigest(one.origin, one.receipt) === receiptSha256);
    if (row === undefined) {
      this.#missing.set(receiptSha256, seq);
      return true;
    }
    const receipt = read(receiptSchema, row.receipt);
    if (receipt === null || !this.#standsFor(jobId, row, receipt)) return false;
    this.#taken.add(takenAs(jobId, receiptSha256));
    if (this.#saw(receipt, seq)) {
      if (receipt.journal !== null) this.#witness(row.origin, receipt.journal.seq, receipt.receivedAt);
      return true;
    }
    if (!ofThisJournal) this.#ofOtherJournal.add(nameOf({ origin: row.origin, receipt }));
    return !ofThisJournal;
  }

  /** The detail of an entry that a queue was put together again by. */
  takeRebuilt(detail: string): void {
    const lost = read(rebuiltDetail, detail)?.receiptLost;
    if (lost !== undefined && this.#missing.delete(lost)) this.#lost += 1;
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

  #witness(origin: string, seq: number, at: string): void {
    if (seq >= (this.#witnessed.get(origin)?.seq ?? 0)) this.#witnessed.set(origin, { seq, at });
  }

  /** The entry that a server saw otherwise than it stands here; null where there is none. */
  #rewritten(unrecorded: number): number | null {
    for (const { origin, witness: text } of this.#witnesses.iterate()) {
      const witness = read(witnessSchema, text);
      if (witness === null) return unrecorded;
      const { seq, head } = witness.journal;
      const signed = (this.#keys.get(origin) ?? []).some((key) => isWitnessedBy(key, witness, origin));
      if (!signed || this.#hashAt.get(seq) !== head) return Math.min(seq, unrecorded);
      this.#witness(origin, seq, witness.witnessedAt);
    }
    return null;
  }

  /**
   * The first entry that a receipt speaks against; `unrecorded` for one that the journal knows nothing of; null where all
   * is as it should be.
   */
  misfit(given: readonly GivenReceipt[], unrecorded: number): number | null {
    for (const { jobId, origin, receipt } of this.#kept.iterate())
      if (!this.#taken.has(takenAs(jobId, receiptDigest(origin, receipt)))) return unrecorded;
    for (const seq of this.#missing.values()) return seq;
    const rewritten = this.#rewritten(unrecorded);
    if (rewritten !== null) return rewritten;
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
  get summary(): Pick<
    Extract<JournalCheck, { intact: true }>,
    'receipts' | 'lostReceipts' | 'ofOtherJournal' | 'servers' | 'witnessed'
  > {
    return {
      receipts: this.#taken.size,
      lostReceipts: this.#lost,
      ofOtherJournal: this.#ofOtherJournal.size,
      witnessed: [...this.#witnessed].map(([origin, one]) => ({ origin, ...one })),
      servers: [...this.#keys].map(([origin, keys]) => ({ origin, keySha256: keyFingerprint(keys.at(-1) ?? '') })),
    };
  }
}
