/**
 * Numbers that a server runs: blocks leased from it, given to documents here, and given back unused. What is on its way
 * back is given to nobody here any more, whether the server has heard of it or not.
 */
import { randomBytes } from 'node:crypto';
import { Fault } from '../../../contracts/faults/index.js';
import { numberLeaseSchema } from '../../../contracts/provincial-api.js';
import type { NumberKey, SeriesKey } from '../../../contracts/registers.js';
import type { ReadableDatabase, WritableDatabase } from '../database.js';
import type { JournalWriter } from '../journal/journal.js';
import {
  type NumberLeaseReading,
  type NumberLeaseWriting,
  type NumberNeeds,
  type ServedSeries,
  type ShownNumbers,
  servedSeriesSchema,
} from './number-lease-types.js';
import { checked } from './register-request.js';
import { ofNumber, ofSeries } from './register-rows.js';

/** A block is asked for when fewer than this are left. */
const fewLeft = 20;
const blockSize = 50;

const serverSeries = ({ series, year }: Pick<SeriesKey, 'series' | 'year'>): string => `${series}-${year}`;

const ofServed = 'direction = @direction AND series = @series';

/** None reads more rows than it answers, however many numbers were leased. */
export const leaseSql = {
  served: `SELECT server FROM served_series WHERE ${ofServed}`,
  open: `SELECT number FROM leased_numbers JOIN number_leases USING (direction, series, year, key)
         WHERE ${ofSeries} AND state = 'open' AND expires_at > @now ORDER BY number LIMIT @count`,
} as const;

/** What is asked of a leased series both when it is read and when a number is given. */
export const leaseQuestions = (database: ReadableDatabase) => {
  const served = database.prepare<[Pick<SeriesKey, 'direction' | 'series'>], string>(leaseSql.served).pluck();
  const open = database.prepare<[SeriesKey & { now: string; count: number }], number>(leaseSql.open).pluck();
  const isOpen = database
    .prepare<[NumberKey & { now: string }], number>(
      `SELECT 1 FROM leased_numbers JOIN number_leases USING (direction, series, year, key)
       WHERE ${ofNumber} AND state = 'open' AND expires_at > @now`,
    )
    .pluck();
  const mine = database
    .prepare<[SeriesKey], number>(`SELECT number FROM leased_numbers WHERE ${ofSeries} AND state IN ('open', 'given')`)
    .pluck();
  return {
    isServed: (key: Pick<SeriesKey, 'direction' | 'series'>): boolean => served.get(key) !== undefined,
    /** The next that can be given, at most `count`. */
    openNumbers: (key: SeriesKey, count: number): number[] =>
      open.all({ ...key, now: new Date().toISOString(), count }),
    isOpen: (key: NumberKey): boolean => isOpen.get({ ...key, now: new Date().toISOString() }) !== undefined,
    /** Those that were leased and not given back. */
    leasedNumbers: (key: SeriesKey): Set<number> => new Set(mine.iterate(key)),
  };
};

export const numberLeaseReading = (database: ReadableDatabase): NumberLeaseReading => {
  const served = database.prepare<[], ServedSeries>('SELECT direction, series, server FROM served_series');
  const shown = database.prepare<
    [string, number],
    Omit<ShownNumbers, 'numbers' | 'returned'> & { year: number; numbers: string; returned: string }
  >(
    `SELECT key, series, year, count, expires_at AS expiresAt,
       json_group_array(number) FILTER (WHERE state <> 'returned') AS numbers,
       json_group_array(number) FILTER (WHERE state = 'returned') AS returned
     FROM number_leases JOIN leased_numbers USING (key, direction, series, year)
     WHERE server = ? AND year >= ? AND expires_at IS NOT NULL GROUP BY key ORDER BY year, min(number)`,
  );
  return {
    servedSeries: () => served.all(),
    shownNumbers: (server, year) =>
      shown.all(server, year - 1).map(({ year: of, series, numbers, returned, ...lease }) => ({
        ...lease,
        series: serverSeries({ series, year: of }),
        numbers: JSON.parse(numbers) as number[],
        returned: JSON.parse(returned) as number[],
      })),
  };
};

