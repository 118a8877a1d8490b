/**
 * Outcomes that could not be put on record when they came, because the database was in the way (another process wrote,
 * the disk was full). Until they are, their jobs belong to this process, which nobody takes for dead.
 */
import { type FaultCode, toFaultValue } from '../../contracts/faults/index.js';

/** The step itself is lawful, and is recorded once there is room and peace. */
const inTheWay: ReadonlySet<FaultCode> = new Set([
  'queue.busy',
  'queue.disk-full',
  'queue.write-failed',
  'queue.timeout',
]);

const isInTheWay = (thrown: unknown): boolean => inTheWay.has(toFaultValue(thrown).code);

export class OwedRecords<Queue extends object, Step, Recorded> {
  readonly #owed = new WeakMap<Queue, Map<string, Step>>();

  constructor(private readonly put: (queue: Queue, jobId: string, step: Step) => Promise<Recorded>) {}

  /** Rejects as `put` does; what was in the way is asked for again by {@link recordLeft}. */
  async record(queue: Queue, jobId: string, step: Step): Promise<Recorded> {
    try {
      return await this.put(queue, jobId, step);
    } catch (thrown) {
      if (isInTheWay(thrown)) this.#owe(queue, jobId, step);
      throw thrown;
    }
  }

  #owe(queue: Queue, jobId: string, step: Step): void {
    this.#owed.set(queue, (this.#owed.get(queue) ?? new Map<string, Step>()).set(jobId, step));
  }

  /** Records what is owed, each once. Rejects where the database is still in the way. */
  async recordLeft(queue: Queue): Promise<void> {
    const left = this.#owed.get(queue);
    for (const [jobId, step] of left ?? []) {
      // Two callers at once: the first takes it.
      if (!left?.delete(jobId)) continue;
      await this.put(queue, jobId, step).catch((thrown: unknown) => {
        // What was only waited for in vain stands there already.
        if (!isInTheWay(thrown)) return;
        left.set(jobId, step);
        throw thrown;
      });
    }
  }
}
