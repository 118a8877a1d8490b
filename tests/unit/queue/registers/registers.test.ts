import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EntryChange, entryStateSchema, type RegisterFilter } from '../../../../src/contracts/registers.js';
import { type OpenQueueDatabase, openQueueDatabase } from '../../../../src/main/queue/open.js';
import { pageQuestions } from '../../../../src/main/queue/registers/register-reading.js';
import {
  type EntryEvent,
  entryTransitions,
  nextEntryState,
} from '../../../../src/main/queue/registers/register-transitions.js';
import { seriesSql } from '../../../../src/main/queue/registers/series.js';
import type { QueueOperations } from '../../../../src/main/queue/types.js';
import { day, hold, incoming, issue, key, outgoing, release, sha256Of } from '../register-samples.js';

let folder: string;
let databasePath: string;
let database: OpenQueueDatabase;
let queue: QueueOperations;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-registers-'));
  databasePath = join(folder, 'queue.db');
  database = openQueueDatabase({ databasePath });
  queue = database.operations;
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

const fault = (code: string, message = '') =>
  expect.objectContaining({ code, message: expect.stringContaining(message) });
const filter = (changes: Partial<RegisterFilter> = {}): RegisterFilter => ({
  direction: 'outgoing',
  year: 2026,
  series: 'di',
  types: [],
  states: [],
  text: '',
  after: null,
  limit: 500,
  ...changes,
});
const shown = (changes: Partial<RegisterFilter> = {}): number[] =>
  queue.registerPage(filter(changes)).entries.map(({ number }) => number);
const raw = (work: (database: Database.Database) => void): void => {
  const other = new Database(databasePath);
  work(other);
  other.close();
};

describe('table of entries', () => {
  it('allows exactly these steps', () => {
    const events = Object.keys(entryTransitions) as EntryEvent[];
    const allowed = events.flatMap((event) =>
      entryStateSchema.options.flatMap((state) => {
        const next = nextEntryState(state, event);
        return next === null ? [] : [`${state} --${event}--> ${next}`];
      }),
    );
    expect(allowed).toEqual([
      'issued --document-recalled--> recalled',
      'received --document-recalled--> recalled',
      'corrected --document-recalled--> recalled',
      'issued --document-corrected--> corrected',
      'received --document-corrected--> corrected',
      'corrected --document-corrected--> corrected',
      'issued --document-replaced--> replaced',
      'received --document-replaced--> replaced',
      'corrected --document-replaced--> replaced',
    ]);
  });
});

describe('an entry of the register', () => {
  it('stands there from the moment its number is used, as it was given', () => {
    hold(queue, ['a']);
    const registration = outgoing('a', 1);
    const entry = queue.register(registration);
    expect(entry).toEqual({ ...registration, state: 'issued', registeredAt: expect.any(String) });
    expect(queue.registerEntry(key(1))).toEqual({ entry, confirmation: null, changes: [] });
    expect(queue.heldNumbers()).toEqual([]);
    expect(queue.integrityOf(key(1))).toMatchObject({ used: 1, held: [], unregistered: [] });
    expect(() => queue.registerEntry(key(2))).toThrow(fault('registers.entry-missing'));
  });

  it('is the same entry when it is asked for again after a crash, and refuses another file', () => {
    issue(queue, 'a');
    const journal = queue.verifyJournal();
    expect(queue.register(outgoing('a', 1))).toEqual(queue.registerEntry(key(1)).entry);
    expect(queue.verifyJournal()).toEqual(journal);
    const other = outgoing('a', 1, { resultSha256: sha256Of('another file') });
    expect(() => queue.register(other)).toThrow(fault('registers.already-registered'));
  });

  it('needs the number, the document and the date that are held', () => {
    hold(queue, ['a', 'b']);
    for (const wrong of [
      outgoing('a', 2),
      outgoing('a', 3),
      outgoing('c', 1),
      outgoing('a', 1, { date: '2026-03-03' }),
    ])
      expect(() => queue.register(wrong)).toThrow(fault('registers.not-held'));
    expect(queue.registerPage(filter()).total).toBe(0);
    expect(queue.heldNumbers()).toHaveLength(2);
  });

  it('has no field that the register could not keep', () => {
    hold(queue, ['a']);
    const long = outgoing('a', 1);
    const subject = 'x'.repeat(2001);
    expect(() => queue.register({ ...long, fields: { ...long.fields, subject } })).toThrow(
      fault('registers.request-invalid', 'fields.subject'),
    );
    expect(() => queue.register({ ...long, resultSha256: 'ABC' })).toThrow(
      fault('registers.request-invalid', 'resultSha256'),
    );
  });

  it('of an incoming document names its sender, and needs neither our signature nor a stamped file', () => {
    const item = { series: 'den', documentSha256: sha256Of('m'), date: day };
    queue.holdNumbers({ direction: 'incoming', user: 'vanthu', items: [item] });
    const entry = queue.register(incoming('m', 1));
    expect(entry).toMatchObject({ state: 'received', direction: 'incoming', resultSha256: null });
    const page = queue.registerPage(filter({ direction: 'incoming', series: 'den', text: 'bo noi vu 05/' }));
    expect(page).toEqual({ entries: [entry], next: null, total: 1, more: false });
  });
});

