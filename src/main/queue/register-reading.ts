/** The questions one can ask of numbers and registers. */
import { Fault } from '../../contracts/faults/index.js';
import type { EntryHistory } from '../../contracts/register-history.js';
import type {
  Confirmation,
  HeldNumber,
  NumberKey,
  NumberState,
  RegisterFilter,
  SeriesIntegrity,
  SeriesKey,
} from '../../contracts/registers.js';
import type { ReadableDatabase } from './database.js';
import { searchWords } from './fold.js';
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

const matches = `(json_array_length(@types) = 0 OR type IN (SELECT value FROM json_each(@types)))
  AND (json_array_length(@states) = 0 OR state IN (SELECT value FROM json_each(@states)))
  AND NOT EXISTS (SELECT 1 FROM json_each(@words) AS word WHERE instr(register_entries.folded, word.value) = 0)`;

interface PageParams extends Omit<RegisterFilter, 'types' | 'states' | 'text'> {
  readonly types: string;
  readonly states: string;
  readonly words: string;
}

/** Both ways to page through a register: one series by its numbers, a year by the order of registration. */
export const pageStatements = {
  bySeries: { where: `${ofSeries} AND ${matches}`, order: 'number DESC' },
  byYear: { where: `direction = @direction AND year = @year AND ${matches}`, order: 'seq DESC' },
} as const;

export const pageSql = ({ where, order }: (typeof pageStatements)[keyof typeof pageStatements]): string =>
  `SELECT ${amendedColumns} FROM register_entries WHERE ${where} ORDER BY ${order} LIMIT @limit OFFSET @offset`;

const pages = (database: ReadableDatabase): RegisterReading['registerPage'] => {
  const prepare = (statement: (typeof pageStatements)[keyof typeof pageStatements]) => ({
    page: database.prepare<[PageParams], AmendedRow>(pageSql(statement)),
    count: database
      .prepare<[PageParams], number>(`SELECT count(*) FROM register_entries WHERE ${statement.where}`)
      .pluck(),
  });
  const [bySeries, byYear] = [prepare(pageStatements.bySeries), prepare(pageStatements.byYear)];
  return ({ types, states, text, ...filter }) => {
    const { page, count } = filter.series === null ? byYear : bySeries;
    const words = JSON.stringify(searchWords(text));
    const params = { ...filter, types: JSON.stringify(types), states: JSON.stringify(states), words };
    return { entries: page.all(params).map(entryOf), total: count.get(params) ?? 0 };
  };
};

type RegisterOfYear = Pick<SeriesKey, 'direction' | 'year'>;

interface Numbered {
  readonly number: number;
  readonly state: NumberState;
  readonly entry: number | null;
}

const integrityOf = (first: number, last: number | null, rows: readonly Numbered[]): SeriesIntegrity => {
  const inside = rows.filter(({ number }) => last !== null && number >= first && number <= last);
  const numbers = (state: NumberState): number[] =>
    inside.filter((row) => row.state === state).map(({ number }) => number);
  const missing = inside.flatMap(({ number }, index) => {
    const expected = (inside[index - 1]?.number ?? first - 1) + 1;
    return number > expected ? [{ from: expected, to: number - 1 }] : [];
  });
  const unregistered = inside.filter(({ state, entry }) => state === 'used' && entry === null);
  return {
    first,
    last,
    used: numbers('used').length,
    held: numbers('held'),
    free: numbers('free'),
    missing,
    unregistered: unregistered.map(({ number }) => number),
  };
};

export const registerReading = (database: ReadableDatabase): RegisterReading => {
  const { firstOf, lastOf, nextOf, nextNumbersOf } = seriesQuestions(database);
  const held = database.prepare<[], HeldNumber>(
    `SELECT ${heldColumns} FROM numbers WHERE state = 'held' ORDER BY direction, year, series, number`,
  );
  const numbered = database.prepare<[SeriesKey], Numbered>(
    `SELECT number, numbers.state, register_entries.seq AS entry
     FROM numbers LEFT JOIN register_entries USING (direction, series, year, number)
     WHERE ${ofSeries} ORDER BY number`,
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
     WHERE original_sha256 IN (SELECT value FROM json_each(?)) GROUP BY original_sha256`,
  );
  return {
    registerPage: pages(database),
    registerEntry: entryHistories(database),
    heldNumbers: () => held.all(),
    registerParts: (register) => ({ series: series.all(register), types: types.all(register) }),
    fileNamesOf: (documents) =>
      fileNames.all(JSON.stringify(documents)).map(({ documentSha256, fileName }) => ({ documentSha256, fileName })),
    nextNumber: nextOf,
    nextNumbers: nextNumbersOf,
    integrityOf: (key) => integrityOf(firstOf(key), lastOf(key), numbered.all(key)),
  };
};
