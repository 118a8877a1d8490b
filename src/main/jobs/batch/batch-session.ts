/**
 * A batch as a person meets it: the certificate is checked, it waits for the PIN, runs, pauses when the token or its
 * driver goes away, goes on with the first document not yet signed after a PIN typed again, waits without the token for
 * timestamps that cannot be had, and ends.
 */
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { Fault, type FaultValue } from '../../../contracts/faults/index.js';
import type { Batch } from '../../../contracts/ipc.js';
import type { SigningProgress } from '../../../contracts/jobs.js';
import { settle } from '../../../contracts/result.js';
import type { ModuleReport } from '../../../contracts/token.js';
import { isOverWhenSeen, passesByItself } from '../../../contracts/token-state.js';
import { type AskContextPin, erasePin, type TypedPin, worthTypingAgain } from '../../token/pin.js';
import type { Signer } from '../../token/signer.js';
import type { DocumentWorkers } from '../document-workers.js';
import type { BatchItem, BatchObserver, Intents } from './batch.js';
import type { FinishServices, PendingItem } from './finish-signature.js';
import type { TrustServices } from './levels.js';
import { type AskPin, type FoundCertificate, findCertificate, pinPrompt } from './pin-request.js';
import { type BatchOutcome, finishBatch, signBatch } from './sign-batch.js';
import type { SignerCheck } from './signer-check.js';

export interface BatchSessionPorts {
  readonly workers: DocumentWorkers;
  readonly listTokens: () => Promise<readonly ModuleReport[]>;
  /** @param forSignature asks at every signature of a key that wants it so; null when the person declines */
  readonly openSigner: (fingerprint: string, typed: TypedPin, forSignature: AskContextPin) => Promise<Signer>;
  readonly askPin: AskPin;
  readonly trust: TrustServices;
  /** Validity, usage, chain and revocation of the certificate (and the issuers found beside it), before any PIN. */
  readonly checkSigner: (
    certificate: Uint8Array,
    issuers: readonly Uint8Array[],
    abort: AbortSignal,
  ) => Promise<SignerCheck>;
  /** Called after every change of state, and for documents at most ten times a second; the batch is a fresh copy. */
  readonly changed: (batch: Batch) => void;
}

export interface BatchSessionOrder {
  readonly items: readonly BatchItem[];
  readonly certificate: string;
  /**
   * What a document gets, once it is known under which scheme the certificate was issued. Asked more than once, with the
   * same answer; a Fault fails this document before the token is used for it.
   */
  readonly intentsOf: (item: BatchItem, check: SignerCheck) => Intents | Promise<Intents>;
  readonly observer: BatchObserver;
  /** Keeps what was learned of the certificate, for the documents that are claimed from then on. */
  readonly keepEvidence: (check: SignerCheck) => Promise<void>;
  /** Somebody else goes on with documents that wait for their timestamp (the queue does): the batch is then over. */
  readonly othersFinish: boolean;
  /** Told once nothing more of it is signed: finished or cancelled. */
  readonly ended?: () => Promise<void>;
}

/** A copy of a batch is as long as the batch: one for every step of thousands of documents would stop everything else. */
const changedPauseMs = 100;

export class BatchSession {
  readonly id = randomBytes(16).toString('hex');
  readonly #progress: Map<string, SigningProgress>;
  #left: readonly BatchItem[];
  #waiting: PendingItem[] = [];
  /** What the person has to know of the certificate before the PIN is typed; asked once a batch. */
  #caution: readonly FaultValue[] | null = null;
  #state: Batch['state'] = 'waiting-for-pin';
  #error: FaultValue | null = null;
  #abort = new AbortController();
  #busy = false;
  #running: Promise<void> = Promise.resolve();
  #declined = false;
  /** The token was not there at some time of this pause. */
  #tokenGone = false;
  /** The login that signs just now. */
  #login: Signer | null = null;
  /** Times that the person left the computer: a login that was under way then is not used. */
  #absences = 0;
  /** The document that the token is at, and how many signatures were begun with this login. */
  #atToken: { readonly item: BatchItem; readonly number: number } | null = null;
  /** Signatures that this login is for; counted only for a key that asks for the PIN at each. */
  #signatures = 0;
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
      certificate: this.order.certificate,
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
    const over = this.#state === 'finished' || this.#state === 'cancelled';
    if (this.#busy || over) return this.batch;
    this.#busy = true;
    this.#declined = false;
    this.#tokenGone = false;
    this.#abort = new AbortController();
    this.#set(this.#left.length > 0 ? 'waiting-for-pin' : 'running', null);
    this.#running = this.#work(again);
    return this.batch;
  }

