/**
 * Which document servers are known by their keys, and which of them a document belongs to. A server is named by the
 * SHA-256 of the first key that was taken of it: it stays the same at another address with the same key, and with another
 * key at the same address once a person has compared that one.
 */
import { packageServer } from '../../contracts/edxml.js';
import { Fault } from '../../contracts/faults/index.js';
import type { ReadableDatabase, WritableDatabase } from './database.js';
import { hashOf, type JournalRow, journalColumns } from './journal/journal.js';
import { keyFingerprint } from './journal/receipt-signature.js';
import type { TrustedServer } from './receipt-types.js';

/** Nobody knows of which server it is: it was queued before any server's key was taken. */
export const unknownServer = '';

interface TakenKey extends TrustedServer {
  /** Of its journal entry. */
  readonly seq: number;
}

/**
 * Every key that was ever taken, the newest first. Fault `queue.journal-altered` where one of these entries was altered: a
 * key that nobody can vouch for must not make way for the next one that comes.
 */
const takenKeys = (database: ReadableDatabase): TakenKey[] => {
  const entries = database
    .prepare<[], JournalRow>(
      `SELECT ${journalColumns} FROM journal WHERE event IN ('server-trusted', 'server-key-replaced') ORDER BY seq`,
    )
    .all();
  if (!entries.every((entry) => entry.hash === hashOf(entry))) throw new Fault('queue.journal-altered');
  const taken: TakenKey[] = [];
  for (const { seq, at, detail } of entries) {
    const { origin, receiptKey } = JSON.parse(detail) as Pick<TrustedServer, 'origin' | 'receiptKey'>;
    const same = taken.find((one) => one.receiptKey === receiptKey) ?? taken.find((one) => one.origin === origin);
    taken.unshift({ seq, at, origin, receiptKey, server: same?.server ?? keyFingerprint(receiptKey) });
  }
  return taken;
};

/** The servers whose key was taken, each address with its newest key. Fault `queue.journal-altered`. */
export const serverKeys = (database: ReadableDatabase): TrustedServer[] => [
  ...new Map(
    takenKeys(database)
      .reverse()
      .map(({ origin, receiptKey, at, server }) => [origin, { origin, receiptKey, at, server }]),
  ).values(),
];

/** Whether it was taken once and is in force nowhere any more. Fault `queue.journal-altered`. */
export const isFormerKey = (database: ReadableDatabase, receiptKey: string): boolean =>
  takenKeys(database).some((one) => one.receiptKey === receiptKey) &&
  !serverKeys(database).some((one) => one.receiptKey === receiptKey);

interface Unknown {
  readonly id: string;
  /** What the entry by which it was queued says. */
  readonly told: string | null;
  /** Of the server that signed its receipt. */
  readonly origin: string | null;
  /** Of the entry by which it was queued. */
  readonly seq: number | null;
}

/**
 * Documents of which nobody wrote down whose they are (they were queued by an earlier program, or their row is lost) go
 * to the server that their journal names or that signed their receipt, else to the one whose key was the newest when they
 * were queued, else to the first one ever; without any they wait for it. Fault `queue.journal-altered`.
 */
export const adoptDocuments = (database: WritableDatabase): void => {
  database
    .prepare(`UPDATE jobs SET server = ? WHERE server = '${unknownServer}' AND server_id GLOB 'edxml-*'`)
    .run(packageServer);
  const unknown = database
    .prepare<[], Unknown>(
      `SELECT id,
         (SELECT detail ->> 'of' FROM journal WHERE job_id = jobs.id AND event = 'added' AND json_valid(detail)) AS told,
         (SELECT max(origin) FROM receipts WHERE job_id = jobs.id) AS origin,
         (SELECT min(seq) FROM journal WHERE job_id = jobs.id) AS seq
       FROM jobs WHERE server = '${unknownServer}'
         AND (server_id IS NOT NULL OR id IN (SELECT job_id FROM outbox))`,
    )
    .all();
  if (unknown.length === 0) return;
  const keys = takenKeys(database);
  const set = database.prepare('UPDATE OR IGNORE jobs SET server = ? WHERE id = ?');
  for (const { id, told, origin, seq } of unknown) {
    const by =
      keys.find((key) => key.origin === origin) ?? keys.find((key) => seq !== null && key.seq < seq) ?? keys.at(-1);
    const server = told ?? by?.server;
    if (server !== undefined) set.run(server, id);
  }
};
