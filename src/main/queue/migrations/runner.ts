/** Numbered migrations; `PRAGMA user_version` says which one the database has. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { Fault } from '../../../contracts/faults/index.js';
import { type DatabaseLocation, openReadable, type WritableDatabase } from '../database.js';
import { jobsMigration } from './0010-jobs.js';
import { outboxMigration } from './0020-outbox.js';
import { journalMigration } from './0030-journal.js';
import { pendingSignaturesMigration } from './0040-pending-signatures.js';
import { evidenceMigration } from './0050-evidence.js';
import { journalOfEvidenceMigration } from './0060-journal-of-evidence.js';
import { journalOfTrustMigration } from './0070-journal-of-trust.js';
import { evidencePacksMigration } from './0080-evidence-packs.js';
import { registersMigration } from './0090-registers.js';
import { recordOrdersMigration } from './0100-record-orders.js';
import { amendedEntriesMigration } from './0110-amended-entries.js';
import { preparedSignaturesMigration } from './0120-prepared-signatures.js';
import { searchMigration } from './0130-search.js';
import { retentionMigration } from './0140-retention.js';
import { receiptsMigration } from './0150-receipts.js';
import { numberLeasesMigration } from './0160-number-leases.js';
import { syncMigration } from './0170-sync.js';
import { documentLeasesMigration } from './0180-document-leases.js';
import { serversMigration } from './0190-servers.js';
import { doubtsMigration } from './0200-doubts.js';
import type { Migration } from './migration.js';

export const migrations: readonly Migration[] = [
  jobsMigration,
  outboxMigration,
  journalMigration,
  pendingSignaturesMigration,
  evidenceMigration,
  journalOfEvidenceMigration,
  journalOfTrustMigration,
  evidencePacksMigration,
  registersMigration,
  recordOrdersMigration,
  amendedEntriesMigration,
  preparedSignaturesMigration,
  searchMigration,
  retentionMigration,
  receiptsMigration,
  numberLeasesMigration,
  syncMigration,
  documentLeasesMigration,
  serversMigration,
  doubtsMigration,
];

/** A whole, fsynced copy `<file>.before-<version>` from which the user can go back. */
const backUp = (location: DatabaseLocation, version: number): void => {
  const backup = `${location.databasePath}.before-${version}`;
  const part = `${backup}.part`;
  rmSync(part, { force: true });
  // An empty file of mode 0600 first: VACUUM INTO accepts it and keeps its permissions.
  closeSync(openSync(part, 'wx', 0o600));
  const reader = openReadable(location);
  try {
    reader.prepare('VACUUM INTO ?').run(part);
  } finally {
    reader.close();
  }
  const descriptor = openSync(part, 'r+');
  fsyncSync(descriptor);
  closeSync(descriptor);
  renameSync(part, backup);
};

/**
 * Brings the database to the newest of `steps`, all or none, after a backup when there is something to lose. Several
 * processes may do this at once: everything happens under the write lock, which WAL readers (the backup) do not feel.
 * Faults: `queue.newer-version`.
 */
export const migrate = (
  database: WritableDatabase,
  location: DatabaseLocation,
  steps: readonly Migration[] = migrations,
): void => {
  const newest = steps.at(-1)?.version ?? 0;
  const run = database.transaction(() => {
    const found = Number(database.pragma('user_version', { simple: true }));
    if (found > newest) throw new Fault('queue.newer-version');
    if (found > 0 && found < newest) backUp(location, newest);
    for (const step of steps.filter(({ version }) => version > found)) {
      database.exec(step.sql);
      step.fill?.(database);
    }
    database.pragma(`user_version = ${newest}`);
  });
  // A table that others refer to can be made anew only so (sqlite.org/lang_altertable.html, section 7).
  database.pragma('foreign_keys = OFF');
  try {
    run.exclusive();
  } finally {
    database.pragma('foreign_keys = ON');
  }
};
