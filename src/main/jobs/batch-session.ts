/**
 * A batch as a person meets it: it waits for the PIN, runs, pauses when the token or its driver goes away, goes on with
 * the first document not yet signed after a PIN typed again, and ends.
 */
import { randomBytes } from 'node:crypto';
import { Fault, type FaultCode, type FaultValue, toFaultValue } from '../../contracts/faults/index.js';
import type { Batch } from '../../contracts/ipc.js';
import type { SigningIntent, SigningProgress } from '../../contracts/jobs.js';
import type { ModuleReport } from '../../contracts/token.js';
import { erasePin } from '../token/pin.js';
import type { Signer } from '../token/signer.js';
import type { DocumentWorkers } from './document-workers.js';
import { type AskPin, findCertificate, pinPrompt, type TypedPin } from './pin-request.js';
import { type BatchItem, type BatchObserver, signBatch } from './sign-batch.js';

export interface BatchSessionPorts {
  readonly workers: DocumentWorkers;
  readonly listTokens: () => Promise<readonly ModuleReport[]>;
  readonly openSigner: (fingerprint: string, typed: TypedPin) => Promise<Signer>;
  readonly askPin: AskPin;
  /** Called after every change of state, and for documents at most ten times a second; the batch is a fresh copy. */
  readonly changed: (batch: Batch) => void;
}

export interface BatchSessionOrder {
  readonly items: readonly BatchItem[];
  readonly certificate: string;
  readonly intent: SigningIntent;
  readonly observer: BatchObserver;
}

/** A login that failed so that typing again, by the person's own decision, can help. */
const worthTypingAgain: ReadonlySet<FaultCode> = new Set<FaultCode>([
  'token.pin-wrong',
  'token.pin-wrong-count-low',
  'token.pin-wrong-final-try',
  'token.pin-final-try',
  'token.pin-length',
  'token.pin-rejected',
]);

/** A copy of a batch is as long as the batch: one for every step of thousands of documents would stop everything else. */
const changedPauseMs = 100;

export class BatchSession {
  readonly id = randomBytes(16).toString('hex');
  readonly #progress: Map<string, SigningProgress>;
  #left: readonly BatchItem[];
  #state: Batch['state'] = 'waiting-for-pin';
  #error: FaultValue | null = null;
  #abort = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #changedSoon: NodeJS.Timeout | undefined;

  constructor(
    private readonly ports: BatchSessionPorts,
    private readonly order: BatchSessionOrder,
  ) {
    this.#left = order.items;
    this.#progress = new Map(order.items.map(({ id, name }) => [id, { id, name, step: 'waiting' }]));
  }

  /** The batch as it stands now. */
  get batch(): Batch {
    const items = [...this.#progress.values()];
    return {
      id: this.id,
      state: this.#state,
      total: items.length,
      signed: items.filter(({ step }) => step === 'signed').length,
      failed: items.filter(({ step }) => step === 'failed').length,
      items,
      error: this.#error,
    };
  }

  /** Asks for the PIN and runs; a second call while it runs, or after it ended, changes nothing. */
  run(again: FaultValue | null = null): Batch {
    if (this.#state === 'waiting-for-pin' || this.#state === 'paused') {
      this.#set('waiting-for-pin', null);
      this.#abort = new AbortController();
      this.#running = this.#work(again).catch((thrown) => this.#set('paused', toFaultValue(thrown)));
    }
    return this.batch;
  }

  /** Asks for the PIN again after a pause, with the reason of the pause. */
  resume(): Batch {
    return this.#state === 'paused' ? this.run(this.#error) : this.batch;
  }

  /** Stops after the document in hand; what is signed stays signed. */
  cancel(): Batch {
    this.#abort.abort();
    if (this.#state === 'paused') this.#set('cancelled', null);
    return this.batch;
  }

  /** Resolves when nothing of this batch runs any more. */
  settled(): Promise<void> {
    return this.#running;
  }

  async #work(again: FaultValue | null): Promise<void> {
    const signer = await this.#logIn(again);
    if (!signer) return;
    this.#set('running', null);
    try {
      const { left, stopped } = await signBatch({
        items: this.#left,
        signer,
        intent: this.order.intent,
        workers: this.ports.workers,
        observer: {
          step: async (item, step, error) => {
            try {
              await this.order.observer.step(item, step, error);
            } finally {
              this.#progress.set(item.id, { id: item.id, name: item.name, step, ...(error ? { error } : {}) });
              this.#changedSoon ??= setTimeout(() => this.#tell(), changedPauseMs);
            }
          },
          keep: (item, proved) => this.order.observer.keep(item, proved),
        },
        abort: this.#abort.signal,
      });
      this.#left = left;
      if (!stopped || left.length === 0) this.#set('finished', stopped);
      else if (stopped.code === 'app.cancelled') this.#set('cancelled', null);
      else this.#set('paused', stopped);
    } finally {
      await signer.close();
    }
  }

  /** One login per typed PIN; a wrong one is told and asked for again, never sent twice. */
  async #logIn(again: FaultValue | null): Promise<Signer | undefined> {
    for (let reason = again; ; ) {
      const found = findCertificate(await this.ports.listTokens(), this.order.certificate);
      if (!found) throw new Fault('token.none');
      const typed = await this.ports.askPin(
        pinPrompt(
          this.#left.map(({ name }) => name),
          found,
          reason,
        ),
      );
      if (this.#abort.signal.aborted) {
        if (typed) erasePin(typed.pin);
        typed?.dispose();
        this.#set('cancelled', null);
        return undefined;
      }
      if (!typed) {
        this.#set(this.#left.length === this.order.items.length ? 'cancelled' : 'paused', reason);
        return undefined;
      }
      try {
        return await this.ports.openSigner(this.order.certificate, typed);
      } catch (thrown) {
        if (!(thrown instanceof Fault) || !worthTypingAgain.has(thrown.code)) throw thrown;
        reason = thrown.value;
      } finally {
        typed.dispose();
      }
    }
  }

  #set(state: Batch['state'], error: FaultValue | null): void {
    this.#state = state;
    this.#error = error;
    this.#tell();
  }

  #tell(): void {
    clearTimeout(this.#changedSoon);
    this.#changedSoon = undefined;
    this.ports.changed(this.batch);
  }
}
