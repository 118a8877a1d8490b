import Database from 'better-sqlite3';

const schema = `
  CREATE TABLE users (name TEXT PRIMARY KEY, salt BLOB NOT NULL, hash BLOB NOT NULL) STRICT;
  CREATE TABLE sessions (token_hash TEXT PRIMARY KEY, user TEXT NOT NULL REFERENCES users, expires_at TEXT NOT NULL) STRICT;
  CREATE TABLE refused_sign_ins (name TEXT NOT NULL, address TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
  CREATE INDEX refused_by_name ON refused_sign_ins (name, address, at);
  CREATE TABLE documents (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, file_name TEXT NOT NULL,
    size INTEGER NOT NULL, sha256 TEXT NOT NULL, status TEXT NOT NULL CHECK (status IN ('waiting', 'signed')),
    updated_at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX documents_by_status ON documents (status, seq);
  CREATE TABLE receipts (
    idempotency_key TEXT PRIMARY KEY, document_id TEXT NOT NULL UNIQUE REFERENCES documents (id),
    sha256 TEXT NOT NULL, size INTEGER NOT NULL, user TEXT NOT NULL REFERENCES users, received_at TEXT NOT NULL
  ) STRICT;
`;

/**
 * Opens (and creates) the server's database. A receipt that was answered must survive a power cut: synchronous=FULL.
 * @param {string} path
 */
export const openDatabase = (path) => {
  const database = new Database(path);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  database
    .transaction(() => {
      if (database.pragma('user_version', { simple: true }) !== 0) return;
      database.exec(schema);
      database.pragma('user_version = 1');
    })
    .immediate();
  return database;
};
