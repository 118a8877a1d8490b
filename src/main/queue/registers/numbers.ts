/**
 * Numbers of outgoing and incoming documents (NĐ 30/2020 Đ.15, 22): from the first of the year on without gap, each for
 * one document. A number that was given back is given again before a new one is begun.
 */
import { Fault, type FaultValue, faultValue, toFaultValue } from '../../../contracts/faults/index.js';
import {
  type HeldNumber,
  type HoldOutcome,
  type HoldRequest,
  holdRequestSchema,
  type NumberKey,
  type NumberState,
  releaseRequestSchema,
  type SeriesKey,
  seriesConfirmationSchema,
  seriesStartSchema,
} from '../../../contracts/registers.js';
import type { WritableDatabase } from '../database.js';
import type { JournalWriter } from '../journal/journal.js';
import { numberDoubts } from './number-doubts.js';
import { leasedNumberMarks, leaseQuestions } from './number-leases.js';
import { checked, shownDay, shownNumber } from './register-request.js';
import { heldColumns, keyOf, ofNumber, ofSeries } from './register-rows.js';
import { type NumberEvent, nextNumberState } from './register-transitions.js';
import type { RegisterWriting } from './register-types.js';
import { seriesQuestions } from './series.js';

type Held = Pick<RegisterWriting, 'startSeries' | 'confirmSeries' | 'holdNumbers' | 'releaseNumbers'>;
type Item = HoldRequest['items'][number];

const paramsOf = ({ number, year }: NumberKey): { number: string; year: number } => ({
  number: shownNumber(number),
  year,
});

const statements = (database: WritableDatabase) => ({
  begin: database.prepare<[SeriesKey]>(
    `INSERT INTO series (direction, series, year, first, chosen) VALUES (@direction, @series, @year, 1, 0)
     ON CONFLICT DO NOTHING`,
  ),
  start: database.prepare<[SeriesKey & { first: number }]>(
    `INSERT INTO series (direction, series, year, first, chosen) VALUES (@direction, @series, @year, @first, 1)
     ON CONFLICT (direction, series, year) DO UPDATE SET first = excluded.first, chosen = 1`,
  ),
  chosen: database.prepare<[SeriesKey], number>(`SELECT chosen FROM series WHERE ${ofSeries}`).pluck(),
  lowest: database
    .prepare<[SeriesKey], number>(
      `SELECT number FROM numbers WHERE ${ofSeries} AND state <> 'free' ORDER BY number LIMIT 1`,
    )
    .pluck(),
  state: database.prepare<[NumberKey], NumberState>(`SELECT state FROM numbers WHERE ${ofNumber}`).pluck(),
  held: database.prepare<[NumberKey], HeldNumber>(
    `SELECT ${heldColumns} FROM numbers WHERE ${ofNumber} AND state = 'held'`,
  ),
  heldBy: database.prepare<[{ direction: string; documentSha256: string }], HeldNumber>(
    `SELECT ${heldColumns} FROM numbers
     WHERE direction = @direction AND document_sha256 = @documentSha256 AND state = 'held'`,
  ),
  /** Of a document that was recalled or replaced the same file may be issued again. */
  registered: database.prepare<[{ direction: string; documentSha256: string }], NumberKey>(
    `SELECT numbers.direction, numbers.series, numbers.year, numbers.number
     FROM numbers LEFT JOIN register_entries USING (direction, series, year, number)
     WHERE numbers.direction = @direction AND numbers.document_sha256 = @documentSha256 AND numbers.state = 'used'
       AND register_entries.state IS NOT 'recalled' AND register_entries.state IS NOT 'replaced' LIMIT 1`,
  ),
  hold: database.prepare<[HeldNumber]>(
    `INSERT INTO numbers (direction, series, year, number, state, document_sha256, date, user, held_at)
     VALUES (@direction, @series, @year, @number, 'held', @documentSha256, @date, @user, @heldAt)
     ON CONFLICT (direction, series, year, number) DO UPDATE SET state = 'held',
       document_sha256 = excluded.document_sha256, date = excluded.date, user = excluded.user,
       held_at = excluded.held_at`,
  ),
  free: database.prepare<[NumberKey]>(
    `UPDATE numbers SET state = 'free', document_sha256 = NULL, date = NULL, user = NULL, held_at = NULL
     WHERE ${ofNumber}`,
  ),
  underWay: database
    .prepare<[string], number>(
      `SELECT 1 FROM jobs WHERE original_sha256 = ?
       AND state IN ('preparing', 'signing', 'timestamping', 'awaiting-timestamp', 'signed') LIMIT 1`,
    )
    .pluck(),
  laterBefore: database.prepare<[HeldNumber], { number: number; date: string }>(
    `SELECT number, date FROM numbers WHERE ${ofSeries} AND date > @date AND number < @number LIMIT 1`,
  ),
  /** `+`: hardly ever is there a number behind, while there are earlier dates in plenty. */
  earlierAfter: database.prepare<[HeldNumber], { number: number; date: string }>(
    `SELECT number, date FROM numbers WHERE ${ofSeries} AND number > @number AND +date < @date LIMIT 1`,
  ),
});

type Statements = ReturnType<typeof statements>;

/** The neighbours whose dates run backwards with this one (Đ.15 has numbers follow the dates). */
const dateWarnings = (sql: Statements, held: HeldNumber): FaultValue[] => {
  const params = (found: { number: number; date: string }) => ({
    number: shownNumber(found.number),
    date: shownDay(found.date),
  });
  const [before, after] = [sql.laterBefore.get(held), sql.earlierAfter.get(held)];
  return [
    ...(before === undefined ? [] : [faultValue('registers.later-date-before', params(before))]),
    ...(after === undefined ? [] : [faultValue('registers.earlier-date-after', params(after))]),
  ];
};

