/** Numbers and registers of a queue that is put together again. A number that was given is never given twice. */
import type { WritableDatabase } from '../database.js';
import { type JournalRow, type JournalWriter, journalColumns } from '../journal/journal.js';
import { type Difference, RegisterReplay } from '../journal/register-replay.js';
import { type RegisterEvent, registerEvents } from '../registers/register-transitions.js';

const isRegisterRow = (row: JournalRow): row is JournalRow & { readonly event: RegisterEvent } =>
  row.jobId === null && Object.hasOwn(registerEvents, row.event);

const replay = (database: WritableDatabase): RegisterReplay => {
  // Who could give what is not asked here: all that was given counts.
  const registers = new RegisterReplay(() => true);
  const rows = database.prepare<[], JournalRow>(
    `SELECT ${journalColumns} FROM journal WHERE job_id IS NULL ORDER BY seq`,
  );
  for (const row of rows.iterate()) if (isRegisterRow(row)) registers.take(row);
  return registers;
};

/** `outgoing/CV/2026/12`; a series may have a slash of its own. */
const seriesOf = (name: string): { direction: string; series: string; year: number } => {
  const [direction = '', ...parts] = name.split('/');
  const year = Number(parts.pop());
  return { direction, series: parts.join('/'), year };
};

const numberOf = (name: string) => {
  const cut = name.lastIndexOf('/');
  return { ...seriesOf(name.slice(0, cut)), number: Number(name.slice(cut + 1)) };
};

/** Rows that the journal knows and the tables have lost. */
const restoreRow = (database: WritableDatabase, { part, name, reached }: Difference): void => {
  if (reached === null) return;
  if (part === 'series') {
    database
      .prepare(
        'INSERT OR IGNORE INTO series (direction, series, year, first, chosen) VALUES (@direction, @series, @year, @first, 1)',
      )
      .run({ ...seriesOf(name), first: Number(reached) });
    return;
  }
  if (part !== 'numbers') return;
  const [state = 'free', document = null, date = null] = reached.split(',');
  const key = numberOf(name);
  database
    .prepare(
      'INSERT OR IGNORE INTO series (direction, series, year, first, chosen) VALUES (@direction, @series, @year, 1, 0)',
    )
    .run({ direction: key.direction, series: key.series, year: key.year });
  database
    .prepare(
      `INSERT OR IGNORE INTO numbers (direction, series, year, number, state, document_sha256, date, user, held_at)
       VALUES (@direction, @series, @year, @number, @state, @document, @date, @user, @at)`,
    )
    .run({
      ...key,
      state,
      document,
      date: date === '' ? `${key.year}-01-01` : date,
      // Who asked for it is lost with its row.
      user: state === 'free' ? null : '',
      at: state === 'free' ? null : new Date().toISOString(),
      ...(state === 'free' ? { document: null, date: null } : {}),
    });
};

/** A row from before (an old backup): what the journal says came later. */
const bringForward = (database: WritableDatabase, { part, name, value, reached }: Difference): void => {
  if (part !== 'numbers' || value === null || reached === null || value.startsWith('used')) return;
  if (!reached.startsWith('used') && !(reached.startsWith('held') && value === 'free')) return;
  const [state, document, date] = reached.split(',');
  database
    .prepare(
      `UPDATE OR IGNORE numbers SET state = @state, document_sha256 = @document, date = @date,
         user = coalesce(user, ''), held_at = coalesce(held_at, @at)
       WHERE direction = @direction AND series = @series AND year = @year AND number = @number`,
    )
    .run({ ...numberOf(name), state, document, date, at: new Date().toISOString() });
};

/** Returns how many entries of the registers lost their text. */
export const rebuildRegisters = (database: WritableDatabase, journal: JournalWriter): number => {
  for (const difference of replay(database).differences(database)) {
    if (difference.value === null) restoreRow(database, difference);
    else bringForward(database, difference);
  }
  const left = replay(database).differences(database);
  const at = new Date().toISOString();
  for (const { part, name, value } of left)
    journal.recordRegister({ at, event: 'register-rebuilt', detail: { part, name, value } });
  return left.filter(({ part, value }) => part === 'entries' && value === null).length;
};
