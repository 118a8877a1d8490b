/**
 * The one pipeline for one document or ten thousand: prepare → token signs → finish. The next documents are prepared and
 * the last ones finished while the token works; the token itself signs one at a time, and is let go with the last value.
 */
import { createHash } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { rm } from 'node:fs/promises';
import { type FaultValue, faultValue } from '../../contracts/faults/index.js';
import type { SigningIntent, SigningStep } from '../../contracts/jobs.js';
import { type Result, settle } from '../../contracts/result.js';
import type { RevocationValues } from '../pki/cms/build.js';
import type { PreparedSignature } from '../signing/prepare.js';
import type { Signer } from '../token/signer.js';
import { declaredOutcome } from '../verification/proof.js';
import type { BatchItem } from './batch.js';
import { writeDefect } from './defect.js';
import type { KeptDocument, SignerIdentity } from './document-tasks.js';
import { type FinishServices, finishSignature, type PendingItem } from './finish-signature.js';

export interface BatchOrder extends FinishServices {
  readonly items: readonly BatchItem[];
  /** Closed here as soon as it is no longer needed. */
  readonly signer: Signer;
  readonly intent: SigningIntent;
  /** Goes into the CMS itself where the intent asks for it. */
  readonly revocation?: RevocationValues | undefined;
}

/**
 * `stopped`: the token, the person, or a step that could not be put on record ended the batch early; `left` were not
 * signed and are as they were. `waiting` are signed and lack a timestamp or validation data; {@link finishBatch} goes on
 * with them, without the token.
 */
export interface BatchOutcome {
  readonly left: readonly BatchItem[];
  readonly waiting: readonly PendingItem[];
  /** Why the last of `waiting` waits. */
  readonly waitingFor: FaultValue | null;
  readonly stopped: FaultValue | null;
}

interface Prepared {
  readonly document: KeptDocument;
  readonly prepared: PreparedSignature;
}

const preparedAhead = 6;
/** Finishing at level B-B is bound by the workers; above it by the network, which must not hold up the token. */
const finishingAtOnce = 8;

/** The part of the pipeline behind the token, with its books: what is on record, what waits. */
class Finishing {
  readonly running = new Set<Promise<void>>();
  readonly waiting: PendingItem[] = [];
  waitingFor: FaultValue | null = null;
  /** Why a step could not be put on record: nothing more is signed that nobody would know of. */
  unrecorded: FaultValue | null = null;

  constructor(private readonly services: FinishServices) {
    // Each document that waits for the network listens to it; Node before 19.9 takes more than ten for a leak.
    setMaxListeners(0, services.abort);
  }

  async record(item: BatchItem, step: SigningStep, error?: FaultValue): Promise<void> {
    const { observer, defect = writeDefect } = this.services;
    const recorded = await settle(() => observer.step(item, step, error), defect);
    if (!recorded.ok) this.unrecorded ??= recorded.error;
  }

  async fail(item: BatchItem, error: FaultValue): Promise<void> {
    await discard(item);
    await this.record(item, 'failed', error);
  }

  start(pending: PendingItem): void {
    const run: Promise<void> = this.finish(pending).finally(() => this.running.delete(run));
    this.running.add(run);
  }

  private async finish(pending: PendingItem): Promise<void> {
    const { item } = pending;
    const outcome = await finishSignature(pending, this.services);
    switch (outcome.kind) {
      case 'kept':
        // Once kept it is signed, whatever becomes of the record of it.
        return this.record(item, 'signed');
      case 'failed':
        return this.fail(item, outcome.error);
      case 'waiting':
        this.waiting.push(pending);
        this.waitingFor = outcome.error;
        return this.record(item, 'awaiting-timestamp', outcome.error);
    }
  }
}

/** What was begun and not kept is of no use: the next try starts from the original. */
const discard = (item: BatchItem): Promise<void> => rm(item.workFile, { force: true }).catch(() => undefined);

const identityOf = ({ certificate, issuers, mechanism, training }: Signer): SignerIdentity => ({
  certificate,
  issuers,
  mechanism,
  training,
});

