/** Personal data whose time was up does not come back with a backup or an older page (NĐ 13/2023). */
import type { WritableDatabase } from '../database.js';
import { evidenceWriting } from '../evidence.js';
import type { JournalWriter } from '../journal/journal.js';
import { personalData } from '../retention.js';
import type { JobRow } from '../rows.js';
import { deletionStep, isDeletable } from '../transitions.js';

/** Brings rows and journal together: what the journal says was deleted is, and what is gone stands in the journal. */
export const rebuildDeletions = (database: WritableDatabase, journal: JournalWriter): void => {
  const { erase } = personalData(database, evidenceWriting(database));
  const come = database.prepare<[string], JobRow>(
    `SELECT * FROM jobs WHERE data_deleted_at IS NULL AND id IN (SELECT job_id FROM journal WHERE event = ?)`,
  );
  const deletedAt = database
    .prepare<[string, string], string>('SELECT at FROM journal WHERE event = ? AND job_id = ?')
    .pluck();
  for (const row of come.all(deletionStep.event))
    erase(row, deletedAt.get(deletionStep.event, row.id) ?? new Date().toISOString());
  const gone = database.prepare<[string], JobRow>(
    `SELECT * FROM jobs WHERE data_deleted_at IS NOT NULL AND id NOT IN (SELECT job_id FROM journal WHERE event = ?)`,
  );
  const forget = database.prepare<[string]>('UPDATE jobs SET data_deleted_at = NULL WHERE id = ?');
  for (const row of gone.all(deletionStep.event)) {
    const detail = { sha256: row.original_sha256 };
    if (isDeletable(row.state))
      journal.recordDeletion({ at: row.data_deleted_at ?? '', jobId: row.id, state: row.state, detail });
    // Its last steps are lost with the deletion: what is left of the row is that of a document to go on with.
    else forget.run(row.id);
  }
};
