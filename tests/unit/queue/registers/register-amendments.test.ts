import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EntryAmendment } from '../../../../src/contracts/register-history.js';
import type { RegisterFilter } from '../../../../src/contracts/registers.js';
import { registerTable } from '../../../../src/main/jobs/register-table.js';
import { type OpenQueueDatabase, openQueueDatabase } from '../../../../src/main/queue/open.js';
import type { QueueOperations } from '../../../../src/main/queue/types.js';
import { day, incoming, issue, key, sha256Of } from '../register-samples.js';

let folder: string;
let databasePath: string;
let database: OpenQueueDatabase;
let queue: QueueOperations;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-amendments-'));
  databasePath = join(folder, 'queue.db');
  database = openQueueDatabase({ databasePath });
  queue = database.operations;
  issue(queue, 'a', 'b');
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

const fault = (code: string, message = '') =>
  expect.objectContaining({ code, message: expect.stringContaining(message) });
type Outgoing = Extract<EntryAmendment, { direction: 'outgoing' }>;
const amend = (columns: Outgoing['columns'], reason?: string, number = 1): EntryAmendment => ({
  ...key(number),
  direction: 'outgoing',
  columns,
  ...(reason !== undefined && { reason }),
  user: 'vanthu',
});
const page = (changes: Partial<RegisterFilter>) =>
  queue.registerPage({
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
const handed = {
  archivedBy: 'Phòng Lưu trữ',
  copies: 5,
  passedOn: '2026-03-03',
  receivedBy: 'Lê Thị Lan',
  note: 'Gửi bưu điện',
};

describe('columns that nobody had filled', () => {
  it('are filled without a reason, and read so everywhere: entry, page, search, exported table', () => {
    const { copies: _written, ...empty } = handed;
    expect(queue.amendEntry(amend(empty))).toMatchObject({
      entry: { state: 'issued', fields: { ...empty, copies: 3, subject: 'Về việc a' } },
      changes: [{ at: expect.any(String), change: { event: 'entry-amended', user: 'vanthu', after: empty } }],
    });
    expect(queue.registerEntry(key(1)).entry.fields).toMatchObject(empty);
    expect(page({ text: 'le thi lan buu dien' }).entries.map(({ number }) => number)).toEqual([1]);
    const [, row] = registerTable('outgoing', page({ text: 'luu tru' }).entries).split('\r\n');
    expect(row).toMatch(/"Sở Nội vụ","Phòng Lưu trữ","3","03\/03\/2026","Lê Thị Lan","Gửi bưu điện"$/);
    expect(queue.verifyJournal()).toMatchObject({ intact: true });
  });

  it('are filled for an entry that was recalled too, which stays recalled', () => {
    queue.changeEntry({
      event: 'document-recalled',
      entry: key(1),
      reason: 'nhầm',
      decision: { notation: '9/QĐ', date: day },
      user: 'vanthu',
    });
    expect(queue.amendEntry(amend({ note: 'Đã báo nơi nhận' }))).toMatchObject({
      entry: { state: 'recalled', fields: { note: 'Đã báo nơi nhận' } },
      changes: [{ change: { event: 'document-recalled' } }, { change: { event: 'entry-amended' } }],
    });
    expect(queue.verifyJournal()).toMatchObject({ intact: true });
  });
});

describe('columns in which something stood', () => {
  it('are written over with a reason only, and what stood there is kept', () => {
    expect(() => queue.amendEntry(amend({ copies: 5 }))).toThrow(fault('registers.reason-missing'));
    expect(() => queue.amendEntry(amend({ copies: null }))).toThrow(fault('registers.reason-missing'));
    queue.amendEntry(amend({ copies: 5 }, 'Ghi nhầm'));
    const { entry, changes } = queue.amendEntry(amend({ copies: null, note: 'Bản điện tử' }, 'Không in'));
    expect(entry.fields).not.toHaveProperty('copies');
    expect(changes.map(({ change }) => change)).toMatchObject([
      { reason: 'Ghi nhầm', before: { copies: 3 }, after: { copies: 5 } },
      { reason: 'Không in', before: { copies: 5, note: null }, after: { copies: null, note: 'Bản điện tử' } },
    ]);
    expect(queue.verifyJournal()).toMatchObject({ intact: true });
  });

  it('are found by what they say now, and no more by what they said', () => {
    queue.amendEntry(amend({ typeName: 'Kế hoạch', notation: 'KH-UBND', subject: 'Chuyển đổi số' }, 'Đọc sai'));
    expect(page({ types: ['Kế hoạch'], text: '01/kh-ubnd chuyen doi' }).total).toBe(1);
    expect(page({ text: '01/qd-ubnd' }).total).toBe(0);
    expect(queue.registerParts({ direction: 'outgoing', year: 2026 }).types).toEqual(['Kế hoạch', 'Quyết định']);
  });

  it('that read so already are no change: nothing is written down, no reason asked', () => {
    const before = queue.verifyJournal();
    const { entry } = queue.registerEntry(key(1));
    const { subject, signer } = entry.fields;
    expect(queue.amendEntry(amend({ copies: 3, subject, ...(signer && { signer }), note: null }))).toMatchObject({
      entry,
      changes: [],
    });
    expect(queue.verifyJournal()).toEqual(before);
  });
});

describe('what no register could say', () => {
  it('is refused: a day that runs backwards, a column of the other register, what is no column, no entry', () => {
    expect(() => queue.amendEntry(amend({ passedOn: '2026-03-01' }))).toThrow(fault('registers.misdated-passedOn'));
    expect(() => queue.amendEntry(amend({ dueDate: '2026-03-01' }))).toThrow(fault('registers.misdated-dueDate'));
    const strange = (columns: object) => () => queue.amendEntry({ ...amend({}), columns });
    for (const columns of [{ assignee: 'x' }, { date: '2026-03-03' }, { copies: -1 }, { passedOn: '2026-02-30' }])
      expect(strange(columns)).toThrow(fault('registers.request-invalid', 'columns'));
    expect(() => queue.amendEntry(amend({ note: 'x' }, undefined, 9))).toThrow(fault('registers.entry-missing'));
    expect(queue.registerEntry(key(1)).changes).toEqual([]);
  });

  it('is refused of an incoming document that arrives before it was issued', () => {
    const item = { series: 'den', documentSha256: sha256Of('m'), date: day };
    queue.holdNumbers({ direction: 'incoming', user: 'vanthu', items: [item] });
    queue.register(incoming('m', 1));
    const arrived = { ...key(1, 'den'), direction: 'incoming' as const, reason: 'Đọc sai', user: 'vanthu' };
    expect(() => queue.amendEntry({ ...arrived, columns: { issuedDate: '2026-03-03' } })).toThrow(
      fault('registers.misdated-issuedDate'),
    );
    const columns = { issuedDate: day, sender: { name: 'Bộ Y tế' }, assignee: 'Phòng Y tế', opinion: 'Xử lý gấp' };
    expect(queue.amendEntry({ ...arrived, columns }).entry.fields).toMatchObject(columns);
    expect(page({ direction: 'incoming', series: 'den', text: 'bo y te phong' }).total).toBe(1);
  });
});

describe('an amendment that someone altered in the file', () => {
  const alterations = [
    "UPDATE entry_changes SET change = json_set(change, '$.after.receivedBy', 'Người khác')",
    'DELETE FROM entry_changes',
    "UPDATE register_entries SET type = 'Công văn' WHERE number = 2",
    'INSERT INTO entry_changes (entry_seq, at, change) SELECT 2, at, change FROM entry_changes',
  ];
  it.each(alterations)('is found out by the journal: %s', (alteration) => {
    queue.amendEntry(amend({ receivedBy: 'Lê Thị Lan' }));
    expect(queue.verifyJournal()).toMatchObject({ intact: true });
    const other = new Database(databasePath);
    for (const guard of ['entry_changes_no_update', 'entry_changes_no_delete']) other.exec(`DROP TRIGGER ${guard}`);
    other.exec(alteration);
    other.close();
    expect(queue.verifyJournal()).toMatchObject({ intact: false, problem: 'register' });
  });

  it('is kept from it by SQLite, and so is what was registered', () => {
    queue.amendEntry(amend({ receivedBy: 'Lê Thị Lan' }));
    const other = new Database(databasePath);
    expect(() => other.exec("UPDATE entry_changes SET at = 'x'")).toThrow(/append-only/);
    expect(() => other.exec("UPDATE register_entries SET fields = '{}'")).toThrow(/append-only/);
    other.close();
  });
});
