/** The questions one can ask of numbers and registers. */
import { Fault } from '../../../contracts/faults/index.js';
import type { EntryHistory } from '../../../contracts/register-history.js';
import type { Confirmation, HeldNumber, NumberKey, RegisterFilter, SeriesKey } from '../../../contracts/registers.js';
import type { ReadableDatabase } from '../database.js';
import { boundedCount, matchOf, mostCounted } from '../search.js';
import { leaseQuestions } from './number-leases.js';
import { shownNumber } from './register-request.js';
import { type AmendedRow, amendedColumns, entryOf, heldColumns, ofNumber, ofSeries } from './register-rows.js';
import type { RegisterReading } from './register-types.js';
import { seriesQuestions } from './series.js';

/** An entry with what became of it. Fault `registers.entry-missing`. */
export const entryHistories = (database: ReadableDatabase): ((key: NumberKey) => EntryHistory) => {
  const entry = database.prepare<[NumberKey], AmendedRow>(
    `SELECT ${amendedColumns} FROM register_entries WHERE ${ofNumber}`,
  );
  const changes = database.prepare<[number], { at: string; change: string }>(
    'SELECT at, change FROM entry_changes WHERE entry_seq = ? ORDER BY seq',
  );
  const confirmation = database.prepare<[string], Confirmation>(
    'SELECT id, at, user, count, list_sha256 AS listSha256 FROM confirmations WHERE id = ?',
  );
  return (key) => {
    const row = entry.get(key);
    if (row === undefined)
      throw new Fault('registers.entry-missing', { number: shownNumber(key.number), year: key.year });
    return {
      entry: entryOf(row),
      confirmation: row.confirmation_id === null ? null : (confirmation.get(row.confirmation_id) ?? null),
      changes: changes
        .all(row.seq)
        .map(({ at, change }) => ({ at, change: JSON.parse(change) as EntryHistory['changes'][number]['change'] })),
    };
  };
};

const filtered = `(json_array_length(@types) = 0 OR type IN (SELECT value FROM json_each(@types)))
  AND (json_array_length(@states) = 0 OR state IN (SELECT value FROM json_each(@states)))`;
const found = 'SELECT rowid FROM entry_words WHERE entry_words MATCH @match';

interface PageParams extends Omit<RegisterFilter, 'types' | 'states' | 'text' | 'after'> {
  readonly types: string;
  readonly states: string;
  readonly match: string | null;
  readonly after: number;
}

/** Both ways to page through a register: one series by its numbers, a year by the order of registration. */
const ways = {
  bySeries: { index: 'register_entries_by_series', where: ofSeries, key: 'number' },
  byYear: { index: 'register_entries_by_year', where: 'direction = @direction AND year = @year', key: 'seq' },
} as const;
type Way = (typeof ways)[keyof typeof ways];

/** Everything but the entries of the page itself is read from one index, in order, from behind the page before. */
const questionsOf = ({ index, where, key }: Way) => {
  const from = `FROM register_entries INDEXED BY ${index} WHERE ${where} AND ${filtered}`;
  const page = (entries: string): string =>
    `SELECT ${amendedColumns} FROM register_entries WHERE seq IN (
       SELECT seq ${entries} AND ${key} < @after ORDER BY ${key} DESC LIMIT @limit) ORDER BY ${key} DESC`;
  const foundHere = (before: string): string => `${found} AND +rowid IN (SELECT seq ${from}${before})`;
  return {
    page: page(from),
    count: `SELECT count(*) ${from}`,
    // What the index of words finds comes in the order of registration, of which the rest is left off.
    foundPage:
      key === 'seq'
        ? `SELECT ${amendedColumns} FROM register_entries WHERE seq IN (
             ${foundHere(' AND seq < @after')} ORDER BY rowid DESC LIMIT @limit) ORDER BY seq DESC`
        : page(`${from} AND seq IN (${found})`),
    foundCount: `SELECT count(*) FROM (${foundHere('')} LIMIT ${mostCounted + 1})`,
  };
};

/** Every question, for its plans to be looked at. */
export const pageQuestions = { bySeries: questionsOf(ways.bySeries), byYear: questionsOf(ways.byYear) } as const;

const pages = (database: ReadableDatabase): RegisterReading['registerPage'] => {
  const prepare = (sql: ReturnType<typeof questionsOf>) => ({
    page: database.prepare<[PageParams], AmendedRow>(sql.page),
    count: database.prepare<[PageParams], number>(sql.count).pluck(),
    foundPage: database.prepare<[PageParams], AmendedRow>(sql.foundPage),
    foundCount: database.prepare<[PageParams], number>(sql.foundCount).pluck(),
  });
  const [bySeries, byYear] = [prepare(pageQuestions.bySeries), prepare(pageQuestions.byYear)];
  return ({ types, states, text, after, ...filter }) => {
    const ask = filter.series === null ? byYear : bySeries;
    const match = matchOf(text);
    const params: PageParams = {
      ...filter,
      types: JSON.stringify(types),
      states: JSON.stringify(states),
      match,
      after: after ?? Number.MAX_SAFE_INTEGER,
    };
    const rows = (match === null ? ask.page : ask.foundPage).all(params);
    const last = rows.length < filter.limit ? undefined : rows.at(-1);
    const total = (match === null ? ask.count : ask.foundCount).get(params) ?? 0;
    return {
      entries: rows.map(entryOf),
      next: last?.[filter.series === null ? 'seq' : 'number'] ?? null,
      ...(match === null ? { total, more: false } : boundedCount(total)),
    };
  };
};

