/** What the queue takes and gives. Everything here is plain data that crosses the border of the database worker. */
import type { FaultValue } from '../../contracts/faults/index.js';
import type { QueueFilter, QueuePage } from '../../contracts/ipc.js';
import type { Job, JobState } from '../../contracts/jobs.js';
import type { Receipt } from '../../contracts/provincial-api.js';
import type { JournalHead } from '../../contracts/receipt.js';
import type { Registration } from '../../contracts/registers.js';
import type { AddingWay, TrustSource } from '../../contracts/trust.js';
import type { LeaseReading, LeaseWriting } from './document-leases.js';
import type { JournalRebuild } from './rebuild/replay.js';
import type { GivenReceipt, ReceiptReading, ReceiptWriting } from './receipt-types.js';
import type { NumberLeaseReading, NumberLeaseWriting } from './registers/number-lease-types.js';
import type { RegisterOperations } from './registers/register-types.js';
import type { SyncReading, SyncWriting } from './sync-state.js';
import type { Actor, AnchorEvent, deletableStates, deletionStep, JobEvent, PackEvent } from './transitions.js';

/** A document to be queued; `originalPath` is the application's own copy (absolute), never the user's file. */
export interface NewJob {
  /** Whose document it is: `TrustedServer.server`, or `packageServer`; left out for a file added by hand. */
  readonly server?: string;
  /** The document's id on that server, null for a file added by hand. */
  readonly serverId: string | null;
  readonly title: string;
  readonly fileName: string;
  readonly originalPath: string;
  /** SHA-256 of the file, lower-case hexadecimal. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  /** JSON: what văn thư does with it; none for a plain signature. */
  readonly recordOrder?: string;
  /** The server wants a person's decision before it is signed. */
  readonly needsApproval?: boolean;
  /** Of the document on the server. */
  readonly serverVersion?: number;
}

/** What opening a document showed. */
export type CheckOutcome = { readonly fit: true } | { readonly fit: false; readonly error: FaultValue };

/** A job that was claimed for signing. */
export interface ClaimedJob {
  readonly job: JobRecord;
  /** JSON: what the token was about to sign when an earlier process was cut off; null where there is nothing. */
  readonly prepared: string | null;
}

/** A job with what only the main process may know: where its files are. */
export interface JobRecord extends Job {
  /** Whose document it is; '' for a file added by hand. */
  readonly server: string;
  readonly originalPath: string;
  readonly originalSize: number;
  /** Absolute path of the proved signed file. */
  readonly signedPath: string | null;
  /** The state in which it failed. */
  readonly failedIn: JobState | null;
  readonly recordOrder: string | null;
  readonly needsApproval: boolean;
  /** Of the document on the server, null for a file added by hand. */
  readonly serverVersion: number | null;
}

/** What the signing pipeline reports of a job that it has claimed. */
export type SigningEvent =
  | { readonly event: 'embedded' }
  /**
   * JSON: everything that the token is about to sign; kept until it has, and handed out again by `claim` after a cut.
   * `again`: it is what was handed out, unchanged.
   */
  | {
      readonly event: 'prepared';
      readonly prepared: string;
      readonly again: boolean;
      /** SHA-256 of the signer's certificate, for the journal. */
      readonly certificate?: string;
    }
  /** JSON: what the token signed and what it answered; handed out again by `claimPending`. */
  | { readonly event: 'signature-made'; readonly pending: string }
  /** Neither the token's nor the document's error (timestamp authority unreachable …): it waits. */
  | { readonly event: 'timestamp-deferred'; readonly error: FaultValue }
  /**
   * The finished file was read again, proved, and stands (fsynced) at `signedPath` (absolute). With a `registration` its
   * number is used and it stands in the register from the same moment on.
   */
  | {
      readonly event: 'proved';
      readonly signedPath: string;
      readonly signedSha256: string;
      readonly registration?: Registration;
    }
  | { readonly event: 'released'; readonly error?: FaultValue }
  | { readonly event: 'signing-failed'; readonly error: FaultValue };

/** What the server waits for: the signed file, or the decision not to sign. */
export interface OutboxEntry {
  readonly job: JobRecord;
  readonly kind: 'signed-file' | 'rejection';
  /** The same for every try, and for no other content. */
  readonly idempotencyKey: string;
  /** Of the file that is to be sent, and of no other; null for a rejection. */
  readonly sha256: string | null;
}

