/** What the queue takes and gives of numbers that a server runs. */
import { z } from 'zod';
import type { NumberLease } from '../../../contracts/provincial-api.js';
import { type SeriesKey, seriesKeySchema, userSchema } from '../../../contracts/registers.js';

export const servedSeriesSchema = seriesKeySchema.omit({ year: true }).extend({
  /** As synchronisation names it; null: numbers are given here again. */
  server: z.string().min(1).max(500).nullable(),
  user: userSchema,
});
type ServedRequest = z.infer<typeof servedSeriesSchema>;
export type ServedSeries = Pick<SeriesKey, 'direction' | 'series'> & { readonly server: string };

/** What is to be asked of a server, in this order: numbers given back can be among those that are leased next. */
export interface NumberNeeds {
  readonly returns: readonly { readonly key: string; readonly series: string; readonly numbers: number[] }[];
  readonly leases: readonly { readonly key: string; readonly series: string; readonly count: number }[];
}

/** What is here of a lease, used or not, and what went back. */
export interface ShownNumbers {
  readonly key: string;
  readonly series: string;
  readonly count: number;
  readonly expiresAt: string;
  readonly numbers: number[];
  readonly returned: number[];
}

export interface NumberLeaseReading {
  servedSeries(): ServedSeries[];
  /** Every lease of the server, of `year` and the one before. */
  shownNumbers(server: string, year: number): ShownNumbers[];
}

export interface NumberLeaseWriting {
  /** Says who gives the numbers of a series from now on. Fault `registers.request-invalid`. */
  serveSeries(request: ServedRequest): void;
  /**
   * What this server is to be asked for in `year`: a block where few numbers are left. What may not be given any more
   * (`now`, ISO 8601 UTC, is past the lease's end; the series is run by another) goes back.
   */
  numberNeeds(server: string, year: number, now: string): NumberNeeds;
  /**
   * The answer to a request; once more changes nothing. Fault `sync.reply-malformed` where it is none. False where it has
   * numbers that are in our hands: none of them is taken, and another request is made once the server has been mended.
   */
  takeNumberLease(key: string, lease: NumberLease): boolean;
  /**
   * The server has given them to somebody else: those that are unused go to nobody here any more. Returns those that
   * documents here already have.
   */
  numbersElsewhere(key: string, numbers: number[]): number[];
  /** The server knows that they are unused. */
  numbersReturned(key: string, numbers: number[]): void;
}
