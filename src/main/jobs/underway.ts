/** A document on its way from one of its signatures to the next, and the files that this takes. */
import { rm } from 'node:fs/promises';
import type { SigningIntent } from '../../contracts/jobs.js';
import type { BatchItem, Intents } from './batch.js';
import type { DocumentToSign, KeptDocument } from './document-tasks.js';

export interface Underway {
  readonly item: BatchItem;
  /** The signatures that it still gets. */
  readonly intents: Intents;
  /** What it has got so far; null before the first. */
  readonly signed: SignedSoFar | null;
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

const remove = (path: string): Promise<void> => rm(path, { force: true }).catch(() => undefined);

/** Of no more use once the next signature stands on a copy of it. */
export const discardBase = async ({ signed }: Underway): Promise<void> => {
  if (signed) await remove(signed.result.path);
};

/** What was begun and not kept is of no use: the next try starts from the original. */
export const discard = async (item: BatchItem): Promise<void> => {
  await remove(item.workFile);
  await remove(otherFile(item));
};