/** A number goes to a document, or comes back from it. */
export const leasedNumberMarks = (database: WritableDatabase) => {
  const mark = database.prepare<[NumberKey & { from: string; to: string }]>(
    `UPDATE leased_numbers SET state = @to WHERE ${ofNumber} AND state = @from`,
  );
  const markWith =
    (from: string, to: string) =>
    (key: NumberKey): void => {
      mark.run({ ...key, from, to });
    };
  return { given: markWith('open', 'given'), open: markWith('given', 'open') };
};

interface Lease extends SeriesKey {
  readonly key: string;
  readonly count: number;
  readonly expiresAt: string | null;
}

const statements = (database: WritableDatabase) => ({
  serve: database.prepare<[ServedSeries]>(
    `INSERT INTO served_series (direction, series, server) VALUES (@direction, @series, @server)
     ON CONFLICT (direction, series) DO UPDATE SET server = excluded.server`,
  ),
  unserve: database.prepare<[Pick<SeriesKey, 'direction' | 'series'>]>(`DELETE FROM served_series WHERE ${ofServed}`),
  of: database.prepare<[string], Pick<SeriesKey, 'direction' | 'series'>>(
    'SELECT direction, series FROM served_series WHERE server = ?',
  ),
  stale: database.prepare<[{ server: string; now: string }], NumberKey & { key: string }>(
    `SELECT direction, series, year, number, key FROM leased_numbers
     JOIN number_leases USING (key, direction, series, year)
     WHERE state = 'open' AND number_leases.server = @server AND (expires_at <= @now OR NOT EXISTS (
       SELECT 1 FROM served_series WHERE served_series.server = @server
       AND served_series.direction = number_leases.direction AND served_series.series = number_leases.series))
     ORDER BY key, number`,
  ),
  giveBack: database.prepare<[NumberKey]>(`UPDATE leased_numbers SET state = 'returning' WHERE ${ofNumber}`),
  returning: database.prepare<[string], { key: string; series: string; year: number; number: number }>(
    `SELECT key, series, year, number FROM leased_numbers INDEXED BY leased_numbers_returning
     JOIN number_leases USING (key, direction, series, year)
     WHERE state = 'returning' AND number_leases.server = ? ORDER BY key, number`,
  ),
  stateOf: database
    .prepare<[string, number], string>('SELECT state FROM leased_numbers WHERE key = ? AND number = ?')
    .pluck(),
  drop: database.prepare<[string, number]>(`UPDATE leased_numbers SET state = 'returned' WHERE key = ? AND number = ?`),
  returned: database.prepare<[{ key: string; number: number }]>(
    `UPDATE leased_numbers SET state = 'returned' WHERE key = @key AND number = @number AND state = 'returning'`,
  ),
  asked: database.prepare<[SeriesKey & { server: string }], { key: string; count: number }>(
    `SELECT key, count FROM number_leases WHERE ${ofSeries} AND server = @server AND expires_at IS NULL`,
  ),
  ask: database.prepare<[SeriesKey & { server: string; key: string; count: number }]>(
    `INSERT INTO number_leases (key, direction, series, year, server, count)
     VALUES (@key, @direction, @series, @year, @server, @count)`,
  ),
  lease: database.prepare<[string], Lease>(
    'SELECT key, direction, series, year, count, expires_at AS expiresAt FROM number_leases WHERE key = ?',
  ),
  answer: database.prepare<[{ key: string; expiresAt: string }]>(
    'UPDATE number_leases SET expires_at = @expiresAt WHERE key = @key',
  ),
  forget: database.prepare<[string]>('DELETE FROM number_leases WHERE key = ?'),
  state: database.prepare<[NumberKey], string>(`SELECT state FROM leased_numbers WHERE ${ofNumber}`).pluck(),
  isTaken: database.prepare<[NumberKey], number>(`SELECT 1 FROM numbers WHERE ${ofNumber} AND state <> 'free'`).pluck(),
  take: database.prepare<[NumberKey & { key: string; state: 'open' | 'given' }]>(
    `INSERT INTO leased_numbers (direction, series, year, number, key, state)
     VALUES (@direction, @series, @year, @number, @key, @state)
     ON CONFLICT (direction, series, year, number) DO UPDATE SET key = excluded.key, state = excluded.state`,
  ),
});