/** A document of the server that is queued here. */
export interface KnownDocument {
  readonly serverId: string;
  readonly sha256: string;
  readonly state: JobState;
  readonly version: number | null;
}

/** A job that cannot go on because its original is missing or damaged here. */
export interface LostOriginal {
  readonly jobId: string;
  readonly serverId: string;
  readonly title: string;
  /** Of the original: where it has to stand (absolute), and what it has to be. */
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
}

/** How an upload that was claimed came out. */
export type UploadOutcome =
  /** `origin`: of the server that signed the receipt; none where nobody signs (packages in folders). */
  | { readonly outcome: 'delivered'; readonly receipt: Receipt; readonly origin?: string | undefined }
  /** Not the document's error (server unreachable, signed out …): it stays in the outbox. */
  | { readonly outcome: 'deferred'; readonly error: FaultValue }
  | { readonly outcome: 'refused' | 'recalled'; readonly error: FaultValue };

/** How telling the server of a rejection came out; a refused one is told of and not sent again. */
export type RejectionOutcome =
  | { readonly outcome: 'delivered' }
  | { readonly outcome: 'deferred' | 'refused'; readonly error: FaultValue };

/** What the server signed of a file that this computer knows nothing of. */
export interface FoundDelivery {
  readonly receipt: Receipt;
  readonly origin?: string | undefined;
}

/** What the server says of a document that it has, or that is still here. */
export type ServerNews =
  /** `replaced`: there is another content under its id; this job goes on no more, and the id is free for the new one. */
  | { readonly event: 'acknowledged' | 'recalled' | 'replaced' | 'rejected-there' }
  /** The server has nothing of what it was sent: it was taken back to an earlier day. */
  | { readonly event: 'delivery-lost' | 'rejection-lost'; readonly version: number }
  /** The server has a signed file of it that is not known here; its receipt where the server signs one. */
  | { readonly event: 'found-delivered'; readonly delivery: FoundDelivery | null }
  /** Its data changed, not its content. */
  | { readonly event: 'new-version'; readonly version: number }
  | { readonly event: 'refused-after-delivery'; readonly error: FaultValue };

/** What was known of the signer's certificate before a job was signed (NĐ 23/2025 Đ.15–17). */
export interface JobEvidence {
  /** ISO 8601, UTC. */
  readonly checkedAt: string;
  readonly outcome: 'good' | 'unknown';
  /** Why the outcome is unknown, if so. */
  readonly reasons: readonly FaultValue[];
  /** DER; the signer's certificate first, then its issuers. */
  readonly items: readonly { readonly kind: 'certificate' | 'ocsp' | 'crl'; readonly bytes: Uint8Array }[];
}

/** An evidence pack of a verified file was made or deleted (NĐ 23/2025 Đ.17). Hashes: lower-case hexadecimal. */
interface PackHashes {
  /** SHA-256 of the file that was verified. */
  readonly fileSha256: string;
  readonly packSha256: string;
}

/** Where a pack was put, to be found again. */
interface PackPlace {
  /** Of the verified file, as the person knows it. */
  readonly fileName: string;
  /** Absolute. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

export type PackRecord =
  | (PackHashes & PackPlace & { readonly event: Extract<PackEvent, 'evidence-pack-made'> })
  | (PackHashes & { readonly event: Extract<PackEvent, 'evidence-pack-deleted'> });

export interface KeptPack extends PackHashes, PackPlace {
  /** ISO 8601, UTC. */
  readonly madeAt: string;
}

/** A person's own source of trust: what its certificate says, who decided, and by which way. */
export interface AnchorDecision extends TrustSource {
  /** As the operating system names the person. */
  readonly user: string;
  readonly way: AddingWay;
}

export interface AnchorRecord extends AnchorDecision {
  readonly event: AnchorEvent;
}

