/** The queue as the main process uses it: every call goes to the database worker and comes back as a promise. */
import { Worker } from 'node:worker_threads';
import { Fault } from '../../contracts/faults/index.js';
import type { Result } from '../../contracts/result.js';
import { timeouts, type WorkerReply, type WorkerRequest, type WorkerSettings } from './protocol.js';
import type { Rebuilt } from './rebuild/types.js';
import type { Queue, QueueOperation } from './types.js';
import { type Heard, listen, spoken } from './worker-output.js';

export interface QueueOptions extends WorkerSettings {
  /** The bundled worker (out/main/database-worker.cjs). */
  readonly workerPath: string;
  /** Told where the database was damaged and had to be put together again. */
  readonly onRebuilt?: ((rebuilt: Rebuilt) => void) | undefined;
  /** Told of the worker's defects; by default they go to stderr. */
  readonly heard?: Heard | undefined;
}

type Call = QueueOperation | 'open' | 'close';

interface Waiting {
  readonly settle: (result: Result<unknown>) => void;
  readonly fail: (fault: Fault) => void;
}

/** One worker thread and the calls under way in it. */
class WorkerConnection {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private readonly ended: Promise<void>;
  private lastSeq = 0;
  private state: 'running' | 'closing' | 'stopped' = 'running';
  private idle: (() => void) | null = null;

  constructor(options: QueueOptions) {
    const { workerPath, databasePath, nativeBinding, recovery, heard } = options;
    const settings: WorkerSettings = { databasePath, nativeBinding, recovery };
    this.worker = new Worker(workerPath, { workerData: settings, ...spoken(heard) });
    listen(this.worker, heard);
    this.worker.on('message', ({ seq, result }: WorkerReply) => this.waiting.get(seq)?.settle(result));
    this.ended = new Promise((resolve) => {
      const stop = (cause?: unknown): void => {
        this.state = 'stopped';
        for (const call of [...this.waiting.values()]) call.fail(new Fault('queue.stopped', {}, { cause }));
        resolve();
      };
      this.worker.on('error', stop);
      this.worker.on('exit', () => stop());
    });
  }

  /** Waits for the reply number 0, by which the worker says how opening went. */
  opened(): Promise<Rebuilt | null> {
    return this.expect(0, 'open') as Promise<Rebuilt | null>;
  }

  async call(operation: QueueOperation, args: readonly unknown[]): Promise<unknown> {
    if (this.state === 'closing') throw new Fault('queue.closing');
    return this.send(operation, args);
  }

  async close(): Promise<void> {
    if (this.state === 'running') {
      this.state = 'closing';
      if (this.waiting.size > 0) {
        await new Promise<void>((resolve) => {
          this.idle = resolve;
        });
      }
      try {
        await this.send('close', []);
      } catch (thrown) {
        await this.abandon();
        throw thrown;
      }
    }
    await this.ended;
  }

  /** Ends the worker without asking; SQLite rolls back what was not committed. */
  async abandon(): Promise<void> {
    await this.worker.terminate();
  }

  private async send(operation: QueueOperation | 'close', args: readonly unknown[]): Promise<unknown> {
    if (this.state === 'stopped') throw new Fault('queue.stopped');
    this.lastSeq += 1;
    const request: WorkerRequest = { seq: this.lastSeq, operation, args };
    const reply = this.expect(request.seq, operation);
    this.worker.postMessage(request);
    return reply;
  }

  private expect(seq: number, label: Call): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const finish = (act: () => void): void => {
        clearTimeout(timer);
        this.waiting.delete(seq);
        act();
        if (this.waiting.size === 0) this.idle?.();
      };
      const fail = (fault: Fault): void => finish(() => reject(fault));
      const timer = setTimeout(() => fail(new Fault('queue.timeout', { operation: label })), timeouts[label]);
      const settle = (result: Result<unknown>): void =>
        result.ok ? finish(() => resolve(result.value)) : fail(Fault.from(result.error));
      this.waiting.set(seq, { settle, fail });
    });
  }
}

/**
 * Opens the queue in a worker thread of its own: creates and migrates the database, and gives back the jobs of dead
 * processes. Each call rejects with a `Fault` (`queue.*`); while `close` waits for the running calls, new ones are
 * refused with `queue.closing`.
 */
