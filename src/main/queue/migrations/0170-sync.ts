import type { Migration } from './migration.js';

/**
 * How far the changes of each server are known, and which of them are not dealt with yet. It stands with the jobs: a
 * database that is taken back to an earlier day asks for the changes of that day again.
 */
export const syncMigration: Migration = {
  version: 170,
  name: 'synchronisation',
  sql: `
    CREATE TABLE sync_cursors (server TEXT PRIMARY KEY, cursor TEXT NOT NULL) STRICT;
    CREATE TABLE sync_owed (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      server TEXT NOT NULL,
      document_id TEXT NOT NULL,
      document TEXT NOT NULL CHECK (json_valid(document)),
      UNIQUE (server, document_id)
    ) STRICT;
    CREATE INDEX sync_owed_in_order ON sync_owed (server, seq);
  `,
};
