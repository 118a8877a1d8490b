/**
 * The life of a queued document as one table: event -> who may cause it, from which states, to which state. Whatever
 * is not in the table does not happen.
 */
import type { JobState } from '../../contracts/jobs.js';

/** `signer`: the signing pipeline; `sync`: the server client; `recovery`: the queue after a crash; `person`: a click. */
/** `retention`: the time set for personal data. */
export type Actor = 'intake' | 'signer' | 'sync' | 'recovery' | 'person' | 'retention';

interface Transition {
  readonly by: Actor;
  /** `null`: the job does not exist yet. */
  readonly from: readonly (JobState | null)[];
  readonly to: JobState;
}

export const transitions = {
  added: { by: 'intake', from: [null], to: 'received' },
  /** A worker opened it: nothing forbids another signature. */
  checked: { by: 'intake', from: ['received'], to: 'checked' },
  'check-failed': { by: 'intake', from: ['received'], to: 'failed' },
  'approval-asked': { by: 'intake', from: ['checked'], to: 'waiting-for-approval' },
  'made-ready': { by: 'intake', from: ['checked'], to: 'ready' },
  approved: { by: 'person', from: ['waiting-for-approval'], to: 'ready' },
  rejected: { by: 'person', from: ['waiting-for-approval', 'ready'], to: 'rejected' },
  claimed: { by: 'signer', from: ['ready'], to: 'preparing' },
  /** What the token is to sign is stored in the same transaction. Comes again before each further signature of a document. */
  prepared: { by: 'signer', from: ['preparing', 'signing'], to: 'signing' },
  /** The token is done with this document; what it signed is stored in the same transaction. */
  'signature-made': { by: 'signer', from: ['signing'], to: 'timestamping' },
  'timestamp-deferred': { by: 'signer', from: ['timestamping'], to: 'awaiting-timestamp' },
  'timestamp-claimed': { by: 'signer', from: ['awaiting-timestamp'], to: 'timestamping' },
  embedded: { by: 'signer', from: ['timestamping'], to: 'signed' },
  proved: { by: 'signer', from: ['signed'], to: 'proved' },
  /** The batch stopped (token pulled, person pressed stop): no error of this document, it waits again. */
  released: { by: 'signer', from: ['preparing', 'signing', 'timestamping', 'signed'], to: 'ready' },
  'signing-failed': { by: 'signer', from: ['preparing', 'signing', 'timestamping', 'signed'], to: 'failed' },
  /** What was proved no longer stands on the disk; nothing of it was sent in this try. */
  'file-lost': { by: 'sync', from: ['proved'], to: 'failed' },
  'upload-started': { by: 'sync', from: ['proved'], to: 'uploading' },
  /** The server could not be reached or could not answer: the document stays in the outbox. */
  'upload-deferred': { by: 'sync', from: ['uploading'], to: 'proved' },
  'upload-refused': { by: 'sync', from: ['uploading'], to: 'failed' },
  delivered: { by: 'sync', from: ['uploading'], to: 'delivered' },
  acknowledged: { by: 'sync', from: ['delivered'], to: 'acknowledged' },
  /**
   * The server has a signed file of it that this computer does not know: signed here on days that were lost with the
   * database, or by somebody else. It is not signed again.
   */
  'found-delivered': {
    by: 'sync',
    from: ['received', 'checked', 'waiting-for-approval', 'ready', 'awaiting-timestamp'],
    to: 'delivered',
  },
  /** The server was taken back to a day before it got the file: the same file goes out again, with the same key. */
  'delivery-lost': { by: 'sync', from: ['delivered', 'acknowledged'], to: 'proved' },
  /** The server has the file and does not accept it: its signatures do not stand, or it is not the document. */
  'refused-after-delivery': { by: 'sync', from: ['delivered'], to: 'failed' },
  /** The server knows of the decision; the outbox is done with it. */
  'rejection-delivered': { by: 'sync', from: ['rejected'], to: 'rejected' },
  /** Somebody else rejected it on the server, which needs not be told. */
  'rejected-there': {
    by: 'sync',
    from: ['received', 'checked', 'waiting-for-approval', 'ready', 'awaiting-timestamp', 'failed'],
    to: 'rejected',
  },
  /** That decision was taken back. */
  'rejection-withdrawn': { by: 'sync', from: ['rejected'], to: 'received' },
  /** The server was taken back to a day before it knew. */
  'rejection-lost': { by: 'sync', from: ['rejected'], to: 'rejected' },
  /**
   * By its sender. One that a process signs just now is told so when it is uploaded; of one that was delivered no verdict
   * comes any more.
   */
  recalled: {
    by: 'sync',
    from: [
      'received',
      'checked',
      'waiting-for-approval',
      'ready',
      'awaiting-timestamp',
      'proved',
      'uploading',
      'delivered',
      'failed',
    ],
    to: 'recalled',
  },
  /** What was prepared is kept: the same bytes are signed again. Nothing else of a dead process's work counts. */
  'signing-recovered': { by: 'recovery', from: ['preparing', 'signing'], to: 'ready' },
  /** The stored signature value is as good as before: no token is needed to go on. */
  'timestamp-recovered': { by: 'recovery', from: ['timestamping', 'signed'], to: 'awaiting-timestamp' },
  /** The server may or may not have the file; the idempotency key makes sending again safe. */
  'upload-recovered': { by: 'recovery', from: ['uploading'], to: 'proved' },
  /** Its original was missing or damaged here, and the server has given it again. */
  'fetched-again': { by: 'sync', from: ['failed'], to: 'received' },
  /** It failed before it was ever ready. */
  'check-retried': { by: 'person', from: ['failed'], to: 'received' },
  /** Only while nothing of it was ever sent: two files of one job never leave this computer. */
  'signing-retried': { by: 'person', from: ['failed'], to: 'ready' },
  'upload-retried': { by: 'person', from: ['failed'], to: 'proved' },
  cancelled: {
    by: 'person',
    from: ['received', 'checked', 'waiting-for-approval', 'ready', 'awaiting-timestamp', 'proved', 'failed'],
    to: 'cancelled',
  },
} as const satisfies Record<string, Transition>;

