/**
 * The one pipeline for one document or ten thousand: prepare → token signs → finish. The next signatures are prepared and
 * the last ones finished while the token works; the token itself makes one at a time, and is let go with the last value.
 */
import { createHash } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { Fault, type FaultValue, faultValue } from '../../../contracts/faults/index.js';
import { settle } from '../../../contracts/result.js';
import type { RevocationValues } from '../../pki/cms/build.js';
import type { PreparedSignature } from '../../signing/prepare.js';
import type { Signer } from '../../token/signer.js';
import { declaredOutcome } from '../../verification/proof/proof.js';
import { writeDefect } from '../defect.js';
import type { KeptDocument, SignerIdentity } from '../document-tasks.js';
import {
  baseOf,
  discard,
  discardBase,
  intentOf,
  restOf,
  type Underway,
  underwayAt,
  workFileOf,
} from '../files/underway.js';
import type { BatchItem, Intents } from './batch.js';
import { type FinishServices, finishFollowed, type PendingItem } from './finish-signature.js';
import { Finishing } from './finishing.js';
import type { PreparedStep } from './pending-signature.js';

export interface BatchOrder extends FinishServices {
  readonly items: readonly BatchItem[];
  /** Closed here as soon as it is no longer needed. */
  readonly signer: Signer;
  /**
   * What a document gets, asked when its turn comes; asked again when it is begun anew, with the same answer. A Fault
   * fails this document before the token is used for it.
   */
  readonly intentsOf: (item: BatchItem) => Intents | Promise<Intents>;
  /** Goes into the CMS itself where an intent asks for it. */
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

/** A signature that is ready for the token. */
interface Ready {
  readonly underway: Underway;
  readonly document: KeptDocument;
  readonly prepared: PreparedSignature;
  /** ISO 8601, UTC. */
  readonly preparedAt: string;
  /** An earlier process prepared it and was cut off. */
  readonly again: boolean;
}

/**
 * Milliseconds. What was prepared longer ago claims a time at which nobody signed, and is prepared anew.
 */
const longestPrepared = 24 * 3_600_000;

/** A document that was begun, until the token has made its last signature, or it has failed. */
interface Turn {
  readonly item: BatchItem;
  /** Its work files are ours: one that another process holds has them too. */
  ours: boolean;
  /** It has a signature, and gets another one. */
  between: boolean;
  ready: Ready | null;
  /** What is being done to get it ready. */
  running: Promise<void>;
}

const preparedAhead = 6;
/** Finishing at level B-B is bound by the workers; above it by the network, which must not hold up the token. */
const finishingAtOnce = 8;
/** Enough that a token finds work while timestamps are waited for; what they have got so far is lost when the batch stops. */
const betweenAtOnce = 8;

const identityOf = ({ certificate, issuers, mechanism, training }: Signer): SignerIdentity => ({
  certificate,
  issuers,
  mechanism,
  training,
});

class Signing {
  readonly #signer: SignerIdentity;
  readonly #fingerprint: string;
  readonly #finishing: Finishing;
  /** In the order of the items. */
  readonly #turns = new Set<Turn>();
  /** The first item that was not begun. */
  #next = 0;
  /** The batch is over: nothing that further signatures need is waited for any more. */
  readonly #over = new AbortController();
  #wake = (): void => undefined;

