import type { Migration } from './migration.js';

/**
 * What was known of the signer's certificate when jobs were signed (NĐ 23/2025 Đ.15–17): stored once however many jobs
 * refer to it, as is each certificate, revocation list and answer in it, and gone with the last of these.
 */
export const evidenceMigration: Migration = {
  version: 50,
  name: 'evidence',
  sql: `
    CREATE TABLE evidence (
      id TEXT PRIMARY KEY CHECK (length(id) = 32),
      checked_at TEXT NOT NULL,
      outcome TEXT NOT NULL,
      reasons TEXT NOT NULL CHECK (json_valid(reasons))
    ) STRICT;
    CREATE TABLE evidence_bytes (
      sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64),
      bytes BLOB NOT NULL
    ) STRICT;
    CREATE TABLE evidence_items (
      evidence_id TEXT NOT NULL REFERENCES evidence (id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      kind TEXT NOT NULL,
      sha256 TEXT NOT NULL REFERENCES evidence_bytes (sha256),
      PRIMARY KEY (evidence_id, position)
    ) STRICT;
    CREATE INDEX evidence_items_by_bytes ON evidence_items (sha256);
    CREATE TABLE job_evidence (
      job_id TEXT PRIMARY KEY REFERENCES jobs (id),
      evidence_id TEXT NOT NULL REFERENCES evidence (id)
    ) STRICT;
    CREATE INDEX job_evidence_by_evidence ON job_evidence (evidence_id);
  `,
};
