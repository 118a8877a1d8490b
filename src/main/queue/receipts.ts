/**
 * What document servers signed of the files that they received, and the keys they sign with: the key is taken at the
 * first sign-in, and from then on no other is, unless a person who compared it says so.
 */
import { Fault } from '../../contracts/faults/index.js';
import type { Receipt } from '../../contracts/provincial-api.js';
import type { ReadableDatabase, WritableDatabase } from './database.js';
import { hashAt, type JournalWriter, serverKeys } from './journal.js';
import { isSignedBy, keyFingerprint, readReceiptKey, receiptDigest } from './receipt-signature.js';
import type { ReceiptReading, ReceiptWriting, TrustedServer } from './receipt-types.js';

/** The file that a receipt has to speak of. */
interface Sent {
  readonly jobId: string;
  /** On the server. */
  readonly documentId: string | null;
  /** Of the signed file. */
  readonly sha256: string | null;
}

const trustedServer = (database: ReadableDatabase, origin: string): TrustedServer | undefined =>
  serverKeys(database).find((server) => server.origin === origin);

export const receiptWriting = (database: WritableDatabase, journal: JournalWriter): ReceiptWriting => ({
  trustServer({ origin, receiptKey }) {
    const known = trustedServer(database, origin);
    if (known?.receiptKey === receiptKey) return;
    if (readReceiptKey(receiptKey) === null) throw new Fault('sync.server-key-unfit', { origin });
    if (known !== undefined)
      throw new Fault('sync.server-key-changed', { origin, fingerprint: keyFingerprint(receiptKey) });
    journal.recordServer({ at: new Date().toISOString(), event: 'server-trusted', detail: { origin, receiptKey } });
  },

  replaceServerKey({ origin, receiptKey, user }) {
    if (readReceiptKey(receiptKey) === null) throw new Fault('sync.server-key-unfit', { origin });
    const known = trustedServer(database, origin);
    if (known === undefined) throw new Fault('sync.server-unknown', { origin });
    if (known.receiptKey === receiptKey) return;
    const detail = { origin, receiptKey, user };
    journal.recordServer({ at: new Date().toISOString(), event: 'server-key-replaced', detail });
  },
});

export const receiptReading = (database: ReadableDatabase): ReceiptReading => ({
  trustedServers: () => serverKeys(database),
});

/**
 * Stores the receipt of a delivered file and returns what its journal entry says of it. Fault `sync.receipt-mismatch`
 * where it is not signed with the key that was taken, or speaks of another document or file.
 */
export const receiptKeeper = (database: WritableDatabase) => {
  const insert = database.prepare<[string, string, string, string]>('INSERT INTO receipts VALUES (?, ?, ?, ?)');
  return ({ jobId, documentId, sha256 }: Sent, receipt: Receipt, origin: string) => {
    const key = trustedServer(database, origin)?.receiptKey ?? '';
    const speaksOfIt = receipt.documentId === documentId && receipt.sha256 === sha256;
    if (!speaksOfIt || !isSignedBy(key, receipt, origin)) throw new Fault('sync.receipt-mismatch');
    const stored = JSON.stringify(receipt);
    insert.run(jobId, receipt.documentId, origin, stored);
    const { journal, receiptNumber } = receipt;
    // A database that was taken back to an earlier day hears of deliveries that its journal knows nothing of.
    const ofThisJournal = journal === null || hashAt(database, journal.seq) === journal.head;
    return { origin, receiptNumber, receiptSha256: receiptDigest(origin, stored), ofThisJournal };
  };
};
