/** What goes through the signing pipeline, and what its caller does at each step. */
import type { FaultValue } from '../../contracts/faults/index.js';
import type { SigningIntent, SigningStep } from '../../contracts/jobs.js';
import type { DocumentToSign } from './document-tasks.js';
import type { PendingSignature } from './pending-signature.js';

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
 * record that fails stops the batch at `signing`, `made` and the outcomes; elsewhere it fails the document.
 */
export interface BatchObserver {
  /** `signing` comes before each signature of a document, every other step once: before its first or after its last. */
  step(item: BatchItem, step: SigningStep, error?: FaultValue): Promise<void>;
  /** What there is to know of a document that nobody has looked at before. */
  warn(item: BatchItem, warnings: readonly FaultValue[]): void;
  /** The token is done with the item, which now needs the network: what it made is to be put on record. */
  made(item: BatchItem, pending: PendingSignature): Promise<void>;
  /** Takes the proved file out of the work folder. */
  keep(item: BatchItem, proved: ProvedFile): Promise<void>;
}
