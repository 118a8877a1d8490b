/**
 * Numbers leased from servers, in a queue that is put together again or taken back to an earlier day: as the journal has
 * them. Where steps are lost, any number that was open may have been given since, so it is given to nobody any more.
 */
import { z } from 'zod';
import { seriesKeySchema } from '../../../contracts/registers.js';
import type { ReadableDatabase, WritableDatabase } from '../database.js';
import { ofNumber } from '../registers/register-rows.js';

const servedDetail = seriesKeySchema.omit({ year: true }).extend({ server: z.string().nullable() });
const leasedDetail = seriesKeySchema.extend({
  key: z.string(),
  from: z.number().int(),
  to: z.number().int(),
  expiresAt: z.string(),
});
const givenBackDetail = z.object({ key: z.string(), numbers: z.string() });

interface LeaseRow {
  readonly event: 'series-served' | 'numbers-leased' | 'numbers-given-back';
  readonly detail: string;
}

interface Asked {
  readonly key: string;
}

const statements = (database: WritableDatabase) => ({
  serve: database.prepare(
    `INSERT INTO served_series (direction, series, server) VALUES (@direction, @series, @server)
     ON CONFLICT (direction, series) DO UPDATE SET server = excluded.server`,
  ),
  unserve: database.prepare('DELETE FROM served_series WHERE direction = @direction AND series = @series'),
  lease: database.prepare(
    `INSERT INTO number_leases (key, direction, series, year, server, count, expires_at)
     VALUES (@key, @direction, @series, @year, @server, @count, @expiresAt)`,
  ),
  take: database.prepare(
    `INSERT INTO leased_numbers (direction, series, year, number, key, state)
     SELECT @direction, @series, @year, @number, @key,
       iif(EXISTS (SELECT 1 FROM numbers WHERE ${ofNumber} AND state <> 'free'), 'given', 'open') WHERE true
     ON CONFLICT (direction, series, year, number) DO UPDATE SET key = excluded.key, state = excluded.state`,
  ),
  giveBack: database.prepare(`UPDATE leased_numbers SET state = 'returning' WHERE key = @key AND number = @number`),
  server: database
    .prepare<[{ direction: string; series: string }], string>(
      'SELECT server FROM served_series WHERE direction = @direction AND series = @series',
    )
    .pluck(),
});

/** Makes the tables anew from the journal; numbers must stand by then. */
const replay = (database: WritableDatabase): void => {
  database.exec('DELETE FROM leased_numbers; DELETE FROM number_leases; DELETE FROM served_series');
  const sql = statements(database);
  const rows = database.prepare<[], LeaseRow>(
    `SELECT event, detail FROM journal
     WHERE event IN ('series-served', 'numbers-leased', 'numbers-given-back') ORDER BY seq`,
  );
  for (const { event, detail } of rows.all()) {
    const told: unknown = JSON.parse(detail);
    switch (event) {
      case 'series-served': {
        const served = servedDetail.parse(told);
        if (served.server === null) sql.unserve.run({ direction: served.direction, series: served.series });
        else sql.serve.run(served);
        break;
      }
      case 'numbers-leased': {
        const { from, to, expiresAt, key, ...series } = leasedDetail.parse(told);
        const server = sql.server.get({ direction: series.direction, series: series.series }) ?? '';
        sql.lease.run({ ...series, key, server, count: to - from + 1, expiresAt });
        for (let number = from; number <= to; number += 1) sql.take.run({ ...series, number, key });
        break;
      }
      case 'numbers-given-back': {
        const { key, numbers } = givenBackDetail.parse(told);
        // Telling the server again is the same as telling it once.
        for (const number of numbers.split(',')) sql.giveBack.run({ key, number: Number(number) });
        break;
      }
    }
  }
};

/** Requests that were sent and not answered, as far as is known; sent again they get the same block. */
const unanswered = (database: ReadableDatabase): readonly Asked[] =>
  database.prepare<[], Asked>('SELECT * FROM number_leases WHERE expires_at IS NULL').all();

/** What the journal says of leased numbers stands in the tables again; `whole`: none of its entries is lost. */
export const rebuildLeases = (database: WritableDatabase, whole: boolean): number => {
  const asked = unanswered(database);
  replay(database);
  const ask = database.prepare(
    `INSERT OR IGNORE INTO number_leases (key, direction, series, year, server, count, expires_at)
     VALUES (@key, @direction, @series, @year, @server, @count, @expires_at)`,
  );
  if (whole) for (const request of asked) ask.run(request);
  return whole ? 0 : setNumbersAside(database);
};

/**
 * What is open now may have been given in steps that are lost: it goes to no document and not back to the server either.
 * A request without an answer may have got one: sent again it would bring the same numbers once more. Returns how many
 * numbers that leaves out.
 */
export const setNumbersAside = (database: WritableDatabase): number => {
  database.exec('DELETE FROM number_leases WHERE expires_at IS NULL');
  return database.prepare(`UPDATE leased_numbers SET state = 'given' WHERE state = 'open'`).run().changes;
};
