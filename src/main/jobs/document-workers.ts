/** The pool of document workers: each task runs off the main thread, within a deadline and a memory limit. */
import { Worker } from 'node:worker_threads';
import { Fault } from '../../contracts/faults/index.js';
import type { Result } from '../../contracts/result.js';
import { type Heard, listen, spoken } from '../queue/worker-output.js';
import type { DocumentTask, DocumentTasks, DocumentWorkerData } from './document-tasks.js';

/** A hostile file may cost one task this long and this much, then the worker is ended and the file is refused. */
const deadlineMs = 120_000;
const memoryMb = 512;
/** Of what is short-lived: without a limit V8 lets it grow by tens of megabytes before it clears it away. */
const youngMemoryMb = 4;

interface Assignment {
  readonly task: DocumentTask;
  readonly request: unknown;
  readonly settle: (reply: Result<unknown>) => void;
}

class DocumentWorker {
  readonly #worker: Worker;
  #assignment: Assignment | undefined;
  #deadline: NodeJS.Timeout | undefined;

  constructor(
    script: string,
    data: DocumentWorkerData,
    heard: Heard | undefined,
    private readonly onFree: (worker: DocumentWorker) => void,
    private readonly onGone: (worker: DocumentWorker) => void,
  ) {
    const resourceLimits = { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: youngMemoryMb };
    this.#worker = new Worker(script, { workerData: data, resourceLimits, ...spoken(heard) });
    listen(this.#worker, heard);
    this.#worker.on('message', (reply: Result<unknown>) => this.#finish(reply));
    this.#worker.on('error', (cause) => this.#lose(new Fault('worker.failed', {}, { cause })));
    this.#worker.on('exit', () => this.#lose(new Fault('worker.failed')));
    this.#worker.unref();
  }

  run(assignment: Assignment): void {
    this.#assignment = assignment;
    this.#worker.ref();
    this.#deadline = setTimeout(() => {
      this.#lose(new Fault('worker.too-slow'));
      void this.#worker.terminate();
    }, deadlineMs);
    this.#worker.postMessage({ task: assignment.task, request: assignment.request });
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #finish(reply: Result<unknown>): void {
    const assignment = this.#release();
    this.#worker.unref();
    this.onFree(this);
    assignment?.settle(reply);
  }

  #lose(fault: Fault): void {
    const assignment = this.#release();
    this.onGone(this);
    assignment?.settle({ ok: false, error: fault.value });
  }

  #release(): Assignment | undefined {
    clearTimeout(this.#deadline);
    const assignment = this.#assignment;
    this.#assignment = undefined;
    return assignment;
  }
}

export class DocumentWorkers {
  readonly #free: DocumentWorker[] = [];
  readonly #all = new Set<DocumentWorker>();
  readonly #waiting: Assignment[] = [];
  #ended = false;

  /**
   * @param script absolute path of the built worker (`document-worker.cjs`)
   * @param size how many tasks run at once
   * @param heard told of the workers' defects; by default they go to stderr
   */
  constructor(
    private readonly script: string,
    private data: DocumentWorkerData,
    private readonly size: number,
    private readonly heard?: Heard,
  ) {}

  /** Runs one task; rejects with the {@link Fault} it ended with. */
  async run<T extends DocumentTask>(task: T, request: DocumentTasks[T]['request']): Promise<DocumentTasks[T]['reply']> {
    const reply = await new Promise<Result<unknown>>((settle) => {
      this.#waiting.push({ task, request, settle });
      this.#dispatch();
    });
    if (!reply.ok) throw Fault.from(reply.error);
    return reply.value as DocumentTasks[T]['reply'];
  }

  /** From the next task on workers know `data`: a worker that was started before ends with the task it has. */
  renew(data: DocumentWorkerData): void {
    this.data = data;
    // Each makes room for a new one when it is gone.
    for (const worker of this.#free.splice(0)) void worker.end();
  }

  /** Ends every worker; what still runs or waits fails. */
  async end(): Promise<void> {
    this.#ended = true;
    this.#dispatch();
    await Promise.all([...this.#all].map((worker) => worker.end()));
  }

  #dispatch(): void {
    if (this.#ended) {
      for (const { settle } of this.#waiting.splice(0)) settle({ ok: false, error: new Fault('worker.failed').value });
    }
    while (this.#waiting.length > 0) {
      const worker = this.#free.pop() ?? this.#start();
      const assignment = worker && this.#waiting.shift();
      if (!worker || !assignment) return;
      worker.run(assignment);
    }
  }

  #start(): DocumentWorker | undefined {
    if (this.#ended || this.#all.size >= this.size) return undefined;
    const { data } = this;
    const worker = new DocumentWorker(
      this.script,
      data,
      this.heard,
      (free) => {
        if (data !== this.data) {
          void free.end();
          return;
        }
        this.#free.push(free);
        this.#dispatch();
      },
      (gone) => {
        this.#all.delete(gone);
        const at = this.#free.indexOf(gone);
        if (at >= 0) this.#free.splice(at, 1);
        this.#dispatch();
      },
    );
    this.#all.add(worker);
    return worker;
  }
}
