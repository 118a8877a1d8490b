import type { Migration } from './migration.js';

/** Where evidence packs were put, so that they can be found again; what the journal says of them stands apart. */
export const evidencePacksMigration: Migration = {
  version: 80,
  name: 'evidence packs',
  sql: `
    CREATE TABLE evidence_packs (
      pack_sha256 TEXT PRIMARY KEY CHECK (length(pack_sha256) = 64),
      file_sha256 TEXT NOT NULL CHECK (length(file_sha256) = 64),
      file_name TEXT NOT NULL,
      path TEXT NOT NULL,
      size INTEGER NOT NULL,
      made_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX evidence_packs_by_time ON evidence_packs (made_at);
  `,
};