export const numberWriting = (database: WritableDatabase, journal: JournalWriter): Held => {
  const sql = statements(database);
  const { firstOf, lastOf, nextOf, isUnconfirmed } = seriesQuestions(database);
  const doubts = numberDoubts(database);
  const { isServed, isOpen } = leaseQuestions(database);
  const marks = leasedNumberMarks(database);

  const give = (held: HeldNumber, event: Extract<NumberEvent, 'number-held' | 'number-redated'>): HeldNumber => {
    if (nextNumberState(sql.state.get(held) ?? null, event) === null)
      throw new Fault('registers.number-taken', paramsOf(held));
    sql.hold.run(held);
    marks.given(held);
    const { heldAt, ...detail } = held;
    journal.recordRegister({ at: heldAt, event, detail });
    return held;
  };

  /** The number that the document holds already, with the new date; null where it holds none. */
  const keep = (item: Item, before: HeldNumber, user: string, at: string): HeldNumber => {
    const sameSeries = before.series === item.series && before.year === yearOf(item.date);
    if (!sameSeries || (item.number ?? before.number) !== before.number)
      throw new Fault('registers.holds-another', { ...paramsOf(before), series: before.series });
    if (before.date === item.date) return before;
    return give({ ...before, date: item.date, user, heldAt: at }, 'number-redated');
  };

  /** Out of the blocks that were leased: `wanted`, or the next. */
  const nextLeased = (key: SeriesKey, wanted: number | undefined): number => {
    if (wanted !== undefined && !isOpen({ ...key, number: wanted }))
      throw new Fault('registers.number-not-leased', paramsOf({ ...key, number: wanted }));
    return wanted ?? nextNumber(key);
  };

  const nextNumber = (key: SeriesKey): number => {
    const next = nextOf(key);
    if (next === null) throw new Fault('registers.block-empty', { series: key.series, year: key.year });
    return next;
  };

  const takeNew = (direction: HoldRequest['direction'], item: Item, user: string, at: string): HeldNumber => {
    const { series, documentSha256, date } = item;
    const key: SeriesKey = { direction, series, year: yearOf(date) };
    if (isUnconfirmed(key)) throw new Fault('registers.series-unconfirmed', { series, year: key.year });
    const first = firstOf(key);
    if (item.number !== undefined && item.number < first)
      throw new Fault('registers.number-before-first', { number: shownNumber(item.number), first: shownNumber(first) });
    sql.begin.run(key);
    const number = isServed(key) ? nextLeased(key, item.number) : (item.number ?? nextNumber(key));
    return give({ ...key, number, documentSha256, date, user, heldAt: at }, 'number-held');
  };

  const holdOne = (direction: HoldRequest['direction'], item: Item, user: string, at: string): HoldOutcome => {
    const document = { direction, documentSha256: item.documentSha256 };
    const registered = sql.registered.get(document);
    if (registered !== undefined) throw new Fault('registers.already-registered', paramsOf(registered));
    const before = sql.heldBy.get(document);
    const held = before === undefined ? takeNew(direction, item, user, at) : keep(item, before, user, at);
    return { outcome: 'held', held, kept: before !== undefined, warnings: dateWarnings(sql, held) };
  };

  return {
    startSeries(request) {
      const { user, ...start } = checked(seriesStartSchema, request);
      if (isServed(start)) throw new Fault('registers.series-served', { series: start.series });
      const lowest = sql.lowest.get(start);
      if (lowest !== undefined && (lowest < start.first || sql.chosen.get(start) === 1))
        throw new Fault('registers.series-begun', { year: start.year, first: shownNumber(start.first) });
      sql.start.run(start);
      journal.recordRegister({ at: new Date().toISOString(), event: 'series-started', detail: { ...start, user } });
    },

    confirmSeries(request) {
      const { user, ...confirmed } = checked(seriesConfirmationSchema, request);
      const { series, year, next } = confirmed;
      if (isServed(confirmed)) throw new Fault('registers.series-served', { series });
      if (!doubts().concern(confirmed)) throw new Fault('registers.nothing-to-confirm', { series, year });
      const last = lastOf(confirmed);
      if (last !== null && next <= last)
        throw new Fault('registers.next-given', { next: shownNumber(next), last: shownNumber(last), year });
      const detail = { ...confirmed, user };
      journal.recordRegister({ at: new Date().toISOString(), event: 'series-confirmed', detail });
    },

    holdNumbers(request) {
      const { direction, user, items } = checked(holdRequestSchema, request);
      const at = new Date().toISOString();
      return items.map((item): HoldOutcome => {
        try {
          return holdOne(direction, item, user, at);
        } catch (thrown) {
          if (!(thrown instanceof Fault)) throw thrown;
          return { outcome: 'refused', documentSha256: item.documentSha256, error: toFaultValue(thrown) };
        }
      });
    },

    releaseNumbers(request) {
      const { numbers, reason, user } = checked(releaseRequestSchema, request);
      const at = new Date().toISOString();
      for (const key of numbers) {
        const held = sql.held.get(key);
        if (held === undefined) throw new Fault('registers.not-held', paramsOf(key));
        if (sql.underWay.get(held.documentSha256) !== undefined)
          throw new Fault('registers.document-under-way', paramsOf(key));
        sql.free.run(key);
        marks.open(key);
        const detail = { ...keyOf(key), documentSha256: held.documentSha256, reason, user };
        journal.recordRegister({ at, event: 'number-released', detail });
      }
    },
  };
};

const yearOf = (day: string): number => Number(day.slice(0, 4));
