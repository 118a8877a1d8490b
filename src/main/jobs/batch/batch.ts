/** What goes through the signing pipeline, and what its caller does at each step. */
import type { FaultValue } from '../../../contracts/faults/index.js';
import type { Registered, SigningIntent, SigningStep } from '../../../contracts/jobs.js';
import type { DocumentToSign } from '../document-tasks.js';
import type { PendingSignature, PreparedStep } from './pending-signature.js';

export interface BatchItem {
  readonly id: string;
  /** File name, for people. */
  readonly name: string;
  readonly document: DocumentToSign;
  /** Absolute path of the file under construction; on the file system where the result will stand. */
  readonly workFile: string;
}

/**
 * The signatures of one document, each added to the result of the one before. It leaves with all of them or with none:
 * the first that cannot be made fails the document, and the next try starts from the original.
 */
export type Intents = readonly [SigningIntent, ...SigningIntent[]];

/** A finished file that was read again and proved. It still stands at the item's `workFile`. */
export interface ProvedFile {
  readonly sha256: string;
  /** Of its last signature. */
  readonly fieldName: string;
  /** SHA-256 of the certificate that signed it, lower-case hexadecimal. */
  readonly signerFingerprint: string;
}

/**
 * What the caller does at each step; all of it is awaited, so that a step is on record before the next one begins. A
 * record that fails stops the batch at `signing`, around the token and at the outcomes; elsewhere it fails the document.
 */
export interface BatchObserver {
  /** Where what the token signs outlives this process: `kyso sign` has none, the queue has. */
  readonly record?: SignatureRecord;
  /** `signing` comes before each signature of a document, every other step once: before its first or after its last. */
  step(item: BatchItem, step: SigningStep, error?: FaultValue): Promise<void>;
  /** What there is to know of a document that nobody has looked at before. */
  warn(item: BatchItem, warnings: readonly FaultValue[]): void;
  /** Takes the proved file out of the work folder; tells as what a document of văn thư is registered with it. */
  keep(item: BatchItem, proved: ProvedFile): Promise<Registered | undefined>;
}

/**
 * What is on record of the token's work, so that a cut at any instant changes nothing of it: what it is about to sign
 * stands there, with its work file on the disk, before it is asked; what it answered, before anything is done with it.
 */
export interface SignatureRecord {
  /** At what an earlier process was cut off; known once the step `preparing` is on record. */
  preparedBefore(item: BatchItem): PreparedStep | null;
  /** @param again it is what `preparedBefore` handed out */
  prepared(item: BatchItem, step: PreparedStep, again: boolean): Promise<void>;
  /** The token is done with the item. */
  made(item: BatchItem, pending: PendingSignature): Promise<void>;
}
