import type { Migration } from './migration.js';

/** What the token signed, kept until the finished file is proved, so that waiting for a timestamp needs no token. */
export const pendingSignaturesMigration: Migration = {
  version: 40,
  name: 'pending signatures',
  sql: `
    CREATE TABLE pending_signatures (
      job_id TEXT PRIMARY KEY REFERENCES jobs (id),
      pending TEXT NOT NULL CHECK (json_valid(pending))
    ) STRICT;
  `,
};
