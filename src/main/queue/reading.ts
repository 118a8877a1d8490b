/** The questions one can ask of the queue; they take a connection that cannot write. */
import { Fault } from '../../contracts/faults/index.js';
import type { ReadableDatabase } from './database.js';
import { type LeaseReading, leaseReading } from './document-leases.js';
import { evidenceReading } from './evidence.js';
import { confirmedAnchors, fileOfPack, historyOf, journalHead, journalPage, verifyJournal } from './journal/journal.js';
import { jobListing } from './listing.js';
import { packReading } from './packs.js';
import type { ReceiptReading } from './receipt-types.js';
import { receiptReading } from './receipts.js';
import type { NumberLeaseReading } from './registers/number-lease-types.js';
import { numberLeaseReading } from './registers/number-leases.js';
import { registerReading } from './registers/register-reading.js';
import type { RegisterReading } from './registers/register-types.js';
import { type JobRow, type OutboxRow, outboxEntryOf, recordOf } from './rows.js';
import { type SyncReading, syncReading } from './sync-state.js';
import type { KnownDocument, LostOriginal, QueueOperations } from './types.js';

type Reading =
  | keyof LeaseReading
  | keyof RegisterReading
  | keyof SyncReading
  | keyof ReceiptReading
  | keyof NumberLeaseReading
  | 'get'
  | 'list'
  | 'history'
  | 'knownDocuments'
  | 'lostOriginals'
  | 'openRecords'
  | 'outbox'
  | 'verifyJournal'
  | 'journalHead'
  | 'journalPage'
  | 'evidenceOf'
  | 'fileOfPack'
  | 'packs'
  | 'packOf'
  | 'confirmedAnchors';

export const readingOperations = (database: ReadableDatabase): Pick<QueueOperations, Reading> => {
  const byId = database.prepare<[string], JobRow>('SELECT * FROM jobs WHERE id = ?');
  const known = database.prepare<[string, string], KnownDocument>(
    `SELECT server_id AS serverId, original_sha256 AS sha256, state, server_version AS version FROM jobs
     WHERE server = ? AND server_id IN (SELECT value FROM json_each(?))`,
  );
  const lost = database.prepare<[string], LostOriginal>(
    `SELECT id AS jobId, server_id AS serverId, title, original_path AS path, original_sha256 AS sha256,
       original_size AS size FROM jobs
     WHERE server = ? AND server_id IS NOT NULL AND state = 'failed' AND data_deleted_at IS NULL
       AND error ->> 'code' IN ('file.missing', 'file.unreadable', 'file.changed')
       AND id NOT IN (SELECT job_id FROM journal WHERE event = 'upload-started') ORDER BY seq`,
  );
  const openRecords = database.prepare<[string], JobRow>(
    `SELECT * FROM jobs WHERE original_sha256 IN (SELECT value FROM json_each(?)) AND record_order IS NOT NULL
     AND state IN ('received', 'checked', 'ready', 'preparing', 'signing', 'timestamping', 'awaiting-timestamp', 'signed')`,
  );
  const outbox = database.prepare<[], JobRow & OutboxRow>(
    `SELECT jobs.*, outbox.kind, outbox.idempotency_key, outbox.sha256 FROM outbox JOIN jobs ON jobs.id = outbox.job_id
     WHERE jobs.state IN ('proved', 'rejected') ORDER BY outbox.next_attempt_at, jobs.seq`,
  );
  return {
    get(jobId) {
      const row = byId.get(jobId);
      if (row === undefined) throw new Fault('queue.job-missing');
      return recordOf(row);
    },
    list: jobListing(database),
    lostOriginals: (server) => lost.all(server),
    history: (jobId) => historyOf(database, jobId),
    openRecords: (documents) => openRecords.all(JSON.stringify(documents)).map(recordOf),
    knownDocuments: (server, serverIds) => known.all(server, JSON.stringify(serverIds)),
    outbox: () => outbox.all().map(outboxEntryOf),
    verifyJournal: (given) => verifyJournal(database, given),
    journalHead: () => journalHead(database),
    journalPage: (after, limit) => journalPage(database, after, limit),
    fileOfPack: (packSha256) => fileOfPack(database, packSha256),
    confirmedAnchors: () => confirmedAnchors(database),
    ...packReading(database),
    ...registerReading(database),
    ...syncReading(database),
    ...leaseReading(database),
    ...receiptReading(database),
    ...numberLeaseReading(database),
    ...evidenceReading(database),
  };
};
