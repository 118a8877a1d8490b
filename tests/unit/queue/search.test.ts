import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listSql } from '../../../src/main/queue/listing.js';
import { type OpenQueueDatabase, openQueueDatabase } from '../../../src/main/queue/open.js';
import { matchOf } from '../../../src/main/queue/search.js';
import { seed } from '../../seed.js';

let folder: string;
let databasePath: string;
let database: OpenQueueDatabase;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-search-'));
  databasePath = join(folder, 'queue.db');
  database = openQueueDatabase({ databasePath });
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

const add = (title: string, fileName = 'a.pdf', serverId: string | null = null): string => {
  const file = { originalPath: '/a', sha256: 'a'.repeat(64), size: 1 };
  return database.operations.add({ serverId, title, fileName, ...file }).job.id;
};
const page = { text: '', states: [], after: null, limit: 50 };
const found = (text: string): string[] =>
  database.operations
    .list({ ...page, text })
    .jobs.map(({ title }) => title)
    .reverse();

const raw = <Value>(work: (database: Database.Database) => Value): Value => {
  const other = new Database(databasePath);
  try {
    return work(other);
  } finally {
    other.close();
  }
};

describe('a word typed', () => {
  it('without marks finds it with any, with marks finds it with these alone', () => {
    const titles = ['Bổ nhiệm', 'Bộ trưởng', 'bo mạch'];
    for (const title of titles) add(title);
    expect(found('bo')).toEqual(titles);
    expect(found('bộ')).toEqual(['Bộ trưởng']);
    expect(found('bổ'.normalize('NFD'))).toEqual(['Bổ nhiệm']);
    expect(found('BỔ')).toEqual(['Bổ nhiệm']);
  });

  it('finds a title that was written with marks apart (NFD), as macOS names files', () => {
    add('Đề án'.normalize('NFD'), 'Tờ trình.pdf'.normalize('NFD'));
    for (const text of ['đề án', 'de an', 'tờ trình', 'to trinh']) expect(found(text)).toHaveLength(1);
  });

  it('finds đ by d and d not by đ', () => {
    add('Đà Nẵng');
    add('dân số');
    expect(found('d')).toEqual(['Đà Nẵng', 'dân số']);
    expect(found('đ')).toEqual(['Đà Nẵng']);
  });

  it('finds both places of the tone: hòa and hoà, thúy and thuý', () => {
    const titles = ['Xã Hòa Bình', 'Xã Hoà Bình', 'Đỗ Thúy', 'Đỗ Thuý', 'Hoàn thành'];
    for (const title of titles) add(title);
    expect(found('hòa')).toEqual(['Xã Hòa Bình', 'Xã Hoà Bình']);
    expect(found('hoà')).toEqual(['Xã Hòa Bình', 'Xã Hoà Bình', 'Hoàn thành']);
    expect(found('thuý')).toEqual(['Đỗ Thúy', 'Đỗ Thuý']);
  });

  it('finds by its beginning, and every word has to be there, in any order', () => {
    add('Quyết định điều động cán bộ');
    add('Quyết định khen thưởng');
    expect(found('quyế')).toHaveLength(2);
    expect(found('can quyet')).toEqual(['Quyết định điều động cán bộ']);
    expect(found('uyet')).toEqual([]);
  });

  it('finds numbers and signs by their parts: 12/QĐ, QĐ-UBND, 12', () => {
    add('Số 12/QĐ-UBND');
    add('Số 13/QĐ-UBND');
    for (const text of ['12/QĐ', '12/qd-ubnd', '12', '12/QĐ-UB', '12/']) expect(found(text)).toEqual(['Số 12/QĐ-UBND']);
    for (const text of ['QĐ-UBND', 'qd-ubnd', '/QĐ']) expect(found(text)).toHaveLength(2);
    expect(found('12-ubnd')).toEqual([]);
  });

  it.each([
    '"',
    '""',
    '*',
    'a*b',
    'NEAR(a b)',
    'a OR b',
    'NOT a',
    'folded : a',
    '{typed} : a',
    '^a',
    'a + b',
    '-a',
    '(',
    'a"b',
    'a\0b',
    "'; DROP TABLE jobs",
    '%',
    '_',
    '\\',
    '\uD800',
    '🖋',
  ])('is never read as the language of FTS5: %j', (text) => {
    add('a b');
    expect(() => found(text)).not.toThrow();
    expect(database.operations.list(page).total).toBe(1);
  });

  it('OR, NOT and AND are words as others are', () => {
    add('tháng một');
    add('tháng hai');
    expect(found('một OR hai')).toEqual([]);
    expect(found('tháng NOT hai')).toEqual([]);
  });

  it('is never read so whatever it is made of', () => {
    const parts = fc.constantFrom(
      'a',
      'đ',
      'Ộ',
      '"',
      '*',
      '(',
      ')',
      ':',
      '^',
      '-',
      '{',
      '}',
      ' ',
      '\0',
      '\\',
      'NEAR',
      'OR',
    );
    const typed = fc.array(fc.oneof(parts, fc.string({ unit: 'binary' })), { maxLength: 20 });
    const ask = fc.property(typed, (texts) => {
      found(texts.join(''));
    });
    fc.assert(ask, { seed, numRuns: 500 });
  });

  it('of nothing but signs asks for nothing; a hundred words are a question as one is', () => {
    expect(matchOf(' "- / ')).toBeNull();
    add('a b c');
    expect(found('a '.repeat(100))).toEqual(['a b c']);
  });
});

