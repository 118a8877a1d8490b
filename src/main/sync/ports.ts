/** What synchronisation needs of the queue; src/main/queue fits it, and neither folder imports the other. */
import type { FaultValue } from '../../contracts/faults/index.js';
import type { Job, JobState } from '../../contracts/jobs.js';
import type { Receipt, Witness } from '../../contracts/provincial-api.js';
import type { JournalHead } from '../../contracts/receipt.js';
import type { Delivery } from './adapter.js';

/** A document of the server that is queued here. */
export interface KnownDocument {
  readonly serverId: string;
  readonly sha256: string;
  readonly state: JobState;
  /** As it was when it was fetched; null where nobody wrote it down. */
  readonly version: number | null;
}

/** What the server says of a document that is here. */
export type ServerNews =
  | { readonly event: 'acknowledged' | 'recalled' | 'replaced' | 'rejected-there' }
  | { readonly event: 'new-version'; readonly version: number }
  /** The server has a signed file of it that is not known here. */
  | { readonly event: 'found-delivered'; readonly delivery: Delivery | null }
  /** The server has nothing of what it was sent: it was taken back to an earlier day. */
  | { readonly event: 'delivery-lost' | 'rejection-lost'; readonly version: number }
  | { readonly event: 'refused-after-delivery'; readonly error: FaultValue };

/** Which documents (ids on that server) are in this user's hands. */
export interface LeasePort {
  /** Those that are, whatever the hour; `until` ISO 8601 UTC by this computer's clock, null where nobody else gets it. */
  heldLeases(
    server: string,
    serverIds: string[],
  ): Promise<readonly { readonly serverId: string; readonly until: string | null }[]>;
  /** In the order of their ids, behind `after`: what is open here, or those of them that are in hand. */
  documentsToLease(server: string, which: 'held' | 'open', after: string, limit: number): Promise<readonly string[]>;
  leasesToReturn(server: string, limit: number): Promise<readonly string[]>;
  takeLeases(
    server: string,
    word: {
      readonly granted: readonly { readonly serverId: string; readonly until: string }[];
      readonly refused: readonly { readonly serverId: string; readonly error: FaultValue }[];
    },
  ): Promise<unknown>;
  /** What is signed and not yet sent stays in hand. */
  giveBackLeases(server: string, serverIds: string[]): Promise<unknown>;
  /** The same of all that is in hand, of every server. */
  giveBackAllLeases(): Promise<unknown>;
  leasesReturned(server: string, serverIds: string[]): Promise<unknown>;
}

/** What a server signs of this computer's journal. */
export interface JournalPort {
  journalHead(): Promise<JournalHead>;
  isWitnessed(origin: string): Promise<boolean>;
  keepWitness(witness: Witness, origin: string): Promise<unknown>;
}

export interface OwedDocument {
  readonly seq: number;
  readonly documentId: string;
  /** JSON of a ServerDocument. */
  readonly document: string;
}

/** A document that cannot go on because its original is missing or damaged here. */
export interface LostOriginal {
  readonly jobId: string;
  readonly serverId: string;
  readonly title: string;
  /** Of the original: where it has to stand (absolute), and what it has to be. */
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
}

export interface InboxPort {
  /** Those of this server of which nothing was ever sent. */
  lostOriginals(server: string): Promise<readonly LostOriginal[]>;
  /** It is there again: the document is checked anew. */
  originalFetched(jobId: string): Promise<unknown>;
  syncCursor(server: string): Promise<string | null>;
  /** Cursor and what is to be done about the changes before it, in one transaction. */
  takeChanges(
    server: string,
    changes: {
      readonly cursor: string;
      readonly owed: readonly Omit<OwedDocument, 'seq'>[];
      /** Of each document: whether it is meant for this user alone. */
      readonly hands: readonly { readonly documentId: string; readonly exclusive: boolean }[];
    },
  ): Promise<unknown>;
  /** The server does not know it: everything is asked for again. */
  forgetCursor(server: string): Promise<unknown>;
  owedDocuments(server: string, after: number, limit: number): Promise<readonly OwedDocument[]>;
  settleOwed(seqs: number[]): Promise<unknown>;
  knownDocuments(server: string, serverIds: string[]): Promise<readonly KnownDocument[]>;
  /** Null where that changes nothing. */
  takeNews(server: string, serverId: string, news: ServerNews): Promise<unknown>;
  add(job: {
    readonly server: string;
    readonly serverId: string;
    readonly title: string;
    readonly fileName: string;
    readonly originalPath: string;
    readonly sha256: string;
    readonly size: number;
    readonly needsApproval: boolean;
    readonly serverVersion: number;
  }): Promise<{ readonly added: boolean }>;
}

/** What the server waits for: a signed file, or the decision not to sign. */
export interface OutboxEntry {
  readonly job: Job & {
    readonly server: string;
    readonly signedPath: string | null;
    readonly serverVersion: number | null;
  };
  readonly kind: 'signed-file' | 'rejection';
  readonly idempotencyKey: string;
  /** Of the one file that may be sent; null for a rejection. */
  readonly sha256: string | null;
}

export type UploadResult =
  | { readonly outcome: 'delivered'; readonly receipt: Receipt; readonly origin?: string }
  | { readonly outcome: 'deferred' | 'refused' | 'recalled'; readonly error: FaultValue };

export type RejectionResult =
  | { readonly outcome: 'delivered' }
  | { readonly outcome: 'deferred' | 'refused'; readonly error: FaultValue };

export interface OutboxPort {
  outbox(): Promise<readonly OutboxEntry[]>;
  /** Null where another process has the job or it has left the outbox. */
  claimUpload(jobId: string): Promise<OutboxEntry | null>;
  /** What is to be sent is not what was proved: the job failed, nothing is sent. */
  fileLost(jobId: string, error: FaultValue): Promise<{ readonly error: FaultValue | null }>;
  /** Fault `sync.receipt-mismatch` where the receipt does not stand by what is known of the server. */
  finishUpload(jobId: string, result: UploadResult): Promise<unknown>;
  finishRejection(jobId: string, result: RejectionResult): Promise<unknown>;
  journalHead(): Promise<JournalHead>;
}
