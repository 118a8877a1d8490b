import type { Migration } from './migration.js';

/**
 * What is recorded besides the steps of jobs (evidence packs of verified files) stands in the same chain: such an entry
 * has no job and no state. The table is made anew, as SQLite cannot take back NOT NULL; rows and hashes stay as they are.
 */
export const journalOfEvidenceMigration: Migration = {
  version: 60,
  name: 'journal of evidence packs',
  sql: `
    DROP TRIGGER journal_no_update;
    DROP TRIGGER journal_no_delete;
    DROP INDEX journal_by_job;
    ALTER TABLE journal RENAME TO journal_of_jobs;
    CREATE TABLE journal (
      seq INTEGER PRIMARY KEY,
      at TEXT NOT NULL,
      job_id TEXT,
      event TEXT NOT NULL,
      actor TEXT NOT NULL,
      from_state TEXT,
      to_state TEXT,
      detail TEXT NOT NULL,
      previous TEXT NOT NULL CHECK (length(previous) = 64),
      hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64),
      CHECK ((job_id IS NULL) = (to_state IS NULL))
    ) STRICT;
    INSERT INTO journal SELECT * FROM journal_of_jobs;
    DROP TABLE journal_of_jobs;
    CREATE INDEX journal_by_job ON journal (job_id, seq) WHERE job_id IS NOT NULL;
    CREATE INDEX journal_of_packs ON journal (detail ->> 'packSha256') WHERE job_id IS NULL;
    CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal
      BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
    CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal
      BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
  `,
};
