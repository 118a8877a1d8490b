/** What is written into the columns of an entry after it was made; what was registered stays beside it. */
import { isDeepStrictEqual } from 'node:util';
import { Fault } from '../../../contracts/faults/index.js';
import {
  type Amended,
  type ColumnName,
  type Columns,
  columnsOf,
  columnsSchema,
  entryAmendmentSchema,
  isWritten,
} from '../../../contracts/register-history.js';
import type { NumberKey } from '../../../contracts/registers.js';
import type { WritableDatabase } from '../database.js';
import type { JournalWriter } from '../journal/journal.js';
import { entryHistories } from './register-reading.js';
import { checked, shownNumber } from './register-request.js';
import { changeDigest, keyOf, ofNumber } from './register-rows.js';
import { searchText } from './register-search.js';
import type { RegisterWriting } from './register-types.js';

const columnNames = Object.keys(columnsSchema.shape) as ColumnName[];

/** The columns among `asked` that read otherwise in `now`. */
const changedIn = (asked: Columns, now: Columns): ColumnName[] =>
  columnNames.filter((name) => asked[name] !== undefined && !isDeepStrictEqual(asked[name], now[name] ?? null));

/**
 * The column whose day cannot be: nothing is passed on or due before the day of the entry, no document arrives before it
 * was issued; null where all can.
 * @param date of the entry: issue or arrival
 */
const misdatedColumn = (
  date: string,
  { passedOn, dueDate, issuedDate }: Columns,
): 'passedOn' | 'dueDate' | 'issuedDate' | null => {
  if (passedOn && passedOn < date) return 'passedOn';
  if (dueDate && dueDate < date) return 'dueDate';
  return issuedDate && issuedDate > date ? 'issuedDate' : null;
};

export const amendmentWriting = (
  database: WritableDatabase,
  journal: JournalWriter,
): Pick<RegisterWriting, 'amendEntry'> => {
  const historyAt = entryHistories(database);
  const seqOf = database.prepare<[NumberKey], number>(`SELECT seq FROM register_entries WHERE ${ofNumber}`).pluck();
  const insert = database.prepare<[{ seq: number | undefined; at: string; change: string }]>(
    'INSERT INTO entry_changes (entry_seq, at, change) VALUES (@seq, @at, @change)',
  );
  const found = database.prepare<[{ seq: number | undefined; type: string; typed: string; folded: string }]>(
    'UPDATE register_entries SET type = @type, typed = @typed, folded = @folded WHERE seq = @seq',
  );

  const refuse = (
    entry: NumberKey,
    date: string,
    before: Columns,
    after: Columns,
    reason: string | undefined,
  ): void => {
    const params = { number: shownNumber(entry.number), year: entry.year };
    const misdated = misdatedColumn(date, after);
    if (misdated !== null) throw new Fault(`registers.misdated-${misdated}`, params);
    if (reason === undefined && isWritten(before)) throw new Fault('registers.reason-missing', params);
  };

  return {
    amendEntry(request) {
      const { columns, reason, user, ...rest } = checked(entryAmendmentSchema, request);
      const key = keyOf(rest);
      const { entry, ...history } = historyAt(key);
      const names = changedIn(columns, entry.fields);
      if (names.length === 0) return { entry, ...history };
      const [before, after] = [columnsOf(entry.fields, names), columnsOf(columns, names)];
      refuse(key, entry.date, before, after, reason);
      const amended: Amended = {
        event: 'entry-amended',
        entry: key,
        ...(reason !== undefined && { reason }),
        user,
        before,
        after,
      };
      const stored = { at: new Date().toISOString(), change: JSON.stringify(amended) };
      const seq = seqOf.get(key);
      insert.run({ seq, ...stored });
      const detail = { ...key, user, changeSha256: changeDigest(stored) };
      journal.recordRegister({ at: stored.at, event: 'entry-amended', detail });
      const now = historyAt(key);
      found.run({ seq, type: now.entry.fields.typeName, ...searchText(now.entry) });
      return now;
    },
  };
};