export type JobEvent = keyof typeof transitions;

/** Steps as they were before documents were checked and approved, for the journals that hold them. */
const formerTransitions: Partial<Record<JobEvent, Transition>> = {
  claimed: { by: 'signer', from: ['received'], to: 'preparing' },
  embedded: { by: 'signer', from: ['signing'], to: 'signed' },
  released: { by: 'signer', from: ['preparing', 'signing', 'signed'], to: 'received' },
  'signing-recovered': { by: 'recovery', from: ['preparing', 'signing', 'signed'], to: 'received' },
  'signing-retried': { by: 'person', from: ['failed'], to: 'received' },
};

/** Whether `event` led from `from` to `to` before documents were checked and approved. */
export const wasLawful = (from: JobState | null, event: JobEvent, to: JobState | null): boolean => {
  const former = formerTransitions[event];
  return former?.from.includes(from) === true && former.to === to;
};

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

/** What is recorded of the keys that document servers sign their receipts with. */
export const serverEvents = {
  /** At the first sign-in. */
  'server-trusted': { by: 'sync' },
  /** A person compared the new one with what the server's administrator gave. */
  'server-key-replaced': { by: 'person' },
} as const satisfies Record<string, { readonly by: Actor }>;

export type ServerEvent = keyof typeof serverEvents;

/** What is recorded of registers whose numbers a server gives. */
export const leaseEvents = {
  'series-served': { by: 'person' },
  'numbers-leased': { by: 'sync' },
  /** From then on none of them is given to a document here. */
  'numbers-given-back': { by: 'sync' },
} as const satisfies Record<string, { readonly by: Actor }>;

export type LeaseEvent = keyof typeof leaseEvents;

/** What is recorded when a damaged queue was put together again (`rebuild.ts`). */
export const rebuildEvents = {
  'queue-rebuilt': { by: 'recovery' },
} as const satisfies Record<string, { readonly by: Actor }>;

export type RebuildEvent = keyof typeof rebuildEvents;

/** A job stands elsewhere than the entries that were left say: those between are lost. From any state to any. */
export const rebuiltStep = { event: 'rebuilt', by: 'recovery' } as const;

/** What retention records of no document. */
export const retentionEvents = {
  /** Of a database or of documents that others took the place of. */
  'copy-deleted': { by: 'retention' },
  /** A person has said that the clock of this computer is right, though it is far ahead of everything on record. */
  'clock-confirmed': { by: 'person' },
} as const satisfies Record<string, { readonly by: Actor }>;

export type RetentionEvent = keyof typeof retentionEvents;

/** The personal data of a job is gone; its state stays. */
export const deletionStep = { event: 'data-deleted', by: 'retention' } as const;

/** States of which nothing comes any more. */
export const deletableStates = [
  'acknowledged',
  'rejected',
  'recalled',
  'cancelled',
] as const satisfies readonly JobState[];

export const isDeletable = (state: JobState | null): boolean =>
  (deletableStates as readonly (JobState | null)[]).includes(state);

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
