import type { Migration } from './migration.js';

/**
 * Which documents of servers this user has in hand, and until when; those that nobody here needs any more until the
 * server has been told. One job may have several receipts: a server that was taken back to an earlier day gets its file
 * again. What a server last saw of the journal stands beside them.
 */
export const documentLeasesMigration: Migration = {
  version: 180,
  name: 'document leases',
  sql: `
    CREATE TABLE document_leases (
      server_id TEXT PRIMARY KEY,
      until TEXT NOT NULL,
      going_back INTEGER NOT NULL DEFAULT 0 CHECK (going_back IN (0, 1))
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX document_leases_returning ON document_leases (server_id) WHERE going_back = 1;

    ALTER TABLE receipts RENAME TO former_receipts;
    CREATE TABLE receipts (
      job_id TEXT NOT NULL,
      document_id TEXT NOT NULL,
      origin TEXT NOT NULL,
      receipt TEXT NOT NULL CHECK (json_valid(receipt)),
      PRIMARY KEY (job_id, origin, receipt)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO receipts SELECT job_id, document_id, origin, receipt FROM former_receipts;
    DROP TABLE former_receipts;
    CREATE TRIGGER receipts_no_update BEFORE UPDATE ON receipts
      BEGIN SELECT RAISE(ABORT, 'receipts are append-only'); END;
    CREATE TRIGGER receipts_no_delete BEFORE DELETE ON receipts
      BEGIN SELECT RAISE(ABORT, 'receipts are append-only'); END;

    CREATE TABLE journal_witnesses (
      origin TEXT PRIMARY KEY,
      witness TEXT NOT NULL CHECK (json_valid(witness))
    ) STRICT;
  `,
};
