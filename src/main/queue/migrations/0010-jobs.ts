import type { Migration } from './migration.js';

/** One row a document. `state` is guarded by the table of transitions, not here: states grow, tables are rebuilt. */
export const jobsMigration: Migration = {
  version: 10,
  name: 'jobs',
  sql: `
    CREATE TABLE jobs (
      seq INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE CHECK (length(id) = 32),
      server_id TEXT UNIQUE,
      title TEXT NOT NULL,
      file_name TEXT NOT NULL,
      folded TEXT NOT NULL,
      state TEXT NOT NULL,
      original_path TEXT NOT NULL,
      original_sha256 TEXT NOT NULL CHECK (length(original_sha256) = 64),
      original_size INTEGER NOT NULL CHECK (original_size >= 0),
      signed_path TEXT,
      signed_sha256 TEXT CHECK (length(signed_sha256) = 64),
      error TEXT,
      failed_in TEXT,
      owner TEXT,
      updated_at TEXT NOT NULL,
      CHECK ((signed_path IS NULL) = (signed_sha256 IS NULL)),
      CHECK ((failed_in IS NULL) = (state <> 'failed'))
    ) STRICT;
    CREATE INDEX jobs_by_state ON jobs (state, seq);
    CREATE INDEX jobs_by_owner ON jobs (owner) WHERE owner IS NOT NULL;
  `,
};
