import type { Migration } from './migration.js';

/**
 * Registers whose numbers the server gives: blocks of them are leased, so that documents can be numbered without a
 * network and no number is given twice. A request is stored before it is sent: sent again it gets the same block.
 */
export const numberLeasesMigration: Migration = {
  version: 160,
  name: 'number leases',
  sql: `
    CREATE TABLE served_series (
      direction TEXT NOT NULL CHECK (direction IN ('outgoing', 'incoming')),
      series TEXT NOT NULL,
      server TEXT NOT NULL,
      PRIMARY KEY (direction, series)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE number_leases (
      key TEXT PRIMARY KEY CHECK (length(key) = 32),
      direction TEXT NOT NULL,
      series TEXT NOT NULL,
      year INTEGER NOT NULL,
      server TEXT NOT NULL,
      count INTEGER NOT NULL CHECK (count BETWEEN 1 AND 500),
      expires_at TEXT
    ) STRICT;
    CREATE UNIQUE INDEX number_leases_asked ON number_leases (direction, series, year) WHERE expires_at IS NULL;
    CREATE TABLE leased_numbers (
      direction TEXT NOT NULL,
      series TEXT NOT NULL,
      year INTEGER NOT NULL,
      number INTEGER NOT NULL CHECK (number > 0),
      key TEXT NOT NULL REFERENCES number_leases (key),
      state TEXT NOT NULL CHECK (state IN ('open', 'given', 'returning', 'returned')),
      PRIMARY KEY (direction, series, year, number)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX leased_numbers_open ON leased_numbers (direction, series, year, number) WHERE state = 'open';
    CREATE INDEX leased_numbers_returning ON leased_numbers (key, number) WHERE state = 'returning';
  `,
};