/** Rows of one lease after the other, as one list a lease. */
const byLease = (rows: readonly (Pick<SeriesKey, 'series' | 'year'> & { key: string; number: number })[]) => {
  const leases = new Map<string, { key: string; series: string; numbers: number[] }>();
  for (const { key, number, ...series } of rows) {
    const lease = leases.get(key) ?? { key, series: serverSeries(series), numbers: [] };
    lease.numbers.push(number);
    leases.set(key, lease);
  }
  return [...leases.values()];
};

export const numberLeaseWriting = (database: WritableDatabase, journal: JournalWriter): NumberLeaseWriting => {
  const sql = statements(database);
  const { openNumbers } = leaseQuestions(database);

  const giveBackStale = (server: string, now: string): void => {
    const stale = sql.stale.all({ server, now });
    for (const number of stale) sql.giveBack.run(number);
    for (const { key, numbers } of byLease(stale)) {
      const detail = { key, numbers: numbers.join() };
      journal.recordLease({ at: new Date().toISOString(), event: 'numbers-given-back', detail });
    }
  };

  /** The request for a block that is open, or a new one; null where there are enough. */
  const need = (series: SeriesKey, server: string): NumberNeeds['leases'][number] | null => {
    const asked = sql.asked.get({ ...series, server });
    if (asked) return { ...asked, series: serverSeries(series) };
    if (openNumbers(series, fewLeft).length >= fewLeft) return null;
    const request = { key: randomBytes(16).toString('hex'), count: blockSize };
    sql.ask.run({ ...series, ...request, server });
    return { ...request, series: serverSeries(series) };
  };

  return {
    serveSeries(request) {
      const { user, server, ...series } = checked(servedSeriesSchema, request);
      if (server === null) sql.unserve.run(series);
      else sql.serve.run({ ...series, server });
      const detail = { ...series, server, user };
      journal.recordLease({ at: new Date().toISOString(), event: 'series-served', detail });
    },

    numberNeeds(server, year, now) {
      giveBackStale(server, now);
      const leases = sql.of.all(server).map((series) => need({ ...series, year }, server));
      return { returns: byLease(sql.returning.all(server)), leases: leases.flatMap((one) => one ?? []) };
    },

    takeNumberLease(key, answer) {
      const lease = sql.lease.get(key);
      const { from, to, expiresAt } = checked(numberLeaseSchema, answer);
      if (lease === undefined || to < from || to - from >= lease.count) throw new Fault('sync.reply-malformed');
      if (lease.expiresAt !== null) return true;
      const { direction, series, year } = lease;
      const block = Array.from({ length: to - from + 1 }, (_, index) => ({
        ...{ direction, series, year },
        number: from + index,
      }));
      // What is still in our hands was given once more: others may have the rest of the block as well.
      if (block.some((one) => (sql.state.get(one) ?? 'returned') !== 'returned')) {
        sql.forget.run(key);
        return false;
      }
      sql.answer.run({ key, expiresAt });
      for (const one of block)
        sql.take.run({ ...one, key, state: sql.isTaken.get(one) === undefined ? 'open' : 'given' });
      const detail = { key, direction, series, year, from, to, expiresAt };
      journal.recordLease({ at: new Date().toISOString(), event: 'numbers-leased', detail });
      return true;
    },

    numbersElsewhere(key, numbers) {
      const given = numbers.filter((number) => sql.stateOf.get(key, number) === 'given');
      const open = numbers.filter((number) => sql.stateOf.get(key, number) === 'open');
      const unused = numbers.filter((number) => !given.includes(number));
      for (const number of unused) sql.drop.run(key, number);
      if (open.length > 0) {
        const detail = { key, numbers: open.join() };
        journal.recordLease({ at: new Date().toISOString(), event: 'numbers-given-back', detail });
      }
      return given;
    },

    numbersReturned(key, numbers) {
      for (const number of numbers) sql.returned.run({ key, number });
    },
  };
};
