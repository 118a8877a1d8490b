/** Where a series of numbers stands. */
import { Fault } from '../../../contracts/faults/index.js';
import type { SeriesKey } from '../../../contracts/registers.js';
import type { ReadableDatabase } from '../database.js';
import { numberDoubts } from './number-doubts.js';
import { leaseQuestions } from './number-leases.js';
import { ofSeries } from './register-rows.js';

/** None reads more rows of a series than it answers, however long the series is. */
export const seriesSql = {
  first: `SELECT first FROM series WHERE ${ofSeries}`,
  last: `SELECT number FROM numbers WHERE ${ofSeries} AND state <> 'free' ORDER BY number DESC LIMIT 1`,
  free: `SELECT number FROM numbers
         WHERE ${ofSeries} AND state = 'free' AND number >= @from AND number < @fresh ORDER BY number LIMIT @count`,
} as const;

/** What is asked of a series both when it is read and when a number is given. */
export const seriesQuestions = (database: ReadableDatabase) => {
  const first = database.prepare<[SeriesKey], number>(seriesSql.first).pluck();
  const last = database.prepare<[SeriesKey], number>(seriesSql.last).pluck();
  const free = database
    .prepare<[SeriesKey & { from: number; fresh: number; count: number }], number>(seriesSql.free)
    .pluck();
  const { isServed, openNumbers } = leaseQuestions(database);
  const doubts = numberDoubts(database);
  const firstOf = (key: SeriesKey): number => first.get(key) ?? 1;
  const isUnconfirmed = (key: SeriesKey): boolean => !isServed(key) && doubts().isOpen(key);
  /** From this number on those that were given back are given again: smaller ones may have been, in steps that are lost. */
  const againFrom = (key: SeriesKey): number =>
    isUnconfirmed(key) ? Number.MAX_SAFE_INTEGER : Math.max(firstOf(key), doubts().firstOf(key));
  /** Free numbers behind the last one are as if they had never been given. */
  const rangeOf = (key: SeriesKey): { from: number; fresh: number } => ({
    from: againFrom(key),
    fresh: Math.max(firstOf(key), doubts().firstOf(key), (last.get(key) ?? 0) + 1),
  });
  return {
    firstOf,
    /** Whether a person has to say which number comes next, as steps are lost in which some may have been given. */
    isUnconfirmed,
    againFrom,
    /** The highest number that is held or used. */
    lastOf: (key: SeriesKey): number | null => last.get(key) ?? null,
    /** Of a series that is unconfirmed what is known here; null where a server gives the numbers and none is left. */
    nextOf(key: SeriesKey): number | null {
      if (isServed(key)) return openNumbers(key, 1)[0] ?? null;
      const range = rangeOf(key);
      return free.get({ ...key, ...range, count: 1 }) ?? range.fresh;
    },
    /** Those given back first. Faults `registers.block-empty`, `registers.series-unconfirmed`. */
    nextNumbersOf(key: SeriesKey, count: number): number[] {
      if (isServed(key)) {
        const open = openNumbers(key, count);
        if (open.length < count) throw new Fault('registers.block-empty', { series: key.series, year: key.year });
        return open;
      }
      if (isUnconfirmed(key)) throw new Fault('registers.series-unconfirmed', { series: key.series, year: key.year });
      const range = rangeOf(key);
      const again = free.all({ ...key, ...range, count });
      return [...again, ...Array.from({ length: count - again.length }, (_, index) => range.fresh + index)];
    },
  };
};