describe('a document that the authorised person signed on paper', () => {
  const unsigned = (document: string, confirmationId: string | null) =>
    outgoing(document, 1, { signerFingerprint: null, confirmationId });

  it('is registered only with the confirmation of a person that names this very document', () => {
    hold(queue, ['scan']);
    expect(() => queue.register(unsigned('scan', null))).toThrow(fault('registers.unconfirmed'));
    const others = queue.confirmPapers({ user: 'vanthu', documents: [sha256Of('other')] });
    for (const id of [others.id, 'f'.repeat(32)])
      expect(() => queue.register(unsigned('scan', id))).toThrow(fault('registers.confirmation-of-others'));
    const documents = [sha256Of('z'), sha256Of('scan')];
    const confirmation = queue.confirmPapers({ user: 'vanthu', documents });
    expect(confirmation).toMatchObject({ user: 'vanthu', count: 2, listSha256: sha256Of(`${documents.join('\n')}\n`) });
    queue.register(unsigned('scan', confirmation.id));
    expect(queue.registerEntry(key(1)).confirmation).toEqual(confirmation);
    expect(queue.verifyJournal()).toMatchObject({ intact: true });
  });
});

describe('a document of the queue', () => {
  const original = { serverId: null, title: 'a', fileName: 'a.pdf', originalPath: '/a.pdf', size: 1 };
  const signed = (): string => {
    const { job } = queue.add({ ...original, sha256: sha256Of('a') });
    queue.check(job.id, { fit: true });
    queue.claim([job.id]);
    queue.advance(job.id, { event: 'prepared', prepared: '{}', again: false });
    queue.advance(job.id, { event: 'signature-made', pending: '{}' });
    queue.advance(job.id, { event: 'embedded' });
    return job.id;
  };
  const proved = { event: 'proved', signedPath: '/a.signed.pdf', signedSha256: sha256Of('a signed') } as const;

  it('is proved and registered in one step', () => {
    hold(queue, ['a']);
    const id = signed();
    queue.advance(id, { ...proved, registration: outgoing('a', 1) });
    expect(queue.get(id).state).toBe('proved');
    expect(shown()).toEqual([1]);
  });

  it('is neither proved nor registered where the register refuses it, or speaks of another file', () => {
    hold(queue, ['b']);
    const id = signed();
    expect(() => queue.advance(id, { ...proved, registration: outgoing('a', 1) })).toThrow(fault('registers.not-held'));
    const others = [
      outgoing('b', 1, { resultSha256: proved.signedSha256 }),
      outgoing('a', 1, { resultSha256: sha256Of('another file') }),
    ];
    for (const registration of others)
      expect(() => queue.advance(id, { ...proved, registration })).toThrow(fault('registers.other-document'));
    expect(queue.get(id)).toMatchObject({ state: 'signed', signedSha256: null });
    expect(shown()).toEqual([]);
    expect(queue.heldNumbers()).toHaveLength(1);
    expect(queue.verifyJournal()).toMatchObject({ intact: true });
  });
});

