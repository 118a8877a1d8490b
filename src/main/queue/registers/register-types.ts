/** What the queue does with numbers and registers; one transaction each, journalled in it. */
import type { EntryAmendment, EntryHistory } from '../../../contracts/register-history.js';
import type {
  Confirmation,
  ConfirmationRequest,
  EntryChange,
  HeldNumber,
  HoldOutcome,
  HoldRequest,
  NumberKey,
  RegisterEntry,
  RegisterFilter,
  RegisterPage,
  Registration,
  ReleaseRequest,
  SeriesConfirmation,
  SeriesIntegrity,
  SeriesKey,
  SeriesStart,
} from '../../../contracts/registers.js';

/** What is only asked of the registers. */
export interface RegisterReading {
  /** Fault `queue.busy` and the like only; filters that fit nothing give an empty page. */
  registerPage(filter: RegisterFilter): RegisterPage;
  /** Fault `registers.entry-missing`. */
  registerEntry(key: NumberKey): EntryHistory;
  /** The numbers that documents hold now, by series. */
  heldNumbers(): HeldNumber[];
  /** The series that were begun in a register of this year, and the types of the documents in it. */
  registerParts(register: Pick<SeriesKey, 'direction' | 'year'>): { series: string[]; types: string[] };
  /** Names of the files that were queued and whose data is kept, by their SHA-256; of several under one hash the newest. */
  fileNamesOf(documents: string[]): { documentSha256: string; fileName: string }[];
  /** What a document was registered as when it was issued; null where it was not. */
  outgoingEntryOf(documentSha256: string): RegisterEntry | null;
  /** The job whose signed file is the one that was registered; null where the queue knows it no more. */
  jobOfEntry(entry: Pick<RegisterEntry, 'documentSha256' | 'resultSha256'>): string | null;
  /**
   * The number that the next document of the series would get; it is not kept for anybody. Null where a server gives them
   * and none of those that it gave is left. Of an unconfirmed series: the one that follows from what is known.
   */
  nextNumber(key: SeriesKey): number | null;
  /** Whether nothing is given from the series until a person has said which number comes next: steps are lost. */
  isUnconfirmed(key: SeriesKey): boolean;
  /**
   * Those that the next `count` documents would get, in their order. Faults `registers.block-empty`,
   * `registers.series-unconfirmed`.
   */
  nextNumbers(key: SeriesKey, count: number): number[];
  integrityOf(key: SeriesKey): SeriesIntegrity;
}

export interface RegisterWriting {
  /**
   * Sets the first number of a series that begins in the middle of a year; it can be corrected until a number is held.
   * Fault `registers.series-begun`.
   */
  startSeries(start: SeriesStart): void;
  /**
   * A person says which number a series goes on with after steps were lost; the last word counts. Smaller ones are given
   * only where they are asked for by name. Faults `registers.next-given`, `.nothing-to-confirm`, `.series-served`.
   */
  confirmSeries(confirmation: SeriesConfirmation): void;
  /**
   * Gives each document its number, in their order: one that was given back first, else the next of its series. A
   * document that holds one keeps it. A document that is refused (`registers.already-registered`, `.holds-another`,
   * `.number-taken`, `.number-before-first`, `.series-unconfirmed`) leaves the others alone.
   */
  holdNumbers(request: HoldRequest): HoldOutcome[];
  /** Gives numbers back, all or none. Faults: `registers.not-held`, `registers.document-under-way`. */
  releaseNumbers(request: ReleaseRequest): void;
  confirmPapers(request: ConfirmationRequest): Confirmation;
  /**
   * A held number becomes used and its document stands in the register. Once more with the same file changes nothing.
   * Faults: `registers.not-held`, `.already-registered`, `.unconfirmed`, `.confirmation-of-others`.
   */
  register(registration: Registration): RegisterEntry;
  /** Faults: `registers.entry-missing`, `.change-refused`, `.successor-unfit`. */
  changeEntry(change: EntryChange): EntryHistory;
  /**
   * Writes columns of an entry, whatever its state; those that read so already are left out. Faults:
   * `registers.entry-missing`, `.reason-missing`, `.misdated-*`.
   */
  amendEntry(amendment: EntryAmendment): EntryHistory;
}

/** Writing that gets data outside its schema faults with `registers.request-invalid`. */
export type RegisterOperations = RegisterReading & RegisterWriting;
