/**
 * The one pipeline for one document or ten thousand: prepare → token signs → embed and prove → keep. The next
 * documents are prepared and the last ones proved while the token works; the token itself signs one at a time.
 */
import { rm } from 'node:fs/promises';
import { Fault, type FaultValue } from '../../contracts/faults/index.js';
import type { SigningIntent, SigningStep } from '../../contracts/jobs.js';
import { type Result, settle } from '../../contracts/result.js';
import type { PreparedSignature } from '../signing/prepare.js';
import type { Signer } from '../token/signer.js';
import type { KeptDocument } from './document-tasks.js';
import type { DocumentWorkers } from './document-workers.js';

export interface BatchItem {
  readonly id: string;
  /** File name, for people. */
  readonly name: string;
  readonly document: KeptDocument;
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
 * record that fails stops the batch, save at `preparing`, where it fails the document.
 */
export interface BatchObserver {
  step(item: BatchItem, step: SigningStep, error?: FaultValue): Promise<void>;
  /** Takes the proved file out of the work folder. */
  keep(item: BatchItem, proved: ProvedFile): Promise<void>;
}

export interface BatchOrder {
  readonly items: readonly BatchItem[];
  readonly signer: Signer;
  readonly intent: SigningIntent;
  readonly workers: DocumentWorkers;
  readonly observer: BatchObserver;
  readonly abort: AbortSignal;
}

/**
 * `stopped`: the token, the person, or a step that could not be put on record ended the batch early; `left` were not
 * signed and are as they were.
 */
export interface BatchOutcome {
  readonly left: readonly BatchItem[];
  readonly stopped: FaultValue | null;
}

const preparedAhead = 3;
const finishingAtOnce = 2;

/** Signs `items` in order. One bad document fails alone; a token that is gone stops the batch. Never rejects. */
export const signBatch = async (order: BatchOrder): Promise<BatchOutcome> => {
  const { items, signer, intent, workers, observer, abort } = order;
  const identity = {
    certificate: signer.certificate,
    issuers: signer.issuers,
    algorithm: signer.algorithm,
    training: signer.training,
  };
  const ahead: { item: BatchItem; prepared: Promise<Result<PreparedSignature>> }[] = [];
  const finishing = new Set<Promise<void>>();
  /** Those whose work file is ours: one that another process holds has a work file too. */
  const begun = new Set<BatchItem>();
  /** Why a step could not be put on record: nothing more is signed that nobody would know of. */
  let unrecorded: FaultValue | undefined;
  let next = 0;

  const record = async (item: BatchItem, step: SigningStep, error?: FaultValue): Promise<void> => {
    const recorded = await settle(() => observer.step(item, step, error));
    if (!recorded.ok) unrecorded ??= recorded.error;
  };
  const prepare = async (item: BatchItem): Promise<PreparedSignature> => {
    await observer.step(item, 'preparing');
    begun.add(item);
    const { document, workFile } = item;
    return workers.run('prepare', { document, workFile, intent, signer: identity, signingTime: new Date() });
  };
  const prepareAhead = (): void => {
    for (let item = items[next]; item && ahead.length < preparedAhead; item = items[next]) {
      next += 1;
      ahead.push({ item, prepared: settle(prepare.bind(undefined, item)) });
    }
  };
  /** What was begun and not kept is of no use: the next try starts from the original. */
  const discard = async (item: BatchItem): Promise<void> => {
    if (begun.delete(item)) await rm(item.workFile, { force: true }).catch(() => undefined);
  };
  const fail = async (item: BatchItem, error: FaultValue): Promise<void> => {
    await discard(item);
    await record(item, 'failed', error);
  };
  const finish = async (item: BatchItem, prepared: PreparedSignature, signature: Uint8Array): Promise<void> => {
    const kept = await settle(async () => {
      await observer.step(item, 'embedding');
      await workers.run('embed', { prepared, signature, signer: identity });
      await observer.step(item, 'proving');
      const { sha256 } = await workers.run('prove', { document: item.document, prepared, signer: identity });
      await observer.keep(item, { sha256, fieldName: prepared.fieldName });
    });
    // Once kept it is signed, whatever becomes of the record of it.
    await (kept.ok ? record(item, 'signed') : fail(item, kept.error));
  };
  const stop = async (fault: FaultValue, waiting: readonly BatchItem[]): Promise<BatchOutcome> => {
    await Promise.all([...finishing, ...ahead.map(({ prepared }) => prepared)]);
    const left = [...waiting, ...ahead.map(({ item }) => item), ...items.slice(next)];
    for (const item of left) {
      await discard(item);
      await record(item, 'not-signed');
    }
    return { left, stopped: fault };
  };

  for (prepareAhead(); ; prepareAhead()) {
    if (unrecorded) return stop(unrecorded, []);
    const head = ahead.shift();
    if (!head) break;
    if (abort.aborted) return stop(new Fault('app.cancelled').value, [head.item]);
    const prepared = await head.prepared;
    if (!prepared.ok) {
      await fail(head.item, prepared.error);
      continue;
    }
    await record(head.item, 'signing');
    if (unrecorded) return stop(unrecorded, [head.item]);
    const signature = await settle(() => signer.sign(prepared.value.toBeSigned, abort));
    if (!signature.ok) return stop(signature.error, [head.item]);
    const finished = finish(head.item, prepared.value, signature.value).finally(() => finishing.delete(finished));
    finishing.add(finished);
    if (finishing.size >= finishingAtOnce) await Promise.race(finishing);
  }
  await Promise.all(finishing);
  return { left: [], stopped: unrecorded ?? null };
};
