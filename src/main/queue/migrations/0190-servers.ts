import { adoptDocuments } from '../server-keys.js';
import type { Migration } from './migration.js';

/**
 * A document belongs to a server: ids mean something on one server alone. Tables whose key was the id alone are made
 * anew; indexes and triggers on `jobs` come back as they were. What is known of the changes of each server is asked for
 * again: it stood under an address. `this_queue` tells this database from all others.
 */
export const serversMigration: Migration = {
  version: 190,
  name: 'servers',
  sql: `
    CREATE TABLE new_jobs (
      seq INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE CHECK (length(id) = 32),
      server TEXT NOT NULL DEFAULT '',
      server_id TEXT,
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
      record_order TEXT,
      needs_approval INTEGER NOT NULL DEFAULT 0 CHECK (needs_approval IN (0, 1)),
      server_version INTEGER,
      rejection_reason TEXT,
      typed TEXT NOT NULL DEFAULT '',
      data_deleted_at TEXT,
      UNIQUE (server, server_id),
      CHECK ((signed_path IS NULL) = (signed_sha256 IS NULL)),
      CHECK ((failed_in IS NULL) = (state <> 'failed'))
    ) STRICT;
    INSERT INTO new_jobs (seq, id, server_id, title, file_name, folded, state, original_path, original_sha256,
        original_size, signed_path, signed_sha256, error, failed_in, owner, updated_at, record_order, needs_approval,
        server_version, rejection_reason, typed, data_deleted_at)
      SELECT seq, id, server_id, title, file_name, folded, state, original_path, original_sha256, original_size,
        signed_path, signed_sha256, error, failed_in, owner, updated_at, record_order, needs_approval, server_version,
        rejection_reason, typed, data_deleted_at
      FROM jobs;

    ALTER TABLE document_leases RENAME TO former_leases;
    CREATE TABLE document_leases (
      server TEXT NOT NULL,
      server_id TEXT NOT NULL,
      until TEXT NOT NULL,
      going_back INTEGER NOT NULL DEFAULT 0 CHECK (going_back IN (0, 1)),
      PRIMARY KEY (server, server_id)
    ) STRICT, WITHOUT ROWID;

    DELETE FROM sync_cursors;
    DELETE FROM sync_owed;

    CREATE TABLE this_queue (one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL CHECK (length(id) = 32)) STRICT;
    INSERT INTO this_queue VALUES (1, lower(hex(randomblob(16))));
  `,
  fill(database) {
    const onJobs = database
      .prepare<[], string>(
        `SELECT sql FROM sqlite_schema WHERE tbl_name = 'jobs' AND type IN ('index', 'trigger') AND sql IS NOT NULL`,
      )
      .pluck()
      .all();
    database.exec('DROP TABLE jobs; ALTER TABLE new_jobs RENAME TO jobs;');
    for (const sql of onJobs) database.exec(sql);
    adoptDocuments(database);
    // What nobody fetched is told again by the server, with whose it is.
    database.exec(`
      INSERT INTO document_leases
        SELECT jobs.server, server_id, until, going_back FROM former_leases JOIN jobs USING (server_id);
      DROP TABLE former_leases;
      CREATE INDEX document_leases_returning ON document_leases (server, server_id) WHERE going_back = 1;
    `);
  },
};
