import type { Migration } from './migration.js';

/**
 * Sources of trust that a person adds or removes stand in the journal too: which ones count is read from there before
 * each verification, however long the journal is. A program that does not know these entries would call it altered.
 */
export const journalOfTrustMigration: Migration = {
  version: 70,
  name: 'journal of sources of trust',
  sql: `
    CREATE INDEX journal_of_anchors ON journal (seq)
      WHERE event IN ('trust-anchor-added', 'trust-anchor-removed');
  `,
};
