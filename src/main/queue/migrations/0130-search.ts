import { type AmendedRow, amendedColumns, entryOf } from '../registers/register-rows.js';
import { searchText } from '../registers/register-search.js';
import { jobText } from '../search.js';
import type { Migration } from './migration.js';

/** External content: the words stand in the rows, and triggers keep the index whoever writes these. */
const wordsOf = (words: string, table: string): string => `
  CREATE VIRTUAL TABLE ${words} USING fts5(typed, folded, content='${table}', content_rowid='seq', prefix='1 2',
    tokenize='unicode61 remove_diacritics 0');
  INSERT INTO ${words} (${words}, rank) VALUES ('secure-delete', 1);
  CREATE TRIGGER ${words}_added AFTER INSERT ON ${table} BEGIN
    INSERT INTO ${words} (rowid, typed, folded) VALUES (NEW.seq, NEW.typed, NEW.folded);
  END;
  CREATE TRIGGER ${words}_changed AFTER UPDATE OF typed, folded ON ${table} BEGIN
    INSERT INTO ${words} (${words}, rowid, typed, folded) VALUES ('delete', OLD.seq, OLD.typed, OLD.folded);
    INSERT INTO ${words} (rowid, typed, folded) VALUES (NEW.seq, NEW.typed, NEW.folded);
  END;
  CREATE TRIGGER ${words}_removed AFTER DELETE ON ${table} BEGIN
    INSERT INTO ${words} (${words}, rowid, typed, folded) VALUES ('delete', OLD.seq, OLD.typed, OLD.folded);
  END;
  INSERT INTO ${words} (rowid, typed, folded) SELECT seq, typed, folded FROM ${table};
`;

/**
 * Words of documents and entries in an index (`search.ts`), how many jobs are in each state, and indexes from which a
 * page of a register and its count are read without its rows. What words there are was never computed by SQLite.
 */
export const searchMigration: Migration = {
  version: 130,
  name: 'search',
  sql: `
    ALTER TABLE jobs ADD COLUMN typed TEXT NOT NULL DEFAULT '';
    ALTER TABLE register_entries ADD COLUMN typed TEXT NOT NULL DEFAULT '';
    ${wordsOf('job_words', 'jobs')}
    ${wordsOf('entry_words', 'register_entries')}

    CREATE TABLE job_counts (
      state TEXT PRIMARY KEY,
      count INTEGER NOT NULL CHECK (count >= 0)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO job_counts SELECT state, count(*) FROM jobs GROUP BY state;
    CREATE TRIGGER job_counts_added AFTER INSERT ON jobs BEGIN
      INSERT INTO job_counts VALUES (NEW.state, 1) ON CONFLICT (state) DO UPDATE SET count = count + 1;
    END;
    CREATE TRIGGER job_counts_changed AFTER UPDATE OF state ON jobs WHEN OLD.state <> NEW.state BEGIN
      UPDATE job_counts SET count = count - 1 WHERE state = OLD.state;
      INSERT INTO job_counts VALUES (NEW.state, 1) ON CONFLICT (state) DO UPDATE SET count = count + 1;
    END;
    CREATE TRIGGER job_counts_removed AFTER DELETE ON jobs BEGIN
      UPDATE job_counts SET count = count - 1 WHERE state = OLD.state;
    END;

    DROP INDEX register_entries_by_year;
    CREATE INDEX register_entries_by_year ON register_entries (direction, year, seq, type, state);
    CREATE INDEX register_entries_by_series ON register_entries (direction, series, year, number, type, state);
  `,
  fill(database) {
    const jobs = database.prepare<[], { seq: number; title: string; file_name: string; server_id: string | null }>(
      'SELECT seq, title, file_name, server_id FROM jobs',
    );
    const writeJob = database.prepare('UPDATE jobs SET typed = @typed, folded = @folded WHERE seq = @seq');
    for (const { seq, title, file_name, server_id } of jobs.all())
      writeJob.run({ seq, ...jobText(title, file_name, server_id) });
    const entries = database.prepare<[], AmendedRow>(`SELECT ${amendedColumns} FROM register_entries`);
    const writeEntry = database.prepare(
      'UPDATE register_entries SET typed = @typed, folded = @folded WHERE seq = @seq',
    );
    for (const row of entries.all()) writeEntry.run({ seq: row.seq, ...searchText(entryOf(row)) });
  },
};