  /** Goes on after a pause: with the PIN and the reason of the pause, or without one where only timestamps are missing. */
  resume(): Batch {
    if (this.#state === 'awaiting-timestamp') return this.run();
    return this.#state === 'paused' ? this.run(this.#error) : this.batch;
  }

  /** What is plugged in has changed: a batch that only lacks its token asks for the PIN again. */
  tokensChanged(modules: readonly ModuleReport[]): void {
    const error = this.#waitsFor;
    if (!error) return;
    if (!findCertificate(modules, this.order.certificate)) this.#tokenGone = true;
    else if (isOverWhenSeen(error, this.#tokenGone)) this.resume();
  }

  /**
   * What has to pass by itself before the batch goes on; null also where somebody said that it is to rest: who declined
   * to type the PIN decides himself.
   */
  get #waitsFor(): FaultValue | null {
    const paused = this.#state === 'paused' && !this.#busy && !this.#declined;
    return paused && this.#error && passesByItself(this.#error) ? this.#error : null;
  }

  /** Ends the login after the signature in hand, as when the person leaves the computer; the batch pauses. */
  endLogin(): void {
    this.#absences += 1;
    this.#login?.close().catch(() => undefined);
  }

  /** Stops after the document in hand; what is signed stays signed. */
  cancel(): Batch {
    this.#abort.abort();
    const rests = !this.#busy && (this.#state === 'paused' || this.#state === 'awaiting-timestamp');
    if (rests) this.#running = this.#end({ state: 'cancelled', error: null });
    return this.batch;
  }

  /** Resolves when nothing of this batch runs any more. */
  settled(): Promise<void> {
    return this.#running;
  }

  /** What waits for its timestamp goes on while the person types the PIN for the others. Never rejects. */
  async #work(again: FaultValue | null): Promise<void> {
    const [finished, signed] = await Promise.all([
      finishBatch(this.#waiting, this.#services()),
      settle(() => this.#signLeft(again)),
    ]);
    const waitingFor = (signed.ok ? signed.value.waitingFor : null) ?? finished.waitingFor;
    const left = signed.ok && !this.order.othersFinish ? signed.value.waiting : [];
    this.#waiting = [...finished.waiting, ...left];
    const stopped = signed.ok ? signed.value.stopped : signed.error;
    return this.#end(this.#conclusion(stopped ?? finished.stopped, waitingFor));
  }

  #conclusion(stopped: FaultValue | null, waitingFor: FaultValue | null): Pick<Batch, 'state' | 'error'> {
    const open = this.#left.length > 0;
    if (open && stopped?.code === 'app.cancelled') return { state: 'cancelled', error: null };
    if (open && stopped) return { state: 'paused', error: stopped };
    if (this.#waiting.length > 0) return { state: 'awaiting-timestamp', error: waitingFor };
    return { state: 'finished', error: stopped };
  }

  /** A batch that was cancelled waits for nothing: those without their timestamp count as not signed. */
  async #end({ state, error }: Pick<Batch, 'state' | 'error'>): Promise<void> {
    const abandoned = state === 'cancelled' ? this.#waiting.splice(0) : [];
    this.#busy = false;
    this.#set(state, error);
    for (const { item } of abandoned) {
      await rm(item.workFile, { force: true }).catch(() => undefined);
      await settle(() => this.#observer.step(item, 'not-signed'));
    }
    if (state === 'finished' || state === 'cancelled') await settle(async () => this.order.ended?.());
    // It may be back by the time that the batch has come to rest.
    if (this.#waitsFor)
      this.ports.listTokens().then(
        (modules) => this.tokensChanged(modules),
        () => undefined,
      );
  }

  /** Certificate, PIN, token: for the documents that were not signed yet. */
  async #signLeft(again: FaultValue | null): Promise<BatchOutcome> {
    if (this.#left.length === 0) return { left: [], waiting: [], waitingFor: null, stopped: null };
    const absences = this.#absences;
    const check = await this.#check(await this.#found(again));
    const signer = await this.#logIn(again, absences);
    this.#login = signer;
    this.#atToken = null;
    if (signer.alwaysAuthenticates) this.#signatures = await this.#countSignatures(check);
    await this.order.keepEvidence(check).catch(async (thrown: unknown) => {
      this.#login = null;
      await signer.close();
      throw thrown;
    });
    this.#set('running', null);
    const signed = await signBatch({
      ...this.#services(),
      items: this.#left,
      signer,
      intentsOf: (item) => this.order.intentsOf(item, check),
      revocation: check.evidence,
    });
    this.#login = null;
    this.#left = signed.left;
    return signed;
  }

  #services(): FinishServices {
    const { workers, trust } = this.ports;
    const { record } = this.order.observer;
    const observer = { ...this.#observer, ...(record && { record }) };
    return { workers, trust, observer, abort: this.#abort.signal };
  }

  readonly #observer: BatchObserver = {
    step: async (item, step, error) => {
      if (step === 'signing') this.#atToken = { item, number: (this.#atToken?.number ?? 0) + 1 };
      try {
        await this.order.observer.step(item, step, error);
      } finally {
        const { warnings, registered } = this.#progress.get(item.id) ?? {};
        const told = { ...(error && { error }), ...(warnings && { warnings }), ...(registered && { registered }) };
        this.#progress.set(item.id, { id: item.id, name: item.name, step, ...told });
        this.#changedSoon ??= setTimeout(() => this.#tell(), changedPauseMs);
      }
    },
    warn: (item, warnings) => {
      const progress = this.#progress.get(item.id);
      if (progress) this.#progress.set(item.id, { ...progress, warnings: [...warnings] });
      this.order.observer.warn(item, warnings);
    },
    keep: async (item, proved) => {
      const registered = await this.order.observer.keep(item, proved);
      const progress = this.#progress.get(item.id);
      if (progress && registered) this.#progress.set(item.id, { ...progress, registered });
      return registered;
    },
  };

  /** The token as it is now. One that is not there again yet leaves the reason of the pause as it was. */
  async #found(again: FaultValue | null): Promise<FoundCertificate> {
    const found = findCertificate(await this.ports.listTokens(), this.order.certificate);
    if (!found) throw again && passesByItself(again) ? Fault.from(again) : new Fault('token.none');
    return found;
  }

  /** Throws the Fault for which the certificate must not sign. */
  async #check({ token, certificate }: FoundCertificate): Promise<SignerCheck> {
    const issuers = token.certificates.filter(({ purpose }) => purpose === 'issuer').map(({ der }) => der);
    const check = await this.ports.checkSigner(certificate.der, issuers, this.#abort.signal);
    const [reason] = check.reasons;
    if (check.outcome === 'stop' && reason) throw Fault.from(reason);
    this.#caution ??= check.reasons;
    return check;
  }

  /**
   * One login per typed PIN; a wrong one is told and asked for again, never sent twice. Who types none is done with the
   * batch (Fault `app.cancelled`), or with going on after a pause, whose reason then stands again.
   * @param absences those before the certificate was checked: whoever has left since then is not asked (Fault `token.session-over`)
   */
  async #logIn(again: FaultValue | null, absences: number): Promise<Signer> {
    for (let reason = again; ; ) {
      const found = await this.#found(reason);
      if (this.#abort.signal.aborted) throw new Fault('app.cancelled');
      if (absences !== this.#absences) throw new Fault('token.session-over');
      const typed = await this.ports.askPin(
        pinPrompt(
          this.#left.map(({ name }) => name),
          found,
          { purpose: { kind: 'login' }, again: reason, caution: this.#caution ?? [] },
        ),
      );
      if (typed) this.#caution = [];
      if (this.#abort.signal.aborted) {
        if (typed) erasePin(typed.pin);
        typed?.dispose();
        throw new Fault('app.cancelled');
      }
      if (!typed) {
        this.#declined = true;
        const begun = this.#left.length < this.order.items.length;
        throw begun && reason ? Fault.from(reason) : new Fault('app.cancelled');
      }
      try {
        const { certificate } = this.order;
        const signer = await this.ports.openSigner(certificate, typed, (again) => this.#askForSignature(again));
        if (absences === this.#absences) return signer;
        await signer.close();
        throw new Fault('token.session-over');
      } catch (thrown) {
        if (!worthTypingAgain(thrown)) throw thrown;
        reason = thrown.value;
      } finally {
        typed.dispose();
      }
    }
  }

  /** Those of the documents that are left; one that is refused gets none. */
  async #countSignatures(check: SignerCheck): Promise<number> {
    let count = 0;
    for (const item of this.#left) {
      const intents = await settle(() => this.order.intentsOf(item, check));
      if (intents.ok) count += intents.value.length;
    }
    return count;
  }

  /** For a key that asks at every signature; the first time says how many there will be. */
  async #askForSignature(again: FaultValue | null): Promise<TypedPin | null> {
    const found = findCertificate(await this.ports.listTokens(), this.order.certificate);
    const atToken = this.#atToken;
    if (!found || !atToken || this.#abort.signal.aborted) return null;
    const { item, number } = atToken;
    const purpose = { kind: 'signature', number, total: this.#signatures } as const;
    return this.ports.askPin(pinPrompt([item.name], found, { purpose, again, caution: [] }));
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
