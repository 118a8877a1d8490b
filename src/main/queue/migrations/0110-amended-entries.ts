import type { Migration } from './migration.js';

/**
 * Columns of an entry are written after it was made: each time one row more in `entry_changes`, while `fields` keeps what
 * was registered. Only what entries are found by follows.
 */
export const amendedEntriesMigration: Migration = {
  version: 110,
  name: 'amended entries',
  sql: `
    DROP TRIGGER register_entries_no_update;
    CREATE TRIGGER register_entries_no_update BEFORE UPDATE OF seq, direction, series, year, number, date,
        document_sha256, result_sha256, signer_fingerprint, office_fingerprint, confirmation_id, user, registered_at,
        fields ON register_entries
      BEGIN SELECT RAISE(ABORT, 'the register is append-only'); END;
  `,
};
