/**
 * Deletes the personal data of documents whose time is up (NĐ 13/2023): title, names, paths, what was kept of văn thư's
 * order, a person's reason, and the evidence. Hashes, states, the server's id and the journal stay: they say what was
 * done, and keep the document from being fetched once more.
 */
import type { WritableDatabase } from './database.js';
import type { EvidenceWriting } from './evidence.js';
import type { JournalWriter } from './journal/journal.js';
import { retentionClock } from './retention-clock.js';
import type { JobRow } from './rows.js';
import { deletableStates } from './transitions.js';
import type { QueueOperations } from './types.js';

/** One transaction holds up whoever else writes; so many documents are a moment. */
const atOnce = 200;

/**
 * Nothing goes that may stand here alone: the document came from the server, which took the signed file over or knows
 * that there is none; or a person took one that was added by hand, and never signed, out of the queue. One whose id went
 * on to another content has its version alone.
 */
export const dueSql = `SELECT * FROM jobs
  WHERE state = @state AND updated_at < @before AND data_deleted_at IS NULL
    AND (server_id IS NOT NULL OR server_version IS NOT NULL OR state IN ('cancelled', 'rejected'))
    AND (state = 'acknowledged' OR signed_sha256 IS NULL)
    AND NOT EXISTS (SELECT 1 FROM outbox WHERE job_id = jobs.id)
  ORDER BY updated_at LIMIT @limit`;

type RetentionWriting = Pick<
  QueueOperations,
  'deleteDue' | 'deleteCopies' | 'takeTime' | 'confirmClock' | 'filesToDelete' | 'filesDeleted'
>;

/** Takes a row's personal data away; its files are noted, to go from the disk. */
export const personalData = (database: WritableDatabase, evidence: Pick<EvidenceWriting, 'remove'>) => {
  const blank = database.prepare<[{ id: string; at: string }]>(
    `UPDATE jobs SET title = '', file_name = '', typed = '', folded = '', original_path = '',
       signed_path = iif(signed_path IS NULL, NULL, ''), error = NULL, record_order = NULL, rejection_reason = NULL,
       data_deleted_at = @at
     WHERE id = @id`,
  );
  const note = database.prepare<[string]>('INSERT INTO files_to_delete VALUES (?) ON CONFLICT DO NOTHING');
  return {
    erase(row: JobRow, at: string): void {
      for (const path of [row.original_path, row.signed_path]) if (path !== null && path !== '') note.run(path);
      evidence.remove([row.id]);
      blank.run({ id: row.id, at });
    },
  };
};

export const retentionWriting = (
  database: WritableDatabase,
  journal: JournalWriter,
  evidence: EvidenceWriting,
): RetentionWriting => {
  const due = database.prepare<[{ state: string; before: string; limit: number }], JobRow>(dueSql);
  const { erase } = personalData(database, evidence);
  // Documents of the same content share the file of the original: it goes with the last of them.
  const noted = database
    .prepare<[], string>(
      'SELECT path FROM files_to_delete WHERE path NOT IN (SELECT original_path FROM jobs WHERE data_deleted_at IS NULL)',
    )
    .pluck();
  const noteOnce = database.prepare<[string]>('INSERT INTO files_to_delete VALUES (?) ON CONFLICT DO NOTHING');
  const spokenOf = database
    .prepare<[{ documents: string }], number>(
      `WITH documents AS (SELECT value FROM json_each(@documents))
       SELECT 1 FROM jobs WHERE data_deleted_at IS NULL
       AND (original_sha256 IN documents OR signed_sha256 IN documents) LIMIT 1`,
    )
    .pluck();
  const strike = database.prepare<[string]>('DELETE FROM files_to_delete WHERE path = ?');

  const deleteOne = (row: JobRow, at: string): void => {
    erase(row, at);
    const detail = {
      sha256: row.original_sha256,
      ...(row.signed_sha256 === null ? {} : { signedSha256: row.signed_sha256 }),
    };
    journal.recordDeletion({ at, jobId: row.id, state: row.state, detail });
  };

  return {
    deleteDue(before) {
      const at = new Date().toISOString();
      let limit = atOnce;
      for (const state of deletableStates) {
        const day = before[state];
        const rows = day === null || limit === 0 ? [] : due.all({ state, before: day, limit });
        for (const row of rows) deleteOne(row, at);
        limit -= rows.length;
      }
      return atOnce - limit;
    },
    deleteCopies(copies) {
      const at = new Date().toISOString();
      const going = copies.filter(
        ({ documents }) => spokenOf.get({ documents: JSON.stringify(documents) }) === undefined,
      );
      for (const { name, paths } of going) {
        // What another program held open is on the list, and on record, already.
        const fresh = paths.filter((path) => noteOnce.run(path).changes > 0);
        if (fresh.length > 0) journal.recordRetention({ at, event: 'copy-deleted', detail: { name } });
      }
      return going.length;
    },
    ...retentionClock(database, journal),
    filesToDelete: () => noted.all(),
    filesDeleted(paths) {
      for (const path of paths) strike.run(path);
    },
  };
};