describe('recall, correction and replacement', () => {
  const by = (event: 'document-corrected' | 'document-replaced', entry: number, successor: number): EntryChange => ({
    event,
    entry: key(entry),
    by: key(successor),
    reason: 'sai nơi nhận',
    user: 'vanthu',
  });
  const recall = (entry: number): EntryChange => ({
    event: 'document-recalled',
    entry: key(entry),
    reason: 'ban hành nhầm',
    decision: { notation: '12/QĐ-UBND', date: '2026-03-04' },
    user: 'vanthu',
  });
  beforeEach(() => issue(queue, 'a', 'b', 'c'));

  it('leave the entry where it is, with its state and what decided it', () => {
    queue.changeEntry(by('document-corrected', 1, 2));
    expect(queue.changeEntry(by('document-replaced', 1, 3))).toMatchObject({
      entry: { number: 1, state: 'replaced', fields: { subject: 'Về việc a' } },
      changes: [{ change: by('document-corrected', 1, 2) }, { change: by('document-replaced', 1, 3) }],
    });
    queue.changeEntry(recall(2));
    expect(queue.registerEntry(key(2)).changes).toEqual([{ at: expect.any(String), change: recall(2) }]);
    expect(queue.registerPage(filter()).entries.map(({ number, state }) => [number, state])).toEqual([
      [3, 'issued'],
      [2, 'recalled'],
      [1, 'replaced'],
    ]);
    expect(shown({ states: ['recalled', 'replaced'] })).toEqual([2, 1]);
    expect(queue.integrityOf(key(1))).toMatchObject({ used: 3, free: [], missing: [] });
    expect(queue.verifyJournal()).toMatchObject({ intact: true });
  });

  it('are refused for a document that is recalled or replaced, and for one that is not there', () => {
    queue.changeEntry(recall(1));
    for (const change of [recall(1), by('document-corrected', 1, 2), by('document-replaced', 1, 2)])
      expect(() => queue.changeEntry(change)).toThrow(fault('registers.change-refused'));
    expect(() => queue.changeEntry(recall(9))).toThrow(fault('registers.entry-missing'));
  });

  it('are refused by itself, by a missing one, by one no longer in force, and by one of the other register', () => {
    queue.changeEntry(recall(3));
    const item = { series: 'den', documentSha256: sha256Of('m'), date: day };
    queue.holdNumbers({ direction: 'incoming', user: 'vanthu', items: [item] });
    queue.register(incoming('m', 1));
    const arrived = { ...by('document-replaced', 1, 1), by: { ...key(1, 'den'), direction: 'incoming' as const } };
    for (const change of [
      by('document-replaced', 1, 1),
      by('document-replaced', 1, 9),
      by('document-corrected', 1, 3),
      arrived,
    ])
      expect(() => queue.changeEntry(change)).toThrow(fault('registers.successor-unfit'));
    expect(queue.registerEntry(key(1)).changes).toEqual([]);
  });

  it('let the same file be issued again under a new number', () => {
    queue.changeEntry(recall(1));
    issue(queue, 'a');
    expect(shown()).toEqual([4, 3, 2, 1]);
    expect(queue.registerEntry(key(4)).entry.documentSha256).toBe(queue.registerEntry(key(1)).entry.documentSha256);
    expect(queue.integrityOf(key(1))).toMatchObject({ used: 4, missing: [] });
    expect(queue.verifyJournal()).toMatchObject({ intact: true });
  });
});