describe('the index', () => {
  it('follows the rows, whoever writes them', () => {
    add('Tờ trình');
    raw((other) => other.exec(`UPDATE jobs SET typed = 'kế hoạch', folded = 'ke hoach'`));
    expect(found('tờ')).toEqual([]);
    expect(found('kế')).toEqual(['Tờ trình']);
    raw((other) => {
      other.exec(`INSERT INTO job_words (job_words, rank) VALUES ('integrity-check', 1)`);
      other.pragma('foreign_keys = OFF');
      other.exec('DELETE FROM jobs');
      other.exec(`INSERT INTO job_words (job_words, rank) VALUES ('integrity-check', 1)`);
    });
    expect(database.operations.list(page)).toMatchObject({ total: 0, jobs: [] });
  });
});

describe('counts', () => {
  it('follow every step', () => {
    const ids = [add('a'), add('b'), add('c')];
    const { operations } = database;
    for (const id of ids.slice(0, 2)) operations.check(id, { fit: true });
    operations.cancel(ids.slice(0, 1), 'vanthu');
    const counts = operations.list(page).counts;
    expect(counts).toMatchObject({ received: 1, ready: 1, cancelled: 1 });
    const counted = raw((other) => other.prepare('SELECT state, count(*) AS count FROM jobs GROUP BY state').all());
    expect(raw((other) => other.prepare('SELECT * FROM job_counts WHERE count > 0').all())).toEqual(counted);
  });

  it('of what is found stop at 5,000, and say so', () => {
    raw((other) =>
      other.exec(`
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5002)
        INSERT INTO jobs (id, title, file_name, typed, folded, state, original_path, original_sha256, original_size, updated_at)
        SELECT printf('%032x', i), 't', 'f', 'tờ', 'to', iif(i <= 2, 'ready', 'checked'), '/a', '${'a'.repeat(64)}', 1, '' FROM n`),
    );
    const { list } = database.operations;
    expect(list(page)).toMatchObject({ total: 5002, more: false });
    expect(list({ ...page, text: 'to' })).toMatchObject({ total: 5000, more: true, moreCounts: true });
    expect(list({ ...page, text: 'to', states: ['ready'] })).toMatchObject({ total: 2, more: false, moreCounts: true });
    expect(list({ ...page, text: 'to', states: ['ready'] }).jobs).toHaveLength(2);
    expect(list({ ...page, states: ['ready', 'checked'], after: 4, limit: 10 })).toMatchObject({
      total: 5002,
      next: null,
    });
  });
});

describe('pages of the list', () => {
  it('have every document once, though others come and go meanwhile', () => {
    const ids = Array.from({ length: 7 }, () => add('x'));
    const { operations } = database;
    for (const text of ['', 'x']) {
      const seen: string[] = [];
      for (let after: number | null = null; ; ) {
        const part = operations.list({ ...page, text, after, limit: 2 });
        seen.push(...part.jobs.map(({ id }) => id));
        add('x');
        if (part.next === null) break;
        after = part.next;
      }
      expect(seen.slice(-7)).toEqual([...ids].reverse());
    }
  });
});

describe('no question to the list reads all jobs', () => {
  it.each(Object.entries(listSql))('%s', (name, sql) => {
    const params = { states: '["ready","failed","proved"]', after: 1000, limit: 50, match: 'folded : "a" *' };
    const used = Object.fromEntries(Object.entries(params).filter(([param]) => sql.includes(`@${param}`)));
    const plan = raw((other) =>
      other
        .prepare<[object], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
        .all(used)
        .map(({ detail }) => detail),
    );
    expect(plan.filter((step) => /SCAN jobs/.test(step))).toEqual([]);
    if (name.startsWith('in')) expect(plan.join('\n')).toMatch(/COVERING INDEX jobs_by_state \(state=\? AND seq<\?\)/);
    if (name === 'all') expect(plan.join('\n')).toMatch(/SEARCH jobs USING INTEGER PRIMARY KEY \(rowid<\?\)/);
  });
});
