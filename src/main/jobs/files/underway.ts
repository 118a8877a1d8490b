/** A document on its way from one of its signatures to the next, and the files that this takes. */
import { rm } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import type { SigningIntent } from '../../../contracts/jobs.js';
import { declaredOutcome } from '../../verification/proof/proof.js';
import type { BatchItem, Intents } from '../batch/batch.js';
import type { PreparedStep } from '../batch/pending-signature.js';
import type { DocumentToSign, KeptDocument } from '../document-tasks.js';

export interface Underway {
  readonly item: BatchItem;
  /** The signatures that it still gets. */
  readonly intents: Intents;
  /** What it has got so far; null before the first. */
  readonly signed: SignedSoFar | null;
  /** How many signatures it has got. */
  readonly made: number;
}

interface SignedSoFar {
  /** The document itself, as it was copied for its first signature. */
  readonly document: KeptDocument;
  /** What its signatures have made of it, proved; a file of ours. */
  readonly result: KeptDocument;
}

/**
 * The next signature. One that another follows gets no validation data and no document timestamp: those of the last
 * serve all, and an increment between two signatures would only be one more that readers have to judge.
 */
export const intentOf = ({ intents: [intent, ...rest] }: Underway): SigningIntent => {
  const lasting = intent.level === 'B-LT' || intent.level === 'B-LTA';
  return lasting && rest.length > 0 ? { ...intent, level: 'B-T' } : intent;
};

/** The signatures behind the next one; null where that is the last. */
export const restOf = ({ intents: [, next, ...others] }: Underway): Intents | null =>
  next === undefined ? null : [next, ...others];

/** What the next signature is added to. */
export const baseOf = ({ item, signed }: Underway): DocumentToSign => signed?.result ?? item.document;

/** Beside the file where the last signature is made: none is made in the very file that it is proved against. */
const otherFile = (item: BatchItem): string => `${item.workFile}.step`;

/** Where the next signature is made: the last one at the item's `workFile`, those before it by turns in the two files. */
export const workFileOf = ({ item, intents }: Underway): string =>
  intents.length % 2 === 1 ? item.workFile : otherFile(item);

/**
 * The document as it was when an earlier process was cut off at `step`; null where the order has changed since, so that
 * what was prepared then is not what is asked for now.
 * @param fingerprint SHA-256 of the certificate that signs now
 */
export const underwayAt = (
  item: BatchItem,
  intents: Intents,
  step: PreparedStep,
  fingerprint: string,
): Underway | null => {
  const [next, ...rest] = intents.slice(step.made);
  if (next === undefined) return null;
  const { document, before, prepared, declared } = step;
  const { path, password } = item.document;
  // The result before is removed once the next signature is on record; what is asked of it is what it was.
  const signed = before && { document: { ...document, path, password }, result: { ...before, path: '', password } };
  const underway = { item, intents: [next, ...rest], signed, made: step.made } as const satisfies Underway;
  const same =
    (step.made === 0) === (before === null) &&
    item.document.sha256 === document.sha256 &&
    workFileOf(underway) === prepared.workFile &&
    isDeepStrictEqual(declaredOutcome(intentOf(underway), prepared.fieldName, fingerprint), declared);
  return same ? underway : null;
};

const remove = (path: string): Promise<void> => rm(path, { force: true }).catch(() => undefined);

/**
 * What the next signature was added to is of no more use once that, on a copy of it, is on record; before, a cut would
 * have nothing to go on from.
 */
export const discardBase = async (underway: Underway): Promise<void> => {
  const { item, made } = underway;
  if (made === 0) return;
  await remove(workFileOf(underway) === item.workFile ? otherFile(item) : item.workFile);
};

/** What was begun and not kept is of no use: the next try starts from the original. */
export const discard = async (item: BatchItem): Promise<void> => {
  await remove(item.workFile);
  await remove(otherFile(item));
};