describe('a page of a register', () => {
  beforeEach(() => {
    issue(queue, 'a', 'b');
    hold(queue, ['đường']);
    const { fields } = outgoing('đường', 3);
    queue.register(outgoing('đường', 3, { fields: { ...fields, typeName: 'Kế hoạch', notation: 'KH-UBND' } }));
    hold(queue, ['x'], day, 'qd');
    queue.register(outgoing('x', 1, { series: 'qd' }));
    hold(queue, ['y'], '2027-01-04');
    queue.register(outgoing('y', 1, { year: 2027, date: '2027-01-04' }));
  });

  it('shows one series and one year, the newest first, in parts', () => {
    expect(shown()).toEqual([3, 2, 1]);
    expect(queue.registerPage(filter({ after: 3, limit: 1 }))).toMatchObject({ entries: [{ number: 2 }], total: 3 });
    expect(shown({ year: 2027 })).toEqual([1]);
    expect(shown({ series: null })).toEqual([1, 3, 2, 1]);
    expect(shown({ direction: 'incoming' })).toEqual([]);
  });

  it('finds by type and by text with and without marks', () => {
    expect(shown({ types: ['Kế hoạch'] })).toEqual([3]);
    expect(shown({ types: ['Kế hoạch', 'Quyết định'] })).toEqual([3, 2, 1]);
    expect(shown({ text: '03/kh-ubnd' })).toEqual([3]);
    expect(shown({ text: 'VIEC duong' })).toEqual([3]);
    expect(shown({ text: 'nguyen van duc so noi vu', types: ['Kế hoạch'] })).toEqual([3]);
    expect(shown({ text: 'không có' })).toEqual([]);
  });
});

describe('a page among 100,000 entries', () => {
  it('is found and counted in the order of an index', () => {
    raw((other) => {
      other.exec(`
        INSERT INTO series VALUES ('outgoing', 'di', 2026, 1, 0);
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
        INSERT INTO numbers SELECT 'outgoing', 'di', 2026, i, 'used', printf('%064x', i), '${day}', 'u', '' FROM n;
        INSERT INTO register_entries SELECT number, direction, series, year, number, 'issued', date, document_sha256,
          document_sha256, document_sha256, NULL, NULL, 'u', '', 'Quyết định', printf('%d/qd', number), '{}', ''
          FROM numbers;
      `);
      const params = { ...filter(), types: '[]', states: '[]', match: 'folded : "qd" *', after: 99_999 };
      for (const questions of Object.values(pageQuestions))
        for (const sql of Object.values(questions)) {
          const plan = other.prepare(`EXPLAIN QUERY PLAN ${sql}`).pluck(false);
          const steps = plan.all(params).map((step) => (step as { detail: string }).detail);
          expect(steps.join('\n')).toMatch(/SEARCH register_entries USING COVERING INDEX register_entries_by_/);
          expect(steps.filter((step) => /SCAN register_entries/.test(step))).toEqual([]);
        }
    });
    expect(queue.registerPage(filter({ after: 3, limit: 10 }))).toMatchObject({
      entries: [{ number: 2 }, { number: 1 }],
      total: 100_000,
    });
    expect(queue.nextNumber(key(1))).toBe(100_001);
    expect(queue.nextNumbers(key(1), 3)).toEqual([100_001, 100_002, 100_003]);
    expect(queue.integrityOf(key(1))).toMatchObject({ used: 100_000, missing: [], unregistered: [] });
  });
});

