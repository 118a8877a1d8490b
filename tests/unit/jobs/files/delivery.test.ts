import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { deliver } from '../../../../src/main/jobs/files/delivery.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-delivery-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('giving a finished file out', () => {
  it('takes the next free name and replaces nothing', async () => {
    const out = join(folder, 'out');
    for (const round of ['một', 'hai', 'ba']) {
      writeFileSync(join(folder, 'work'), round);
      await deliver(join(folder, 'work'), out, 'báo cáo.pdf', 'signed');
    }
    expect(readdirSync(out).sort()).toEqual(['báo cáo.signed-2.pdf', 'báo cáo.signed-3.pdf', 'báo cáo.signed.pdf']);
    expect(readFileSync(join(out, 'báo cáo.signed.pdf'), 'utf8')).toBe('một');
    expect(existsSync(join(folder, 'work'))).toBe(false);
  });
  it('cuts a name that would be too long with what is added to it, between letters', async () => {
    const out = join(folder, 'out');
    const name = `${'đ'.repeat(125)}x.pdf`;
    for (const round of ['một', 'hai']) {
      writeFileSync(join(folder, 'work'), round);
      await deliver(join(folder, 'work'), out, name, 'signed');
    }
    const names = readdirSync(out).sort();
    expect(names).toEqual([expect.stringMatching(/^đ+\.signed-2\.pdf$/), expect.stringMatching(/^đ+\.signed\.pdf$/)]);
  });
  it('says where it could not write, and keeps the finished file', async () => {
    writeFileSync(join(folder, 'work'), 'x');
    writeFileSync(join(folder, 'file'), '');
    await expect(deliver(join(folder, 'work'), join(folder, 'file'), 'a.pdf', 'signed')).rejects.toMatchObject({
      code: 'output.failed',
    });
    expect(existsSync(join(folder, 'work'))).toBe(true);
  });
});

/** A file system beside the one of temporary files: nothing is linked between them. */
const elsewhere = '/dev/shm';
const hasTwoDisks = existsSync(elsewhere) && statSync(elsewhere).dev !== statSync(tmpdir()).dev;

describe.skipIf(!hasTwoDisks)('giving a finished file out where nothing can be linked', () => {
  const work = (text = 'đã ký'): string => {
    const path = join(mkdtempSync(join(elsewhere, 'kyso-delivery-')), 'work');
    onTestFinished(() => rmSync(join(path, '..'), { recursive: true, force: true }));
    writeFileSync(path, text);
    return path;
  };
  const give = (text?: string) => deliver(work(text), join(folder, 'out'), 'a.pdf', 'signed');
  /** A file of the output folder that was written so many milliseconds ago. */
  const left = (name: string, text: string, age: number): void => {
    const path = join(folder, 'out', name);
    mkdirSync(join(folder, 'out'), { recursive: true });
    writeFileSync(path, text);
    const at = new Date(Date.now() - age);
    utimesSync(path, at, at);
  };
  const contents = () =>
    Object.fromEntries(
      readdirSync(join(folder, 'out')).map((name) => [name, readFileSync(join(folder, 'out', name), 'utf8')]),
    );
  const part = 'a.signed.pdf.0123456789ab.part';
  const anHour = 3_600_000;

  it('takes the next free name and replaces nothing', async () => {
    for (const text of ['một', 'hai']) await give(text);
    expect(contents()).toEqual({ 'a.signed.pdf': 'một', 'a.signed-2.pdf': 'hai' });
  });

  it('has nothing under its name before all of it is there', async () => {
    mkdirSync(join(folder, 'out'));
    const seen: (string | null)[] = [];
    const watcher = watch(join(folder, 'out'), (_, name) => seen.push(name));
    onTestFinished(() => watcher.close());
    await give('x'.repeat(3 << 20));
    await vi.waitFor(() => expect(seen).toContain('a.signed.pdf'));
    expect(seen[0]).toMatch(/\.part$/);
  });

  it('uses the name that a cut left empty, with the part that tells so', async () => {
    left('a.signed.pdf', '', anHour);
    left(part, 'đã ký hôm trước', anHour);
    await give();
    expect(contents()).toEqual({ 'a.signed.pdf': 'đã ký' });
  });

  it('leaves a name that another process has taken just now, and an empty file of the person', async () => {
    left('a.signed.pdf', '', 0);
    left(part, 'của tiến trình khác', 0);
    left('a.signed-2.pdf', '', anHour);
    await give();
    expect(contents()).toEqual({
      ...{ 'a.signed.pdf': '', [part]: 'của tiến trình khác', 'a.signed-2.pdf': '' },
      'a.signed-3.pdf': 'đã ký',
    });
  });

  it('removes what copies that were cut off left days ago', async () => {
    left(part, 'đã', 48 * anHour);
    await give();
    expect(contents()).toEqual({ 'a.signed.pdf': 'đã ký' });
  });

  it('leaves nothing of a copy that fails', async () => {
    const path = join(mkdtempSync(join(elsewhere, 'kyso-delivery-')), 'work');
    onTestFinished(() => rmSync(join(path, '..'), { recursive: true, force: true }));
    mkdirSync(path);
    mkdirSync(join(folder, 'out'));
    await expect(deliver(path, join(folder, 'out'), 'a.pdf', 'signed')).rejects.toMatchObject({
      code: 'output.failed',
    });
    expect(contents()).toEqual({});
  });
});
