/** The part of the pipeline behind the token, with its books: what is on record, what waits. */
import { setMaxListeners } from 'node:events';
import type { FaultValue } from '../../../contracts/faults/index.js';
import type { SigningStep } from '../../../contracts/jobs.js';
import { settle } from '../../../contracts/result.js';
import { writeDefect } from '../defect.js';
import { discard } from '../files/underway.js';
import type { BatchItem } from './batch.js';
import { type FinishServices, finishSignature, type PendingItem } from './finish-signature.js';

export class Finishing {
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
