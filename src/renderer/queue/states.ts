/** The states of a queued document as a clerk groups them. */
import type { Job, JobState } from '../../contracts/jobs.js';

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

/** In an edXML package, not from the server. */
const cameInPackage = (serverId: string | null): boolean => serverId?.startsWith('edxml-') === true;

/**
 * What is to be said of a document besides its state: what happens next by itself, or what the person does. Null where
 * the state says it all, or the reason why it goes no further does.
 */
export const hintOf = ({ state, error, serverId, rejectionReason }: Job, locked: boolean) => {
  switch (state) {
    case 'awaiting-timestamp':
      return locked ? 'queue.awaitingLocked' : 'queue.awaitingHint';
    case 'waiting-for-approval':
      return 'queue.hint.approve';
    case 'proved':
      if (serverId === null || error !== null) return null;
      return cameInPackage(serverId) ? 'queue.hint.sendPackage' : 'queue.hint.send';
    case 'delivered':
      if (error !== null) return null;
      return cameInPackage(serverId) ? 'queue.hint.deliveredPackage' : 'queue.hint.delivered';
    case 'recalled':
      return error === null ? 'queue.hint.recalled' : null;
    case 'rejected':
      return rejectionReason === null ? null : 'queue.rejectedFor';
    case 'received':
    case 'checked':
    case 'ready':
    case 'preparing':
    case 'signing':
    case 'timestamping':
    case 'signed':
    case 'uploading':
    case 'acknowledged':
    case 'failed':
    case 'cancelled':
      return null;
  }
};