/** Signs `items` in order. One bad document fails alone; a token that is gone stops the batch. Never rejects. */
export const signBatch = async (order: BatchOrder): Promise<BatchOutcome> => {
  const { items, signer: token, intent, workers, trust, observer, abort, revocation, defect = writeDefect } = order;
  const signer = identityOf(token);
  const fingerprint = createHash('sha256').update(signer.certificate).digest('hex');
  const timestampReserve = intent.level === 'B-B' ? 0 : trust.timestampReserve;
  const finishing = new Finishing(order);
  const ahead: { item: BatchItem; prepared: Promise<Result<Prepared>> }[] = [];
  /** Those whose work file is ours: one that another process holds has a work file too. */
  const begun = new Set<BatchItem>();
  let next = 0;

  const prepare = async (item: BatchItem): Promise<Prepared> => {
    await observer.step(item, 'preparing');
    begun.add(item);
    const { document, workFile } = item;
    const task = { document, workFile, intent, signer, signingTime: new Date(), timestampReserve, revocation };
    const { warnings, ...prepared } = await workers.run('prepare', task);
    if (warnings.length > 0) observer.warn(item, warnings);
    return prepared;
  };
  const prepareAhead = (): void => {
    for (let item = items[next]; item && ahead.length < preparedAhead; item = items[next]) {
      next += 1;
      ahead.push({ item, prepared: settle(prepare.bind(undefined, item), defect) });
    }
  };
  /** Every value was checked with the certificate's key: a token that is gone by now takes nothing back. */
  const changed = async (): Promise<FaultValue | null> => {
    const confirmed = await settle(() => token.confirm(), defect);
    return !confirmed.ok && confirmed.error.code === 'token.certificate-changed' ? confirmed.error : null;
  };
  const end = async (reason: FaultValue | null): Promise<BatchOutcome> => {
    const stopped = reason ?? (await changed());
    await token.close().catch(() => undefined);
    await Promise.all([...finishing.running, ...ahead.map(({ prepared }) => prepared)]);
    const left = [...ahead.map(({ item }) => item), ...items.slice(next)];
    for (const item of left) {
      if (begun.has(item)) await discard(item);
      await finishing.record(item, 'not-signed');
    }
    const { waiting, waitingFor, unrecorded } = finishing;
    return { left, waiting, waitingFor, stopped: stopped ?? unrecorded };
  };
  const sign = async (item: BatchItem, { document, prepared }: Prepared): Promise<FaultValue | null> => {
    await finishing.record(item, 'signing');
    if (finishing.unrecorded) return finishing.unrecorded;
    const { toBeSigned, signedAttributes, algorithm } = prepared;
    const work = { digest: toBeSigned, message: signedAttributes };
    const made = await settle(() => token.sign(work, algorithm.digest, abort), defect);
    if (!made.ok) return made.error;
    const declared = declaredOutcome(intent, prepared.fieldName, fingerprint);
    const pending = { item, document, pending: { declared, prepared, value: made.value, signer } };
    if (intent.level !== 'B-B') {
      const stored = await settle(() => observer.made(item, pending.pending), defect);
      if (!stored.ok) return stored.error;
    }
    finishing.start(pending);
    return null;
  };

  for (;;) {
    if (finishing.unrecorded) return end(finishing.unrecorded);
    if (abort.aborted && ahead.length + items.length > next) return end(faultValue('app.cancelled'));
    prepareAhead();
    // It leaves the line when it is signed or has failed: until then its preparation is waited for, whatever happens.
    const [head] = ahead;
    if (!head) return end(null);
    const prepared = await head.prepared;
    if (prepared.ok) {
      const stopped = await sign(head.item, prepared.value);
      if (stopped) return end(stopped);
    } else {
      if (begun.delete(head.item)) await discard(head.item);
      await finishing.record(head.item, 'failed', prepared.error);
    }
    ahead.shift();
    if (intent.level === 'B-B' && finishing.running.size >= finishingAtOnce) await Promise.race(finishing.running);
  }
};

/** Goes on with signatures that waited for their timestamp; no token is needed. Never rejects. */
export const finishBatch = async (pending: readonly PendingItem[], services: FinishServices): Promise<BatchOutcome> => {
  const finishing = new Finishing(services);
  for (const one of pending) finishing.start(one);
  await Promise.all(finishing.running);
  const { waiting, waitingFor, unrecorded } = finishing;
  return { left: [], waiting, waitingFor, stopped: unrecorded };
};