describe('the next numbers of a series', () => {
  it.each(Object.entries(seriesSql))('are found by looking up, not by reading the series: %s', (_name, sql) => {
    raw((other) => {
      const plan = other.prepare(`EXPLAIN QUERY PLAN ${sql}`).pluck(false);
      const params = { ...key(1), from: 1, fresh: 100, count: 10 };
      const steps = plan.all(params).map((step) => (step as { detail: string }).detail);
      expect(steps).toHaveLength(1);
      expect(steps[0]).toMatch(
        {
          first: /^SEARCH series USING PRIMARY KEY \(direction=\? AND series=\? AND year=\?\)$/,
          last: /^SEARCH numbers USING PRIMARY KEY \(direction=\? AND series=\? AND year=\?\)$/,
          free: /^SEARCH numbers USING COVERING INDEX numbers_free \(.* AND number>\? AND number<\?\)$/,
        }[_name] ?? /never/,
      );
    });
  });

  it('are those given back within the series, then fresh ones, as many as were asked for', () => {
    hold(queue, ['a', 'b', 'c', 'd', 'e', 'f']);
    queue.register(outgoing('e', 5));
    release(queue, 2, 4, 6);
    expect(queue.nextNumbers(key(1), 1)).toEqual([2]);
    expect(queue.nextNumbers(key(1), 4)).toEqual([2, 4, 6, 7]);
    expect(queue.nextNumbers(key(1), 0)).toEqual([]);
    queue.startSeries({ ...key(1, 'qd'), first: 120, user: 'vanthu' });
    expect(queue.nextNumbers(key(1, 'qd'), 2)).toEqual([120, 121]);
  });
});

describe('registers that someone altered in the file', () => {
  beforeEach(() => {
    issue(queue, 'a', 'b');
    hold(queue, ['c', 'd']);
    queue.startSeries({ ...key(1, 'qd'), first: 7, user: 'vanthu' });
    queue.changeEntry({
      event: 'document-replaced',
      entry: key(1),
      by: key(2),
      reason: 'sai nội dung',
      user: 'vanthu',
    });
    queue.confirmPapers({ user: 'vanthu', documents: [sha256Of('a'), sha256Of('b')] });
  });
  const guards = [
    'numbers_stay_used',
    'numbers_no_delete',
    'register_entries_no_update',
    'register_entries_no_delete',
    'entry_changes_no_update',
    'entry_changes_no_delete',
    'confirmations_no_update',
    'confirmations_no_delete',
    'confirmation_documents_no_update',
    'confirmation_documents_no_delete',
  ];
  const alterations = [
    "UPDATE numbers SET date = '2026-03-09' WHERE number = 3",
    `UPDATE numbers SET document_sha256 = '${sha256Of('other')}' WHERE number = 3`,
    "UPDATE numbers SET state = 'free', document_sha256 = NULL, date = NULL, user = NULL, held_at = NULL WHERE number = 4",
    "UPDATE numbers SET state = 'used' WHERE number = 4",
    'DELETE FROM numbers WHERE number = 4',
    'DELETE FROM register_entries WHERE number = 2',
    "UPDATE register_entries SET fields = '{}' WHERE number = 2",
    'UPDATE register_entries SET signer_fingerprint = NULL, confirmation_id = (SELECT id FROM confirmations) WHERE number = 2',
    "UPDATE register_entries SET state = 'issued' WHERE number = 1",
    "UPDATE entry_changes SET change = '{}'",
    'DELETE FROM entry_changes',
    'UPDATE series SET first = 8 WHERE first = 7',
    'DELETE FROM series WHERE first = 7',
    `UPDATE confirmation_documents SET sha256 = '${sha256Of('c')}' WHERE position = 1`,
    'DELETE FROM confirmation_documents WHERE position = 1',
    'DELETE FROM confirmations',
    "INSERT INTO series VALUES ('outgoing', 'x', 2026, 9, 0)",
  ];

  it.each(alterations)('are found out by the journal: %s', (alteration) => {
    expect(queue.verifyJournal()).toMatchObject({ intact: true });
    raw((other) => {
      other.pragma('foreign_keys = OFF');
      for (const guard of guards) other.exec(`DROP TRIGGER ${guard}`);
      other.exec(alteration);
    });
    expect(queue.verifyJournal()).toMatchObject({ intact: false, problem: 'register' });
  });

  it('show which used number has lost its entry', () => {
    raw((other) => {
      other.pragma('foreign_keys = OFF');
      other.exec('DROP TRIGGER register_entries_no_delete; DELETE FROM register_entries WHERE number = 2');
    });
    expect(queue.integrityOf(key(1))).toMatchObject({ used: 2, unregistered: [2] });
  });

  it.each([
    'UPDATE register_entries SET date = ?',
    'UPDATE entry_changes SET at = ?',
    'UPDATE confirmations SET user = ?',
  ])('are kept from it by SQLite: %s', (alteration) => {
    raw((other) => expect(() => other.prepare(alteration).run('x')).toThrow(/append-only/));
  });

  it('have an entry without a confirmation or a signature in no case', () => {
    raw((other) => {
      other.exec('DROP TRIGGER register_entries_no_update');
      expect(() => other.exec('UPDATE register_entries SET signer_fingerprint = NULL')).toThrow(/CHECK/);
    });
  });
});