export interface ConfirmedAnchor extends AnchorDecision {
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** Of each end state: what was last changed before this moment (ISO 8601, UTC) is due; null for nothing. */
export type RetentionDue = Readonly<Record<(typeof deletableStates)[number], string | null>>;

/** Of a database or of documents that others took the place of. */
export interface KeptCopy {
  readonly name: string;
  /** Absolute: the copy, and what was kept beside it. */
  readonly paths: readonly string[];
  /** SHA-256 of the documents in it, lower-case hexadecimal. */
  readonly documents: readonly string[];
}

export interface JournalEntry {
  readonly seq: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly jobId: string;
  readonly event: JobEvent | typeof deletionStep.event;
  readonly by: Actor;
  readonly from: JobState | null;
  readonly to: JobState;
  /** JSON: hashes and codes, no document text. */
  readonly detail: string;
  /** SHA-256 of the entry before, lower-case hexadecimal; 64 zeros for the first. */
  readonly previous: string;
  readonly hash: string;
}

/** An entry as it leaves the queue; one of no job has no states. A delivery comes with what the server signed of it. */
export interface JournalLine extends Omit<JournalEntry, 'jobId' | 'event' | 'to'>, Partial<GivenReceipt> {
  readonly jobId: string | null;
  readonly event: string;
  readonly to: JobState | null;
}

/** `head` is the hash of the newest entry; on damage `seq` is the first entry that does not fit. */
export type JournalCheck =
  | {
      readonly intact: true;
      readonly entries: number;
      readonly head: string;
      /** Kept here, and right. */
      readonly receipts: number;
      /** Receipts that were lost with a damaged file, as the journal says; the server has them. */
      readonly lostReceipts: number;
      /** Those of them that speak of a journal that was lost, as this one said when they came (a restored backup). */
      readonly ofOtherJournal: number;
      /** Up to which entry each server has seen this journal, and signed that it has; the newest of each. */
      readonly witnessed: readonly { readonly origin: string; readonly seq: number; readonly at: string }[];
      /** Whose keys the receipts were held against: SHA-256, lower-case hexadecimal, to be compared with the server's. */
      readonly servers: readonly { readonly origin: string; readonly keySha256: string }[];
      /** When the queue was put together again, or a backup restored: what is intact is not all there was. */
      readonly rebuilds: readonly JournalRebuild[];
    }
  | {
      readonly intact: false;
      readonly seq: number;
      /**
       * An entry is missing, was changed, leaves the tables of transitions, or does not fit the job's state, what stands
       * in the registers, or what a server signed.
       */
      readonly problem: 'gap' | 'hash' | 'transition' | 'job-state' | 'register' | 'receipt';
    };

/** The operations of the queue as the worker carries them out, one transaction each. */
export interface QueueOperations
  extends RegisterOperations,
    LeaseReading,
    LeaseWriting,
    NumberLeaseReading,
    NumberLeaseWriting,
    ReceiptReading,
    ReceiptWriting,
    SyncReading,
    SyncWriting {
  /** Queues a document; one that this server has here under its `serverId` is left as it is (`added: false`). */
  add(job: NewJob): { job: JobRecord; added: boolean };
  /** What opening a received document showed: it is ready, waits for a decision, or failed. Another state stays. */
  check(jobId: string, outcome: CheckOutcome): JobRecord;
  /** Those that wait for a person's decision become ready; returns them. `user`: who, here and below, for the journal. */
  approve(jobIds: string[], user: string): JobRecord[];
  /** A person decides not to sign: `reason` (at most 400 characters) goes to the server. Returns those that were open. */
  reject(jobIds: string[], reason: string, user: string): JobRecord[];
  /** Faults: `queue.job-missing`. */
  get(jobId: string): JobRecord;
  /** Newest first. `text` matches title, file name and server id without regard to marks and case. */
  list(filter: QueueFilter): QueuePage;
  /** The journal of one job, oldest first. */
  history(jobId: string): JournalEntry[];
  /** Jobs of văn thư for documents of these SHA-256 that have not ended: they wait to be signed, or are being signed. */
  openRecords(documents: string[]): JobRecord[];
  /** Those of the given ids of a server that are already queued, with the content that was queued. */
  knownDocuments(server: string, serverIds: string[]): KnownDocument[];
  /**
   * Takes those of the jobs that wait to be signed for this process; what another one holds is left out. `evidenceId`
   * is of the certificate that they will be signed with; what was kept with them before is replaced.
   */
  claim(jobIds: string[], evidenceId?: string | null): ClaimedJob[];
  /** Takes those of the jobs whose signature value waits for its timestamp, with what was stored of it ('': nothing). */
  claimPending(jobIds: string[]): { job: JobRecord; pending: string }[];
  /** Faults: `queue.job-missing`, `queue.not-owner`, `queue.transition-refused`, those of `register`, `registers.other-document`. */
  advance(jobId: string, event: SigningEvent): JobRecord;
  /** What the server waits for, what was put off longest ago first. */
  outbox(): OutboxEntry[];
  /** Takes one document of the outbox for this process; null where another process has it or it has left. */
  claimUpload(jobId: string): OutboxEntry | null;
  finishUpload(jobId: string, outcome: UploadOutcome): JobRecord;
  /** What is to be sent is not what was proved: the job failed, and nothing is sent. */
  fileLost(jobId: string, error: FaultValue): JobRecord;
  /** Telling twice is the same as telling once, so nobody has to hold it meanwhile. */
  finishRejection(jobId: string, outcome: RejectionOutcome): JobRecord;
  /** What a server says of its document; null where that changes nothing (unknown here, held by a process, already so). */
  takeNews(server: string, serverId: string, news: ServerNews): JobRecord | null;
  /** Failed jobs of a server whose original is missing or damaged here; nothing of them was ever sent. */
  lostOriginals(server: string): LostOriginal[];
  /** The original is there again: a failed job is received once more. Another state stays. */
  originalFetched(jobId: string): JobRecord;
  /**
   * Failed jobs go back to where they can safely start: to the outbox with an intact signed file, else to signing. One
   * whose file may have reached the server, and is gone or was refused there, stays: no second file of it may be made.
   */
  retry(jobIds: string[], user: string): JobRecord[];
  /** Cancels those that nobody works on and that were not delivered; returns them. */
  cancel(jobIds: string[], user: string): JobRecord[];
  /** Gives back the jobs of processes that have died; also runs on opening. Returns the jobs given back. */
  recoverInterrupted(): JobRecord[];
  /** Faults: none for what is found; `given` are receipts besides those that are kept here. */
  verifyJournal(given?: GivenReceipt[]): JournalCheck;
  /** At most `limit` entries behind the one numbered `after` (0 for the first). */
  journalPage(after: number, limit: number): JournalLine[];
  /** Number and hash of the newest entry; 0 and 64 zeros before the first. */
  journalHead(): JournalHead;
  /** Keeps a certificate's evidence for the jobs that are claimed with the id it returns. */
  keepEvidence(evidence: JobEvidence): string;
  /** The evidence kept with a job, null where there is none. Faults: `queue.job-missing`. */
  evidenceOf(jobId: string): JobEvidence | null;
  /** Deletes the evidence of the jobs; returns how many had some. */
  deleteEvidence(jobIds: string[]): number;
  /** Records it in the journal. */
  recordPack(record: PackRecord): void;
  /** SHA-256 of the file whose evidence pack has this SHA-256, null where the journal knows of no such pack. */
  fileOfPack(packSha256: string): string | null;
  /** The newest packs that were made here and not deleted, and how many there are in all. */
  packs(limit: number): { packs: KeptPack[]; total: number };
  packOf(packSha256: string): KeptPack | null;
  /** Takes a pack off the list; the file, if there is one, and the journal stay as they are. */
  forgetPack(packSha256: string): void;
  /**
   * Deletes the personal data of documents that are due, some of them at once, and puts their files on the list of those
   * to be deleted; returns how many, 0 when none is left.
   */
  deleteDue(due: RetentionDue): number;
  /**
   * Puts copies on the list of what is to be deleted, but for those with a document that the queue still speaks of (a
   * restore that was cut off may have left it there alone); returns how many.
   */
  deleteCopies(copies: KeptCopy[]): number;
  /**
   * Whether retention may take this computer's word that it is `now` (ISO 8601, UTC): null, and the time is noted, where it
   * is not far ahead of the newest time on record here or signed by a server; else that newest time.
   */
  takeTime(now: string): string | null;
  /** A person says that the clock is right. */
  confirmClock(confirmation: { readonly now: string; readonly user: string }): void;
  filesToDelete(): string[];
  /** They are gone from the disk. */
  filesDeleted(paths: string[]): void;
  /** Records it in the journal. Fault `trust.unknown` for the removal of one that is not confirmed. */
  recordAnchor(record: AnchorRecord): void;
  /** The sources of trust that were added and not removed since, the oldest first. */
  confirmedAnchors(): ConfirmedAnchor[];
}

export type QueueOperation = keyof QueueOperations;

/** The queue as the main process sees it. */
export type Queue = {
  readonly [O in QueueOperation]: (...args: Parameters<QueueOperations[O]>) => Promise<ReturnType<QueueOperations[O]>>;
} & {
  /** Refuses new calls, waits for the running ones, closes the database and ends the worker. */
  close(): Promise<void>;
};
