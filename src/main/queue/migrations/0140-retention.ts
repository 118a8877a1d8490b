import type { Migration } from './migration.js';

/**
 * Personal data goes when its time is up (`retention.ts`): the row stays with its hashes and says since when. What is to
 * be deleted of the disk is on record before it is, so that a cut between leaves nothing behind.
 */
export const retentionMigration: Migration = {
  version: 140,
  name: 'retention',
  sql: `
    ALTER TABLE jobs ADD COLUMN data_deleted_at TEXT;
    CREATE INDEX jobs_with_data ON jobs (state, updated_at) WHERE data_deleted_at IS NULL;
    CREATE TABLE files_to_delete (path TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  `,
};
