import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type BackupPlan, backupPlanSchema } from '../../../../src/contracts/backup.js';
import { faultValue } from '../../../../src/contracts/faults/index.js';
import { changePlan, isDue, isOld, isThere, readPlan, wentWrong } from '../../../../src/main/jobs/backup/plan.js';
import { applicationFolders } from '../../../../src/main/jobs/files/application-folders.js';

/** Local time: the hour of a backup is one of the office's. */
const on = (day: number, hour: number, minute = 0): Date => new Date(2026, 10, day, hour, minute);
const good = (at: Date): Partial<BackupPlan> => ({
  last: { at: at.toISOString(), documents: 1, missing: 0, journalIntact: true, error: null },
  lastGood: at.toISOString(),
});
const plan = (...changes: Partial<BackupPlan>[]): BackupPlan =>
  Object.assign(backupPlanSchema.parse({ folder: '/sao lưu', hour: 12 }), ...changes);
const failed = (at: Date): Partial<BackupPlan> => wentWrong(at, faultValue('backup.unreachable', { dir: '/sao lưu' }));

describe('a backup', () => {
  it.each([
    ['at once where there was none', plan(), on(20, 8), true],
    ['not without a folder', plan({ folder: null }), on(20, 13), false],
    ['not where only a person asks for it', plan({ every: 'never' }), on(20, 13), false],
    ['not twice on one day', plan(good(on(20, 12, 5))), on(20, 18), false],
    ['not on the next morning', plan(good(on(20, 12, 5))), on(21, 11, 59), false],
    ['on the next day at its hour', plan(good(on(20, 12, 5))), on(21, 12), true],
    ['at the next start where a day was missed', plan(good(on(20, 12, 5))), on(23, 8), true],
    ['not within a week where it is weekly', plan({ every: 'week' }, good(on(20, 12, 5))), on(26, 18), false],
    ['after a week where it is weekly', plan({ every: 'week' }, good(on(20, 12, 5))), on(27, 12, 6), true],
    ['not at once after it failed', plan(good(on(20, 12)), failed(on(21, 12))), on(21, 12, 59), false],
    ['an hour after it failed', plan(good(on(20, 12)), failed(on(21, 12))), on(21, 13), true],
    ['where the clock was set back', plan(good(on(28, 12))), on(20, 8), true],
  ])('is due %s', (_when, given, now, due) => {
    expect(isDue(given, now)).toBe(due);
  });

  it.each([
    ['a week without a good one', plan(good(on(1, 12)), failed(on(9, 12))), on(9, 13), true],
    ['a good one this week', plan(good(on(5, 12))), on(9, 13), false],
    ['a folder chosen a week ago and nothing since', plan({ since: on(1, 8).toISOString() }), on(9, 13), true],
    ['no folder', plan({ folder: null }, good(on(1, 12))), on(20, 13), false],
  ])('is old: %s', (_what, given, now, old) => {
    expect(isOld(given, now)).toBe(old);
  });

  it('is planned anew where the file cannot be read, and every day where a folder is all that is said', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kyso-plan-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const folders = applicationFolders(folder);
    expect(await readPlan(folders)).toMatchObject({ folder: null, every: 'day', last: null });
    await changePlan(folders, { folder });
    expect(await readPlan(folders)).toMatchObject({ folder, every: 'day' });
    expect(await isThere(folder)).toBe(true);
    expect(await isThere(join(folder, 'backup.json'))).toBe(false);
    expect(await isThere(join(folder, 'không có'))).toBe(false);
  });
});
