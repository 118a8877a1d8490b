/** Rows of the table `jobs` and what they mean. */
import type { FaultValue } from '../../contracts/faults/index.js';
import type { Job, JobState } from '../../contracts/jobs.js';
import type { JobRecord, OutboxEntry } from './types.js';

export interface JobRow {
  readonly seq: number;
  readonly id: string;
  /** '' for none, and for one that is not known. */
  readonly server: string;
  readonly server_id: string | null;
  readonly title: string;
  readonly file_name: string;
  readonly state: JobState;
  readonly original_path: string;
  readonly original_sha256: string;
  readonly original_size: number;
  readonly signed_path: string | null;
  readonly signed_sha256: string | null;
  /** A FaultValue as JSON. */
  readonly error: string | null;
  readonly failed_in: JobState | null;
  readonly owner: string | null;
  readonly record_order: string | null;
  readonly needs_approval: 0 | 1;
  readonly server_version: number | null;
  readonly rejection_reason: string | null;
  readonly updated_at: string;
  readonly data_deleted_at: string | null;
}

export const jobOf = (row: JobRow): Job => ({
  id: row.id,
  serverId: row.server_id,
  title: row.title,
  fileName: row.file_name,
  state: row.state,
  sha256: row.original_sha256,
  signedSha256: row.signed_sha256,
  error: row.error === null ? null : (JSON.parse(row.error) as FaultValue),
  rejectionReason: row.rejection_reason,
  updatedAt: row.updated_at,
  dataDeletedAt: row.data_deleted_at,
});

export const recordOf = (row: JobRow): JobRecord => ({
  ...jobOf(row),
  server: row.server,
  originalPath: row.original_path,
  originalSize: row.original_size,
  signedPath: row.signed_path,
  failedIn: row.failed_in,
  recordOrder: row.record_order,
  needsApproval: row.needs_approval === 1,
  serverVersion: row.server_version,
});

/** Of the table `outbox`, beside its job. */
export interface OutboxRow {
  readonly kind: OutboxEntry['kind'];
  readonly idempotency_key: string;
  readonly sha256: string | null;
}

export const outboxEntryOf = (row: JobRow & OutboxRow): OutboxEntry => ({
  job: recordOf(row),
  kind: row.kind,
  idempotencyKey: row.idempotency_key,
  sha256: row.sha256,
});