type RegisterOfYear = Pick<SeriesKey, 'direction' | 'year'>;

/**
 * Of a whole series two counts are taken, and what is held and given back; the numbers are gone through only where
 * these do not add up.
 */
const integrity = (database: ReadableDatabase): RegisterReading['integrityOf'] => {
  const { firstOf, lastOf, againFrom } = seriesQuestions(database);
  const { isServed, leasedNumbers } = leaseQuestions(database);
  const count = (table: string) =>
    database.prepare<[SeriesKey], number>(`SELECT count(*) FROM ${table} WHERE ${ofSeries}`).pluck();
  const numbered = count('numbers');
  const entered = count('register_entries');
  const free = database
    .prepare<[SeriesKey], number>(`SELECT number FROM numbers WHERE ${ofSeries} AND state = 'free' ORDER BY number`)
    .pluck();
  const held = database
    .prepare<[SeriesKey], number>(
      `SELECT number FROM numbers INDEXED BY numbers_held WHERE ${ofSeries} AND state = 'held' ORDER BY number`,
    )
    .pluck();
  const gaps = database.prepare<
    [SeriesKey & { first: number; last: number; again: number }],
    { from: number; to: number }
  >(
    `SELECT before + 1 AS "from", number - 1 AS "to" FROM (
       SELECT number, lag(number, 1, @first - 1) OVER (ORDER BY number) AS before
       FROM numbers WHERE ${ofSeries} AND number BETWEEN @first AND @last AND (state <> 'free' OR number >= @again))
     WHERE number > before + 1 ORDER BY number`,
  );
  const unregistered = database
    .prepare<[SeriesKey], number>(
      `SELECT number FROM numbers LEFT JOIN register_entries USING (direction, series, year, number)
       WHERE ${ofSeries} AND numbers.state = 'used' AND seq IS NULL ORDER BY number`,
    )
    .pluck();
  return (key) => {
    const [first, last] = [firstOf(key), lastOf(key)];
    const served = isServed(key) ? leasedNumbers(key) : null;
    const [allFree, allHeld] = [free.all(key), held.all(key)];
    const inside = (numbers: number[]): number[] =>
      numbers.filter((number) => last !== null && number >= first && number <= last);
    const used = (numbered.get(key) ?? 0) - allFree.length - allHeld.length;
    const again = againFrom(key);
    const givenAgain = inside(allFree).filter((number) => number >= again);
    const known = used + allHeld.length + givenAgain.length;
    return {
      first,
      last,
      used,
      held: allHeld,
      free: served === null ? givenAgain : inside(allFree).filter((number) => served.has(number)),
      // What lies between the numbers that a server gave here, others have.
      missing:
        served !== null || last === null || known === last - first + 1 ? [] : gaps.all({ ...key, first, last, again }),
      unregistered: used === entered.get(key) ? [] : unregistered.all(key),
    };
  };
};

export const registerReading = (database: ReadableDatabase): RegisterReading => {
  const { nextOf, nextNumbersOf, isUnconfirmed } = seriesQuestions(database);
  const held = database.prepare<[], HeldNumber>(
    `SELECT ${heldColumns} FROM numbers WHERE state = 'held' ORDER BY direction, year, series, number`,
  );
  const series = database
    .prepare<[RegisterOfYear], string>('SELECT series FROM series WHERE direction = @direction AND year = @year')
    .pluck();
  const types = database
    .prepare<[RegisterOfYear], string>(
      'SELECT DISTINCT type FROM register_entries WHERE direction = @direction AND year = @year ORDER BY type',
    )
    .pluck();
  // SQLite takes the other columns from the row that max() found.
  const fileNames = database.prepare<[string], { documentSha256: string; fileName: string }>(
    `SELECT original_sha256 AS documentSha256, file_name AS fileName, max(seq) FROM jobs
     WHERE original_sha256 IN (SELECT value FROM json_each(?)) AND data_deleted_at IS NULL GROUP BY original_sha256`,
  );
  const outgoing = database.prepare<[string], AmendedRow>(
    `SELECT ${amendedColumns} FROM register_entries JOIN (
       SELECT direction, series, year, number FROM numbers
       WHERE direction = 'outgoing' AND document_sha256 = ? AND state = 'used')
     USING (direction, series, year, number) ORDER BY seq DESC LIMIT 1`,
  );
  const signed = database
    .prepare<[string, string | null], string>(
      'SELECT id FROM jobs WHERE original_sha256 = ? AND signed_sha256 = ? AND data_deleted_at IS NULL ORDER BY seq DESC',
    )
    .pluck();
  return {
    registerPage: pages(database),
    registerEntry: entryHistories(database),
    heldNumbers: () => held.all(),
    registerParts: (register) => ({ series: series.all(register), types: types.all(register) }),
    fileNamesOf: (documents) =>
      fileNames.all(JSON.stringify(documents)).map(({ documentSha256, fileName }) => ({ documentSha256, fileName })),
    outgoingEntryOf: (documentSha256) => {
      const row = outgoing.get(documentSha256);
      return row === undefined ? null : entryOf(row);
    },
    jobOfEntry: ({ documentSha256, resultSha256 }) => signed.get(documentSha256, resultSha256) ?? null,
    nextNumber: nextOf,
    isUnconfirmed,
    nextNumbers: nextNumbersOf,
    integrityOf: integrity(database),
  };
};