  constructor(private readonly order: BatchOrder) {
    this.#signer = identityOf(order.signer);
    this.#fingerprint = createHash('sha256').update(order.signer.certificate).digest('hex');
    this.#finishing = new Finishing(order);
    setMaxListeners(0, this.#over.signal);
  }

  async run(): Promise<BatchOutcome> {
    const { items, signer: token, abort } = this.order;
    const end = (): void => this.#over.abort();
    abort.addEventListener('abort', end);
    const reason = await this.#signAll();
    abort.removeEventListener('abort', end);
    end();
    const stopped = reason ?? (await this.#certificateChanged());
    await token.close().catch(() => undefined);
    await Promise.all([...this.#finishing.running, ...[...this.#turns].map(({ running }) => running)]);
    const left = [...[...this.#turns].map(({ item }) => item), ...items.slice(this.#next)];
    for (const turn of this.#turns) if (turn.ours) await discard(turn.item);
    for (const item of left) await this.#finishing.record(item, 'not-signed');
    const { waiting, waitingFor, unrecorded } = this.#finishing;
    return { left, waiting, waitingFor, stopped: stopped ?? unrecorded };
  }

  /** Until nothing is left for the token, null, or something stops it. */
  async #signAll(): Promise<FaultValue | null> {
    const { items, abort } = this.order;
    for (;;) {
      if (this.#finishing.unrecorded) return this.#finishing.unrecorded;
      if (abort.aborted && (this.#turns.size > 0 || this.#next < items.length)) return faultValue('app.cancelled');
      this.#beginMore();
      if (this.#turns.size === 0) return null;
      const turn = this.#nextReady();
      const stopped = turn?.ready ? await this.#sign(turn, turn.ready) : await this.#change();
      if (stopped) return stopped;
    }
  }

  /**
   * A further signature of a document comes before the first of another, so that it leaves; the first ones are made in
   * the order of the items. With a key that asks for the PIN at every signature, the person finishes one document first.
   */
  #nextReady(): Turn | undefined {
    const turns = [...this.#turns];
    const between = turns.filter((turn) => turn.between);
    const further = between.find(({ ready }) => ready !== null);
    if (further) return further;
    const first = turns.find((turn) => !turn.between);
    if (!first?.ready) return undefined;
    const alone = restOf(first.ready.underway) === null;
    const atOnce = this.order.signer.alwaysAuthenticates ? 1 : betweenAtOnce;
    const room = between.length < atOnce || (alone && atOnce > 1);
    return room ? first : undefined;
  }

  /** Resolves when another signature is ready, or a document has failed. */
  #change(): Promise<null> {
    return new Promise((changed) => {
      this.#wake = () => changed(null);
    });
  }

  #beginMore(): void {
    const { items } = this.order;
    let ahead = [...this.#turns].filter(({ between }) => !between).length;
    for (let item = items[this.#next]; item && ahead < preparedAhead; item = items[this.#next]) {
      this.#next += 1;
      ahead += 1;
      this.#begin(item);
    }
  }

  #begin(item: BatchItem): void {
    const { observer, intentsOf } = this.order;
    const turn: Turn = { item, ours: false, between: false, ready: null, running: Promise.resolve() };
    this.#turns.add(turn);
    turn.running = this.#getReady(turn, async () => {
      await observer.step(item, 'preparing');
      turn.ours = true;
      const intents = await intentsOf(item);
      return (await this.#preparedBefore(item, intents)) ?? this.#prepare({ item, intents, signed: null, made: 0 });
    });
  }

  /** What an earlier process prepared and was cut off at, where it is still what is asked for and stands untouched. */
  async #preparedBefore(item: BatchItem, intents: Intents): Promise<Ready | null> {
    const { observer, workers } = this.order;
    const step = observer.record?.preparedBefore(item);
    if (!step) return null;
    const age = Date.now() - Date.parse(step.preparedAt);
    const { certificate, mechanism } = this.#signer;
    const sameSigner = step.signer.mechanism === mechanism && Buffer.from(certificate).equals(step.signer.certificate);
    const fresh = age >= 0 && age <= longestPrepared;
    const underway = fresh && sameSigner ? underwayAt(item, intents, step, this.#fingerprint) : null;
    if (underway && (await workers.run('still-prepared', step.prepared))) {
      const { path, password } = item.document;
      const { prepared, preparedAt } = step;
      return { underway, document: { ...step.document, path, password }, prepared, preparedAt, again: true };
    }
    await discard(item);
    return null;
  }

  /** The signature that was made is finished and becomes what the next one is added to. */
  #goOn(turn: Turn, pending: PendingItem, intents: Intents, made: number): void {
    const { item, document } = pending;
    turn.between = true;
    turn.ready = null;
    turn.running = this.#getReady(turn, async () => {
      const result = await finishFollowed(pending, { ...this.order, abort: this.#over.signal });
      if (this.#over.signal.aborted) throw new Fault('app.cancelled');
      return this.#prepare({ item, intents, signed: { document, result }, made: made + 1 });
    });
  }

  /** A document that fails when the batch is over counts as not begun. Never rejects. */
  async #getReady(turn: Turn, prepare: () => Promise<Ready>): Promise<void> {
    const { defect = writeDefect } = this.order;
    const prepared = await settle(prepare, defect);
    if (prepared.ok) {
      turn.ready = prepared.value;
    } else if (!this.#over.signal.aborted) {
      if (turn.ours) await discard(turn.item);
      await this.#finishing.record(turn.item, 'failed', prepared.error);
      this.#turns.delete(turn);
    }
    this.#wake();
  }

  async #prepare(underway: Underway): Promise<Ready> {
    const { workers, observer, trust, revocation } = this.order;
    const intent = intentOf(underway);
    const signingTime = new Date();
    const { document, prepared, warnings } = await workers.run('prepare', {
      document: baseOf(underway),
      workFile: workFileOf(underway),
      intent,
      signer: this.#signer,
      signingTime,
      timestampReserve: intent.level === 'B-B' ? 0 : trust.timestampReserve,
      revocation: intent.embedRevocation ? revocation : undefined,
      durable: observer.record !== undefined,
    });
    if (warnings.length > 0) observer.warn(underway.item, warnings);
    const preparedAt = signingTime.toISOString();
    return { underway, document: underway.signed?.document ?? document, prepared, preparedAt, again: false };
  }

  async #sign(turn: Turn, ready: Ready): Promise<FaultValue | null> {
    const { signer: token, observer, abort, defect = writeDefect } = this.order;
    const { item } = turn;
    const { underway, prepared, again } = ready;
    await this.#finishing.record(item, 'signing');
    if (this.#finishing.unrecorded) return this.#finishing.unrecorded;
    const kept = await settle(async () => observer.record?.prepared(item, this.#step(ready), again), defect);
    if (!kept.ok) return kept.error;
    await discardBase(underway);
    const { toBeSigned, signedAttributes, algorithm } = prepared;
    const work = { digest: toBeSigned, message: signedAttributes };
    const made = await settle(() => token.sign(work, algorithm.digest, abort), defect);
    if (!made.ok) return made.error;
    const pending = this.#pending(ready, made.value);
    const rest = restOf(underway);
    if (rest) {
      this.#goOn(turn, pending, rest, underway.made);
      return null;
    }
    const stored = await settle(async () => observer.record?.made(item, pending.pending), defect);
    if (!stored.ok) return stored.error;
    const needsNetwork = pending.pending.declared.level !== 'B-B';
    this.#turns.delete(turn);
    this.#finishing.start(pending);
    if (!needsNetwork && this.#finishing.running.size >= finishingAtOnce) await Promise.race(this.#finishing.running);
    return null;
  }

  /** What is stored of it must not hold a password. */
  #pending(ready: Ready, value: Uint8Array): PendingItem {
    const { declared, prepared, before, signer } = this.#step(ready);
    return {
      item: ready.underway.item,
      document: ready.document,
      pending: { declared, prepared, before, value, signer },
    };
  }

  #step({ underway, document, prepared, preparedAt }: Ready): PreparedStep {
    const { signed, made } = underway;
    const { sha256, size } = document;
    return {
      declared: declaredOutcome(intentOf(underway), prepared.fieldName, this.#fingerprint),
      prepared,
      before: signed && { sha256: signed.result.sha256, size: signed.result.size },
      signer: this.#signer,
      made,
      document: { sha256, size },
      preparedAt,
    };
  }

  /** Every value was checked with the certificate's key: a token that is gone by now takes nothing back. */
  async #certificateChanged(): Promise<FaultValue | null> {
    const { signer: token, defect = writeDefect } = this.order;
    const confirmed = await settle(() => token.confirm(), defect);
    return !confirmed.ok && confirmed.error.code === 'token.certificate-changed' ? confirmed.error : null;
  }
}

/** Signs `items` in order. One bad document fails alone; a token that is gone stops the batch. Never rejects. */
export const signBatch = (order: BatchOrder): Promise<BatchOutcome> => new Signing(order).run();

/** Goes on with signatures that waited for their timestamp; no token is needed. Never rejects. */
export const finishBatch = async (pending: readonly PendingItem[], services: FinishServices): Promise<BatchOutcome> => {
  const finishing = new Finishing(services);
  for (const one of pending) finishing.start(one);
  await Promise.all(finishing.running);
  const { waiting, waitingFor, unrecorded } = finishing;
  return { left: [], waiting, waitingFor, stopped: unrecorded };
};
