/**
 * What document servers signed of the files that they received, and the keys they sign with: the key is taken at the
 * first sign-in, and from then on no other is, unless a person who compared it says so.
 */
import { Fault } from '../../contracts/faults/index.js';
import type { Receipt } from '../../contracts/provincial-api.js';
import type { ReadableDatabase, WritableDatabase } from './database.js';
import { hashAt, type JournalWriter, journalHead, serverKeys } from './journal.js';
import { isSignedBy, isWitnessedBy, keyFingerprint, readReceiptKey, receiptDigest } from './receipt-signature.js';
import type { ReceiptReading, ReceiptWriting, TrustedServer } from './receipt-types.js';
import type { FoundDelivery } from './types.js';

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

/** Documents of servers of which something may still be sent, or a verdict comes. */
const openDocuments = `SELECT count(*) FROM jobs WHERE server_id IS NOT NULL AND CASE state
  WHEN 'failed' THEN signed_sha256 IS NOT NULL AND failed_in <> 'delivered'
  WHEN 'rejected' THEN id IN (SELECT job_id FROM outbox)
  ELSE state NOT IN ('acknowledged', 'cancelled', 'recalled') END`;

/**
 * Ids of documents mean something on one server alone: what is open here of one must not be sent to another, nor be
 * recalled by it. One that moved to another address has the key that it had. Fault `sync.other-server`.
 */
const refuseStranger = (database: ReadableDatabase, { origin, receiptKey }: Omit<TrustedServer, 'at'>): void => {
  const others = serverKeys(database);
  if (others.length === 0 || others.some((server) => server.receiptKey === receiptKey)) return;
  const count = database.prepare<[], number>(openDocuments).pluck().get() ?? 0;
  if (count === 0) return;
  throw new Fault('sync.other-server', { origin, count, former: others.map((server) => server.origin).join(', ') });
};

export const receiptWriting = (database: WritableDatabase, journal: JournalWriter): ReceiptWriting => ({
  trustServer({ origin, receiptKey }) {
    const known = trustedServer(database, origin);
    if (known?.receiptKey === receiptKey) return;
    if (readReceiptKey(receiptKey) === null) throw new Fault('sync.server-key-unfit', { origin });
    if (known !== undefined)
      throw new Fault('sync.server-key-changed', { origin, fingerprint: keyFingerprint(receiptKey) });
    refuseStranger(database, { origin, receiptKey });
    journal.recordServer({ at: new Date().toISOString(), event: 'server-trusted', detail: { origin, receiptKey } });
  },

  replaceServerKey({ origin, receiptKey, user }) {
    if (readReceiptKey(receiptKey) === null) throw new Fault('sync.server-key-unfit', { origin });
    const known = trustedServer(database, origin);
    // The first server of all is taken by signing in; one that takes another's place may be taken here.
    if (serverKeys(database).length === 0) throw new Fault('sync.server-unknown', { origin });
    if (known?.receiptKey === receiptKey) return;
    const detail = { origin, receiptKey, user };
    const event = known === undefined ? 'server-trusted' : 'server-key-replaced';
    journal.recordServer({ at: new Date().toISOString(), event, detail });
  },

  keepWitness(witness, origin) {
    const key = trustedServer(database, origin)?.receiptKey ?? '';
    const { seq, head } = witness.journal;
    if (!isWitnessedBy(key, witness, origin) || hashAt(database, seq) !== head)
      throw new Fault('sync.receipt-mismatch');
    database
      .prepare<[string, string]>(
        'INSERT INTO journal_witnesses VALUES (?, ?) ON CONFLICT (origin) DO UPDATE SET witness = excluded.witness',
      )
      .run(origin, JSON.stringify(witness));
  },
});

export const receiptReading = (database: ReadableDatabase): ReceiptReading => ({
  trustedServers: () => serverKeys(database),
  isWitnessed: (origin) =>
    database
      .prepare<[string], string>(`SELECT witness ->> '$.journal.head' FROM journal_witnesses WHERE origin = ?`)
      .pluck()
      .get(origin) === journalHead(database).head,
});

/**
 * Stores the receipt of a delivered file and returns what its journal entry says of it. Fault `sync.receipt-mismatch`
 * where it is not signed with the key that was taken, or speaks of another document or file.
 */
export const receiptKeeper = (database: WritableDatabase) => {
  const insert = database.prepare<[string, string, string, string]>(
    'INSERT OR IGNORE INTO receipts VALUES (?, ?, ?, ?)',
  );
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

/** What a receipt says of a file that is not here; nothing where it is not signed with the key that was taken. */
export const receiptFacts =
  (database: ReadableDatabase) =>
  (documentId: string | null, delivery: FoundDelivery | null): Readonly<Record<string, string | number>> => {
    if (delivery === null) return {};
    const { receipt, origin = '' } = delivery;
    const key = trustedServer(database, origin)?.receiptKey ?? '';
    if (receipt.documentId !== documentId || !isSignedBy(key, receipt, origin)) return {};
    const { sha256, receivedAt, receiptNumber } = receipt;
    return { sha256, receivedAt, origin, receiptNumber };
  };