describe('the journal with an entry of a right hash that never happened', () => {
  const at = '2026-03-02T00:00:00.000Z';
  const append = (event: string, detail: string): void =>
    raw((other) => {
      const last = other.prepare('SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1').get();
      const { seq, hash } = last as { seq: number; hash: string };
      const actor = event === 'number-used' ? 'signer' : 'person';
      const fields = [seq + 1, at, null, event, actor, null, null, detail, hash];
      const own = createHash('sha256').update(JSON.stringify(fields)).digest('hex');
      other.prepare('INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(...fields, own);
    });
  const detail = (number: number, document: string, more: object = {}): string =>
    JSON.stringify({ ...key(number), documentSha256: sha256Of(document), date: day, user: 'u', ...more });
  beforeEach(() => {
    issue(queue, 'a');
    hold(queue, ['b']);
  });

  it.each([
    ['a used number given again', 'number-held', detail(1, 'c')],
    ['a held number given again', 'number-held', detail(2, 'c')],
    ['a used number given back', 'number-released', detail(1, 'a')],
    ['a number given back for another document', 'number-released', detail(2, 'c')],
    ['a number used by another document', 'number-used', detail(2, 'c', { entrySha256: sha256Of('entry') })],
    ['a number used that nobody held', 'number-used', detail(3, 'c', { entrySha256: sha256Of('entry') })],
    [
      'a recall of what was never registered',
      'document-recalled',
      detail(2, 'b', { changeSha256: sha256Of('change') }),
    ],
    ['no key', 'number-held', '{}'],
    ['no object', 'number-held', '[]'],
  ])('is not believed: %s', (_name, event, entry) => {
    append(event, entry);
    expect(queue.verifyJournal()).toEqual({ intact: false, seq: 4, problem: 'transition' });
  });

  it.each([
    ['a number given', 'number-held', detail(3, 'c')],
    ['a number given back', 'number-released', detail(2, 'b')],
    ['a recall', 'document-recalled', detail(1, 'a', { changeSha256: sha256Of('change') })],
    ['a start', 'series-started', JSON.stringify({ ...key(1), first: 9 })],
    ['a confirmation', 'papers-confirmed', JSON.stringify({ id: 'f'.repeat(32), listSha256: sha256Of('list') })],
  ])('is missed in the registers: %s', (_name, event, entry) => {
    append(event, entry);
    expect(queue.verifyJournal()).toEqual({ intact: false, seq: 4, problem: 'register' });
  });
});

describe('the journal', () => {
  it('says nothing of what the documents say', () => {
    issue(queue, 'a');
    hold(queue, ['b']);
    raw((other) => {
      const details = other.prepare('SELECT detail FROM journal').pluck().all().join('\n');
      for (const word of ['Về việc', 'Quyết định', 'Nguyễn', 'Sở Nội vụ', 'QĐ-UBND'])
        expect(details).not.toContain(word);
      expect(details).toContain(sha256Of('a signed'));
    });
  });
});
