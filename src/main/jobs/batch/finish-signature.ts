/**
 * What happens to a document once the token is done with it: timestamp → embed → validation data → document timestamp →
 * prove → keep. Nothing here needs the token, and all of it can be done again from the stored signature value. Where
 * another signature follows: timestamp → embed → prove, and the result is what that one is added to.
 */
import { createHash } from 'node:crypto';
import type { FaultCode, FaultValue } from '../../../contracts/faults/index.js';
import { settle } from '../../../contracts/result.js';
import { writeDefect } from '../defect.js';
import type { KeptDocument } from '../document-tasks.js';
import type { DocumentWorkers } from '../document-workers.js';
import type { BatchItem, BatchObserver } from './batch.js';
import { addDocumentTimestamp, addValidationData, type TrustServices } from './levels.js';
import type { PendingSignature } from './pending-signature.js';

/** A document that the token has signed and whose file is not finished; `document` is as it was before any signature of ours. */
export interface PendingItem {
  readonly item: BatchItem;
  readonly document: KeptDocument;
  readonly pending: PendingSignature;
}

export interface FinishServices {
  readonly workers: DocumentWorkers;
  readonly trust: TrustServices;
  readonly observer: BatchObserver;
  readonly abort: AbortSignal;
  /** Told of what is thrown and is no Fault, which the outcome hides; by default it goes to stderr. */
  readonly defect?: (thrown: unknown) => void;
}

/** `waiting`: neither the token nor the document is to blame, and asking again later may help. */
export type FinishOutcome =
  | { readonly kind: 'kept' }
  | { readonly kind: 'waiting' | 'failed'; readonly error: FaultValue };

/** Faults of others: the signature value stays good, so the document waits for them instead of failing. */
const passing = (code: FaultCode, needsNetwork: boolean): boolean =>
  code.startsWith('timestamp.') || (needsNetwork && code === 'app.cancelled');

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

/** Puts the value into its file, with a timestamp where the level has one. */
const embed = async (
  { declared, prepared, value, signer }: PendingSignature,
  { workers, trust, abort }: FinishServices,
  stamped: () => Promise<void> = async () => undefined,
): Promise<void> => {
  const timestampToken = declared.level === 'B-B' ? null : await trust.stamp(sha256(value), abort);
  await stamped();
  await workers.run('embed', { prepared, value, timestampToken, signer });
};

/**
 * Finishes a signature that another one follows, and proves it against the result of the one before. Nobody goes on with
 * it later: whatever is missing fails the document, whose next try begins with its original.
 * @returns the result, at `prepared.workFile`
 */
export const finishFollowed = async (
  { document, pending }: Omit<PendingItem, 'item'>,
  services: FinishServices,
): Promise<KeptDocument> => {
  const { declared, prepared, signer, before } = pending;
  const { workFile: path, byteRange } = prepared;
  await embed(pending, services);
  const proved = await services.workers.run('prove', {
    document: { ...document, ...before },
    before: null,
    workFile: path,
    declared,
    issuers: signer.issuers,
  });
  // Nothing stands behind the signature (ISO 32000-2 12.8.1).
  return { path, sha256: proved.sha256, size: byteRange[2] + byteRange[3], password: document.password };
};

/** Brings a document with its last signature to its end. Never rejects. */
export const finishSignature = async (
  { item, document, pending }: PendingItem,
  services: FinishServices,
): Promise<FinishOutcome> => {
  const { workers, trust, observer, abort, defect = writeDefect } = services;
  const { declared, prepared, signer, before } = pending;
  const { level } = declared;
  const done = await settle(async () => {
    if (level !== 'B-B') await observer.step(item, 'timestamping');
    await embed(pending, services, () => observer.step(item, 'embedding'));
    const lasting = level === 'B-LT' || level === 'B-LTA';
    const file = { path: item.workFile, password: document.password };
    const order = { workers, trust, file, abort };
    if (lasting) await addValidationData(order, [prepared.fieldName]);
    if (level === 'B-LTA') await addDocumentTimestamp(order);
    await observer.step(item, 'proving');
    const { sha256: proved } = await workers.run('prove', {
      document,
      before,
      workFile: item.workFile,
      declared,
      issuers: signer.issuers,
    });
    const signerFingerprint = declared.certificateFingerprint;
    await observer.keep(item, { sha256: proved, fieldName: prepared.fieldName, signerFingerprint });
  }, defect);
  if (done.ok) return { kind: 'kept' };
  return { kind: passing(done.error.code, level !== 'B-B') ? 'waiting' : 'failed', error: done.error };
};
