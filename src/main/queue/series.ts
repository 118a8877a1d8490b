/** Where a series of numbers stands. */
import type { SeriesKey } from '../../contracts/registers.js';
import type { ReadableDatabase } from './database.js';
import { ofSeries } from './register-rows.js';

/** What is asked of a series both when it is read and when a number is given. */
export const seriesQuestions = (database: ReadableDatabase) => {
  const first = database.prepare<[SeriesKey], number>(`SELECT first FROM series WHERE ${ofSeries}`).pluck();
  const last = database
    .prepare<[SeriesKey], number>(
      `SELECT number FROM numbers WHERE ${ofSeries} AND state <> 'free' ORDER BY number DESC LIMIT 1`,
    )
    .pluck();
  const free = database
    .prepare<[SeriesKey & { from: number }], number>(
      `SELECT number FROM numbers WHERE ${ofSeries} AND state = 'free' AND number >= @from ORDER BY number LIMIT 1`,
    )
    .pluck();
  const firstOf = (key: SeriesKey): number => first.get(key) ?? 1;
  return {
    firstOf,
    /** The highest number that is held or used. */
    lastOf: (key: SeriesKey): number | null => last.get(key) ?? null,
    /** Free numbers behind the last one are as if they had never been given. */
    nextOf(key: SeriesKey): number {
      const from = firstOf(key);
      const fresh = Math.max(from, (last.get(key) ?? 0) + 1);
      return Math.min(free.get({ ...key, from }) ?? fresh, fresh);
    },
  };
};
