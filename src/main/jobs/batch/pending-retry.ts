/** Queued documents whose signature waits for its timestamp are tried again by themselves; no token is needed. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Queue } from '../../queue/types.js';
import { everyJob } from '../pages.js';
import type { FinishServices } from './finish-signature.js';
import { finishBatch } from './sign-batch.js';
import { claimPending, needsPassword, type PasswordOf, type QueueFolders, recordOwed } from './sign-queue.js';

export interface PendingRetryOptions {
  readonly queue: Queue;
  readonly folders: QueueFolders;
  readonly services: Omit<FinishServices, 'abort'>;
  readonly passwordOf: PasswordOf;
  /** What cannot be a document's own error. */
  readonly defect: (thrown: unknown) => void;
}

const pauseMs = 5 * 60_000;
/** So many at a time: a few when nobody answers, and all of a long queue, one after the other, when somebody does. */
const atATime = 20;

/**
 * Those that were tried longest ago first, so that some for which there is no answer do not keep back the others. One
 * that is known to lack its password is tried when somebody has typed it, not every few minutes in vain.
 */
const waitingJobs = async (queue: Queue, passwordOf: PasswordOf): Promise<string[]> => {
  const waiting: { readonly id: string; readonly updatedAt: string }[] = [];
  for await (const { id, error, updatedAt } of everyJob(queue, ['awaiting-timestamp']))
    if (!needsPassword(error) || passwordOf(id) !== undefined) waiting.push({ id, updatedAt });
  return waiting.sort((left, right) => (left.updatedAt < right.updatedAt ? -1 : 1)).map(({ id }) => id);
};

export class PendingRetry {
  readonly #abort = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(private readonly options: PendingRetryOptions) {}

  /** Tries now, and again five minutes after each round. */
  start(): void {
    this.#running = this.#rounds();
  }

  /** Resolves when nothing is under way any more; what was waiting waits. */
  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#running;
  }

  async #rounds(): Promise<void> {
    const { signal } = this.#abort;
    while (!signal.aborted) {
      await this.#round(signal).catch(this.options.defect);
      await pause(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }

  async #round(abort: AbortSignal): Promise<void> {
    const { queue, folders, services, passwordOf } = this.options;
    await recordOwed(queue);
    // What a command that died left behind while this process runs.
    await queue.recoverInterrupted();
    const ids = await waitingJobs(queue, passwordOf);
    while (ids.length > 0 && !abort.aborted) {
      const pending = await claimPending(ids.splice(0, atATime), { ...services, queue, folders, passwordOf });
      const { waiting } = await finishBatch(pending, { ...services, abort });
      if (pending.length > 0 && waiting.length === pending.length) return;
    }
  }
}
