/** The states of a queued document as a clerk groups them. */
import type { JobState } from '../../contracts/jobs.js';

export type StateGroup = 'all' | 'waiting' | 'working' | 'ready' | 'delivered' | 'failed' | 'cancelled';

export const stateGroups: readonly StateGroup[] = [
  'all',
  'waiting',
  'working',
  'ready',
  'delivered',
  'failed',
  'cancelled',
];

/** Empty for all: no filter. */
export const statesOf: Record<StateGroup, readonly JobState[]> = {
  all: [],
  waiting: ['received'],
  working: ['preparing', 'signing', 'timestamping', 'awaiting-timestamp', 'signed', 'uploading'],
  ready: ['proved'],
  delivered: ['delivered'],
  failed: ['failed'],
  cancelled: ['cancelled'],
};

export const groupCount = (group: StateGroup, counts: Readonly<Record<string, number>>): number => {
  const states: readonly string[] = group === 'all' ? Object.keys(counts) : statesOf[group];
  return states.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
};
