/** What synchronisation needs of the queue; src/main/queue fits it, and neither folder imports the other. */
import type { FaultValue } from '../../contracts/faults/index.js';
import type { Job } from '../../contracts/jobs.js';
import type { Receipt } from '../../contracts/provincial-api.js';

export interface InboxPort {
  knownServerIds(serverIds: string[]): Promise<string[]>;
  add(job: {
    readonly serverId: string;
    readonly title: string;
    readonly fileName: string;
    readonly originalPath: string;
    readonly sha256: string;
    readonly size: number;
  }): Promise<{ readonly added: boolean }>;
}

export interface OutboxJob extends Job {
  readonly signedPath: string | null;
}

export type UploadResult =
  | { readonly outcome: 'delivered'; readonly receipt: Receipt }
  | { readonly outcome: 'deferred' | 'refused'; readonly error: FaultValue };

export interface OutboxPort {
  pendingUploads(): Promise<readonly OutboxJob[]>;
  /** Null where another process has the job or it has left the outbox. */
  claimUpload(jobId: string): Promise<OutboxJob | null>;
  finishUpload(jobId: string, result: UploadResult): Promise<unknown>;
}
