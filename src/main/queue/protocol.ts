/** What goes between the queue's client and its worker thread. */
import type { Result } from '../../contracts/result.js';
import type { RecoverySources } from './rebuild/types.js';
import type { QueueOperation } from './types.js';

export interface WorkerSettings {
  readonly databasePath: string;
  readonly nativeBinding?: string | undefined;
  /** Where a damaged queue is put together again from, besides what is left of it. */
  readonly recovery?: RecoverySources | undefined;
}

/** `close` ends the worker after its reply. */
export interface WorkerRequest {
  readonly seq: number;
  readonly operation: QueueOperation | 'close';
  readonly args: readonly unknown[];
}

/** `seq` 0 tells how opening went (its value is a `Rebuilt`, or null); after an error there the worker ends. */
export interface WorkerReply {
  readonly seq: number;
  readonly result: Result<unknown>;
}

/** Milliseconds after which the caller is told `queue.timeout`; the whole-file operations have longer. */
export const timeouts: Readonly<Record<QueueOperation | 'open' | 'close', number>> = {
  // A damaged queue is put together again on opening.
  open: 900_000,
  close: 30_000,
  add: 30_000,
  get: 30_000,
  list: 30_000,
  history: 30_000,
  knownDocuments: 30_000,
  openRecords: 30_000,
  check: 30_000,
  approve: 30_000,
  reject: 30_000,
  claim: 30_000,
  claimPending: 30_000,
  advance: 30_000,
  outbox: 30_000,
  claimUpload: 30_000,
  finishUpload: 30_000,
  fileLost: 30_000,
  finishRejection: 30_000,
  takeNews: 30_000,
  lostOriginals: 30_000,
  originalFetched: 30_000,
  retry: 300_000,
  cancel: 30_000,
  recoverInterrupted: 30_000,
  verifyJournal: 300_000,
  journalHead: 30_000,
  serveSeries: 30_000,
  servedSeries: 30_000,
  numberNeeds: 30_000,
  takeNumberLease: 30_000,
  shownNumbers: 30_000,
  numbersReturned: 30_000,
  numbersElsewhere: 30_000,
  journalPage: 60_000,
  trustServer: 30_000,
  replaceServerKey: 30_000,
  trustedServers: 30_000,
  syncCursor: 30_000,
  owedDocuments: 30_000,
  takeChanges: 60_000,
  settleOwed: 30_000,
  forgetCursor: 30_000,
  heldLeases: 30_000,
  documentsToLease: 30_000,
  leasesToReturn: 30_000,
  takeLeases: 60_000,
  giveBackLeases: 30_000,
  giveBackAllLeases: 30_000,
  queueId: 30_000,
  leasesReturned: 30_000,
  isWitnessed: 30_000,
  keepWitness: 30_000,
  keepEvidence: 60_000,
  evidenceOf: 30_000,
  deleteEvidence: 60_000,
  recordPack: 30_000,
  fileOfPack: 30_000,
  packs: 30_000,
  packOf: 30_000,
  forgetPack: 30_000,
  deleteDue: 60_000,
  deleteCopies: 60_000,
  takeTime: 30_000,
  confirmClock: 30_000,
  filesToDelete: 30_000,
  filesDeleted: 30_000,
  recordAnchor: 30_000,
  confirmedAnchors: 30_000,
  registerPage: 30_000,
  registerEntry: 30_000,
  heldNumbers: 30_000,
  registerParts: 30_000,
  fileNamesOf: 30_000,
  outgoingEntryOf: 30_000,
  jobOfEntry: 30_000,
  nextNumber: 30_000,
  nextNumbers: 30_000,
  integrityOf: 30_000,
  isUnconfirmed: 30_000,
  startSeries: 30_000,
  confirmSeries: 30_000,
  holdNumbers: 60_000,
  releaseNumbers: 60_000,
  confirmPapers: 60_000,
  register: 30_000,
  changeEntry: 30_000,
  amendEntry: 30_000,
};
