import type { Batch } from '../../contracts/ipc.js';
import type { SigningProgress } from '../../contracts/jobs.js';

export type BatchFilter = 'all' | 'signed' | 'failed' | 'rest' | 'warned';

export interface BatchCounts {
  readonly total: number;
  readonly signed: number;
  readonly failed: number;
  /** Neither signed nor failed: waiting, being worked on, or left. */
  readonly rest: number;
  /** Of these, signed by the token and waiting for a timestamp. */
  readonly awaiting: number;
  /** With something to know of them, whatever came of them. */
  readonly warned: number;
  readonly done: number;
}

const isWarned = ({ warnings }: SigningProgress): boolean => (warnings?.length ?? 0) > 0;

export const batchCounts = ({ total, signed, failed, items }: Batch): BatchCounts => ({
  total,
  signed,
  failed,
  rest: total - signed - failed,
  awaiting: items.filter(({ step }) => step === 'awaiting-timestamp').length,
  warned: items.filter(isWarned).length,
  done: signed + failed,
});

export const itemsOf = (batch: Batch, filter: BatchFilter): Batch['items'] => {
  switch (filter) {
    case 'all':
      return batch.items;
    case 'signed':
    case 'failed':
      return batch.items.filter(({ step }) => step === filter);
    case 'warned':
      return batch.items.filter(isWarned);
    case 'rest':
      return batch.items.filter(({ step }) => step !== 'signed' && step !== 'failed');
  }
};

/** Tells a screen reader about ten times in a batch, not at every document. */
export const announcedDone = ({ done, total }: BatchCounts): number => {
  const stride = Math.max(1, Math.ceil(total / 10));
  return done === total ? done : done - (done % stride);
};
