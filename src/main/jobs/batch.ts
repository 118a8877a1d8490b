/** What goes through the signing pipeline, and what its caller does at each step. */
import type { FaultValue } from '../../contracts/faults/index.js';
import type { SigningStep } from '../../contracts/jobs.js';
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

/** A finished file that was read again and proved. It still stands at the item's `workFile`. */
export interface ProvedFile {
  readonly sha256: string;
  readonly fieldName: string;
}

/**
 * What the caller does at each step; all of it is awaited, so that a step is on record before the next one begins. A
 * record that fails stops the batch at `signing`, `made` and the outcomes; elsewhere it fails the document.
 */
export interface BatchObserver {
  step(item: BatchItem, step: SigningStep, error?: FaultValue): Promise<void>;
  /** What there is to know of a document that nobody has looked at before. */
  warn(item: BatchItem, warnings: readonly FaultValue[]): void;
  /** The token is done with the item, which now needs the network: what it made is to be put on record. */
  made(item: BatchItem, pending: PendingSignature): Promise<void>;
  /** Takes the proved file out of the work folder. */
  keep(item: BatchItem, proved: ProvedFile): Promise<void>;
}
