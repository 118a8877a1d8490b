import type { Migration } from './migration.js';

/**
 * Which series of numbers wait for a person's word after steps were lost is read from the journal each time a number is
 * given. What time it was when retention last looked stands in a row of its own: a clock that jumps is not believed.
 */
export const doubtsMigration: Migration = {
  version: 200,
  name: 'numbers in doubt, time of retention',
  sql: `
    CREATE INDEX journal_of_doubts ON journal (seq) WHERE event IN ('numbers-doubted', 'series-confirmed');
    CREATE TABLE retention_clock (
      one INTEGER PRIMARY KEY CHECK (one = 1),
      seen_at TEXT NOT NULL
    ) STRICT;
  `,
};
