import type { Migration } from './migration.js';

/** What văn thư does with a document is kept with its job: whoever signs it later, after a restart too, does the same. */
export const recordOrdersMigration: Migration = {
  version: 100,
  name: 'record orders',
  sql: `
    ALTER TABLE jobs ADD COLUMN record_order TEXT;
  `,
};
