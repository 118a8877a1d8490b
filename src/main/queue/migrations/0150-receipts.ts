import type { Migration } from './migration.js';

/**
 * What the server signed of each delivered file. A receipt speaks of hashes alone and outlives the job it came for. Which
 * key a server signs with stands in the journal, and is read from there at each sign-in, however long the journal is.
 */
export const receiptsMigration: Migration = {
  version: 150,
  name: 'receipts',
  sql: `
    CREATE TABLE receipts (
      job_id TEXT PRIMARY KEY,
      document_id TEXT NOT NULL,
      origin TEXT NOT NULL,
      receipt TEXT NOT NULL CHECK (json_valid(receipt))
    ) STRICT;
    CREATE TRIGGER receipts_no_update BEFORE UPDATE ON receipts
      BEGIN SELECT RAISE(ABORT, 'receipts are append-only'); END;
    CREATE TRIGGER receipts_no_delete BEFORE DELETE ON receipts
      BEGIN SELECT RAISE(ABORT, 'receipts are append-only'); END;
    CREATE INDEX journal_of_servers ON journal (seq) WHERE event IN ('server-trusted', 'server-key-replaced');
  `,
};