export const openQueue = async (options: QueueOptions): Promise<Queue> => {
  const connection = new WorkerConnection(options);
  try {
    const rebuilt = await connection.opened();
    if (rebuilt) options.onRebuilt?.(rebuilt);
  } catch (thrown) {
    await connection.abandon();
    throw thrown;
  }
  const operation = <O extends QueueOperation>(name: O): Queue[O] =>
    // The worker runs the operation of this very name and type (QueueOperations); its reply is that one's value.
    ((...args: unknown[]) => connection.call(name, args)) as Queue[O];
  return {
    add: operation('add'),
    get: operation('get'),
    list: operation('list'),
    history: operation('history'),
    knownDocuments: operation('knownDocuments'),
    openRecords: operation('openRecords'),
    check: operation('check'),
    approve: operation('approve'),
    reject: operation('reject'),
    claim: operation('claim'),
    claimPending: operation('claimPending'),
    advance: operation('advance'),
    outbox: operation('outbox'),
    claimUpload: operation('claimUpload'),
    finishUpload: operation('finishUpload'),
    fileLost: operation('fileLost'),
    finishRejection: operation('finishRejection'),
    takeNews: operation('takeNews'),
    lostOriginals: operation('lostOriginals'),
    originalFetched: operation('originalFetched'),
    retry: operation('retry'),
    cancel: operation('cancel'),
    recoverInterrupted: operation('recoverInterrupted'),
    verifyJournal: operation('verifyJournal'),
    journalHead: operation('journalHead'),
    serveSeries: operation('serveSeries'),
    servedSeries: operation('servedSeries'),
    numberNeeds: operation('numberNeeds'),
    takeNumberLease: operation('takeNumberLease'),
    shownNumbers: operation('shownNumbers'),
    numbersReturned: operation('numbersReturned'),
    numbersElsewhere: operation('numbersElsewhere'),
    journalPage: operation('journalPage'),
    trustServer: operation('trustServer'),
    replaceServerKey: operation('replaceServerKey'),
    trustedServers: operation('trustedServers'),
    syncCursor: operation('syncCursor'),
    owedDocuments: operation('owedDocuments'),
    takeChanges: operation('takeChanges'),
    settleOwed: operation('settleOwed'),
    forgetCursor: operation('forgetCursor'),
    heldLeases: operation('heldLeases'),
    documentsToLease: operation('documentsToLease'),
    leasesToReturn: operation('leasesToReturn'),
    takeLeases: operation('takeLeases'),
    giveBackLeases: operation('giveBackLeases'),
    giveBackAllLeases: operation('giveBackAllLeases'),
    queueId: operation('queueId'),
    leasesReturned: operation('leasesReturned'),
    isWitnessed: operation('isWitnessed'),
    keepWitness: operation('keepWitness'),
    keepEvidence: operation('keepEvidence'),
    evidenceOf: operation('evidenceOf'),
    deleteEvidence: operation('deleteEvidence'),
    recordPack: operation('recordPack'),
    fileOfPack: operation('fileOfPack'),
    packs: operation('packs'),
    packOf: operation('packOf'),
    forgetPack: operation('forgetPack'),
    deleteDue: operation('deleteDue'),
    deleteCopies: operation('deleteCopies'),
    takeTime: operation('takeTime'),
    confirmClock: operation('confirmClock'),
    filesToDelete: operation('filesToDelete'),
    filesDeleted: operation('filesDeleted'),
    recordAnchor: operation('recordAnchor'),
    confirmedAnchors: operation('confirmedAnchors'),
    registerPage: operation('registerPage'),
    registerEntry: operation('registerEntry'),
    heldNumbers: operation('heldNumbers'),
    registerParts: operation('registerParts'),
    fileNamesOf: operation('fileNamesOf'),
    outgoingEntryOf: operation('outgoingEntryOf'),
    jobOfEntry: operation('jobOfEntry'),
    nextNumber: operation('nextNumber'),
    nextNumbers: operation('nextNumbers'),
    integrityOf: operation('integrityOf'),
    isUnconfirmed: operation('isUnconfirmed'),
    startSeries: operation('startSeries'),
    confirmSeries: operation('confirmSeries'),
    holdNumbers: operation('holdNumbers'),
    releaseNumbers: operation('releaseNumbers'),
    confirmPapers: operation('confirmPapers'),
    register: operation('register'),
    changeEntry: operation('changeEntry'),
    amendEntry: operation('amendEntry'),
    close: () => connection.close(),
  };
};
