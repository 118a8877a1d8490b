/**
 * The life of a queued document as one table: event -> who may cause it, from which states, to which state. Whatever
 * is not in the table does not happen.
 */
import type { JobState } from '../../contracts/jobs.js';

/** `signer`: the signing pipeline; `sync`: the server client; `recovery`: the queue after a crash; `person`: a click. */
export type Actor = 'intake' | 'signer' | 'sync' | 'recovery' | 'person';

interface Transition {
  readonly by: Actor;
  /** `null`: the job does not exist yet. */
  readonly from: readonly (JobState | null)[];
  readonly to: JobState;
}

export const transitions = {
  added: { by: 'intake', from: [null], to: 'received' },
  claimed: { by: 'signer', from: ['received'], to: 'preparing' },
  /** Comes again before each further signature of the same document. */
  prepared: { by: 'signer', from: ['preparing', 'signing'], to: 'signing' },
  /** The token is done with this document; what it signed is stored in the same transaction. */
  'signature-made': { by: 'signer', from: ['signing'], to: 'timestamping' },
  'timestamp-deferred': { by: 'signer', from: ['timestamping'], to: 'awaiting-timestamp' },
  'timestamp-claimed': { by: 'signer', from: ['awaiting-timestamp'], to: 'timestamping' },
  embedded: { by: 'signer', from: ['signing', 'timestamping'], to: 'signed' },
  proved: { by: 'signer', from: ['signed'], to: 'proved' },
  /** The batch stopped (token pulled, person pressed stop): no error of this document, it waits again. */
  released: { by: 'signer', from: ['preparing', 'signing', 'signed'], to: 'received' },
  'signing-failed': { by: 'signer', from: ['preparing', 'signing', 'timestamping', 'signed'], to: 'failed' },
  'upload-started': { by: 'sync', from: ['proved'], to: 'uploading' },
  /** The server could not be reached or could not answer: the document stays in the outbox. */
  'upload-deferred': { by: 'sync', from: ['uploading'], to: 'proved' },
  'upload-refused': { by: 'sync', from: ['uploading'], to: 'failed' },
  delivered: { by: 'sync', from: ['uploading'], to: 'delivered' },
  /** Work files of a dead process are stale: without a proof the document is signed anew from its original. */
  'signing-recovered': { by: 'recovery', from: ['preparing', 'signing', 'signed'], to: 'received' },
  /** The stored signature value is as good as before: no token is needed to go on. */
  'timestamp-recovered': { by: 'recovery', from: ['timestamping'], to: 'awaiting-timestamp' },
  /** The server may or may not have the file; the idempotency key makes sending again safe. */
  'upload-recovered': { by: 'recovery', from: ['uploading'], to: 'proved' },
  'signing-retried': { by: 'person', from: ['failed'], to: 'received' },
  'upload-retried': { by: 'person', from: ['failed'], to: 'proved' },
  cancelled: { by: 'person', from: ['received', 'awaiting-timestamp', 'proved', 'failed'], to: 'cancelled' },
} as const satisfies Record<string, Transition>;

export type JobEvent = keyof typeof transitions;

/** What is recorded of verified files, which are no jobs. */
export const packEvents = {
  'evidence-pack-made': { by: 'person' },
  'evidence-pack-deleted': { by: 'person' },
} as const satisfies Record<string, { readonly by: Actor }>;

export type PackEvent = keyof typeof packEvents;

/** What is recorded of the sources of trust that a person adds. */
export const anchorEvents = {
  'trust-anchor-added': { by: 'person' },
  'trust-anchor-removed': { by: 'person' },
} as const satisfies Record<string, { readonly by: Actor }>;

export type AnchorEvent = keyof typeof anchorEvents;

/** States in which a job belongs to the process that works on it. */
export const ownedStates = [
  'preparing',
  'signing',
  'timestamping',
  'signed',
  'uploading',
] as const satisfies readonly JobState[];

/** Where `event` leads from `state`, or null where the table does not allow it. */
export const nextState = (state: JobState | null, event: JobEvent): JobState | null => {
  const transition: Transition = transitions[event];
  return transition.from.includes(state) ? transition.to : null;
};

/** Whether a job in `state` is held by an owner. */
export const isOwned = (state: JobState): boolean => (ownedStates as readonly JobState[]).includes(state);
