import { closeSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';

/** Raised when a table changes; a database of another version is not opened. */
const version = 4;

const schema = `
  CREATE TABLE users (name TEXT PRIMARY KEY, salt BLOB, hash BLOB) STRICT;
  CREATE TABLE certificates (fingerprint TEXT PRIMARY KEY, user TEXT NOT NULL REFERENCES users) STRICT;
  CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY, user TEXT NOT NULL REFERENCES users, holder TEXT NOT NULL, expires_at TEXT NOT NULL
  ) STRICT;
  CREATE TABLE refused_sign_ins (name TEXT NOT NULL, address TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
  CREATE INDEX refused_by_name ON refused_sign_ins (name, address, at);
  CREATE TABLE challenges (nonce TEXT PRIMARY KEY, expires_at TEXT NOT NULL) STRICT;
  CREATE INDEX challenges_by_end ON challenges (expires_at);

  CREATE TABLE documents (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, file_name TEXT NOT NULL,
    size INTEGER NOT NULL, sha256 TEXT NOT NULL,
    operation TEXT NOT NULL CHECK (operation IN ('sign', 'approve', 'issue', 'copy')),
    needs_approval INTEGER NOT NULL CHECK (needs_approval IN (0, 1)),
    status TEXT NOT NULL CHECK (status IN ('waiting', 'signed', 'accepted', 'refused', 'rejected', 'recalled')),
    refusal_code TEXT, refusal_message TEXT, assignee TEXT REFERENCES users,
    version INTEGER NOT NULL DEFAULT 1, change_seq INTEGER NOT NULL UNIQUE, updated_at TEXT NOT NULL,
    CHECK ((status = 'refused') = (refusal_code IS NOT NULL AND refusal_message IS NOT NULL))
  ) STRICT;
  CREATE INDEX documents_by_status ON documents (status, seq);
  -- What a cursor is known by again: a database that was taken back to an earlier day counts on with other marks.
  CREATE TABLE changes (seq INTEGER PRIMARY KEY, mark TEXT NOT NULL) STRICT;
  CREATE TRIGGER document_added AFTER INSERT ON documents
    BEGIN INSERT INTO changes VALUES (NEW.change_seq, lower(hex(randomblob(8)))); END;
  CREATE TRIGGER document_changed AFTER UPDATE OF change_seq ON documents
    BEGIN INSERT INTO changes VALUES (NEW.change_seq, lower(hex(randomblob(8)))); END;
  CREATE TABLE leases (
    document_id TEXT PRIMARY KEY REFERENCES documents (id), user TEXT NOT NULL REFERENCES users, holder TEXT NOT NULL,
    expires_at TEXT NOT NULL
  ) STRICT;

  CREATE TABLE receipts (
    number INTEGER PRIMARY KEY AUTOINCREMENT, idempotency_key TEXT NOT NULL UNIQUE,
    document_id TEXT NOT NULL REFERENCES documents (id), sha256 TEXT NOT NULL, size INTEGER NOT NULL,
    user TEXT NOT NULL REFERENCES users, received_at TEXT NOT NULL, journal_seq INTEGER, journal_head TEXT,
    verdict TEXT CHECK (verdict IN ('accepted', 'refused')),
    CHECK ((journal_seq IS NULL) = (journal_head IS NULL))
  ) STRICT;
  CREATE INDEX receipts_by_document ON receipts (document_id, number);
  CREATE INDEX receipts_by_content ON receipts (sha256);
  CREATE INDEX receipts_to_verify ON receipts (number) WHERE verdict IS NULL;
  CREATE TABLE uploads (
    id TEXT PRIMARY KEY, idempotency_key TEXT NOT NULL UNIQUE, document_id TEXT NOT NULL REFERENCES documents (id),
    version INTEGER, size INTEGER NOT NULL, sha256 TEXT NOT NULL, user TEXT NOT NULL REFERENCES users,
    journal_seq INTEGER, journal_head TEXT, offset INTEGER NOT NULL DEFAULT 0, touched_at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX uploads_by_age ON uploads (touched_at);
  CREATE TABLE rejections (
    idempotency_key TEXT PRIMARY KEY, document_id TEXT NOT NULL REFERENCES documents (id), reason TEXT NOT NULL,
    user TEXT NOT NULL REFERENCES users, rejected_at TEXT NOT NULL
  ) STRICT;

  CREATE TABLE journal_heads (
    number INTEGER PRIMARY KEY AUTOINCREMENT, user TEXT NOT NULL REFERENCES users, seq INTEGER NOT NULL,
    head TEXT NOT NULL, witnessed_at TEXT NOT NULL, UNIQUE (user, seq, head)
  ) STRICT;

  CREATE TABLE number_leases (
    key TEXT PRIMARY KEY, series TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
    user TEXT NOT NULL REFERENCES users, count INTEGER NOT NULL, expires_at TEXT NOT NULL
  ) STRICT;
  CREATE TABLE numbers (
    series TEXT NOT NULL, number INTEGER NOT NULL, lease_key TEXT REFERENCES number_leases (key),
    PRIMARY KEY (series, number)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX numbers_free ON numbers (series, number) WHERE lease_key IS NULL;

  CREATE TABLE audit (
    seq INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, address TEXT NOT NULL, action TEXT NOT NULL,
    document_id TEXT, detail TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL
  ) STRICT;
  CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit: append only'); END;
  CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit: append only'); END;
`;

/** For this user alone, with what SQLite keeps beside it: it would be made with the permissions of the umask. */
const create = (path) => closeSync(openSync(path, 'a', 0o600));

/**
 * One server works on a folder at a time. A lock of SQLite on a file of its own, so that it ends with the process, however
 * that dies.
 * @param {string} path of that file
 * @returns {() => void} gives it back
 */
export const lockFolder = (path) => {
  create(path);
  const lock = new Database(path, { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (thrown) {
    lock.close();
    if (thrown.code !== 'SQLITE_BUSY') throw thrown;
    throw Object.assign(new Error(`another server has ${path}`), { code: 'EBUSY' });
  }
  return () => void lock.close();
};

/**
 * Opens (and creates) the server's database. A receipt that was answered must survive a power cut: synchronous=FULL.
 * @param {string} path
 */
export const openDatabase = (path) => {
  create(path);
  const database = new Database(path);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  database
    .transaction(() => {
      const found = database.pragma('user_version', { simple: true });
      if (found === version) return;
      if (found !== 0) throw new Error(`the database is of version ${found}, this server needs version ${version}`);
      database.exec(schema);
      database.pragma(`user_version = ${version}`);
    })
    .immediate();
  return database;
};
