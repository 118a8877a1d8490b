import type { Migration } from './migration.js';

/**
 * Numbers and registers of văn thư. Whatever two processes do at once, a number belongs to one document and a document
 * holds one number; nobody gives up a used number, and nothing that was registered is deleted or written over.
 */
export const registersMigration: Migration = {
  version: 90,
  name: 'registers',
  sql: `
    CREATE TABLE series (
      direction TEXT NOT NULL CHECK (direction IN ('outgoing', 'incoming')),
      series TEXT NOT NULL,
      year INTEGER NOT NULL,
      first INTEGER NOT NULL CHECK (first > 0),
      chosen INTEGER NOT NULL CHECK (chosen IN (0, 1)),
      PRIMARY KEY (direction, series, year)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE numbers (
      direction TEXT NOT NULL,
      series TEXT NOT NULL,
      year INTEGER NOT NULL,
      number INTEGER NOT NULL CHECK (number > 0),
      state TEXT NOT NULL CHECK (state IN ('held', 'used', 'free')),
      document_sha256 TEXT CHECK (length(document_sha256) = 64),
      date TEXT CHECK (substr(date, 1, 4) = printf('%04d', year)),
      user TEXT,
      held_at TEXT,
      PRIMARY KEY (direction, series, year, number),
      FOREIGN KEY (direction, series, year) REFERENCES series (direction, series, year),
      CHECK ((state = 'free') = (document_sha256 IS NULL)),
      CHECK ((state = 'free') = (date IS NULL)),
      CHECK ((state = 'free') = (user IS NULL)),
      CHECK ((state = 'free') = (held_at IS NULL))
    ) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX numbers_held ON numbers (direction, document_sha256) WHERE state = 'held';
    CREATE INDEX numbers_used ON numbers (direction, document_sha256) WHERE state = 'used';
    CREATE INDEX numbers_free ON numbers (direction, series, year, number) WHERE state = 'free';
    CREATE INDEX numbers_by_date ON numbers (direction, series, year, date, number);
    CREATE TRIGGER numbers_stay_used BEFORE UPDATE ON numbers WHEN OLD.state = 'used'
      BEGIN SELECT RAISE(ABORT, 'a used number stays used'); END;
    CREATE TRIGGER numbers_no_delete BEFORE DELETE ON numbers
      BEGIN SELECT RAISE(ABORT, 'numbers are not deleted'); END;
    CREATE INDEX jobs_by_original ON jobs (original_sha256);

    CREATE TABLE confirmations (
      id TEXT PRIMARY KEY CHECK (length(id) = 32),
      at TEXT NOT NULL,
      user TEXT NOT NULL,
      count INTEGER NOT NULL CHECK (count > 0),
      list_sha256 TEXT NOT NULL CHECK (length(list_sha256) = 64)
    ) STRICT;
    CREATE TABLE confirmation_documents (
      confirmation_id TEXT NOT NULL REFERENCES confirmations (id),
      position INTEGER NOT NULL,
      sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
      PRIMARY KEY (confirmation_id, sha256, position)
    ) STRICT, WITHOUT ROWID;
    CREATE TRIGGER confirmations_no_update BEFORE UPDATE ON confirmations
      BEGIN SELECT RAISE(ABORT, 'confirmations are append-only'); END;
    CREATE TRIGGER confirmations_no_delete BEFORE DELETE ON confirmations
      BEGIN SELECT RAISE(ABORT, 'confirmations are append-only'); END;
    CREATE TRIGGER confirmation_documents_no_update BEFORE UPDATE ON confirmation_documents
      BEGIN SELECT RAISE(ABORT, 'confirmations are append-only'); END;
    CREATE TRIGGER confirmation_documents_no_delete BEFORE DELETE ON confirmation_documents
      BEGIN SELECT RAISE(ABORT, 'confirmations are append-only'); END;

    CREATE TABLE register_entries (
      seq INTEGER PRIMARY KEY,
      direction TEXT NOT NULL,
      series TEXT NOT NULL,
      year INTEGER NOT NULL,
      number INTEGER NOT NULL,
      state TEXT NOT NULL,
      date TEXT NOT NULL,
      document_sha256 TEXT NOT NULL CHECK (length(document_sha256) = 64),
      result_sha256 TEXT CHECK (length(result_sha256) = 64),
      signer_fingerprint TEXT CHECK (length(signer_fingerprint) = 64),
      office_fingerprint TEXT CHECK (length(office_fingerprint) = 64),
      confirmation_id TEXT REFERENCES confirmations (id),
      user TEXT NOT NULL,
      registered_at TEXT NOT NULL,
      type TEXT NOT NULL,
      folded TEXT NOT NULL,
      fields TEXT NOT NULL CHECK (json_valid(fields)),
      FOREIGN KEY (direction, series, year, number) REFERENCES numbers (direction, series, year, number),
      CHECK (direction = 'incoming' OR result_sha256 IS NOT NULL),
      CHECK (direction = 'incoming' OR signer_fingerprint IS NOT NULL OR confirmation_id IS NOT NULL)
    ) STRICT;
    CREATE UNIQUE INDEX register_entries_by_number ON register_entries (direction, series, year, number);
    CREATE INDEX register_entries_by_year ON register_entries (direction, year, seq);
    CREATE TRIGGER register_entries_no_update BEFORE UPDATE OF seq, direction, series, year, number, date,
        document_sha256, result_sha256, signer_fingerprint, office_fingerprint, confirmation_id, user, registered_at,
        type, folded, fields ON register_entries
      BEGIN SELECT RAISE(ABORT, 'the register is append-only'); END;
    CREATE TRIGGER register_entries_no_delete BEFORE DELETE ON register_entries
      BEGIN SELECT RAISE(ABORT, 'the register is append-only'); END;

    CREATE TABLE entry_changes (
      seq INTEGER PRIMARY KEY,
      entry_seq INTEGER NOT NULL REFERENCES register_entries (seq),
      successor_seq INTEGER REFERENCES register_entries (seq),
      at TEXT NOT NULL,
      change TEXT NOT NULL CHECK (json_valid(change)),
      CHECK (successor_seq <> entry_seq)
    ) STRICT;
    CREATE INDEX entry_changes_by_entry ON entry_changes (entry_seq, seq);
    CREATE TRIGGER entry_changes_no_update BEFORE UPDATE ON entry_changes
      BEGIN SELECT RAISE(ABORT, 'the register is append-only'); END;
    CREATE TRIGGER entry_changes_no_delete BEFORE DELETE ON entry_changes
      BEGIN SELECT RAISE(ABORT, 'the register is append-only'); END;
  `,
};
