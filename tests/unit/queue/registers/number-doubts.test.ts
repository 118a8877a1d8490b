/** Numbers that were given in steps which are lost are not given a second time. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openWritable } from '../../../../src/main/queue/database.js';
import { journalWriter } from '../../../../src/main/queue/journal/journal.js';
import { maintenanceTasks } from '../../../../src/main/queue/maintenance-tasks.js';
import { type OpenQueueDatabase, openQueueDatabase } from '../../../../src/main/queue/open.js';
import type { QueueOperations } from '../../../../src/main/queue/types.js';
import { hold, numbersOf, outgoing, sha256Of } from '../register-samples.js';

/** Numbers of the year in which the steps are lost. */
const year = new Date(Date.now() + 7 * 3_600_000).getUTCFullYear();
const day = `${year}-01-02`;
const di = { direction: 'outgoing', series: 'di', year } as const;
const fault = (code: string) => expect.objectContaining({ code });
const refusal = [{ outcome: 'refused', error: fault('registers.series-unconfirmed') }];

let folder: string;
let databasePath: string;
let database: OpenQueueDatabase;
let queue: QueueOperations;

const open = (): void => {
  const recovery = { originals: join(folder, 'originals'), signed: join(folder, 'signed'), backup: null };
  database = openQueueDatabase({ databasePath, recovery });
  queue = database.operations;
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-doubts-'));
  databasePath = join(folder, 'queue.db');
  open();
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The database of an earlier moment stands in place of this one: what `lost` did is lost. */
const loseWhat = (lost: () => void): void => {
  const copy = join(folder, 'copy.sqlite');
  rmSync(copy, { force: true });
  const reader = new Database(databasePath, { readonly: true });
  reader.prepare('VACUUM INTO ?').run(copy);
  reader.close();
  lost();
  database.close();
  for (const suffix of ['-wal', '-shm']) rmSync(`${databasePath}${suffix}`, { force: true });
  copyFileSync(copy, databasePath);
  open();
  expect(database.rebuilt?.damage).toBe('behind');
};
const held = (names: readonly string[]) => hold(queue, names, day);
const confirm = (next: number): void => queue.confirmSeries({ ...di, next, user: 'vanthu' });
const release = (number: number): void =>
  queue.releaseNumbers({ numbers: [{ ...di, number }], reason: 'không ban hành', user: 'vanthu' });
const intact = (): void => expect(queue.verifyJournal()).toMatchObject({ intact: true });

it('after lost steps the next document is refused until a person confirms the number, then gets that one', () => {
  held(['a', 'b']);
  queue.register({ ...outgoing('a', 1), year, date: day });
  loseWhat(() => held(['c', 'd', 'e']));
  expect(queue.isUnconfirmed(di)).toBe(true);
  expect(held(['f'])).toMatchObject(refusal);
  expect(() => queue.nextNumbers(di, 2)).toThrow(fault('registers.series-unconfirmed'));
  const shown = { series: 'di', documentSha256: sha256Of('f'), date: day, number: 9 };
  expect(queue.holdNumbers({ direction: 'outgoing', user: 'vanthu', items: [shown] })).toMatchObject(refusal);
  // What is known is proposed; a document that holds a number keeps it.
  expect(queue.nextNumber(di)).toBe(3);
  expect(held(['b'])).toMatchObject([{ outcome: 'held', kept: true, held: { number: 2 } }]);
  expect(() => confirm(2)).toThrow(fault('registers.next-given'));
  confirm(6);
  expect(queue.isUnconfirmed(di)).toBe(false);
  expect(queue.nextNumbers(di, 2)).toEqual([6, 7]);
  expect(numbersOf(held(['f', 'g']))).toEqual([6, 7]);
  const last = queue.journalPage(0, 500).find(({ event }) => event === 'series-confirmed');
  expect(last).toMatchObject({ by: 'person', detail: JSON.stringify({ ...di, next: 6, user: 'vanthu' }) });
  intact();
});

it('a backup that is restored leaves the next document waiting for a person too', () => {
  held(['a']);
  const staged = join(folder, 'staged.sqlite');
  maintenanceTasks.copy({ databasePath }, { target: staged, earlier: [] });
  held(['b', 'c']);
  database.close();
  // The computer is lost: another one has no queue yet.
  databasePath = join(folder, 'máy mới', 'queue.db');
  mkdirSync(join(folder, 'máy mới'));
  const folders = { originals: folder, signed: folder };
  maintenanceTasks.prepareRestore({ databasePath }, { staged, folders, backup: 'hôm qua' });
  maintenanceTasks.switchDatabase({ databasePath }, { staged, kept: join(folder, 'kept') });
  open();
  expect(held(['d'])).toMatchObject(refusal);
  expect(held(['a'])).toMatchObject([{ outcome: 'held', kept: true, held: { number: 1 } }]);
  confirm(4);
  expect(numbersOf(held(['d']))).toEqual([4]);
  intact();
});

it('every series of that year and those before waits, one that is not known any more too; the next year does not', () => {
  loseWhat(() => held(['a']));
  expect(queue.isUnconfirmed({ ...di, series: 'qd' })).toBe(true);
  expect(queue.isUnconfirmed({ ...di, direction: 'incoming', series: 'den' })).toBe(true);
  expect(queue.isUnconfirmed({ ...di, year: year - 1 })).toBe(true);
  expect(numbersOf(hold(queue, ['x'], `${year + 1}-01-02`))).toEqual([1]);
  confirm(2);
  expect(queue.isUnconfirmed({ ...di, series: 'qd' })).toBe(true);
  expect(numbersOf(held(['b']))).toEqual([2]);
  intact();
});

it('a number that was free in what is left is given to nobody by itself: it may have been given', () => {
  held(['a', 'b', 'c']);
  release(2);
  loseWhat(() => held(['d']));
  expect(queue.nextNumber(di)).toBe(4);
  confirm(4);
  expect(queue.integrityOf(di)).toMatchObject({ free: [], missing: [{ from: 2, to: 2 }] });
  expect(numbersOf(held(['e', 'f']))).toEqual([4, 5]);
  // A paper of the lost days is entered with the number that it shows.
  const shown = { series: 'di', documentSha256: sha256Of('d'), date: day, number: 2 };
  expect(queue.holdNumbers({ direction: 'outgoing', user: 'vanthu', items: [shown] })).toMatchObject([
    { outcome: 'held', held: { number: 2 } },
  ]);
  expect(queue.integrityOf(di).missing).toEqual([]);
  // One that is given back since is given again.
  release(4);
  expect(queue.nextNumber(di)).toBe(4);
  intact();
});

it('a confirmation can be corrected, and counts no more once steps are lost again', () => {
  held(['a']);
  loseWhat(() => held(['b']));
  confirm(9);
  confirm(5);
  expect(numbersOf(held(['c']))).toEqual([5]);
  loseWhat(() => held(['d']));
  expect(held(['e'])).toMatchObject(refusal);
  expect(queue.nextNumber(di)).toBe(6);
  confirm(7);
  expect(numbersOf(held(['e']))).toEqual([7]);
  intact();
});

it('where no step is lost there is nothing to confirm', () => {
  held(['a']);
  expect(queue.isUnconfirmed(di)).toBe(false);
  expect(() => confirm(5)).toThrow(fault('registers.nothing-to-confirm'));
});

it('a series whose numbers a server gives does not wait', () => {
  loseWhat(() => held(['a']));
  queue.serveSeries({ direction: 'outgoing', series: 'di', server: 'https://van-ban.tinh.gov.vn', user: 'quan-tri' });
  expect(queue.isUnconfirmed(di)).toBe(false);
  expect(held(['b'])).toMatchObject([{ error: { code: 'registers.block-empty' } }]);
  expect(() => confirm(2)).toThrow(fault('registers.series-served'));
  queue.serveSeries({ direction: 'outgoing', series: 'di', server: null, user: 'quan-tri' });
  expect(held(['b'])).toMatchObject(refusal);
  intact();
});

it('a journal in which a number was given while the series waited is found out', () => {
  held(['a']);
  loseWhat(() => held(['b']));
  const writable = openWritable({ databasePath });
  const key = { ...di, number: 2 };
  const row = { ...key, documentSha256: sha256Of('x'), date: day, user: 'vanthu' };
  journalWriter(writable).recordRegister({ at: new Date().toISOString(), event: 'number-held', detail: row });
  writable
    .prepare(
      `INSERT INTO numbers VALUES (@direction, @series, @year, @number, 'held', @documentSha256, @date, @user, '')`,
    )
    .run(row);
  writable.close();
  expect(queue.verifyJournal()).toMatchObject({ intact: false, problem: 'transition' });
});
