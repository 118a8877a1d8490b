/** The questions one can ask of the queue; they take a connection that cannot write. */
import { Fault } from '../../contracts/faults/index.js';
import { jobStateSchema } from '../../contracts/jobs.js';
import type { ReadableDatabase } from './database.js';
import { evidenceReading } from './evidence.js';
import { searchWords } from './fold.js';
import { confirmedAnchors, fileOfPack, historyOf, verifyJournal } from './journal.js';
import { packReading } from './packs.js';
import { registerReading } from './register-reading.js';
import type { RegisterReading } from './register-types.js';
import { type JobRow, jobOf, type OutboxRow, outboxEntryOf, recordOf } from './rows.js';
import type { KnownDocument, QueueOperations } from './types.js';

type Reading =
  | keyof RegisterReading
  | 'get'
  | 'list'
  | 'history'
  | 'knownDocuments'
  | 'openRecords'
  | 'outbox'
  | 'verifyJournal'
  | 'evidenceOf'
  | 'fileOfPack'
  | 'packs'
  | 'packOf'
  | 'confirmedAnchors';

/** Every word of the JSON array @words occurs in the folded text. */
const textMatches = 'NOT EXISTS (SELECT 1 FROM json_each(@words) AS word WHERE instr(jobs.folded, word.value) = 0)';
const stateMatches = '(json_array_length(@states) = 0 OR state IN (SELECT value FROM json_each(@states)))';

export const readingOperations = (database: ReadableDatabase): Pick<QueueOperations, Reading> => {
  const byId = database.prepare<[string], JobRow>('SELECT * FROM jobs WHERE id = ?');
  const page = database.prepare<[{ words: string; states: string; offset: number; limit: number }], JobRow>(
    `SELECT * FROM jobs WHERE ${stateMatches} AND ${textMatches} ORDER BY seq DESC LIMIT @limit OFFSET @offset`,
  );
  const countByState = database.prepare<[{ words: string }], { state: string; count: number }>(
    `SELECT state, count(*) AS count FROM jobs WHERE ${textMatches} GROUP BY state`,
  );
  const known = database.prepare<[string], KnownDocument>(
    `SELECT server_id AS serverId, original_sha256 AS sha256, state, server_version AS version FROM jobs
     WHERE server_id IN (SELECT value FROM json_each(?))`,
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
    list({ text, states, offset, limit }) {
      const words = JSON.stringify(searchWords(text));
      const counts: Record<string, number> = Object.fromEntries(jobStateSchema.options.map((state) => [state, 0]));
      for (const { state, count } of countByState.all({ words })) counts[state] = count;
      const shown = states.length === 0 ? Object.keys(counts) : [...new Set(states)];
      return {
        jobs: page.all({ words, states: JSON.stringify(states), offset, limit }).map(jobOf),
        total: shown.reduce((sum, state) => sum + (counts[state] ?? 0), 0),
        counts,
      };
    },
    history: (jobId) => historyOf(database, jobId),
    openRecords: (documents) => openRecords.all(JSON.stringify(documents)).map(recordOf),
    knownDocuments: (serverIds) => known.all(JSON.stringify(serverIds)),
    outbox: () => outbox.all().map(outboxEntryOf),
    verifyJournal: () => verifyJournal(database),
    fileOfPack: (packSha256) => fileOfPack(database, packSha256),
    confirmedAnchors: () => confirmedAnchors(database),
    ...packReading(database),
    ...registerReading(database),
    ...evidenceReading(database),
  };
};
