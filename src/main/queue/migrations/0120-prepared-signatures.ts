import type { Migration } from './migration.js';

/**
 * What the token was about to sign, so that a cut changes nothing of it; and what the server said of a document: whether
 * a person has to decide first, and which version of it this is. An outbox row may be a decision not to sign. Up to
 * `former_steps` the journal follows the table of transitions as it was (`formerTransitions`).
 */
export const preparedSignaturesMigration: Migration = {
  version: 120,
  name: 'prepared signatures',
  sql: `
    CREATE TABLE prepared_signatures (
      job_id TEXT PRIMARY KEY REFERENCES jobs (id),
      prepared TEXT NOT NULL CHECK (json_valid(prepared))
    ) STRICT;
    ALTER TABLE jobs ADD COLUMN needs_approval INTEGER NOT NULL DEFAULT 0 CHECK (needs_approval IN (0, 1));
    ALTER TABLE jobs ADD COLUMN server_version INTEGER;
    ALTER TABLE jobs ADD COLUMN rejection_reason TEXT;
    CREATE TABLE new_outbox (
      job_id TEXT PRIMARY KEY REFERENCES jobs (id),
      kind TEXT NOT NULL CHECK (kind IN ('signed-file', 'rejection')),
      idempotency_key TEXT NOT NULL UNIQUE,
      sha256 TEXT CHECK (length(sha256) = 64),
      attempts INTEGER NOT NULL DEFAULT 0,
      next_attempt_at TEXT NOT NULL,
      CHECK ((sha256 IS NULL) = (kind = 'rejection'))
    ) STRICT;
    INSERT INTO new_outbox SELECT job_id, 'signed-file', idempotency_key, sha256, attempts, next_attempt_at FROM outbox;
    DROP TABLE outbox;
    ALTER TABLE new_outbox RENAME TO outbox;
    CREATE INDEX outbox_by_time ON outbox (next_attempt_at);
    CREATE TABLE former_steps (until_seq INTEGER NOT NULL) STRICT;
    INSERT INTO former_steps SELECT coalesce(max(seq), 0) FROM journal;
  `,
};
