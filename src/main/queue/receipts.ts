/**
 * What document servers signed of the files that they received, and the keys they sign with: the key is taken at the
 * first sign-in, and from then on no other is, unless a person who compared it says so.
 */
import { packageServer } from '../../contracts/edxml.js';
import { Fault } from '../../contracts/faults/index.js';
import type { Receipt, ServerIdentity } from '../../contracts/provincial-api.js';
import type { ReadableDatabase, WritableDatabase } from './database.js';
import { hashAt, type JournalWriter, journalHead } from './journal/journal.js';
import {
  isSignedBy,
  isWitnessedBy,
  keyFingerprint,
  readReceiptKey,
  receiptDigest,
} from './journal/receipt-signature.js';
import type { ReceiptReading, ReceiptWriting, TrustedServer } from './receipt-types.js';
import { adoptDocuments, isFormerKey, serverKeys } from './server-keys.js';
import type { FoundDelivery } from './types.js';

/** The file that a receipt has to speak of. */
interface Sent {
  readonly jobId: string;
  readonly server: string;
  /** On the server. */
  readonly documentId: string | null;
  /** Of the signed file. */
  readonly sha256: string | null;
}

const trustedServer = (database: ReadableDatabase, origin: string): TrustedServer | undefined =>
  serverKeys(database).find((server) => server.origin === origin);

/** The key by which the server of a document signs at this address; none is the key of no server. */
const keyOf = (database: ReadableDatabase, server: string, origin: string): string => {
  const trusted = trustedServer(database, origin);
  return trusted?.server === server ? trusted.receiptKey : '';
};

/** Documents of servers of which something may still be sent, or a verdict comes. */
const openDocuments = `SELECT server, count(*) AS count FROM jobs
  WHERE server_id IS NOT NULL AND server <> '${packageServer}' AND CASE state
    WHEN 'failed' THEN signed_sha256 IS NOT NULL AND failed_in <> 'delivered'
    WHEN 'rejected' THEN id IN (SELECT job_id FROM outbox)
    ELSE state NOT IN ('acknowledged', 'cancelled', 'recalled') END
  GROUP BY server`;

/**
 * What is open here of one server goes to no other; it would lie here unsent, and a person has to know of that first.
 * One that moved to another address has the key that it had. Faults `sync.other-server`, `sync.server-key-changed` for a
 * key that was replaced by another.
 */
const refuseStranger = (database: ReadableDatabase, { origin, receiptKey }: ServerIdentity): void => {
  const others = serverKeys(database);
  if (others.length === 0 || others.some((server) => server.receiptKey === receiptKey)) return;
  if (isFormerKey(database, receiptKey))
    throw new Fault('sync.server-key-changed', { origin, fingerprint: keyFingerprint(receiptKey) });
  const open = database.prepare<[], { server: string; count: number }>(openDocuments).all();
  const count = open.reduce((sum, one) => sum + one.count, 0);
  if (count === 0) return;
  const former = others.filter(({ server }) => open.some((one) => one.server === server)).map((one) => one.origin);
  throw new Fault('sync.other-server', { origin, count, former: former.join(', ') });
};

export const receiptWriting = (database: WritableDatabase, journal: JournalWriter): ReceiptWriting => ({
  trustServer({ origin, receiptKey }) {
    const known = trustedServer(database, origin);
    if (known?.receiptKey === receiptKey) return known.server;
    if (readReceiptKey(receiptKey) === null) throw new Fault('sync.server-key-unfit', { origin });
    if (known !== undefined)
      throw new Fault('sync.server-key-changed', { origin, fingerprint: keyFingerprint(receiptKey) });
    refuseStranger(database, { origin, receiptKey });
    journal.recordServer({ at: new Date().toISOString(), event: 'server-trusted', detail: { origin, receiptKey } });
    adoptDocuments(database);
    return trustedServer(database, origin)?.server ?? '';
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
  return ({ jobId, server, documentId, sha256 }: Sent, receipt: Receipt, origin: string) => {
    const speaksOfIt = receipt.documentId === documentId && receipt.sha256 === sha256;
    if (!speaksOfIt || !isSignedBy(keyOf(database, server, origin), receipt, origin))
      throw new Fault('sync.receipt-mismatch');
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
  (
    { server, documentId }: Pick<Sent, 'server' | 'documentId'>,
    delivery: FoundDelivery | null,
  ): Readonly<Record<string, string | number>> => {
    if (delivery === null) return {};
    const { receipt, origin = '' } = delivery;
    const key = keyOf(database, server, origin);
    if (receipt.documentId !== documentId || !isSignedBy(key, receipt, origin)) return {};
    const { sha256, receivedAt, receiptNumber } = receipt;
    return { sha256, receivedAt, origin, receiptNumber };
  };
