/**
 * A queue whose last steps are lost (a backup was restored, a damaged file could not be read to its end) may have signed
 * and sent what it holds to be unsigned. Nothing leaves it before the server was asked.
 */
import type { JobState } from '../../../contracts/jobs.js';
import type { WritableDatabase } from '../database.js';
import type { JournalWriter } from '../journal/journal.js';

/** Of a moment (ISO 8601, UTC) in Vietnam: numbers begin anew with its years. */
const yearInVietnam = (at: string): number => new Date(Date.parse(at) + 7 * 3_600_000).getUTCFullYear();

/** This year and those before: as far as the clock goes, or the journal where the clock is behind it. */
const doubtNumbers = (database: WritableDatabase, journal: JournalWriter, at: string): void => {
  const newest = database.prepare<[], string | null>('SELECT max(at) FROM journal').pluck().get() ?? at;
  const year = Math.max(yearInVietnam(at), yearInVietnam(newest));
  journal.recordRegister({ at, event: 'numbers-doubted', detail: { year } });
};

/**
 * What an earlier process had begun to sign is not finished by itself: it may have been, and two files of one document
 * must not leave this computer. It is signed anew once the server has said that it may be. Documents that were in this
 * user's hands may have been given back, and numbers may have been given. Returns how many documents go back to be
 * signed.
 */
export const beginAnew = (database: WritableDatabase, journal: JournalWriter): number => {
  const at = new Date().toISOString();
  const begun = database
    .prepare<[], { id: string; state: JobState; sha256: string }>(
      `SELECT id, state, original_sha256 AS sha256 FROM jobs WHERE server_id IS NOT NULL
       AND state IN ('preparing', 'signing', 'timestamping', 'awaiting-timestamp', 'signed')`,
    )
    .all();
  const free = database.prepare<[string]>(
    `UPDATE jobs SET state = 'ready', owner = NULL, error = NULL, failed_in = NULL, signed_path = NULL,
       signed_sha256 = NULL WHERE id = ?`,
  );
  for (const { id, state, sha256 } of begun) {
    free.run(id);
    journal.recordRebuiltJob({ at, jobId: id, from: state, to: 'ready', detail: { sha256 } });
  }
  database.exec(`
    DELETE FROM prepared_signatures WHERE job_id IN (SELECT id FROM jobs WHERE server_id IS NOT NULL);
    DELETE FROM pending_signatures WHERE job_id IN (SELECT id FROM jobs WHERE server_id IS NOT NULL);
    DELETE FROM document_leases;
  `);
  doubtNumbers(database, journal, at);
  return begun.length;
};
