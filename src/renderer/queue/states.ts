/** The states of a queued document as a clerk groups them. */
import type { JobState } from '../../contracts/jobs.js';

export type StateGroup =
  | 'all'
  | 'approval'
  | 'waiting'
  | 'working'
  | 'ready'
  | 'sent'
  | 'delivered'
  | 'failed'
  | 'cancelled';

export const stateGroups: readonly StateGroup[] = [
  'all',
  'approval',
  'waiting',
  'working',
  'ready',
  'sent',
  'delivered',
  'failed',
  'cancelled',
];

/** Empty for all: no filter. */
export const statesOf: Record<StateGroup, readonly JobState[]> = {
  all: [],
  approval: ['waiting-for-approval'],
  waiting: ['received', 'checked', 'ready'],
  working: ['preparing', 'signing', 'timestamping', 'awaiting-timestamp', 'signed', 'uploading'],
  ready: ['proved'],
  sent: ['delivered'],
  delivered: ['acknowledged'],
  failed: ['failed'],
  cancelled: ['rejected', 'recalled', 'cancelled'],
};

export const groupCount = (group: StateGroup, counts: Readonly<Record<string, number>>): number => {
  const states: readonly string[] = group === 'all' ? Object.keys(counts) : statesOf[group];
  return states.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
};
