/** What synchronisation needs of the queue; src/main/queue fits it, and neither folder imports the other. */
import type { FaultValue } from '../../contracts/faults/index.js';
import type { Job } from '../../contracts/jobs.js';
import type { Receipt } from '../../contracts/provincial-api.js';

export interface InboxPort {
  knownDocuments(serverIds: string[]): Promise<readonly { readonly serverId: string }[]>;
  add(job: {
    readonly serverId: string;
    readonly title: string;
    readonly fileName: string;
    readonly originalPath: string;
    readonly sha256: string;
    readonly size: number;
  }): Promise<{ readonly added: boolean }>;
}

/** What the server waits for: a signed file, or the decision not to sign. */
export interface OutboxEntry {
  readonly job: Job & { readonly signedPath: string | null };
  readonly kind: 'signed-file' | 'rejection';
  readonly idempotencyKey: string;
  /** Of the one file that may be sent; null for a rejection. */
  readonly sha256: string | null;
}

export type UploadResult =
  | { readonly outcome: 'delivered'; readonly receipt: Receipt }
  | { readonly outcome: 'deferred' | 'refused'; readonly error: FaultValue };

export interface OutboxPort {
  outbox(): Promise<readonly OutboxEntry[]>;
  /** Null where another process has the job or it has left the outbox. */
  claimUpload(jobId: string): Promise<OutboxEntry | null>;
  /** What is to be sent is not what was proved: the job failed, nothing is sent. */
  fileLost(jobId: string, error: FaultValue): Promise<unknown>;
  finishUpload(jobId: string, result: UploadResult): Promise<unknown>;
}
