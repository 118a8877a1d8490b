import type { Migration } from './migration.js';

/** What has to reach the server, written in the transaction that proves the signed file. */
export const outboxMigration: Migration = {
  version: 20,
  name: 'outbox',
  sql: `
    CREATE TABLE outbox (
      job_id TEXT PRIMARY KEY REFERENCES jobs (id),
      idempotency_key TEXT NOT NULL UNIQUE,
      sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
      attempts INTEGER NOT NULL DEFAULT 0,
      next_attempt_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX outbox_by_time ON outbox (next_attempt_at);
  `,
};
