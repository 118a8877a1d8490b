/** Receipts of a queue that is put together again: those that the journal names; of those that are lost it is said so. */
import type { Database } from 'better-sqlite3';
import type { JobState } from '../../../contracts/jobs.js';
import type { WritableDatabase } from '../database.js';
import type { JournalWriter } from '../journal/journal.js';
import { receiptDigest } from '../journal/receipt-signature.js';
import { columnsOf, readableRows } from './salvage.js';

interface Delivered {
  readonly jobId: string;
  readonly state: JobState;
  readonly digest: string;
}

const columns = ['job_id', 'document_id', 'origin', 'receipt'] as const;

/** Takes over what was signed for the deliveries in the journal, whichever source has it. */
export const rebuildReceipts = (
  database: WritableDatabase,
  journal: JournalWriter,
  sources: readonly Database[],
): void => {
  const delivered = database
    .prepare<[], Delivered>(
      `SELECT job_id AS jobId, jobs.state, detail ->> 'receiptSha256' AS digest FROM journal
       JOIN jobs ON jobs.id = journal.job_id WHERE event = 'delivered' AND digest IS NOT NULL ORDER BY journal.seq`,
    )
    .all();
  const wanted = new Set(delivered.map(({ digest }) => digest));
  const insert = database.prepare<unknown[]>('INSERT OR IGNORE INTO receipts VALUES (?, ?, ?, ?)');
  const found = new Set<string>();
  for (const source of sources) {
    if (columnsOf(source, 'receipts').length === 0) continue;
    for (const row of readableRows(source, 'receipts', columns)) {
      const { origin, receipt } = row;
      if (typeof origin !== 'string' || typeof receipt !== 'string') continue;
      const digest = receiptDigest(origin, receipt);
      if (!wanted.has(digest) || found.has(digest)) continue;
      insert.run(columns.map((name) => row[name]));
      found.add(digest);
    }
  }
  const at = new Date().toISOString();
  for (const { jobId, state, digest } of delivered)
    if (!found.has(digest))
      journal.recordRebuiltJob({ at, jobId, from: state, to: state, detail: { receiptLost: digest } });
};
