/** Disks and folders that are in the way: each has its sentence, and nothing that was recorded is lost. */
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { documents, kyso } from './installation.js';

const isRoot = process.platform === 'linux' && process.getuid?.() === 0;

const temporary = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'kyso-disk-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** A file system of its own, gone with the test. */
const mounted = (size: string): { path: string; remount(options: string): void } => {
  const path = join(temporary(), 'đĩa');
  mkdirSync(path);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', path]);
  onTestFinished(() => void execFileSync('umount', [path]));
  return { path, remount: (options) => void execFileSync('mount', ['-o', `remount,${options}`, path]) };
};

const documentIn = (folder: string, name: string): string => {
  const path = join(folder, `${name}.pdf`);
  writeFileSync(path, readFileSync(documents.text));
  appendFileSync(path, `%${name}\n`);
  return path;
};

const size = statSync(documents.text).size;

/** Fills what is left of the disk, but for `left` bytes. */
const fillUp = (folder: string, left: number): string => {
  const path = join(folder, 'đầy');
  const free = Number(execFileSync('stat', ['-f', '-c', '%a', folder], { encoding: 'utf8' })) * 4096;
  writeFileSync(path, Buffer.alloc(Math.max(0, free - left)));
  return path;
};

describe.runIf(isRoot)('a disk that is in the way', () => {
  it('says that it is full, keeps every step that was recorded, and goes on once there is room', async () => {
    const disk = mounted('24m');
    const data = join(disk.path, 'data');
    const source = temporary();
    expect((await kyso(['queue', 'add', documentIn(source, 'một'), '--data', data])).code).toBe(0);
    const filler = fillUp(disk.path, Math.floor(size / 2));
    const refused = await kyso(['queue', 'add', documentIn(source, 'hai'), '--data', data]);
    expect(refused.code).not.toBe(0);
    expect(JSON.stringify(refused.lines)).toMatch(/đầy|dung lượng/);
    rmSync(filler);
    const after = await kyso(['queue', 'list', '--data', data]);
    expect(after.lines).toHaveLength(1);
    expect((await kyso(['journal', 'verify', '--data', data])).code).toBe(0);
    expect(readdirSync(join(data, 'originals'))).toHaveLength(1);
    expect((await kyso(['queue', 'add', documentIn(source, 'hai'), '--data', data])).code).toBe(0);
  }, 60_000);

  it('says so in each place of a completely full disk, and the queue opens again unharmed', async () => {
    const disk = mounted('24m');
    const data = join(disk.path, 'data');
    const source = temporary();
    await kyso(['queue', 'add', documentIn(source, 'một'), '--data', data]);
    const filler = fillUp(disk.path, 0);
    for (const words of [
      ['queue', 'list'],
      ['queue', 'add', documentIn(source, 'ba')],
      ['backup', '--to', source],
    ]) {
      const run = await kyso([...words, '--data', data]);
      // 70 is a defect of ours: every one of these has to end in a sentence.
      expect(run.code, words.join(' ')).not.toBe(70);
      if (run.code !== 0) expect(JSON.stringify(run.lines), words.join(' ')).toMatch(/Hãy|hãy/);
    }
    rmSync(filler);
    expect((await kyso(['queue', 'list', '--data', data])).lines).toHaveLength(1);
    expect((await kyso(['journal', 'verify', '--data', data])).code).toBe(0);
  }, 60_000);

  it('leaves earlier backups whole when the backup disk is full', async () => {
    const disk = mounted('24m');
    const data = join(temporary(), 'data');
    const source = temporary();
    await kyso(['queue', 'add', documentIn(source, 'một'), '--data', data]);
    expect((await kyso(['backup', '--to', disk.path, '--data', data])).code).toBe(0);
    await kyso(['queue', 'add', documentIn(source, 'hai'), '--data', data]);
    const filler = fillUp(disk.path, Math.floor(size / 2));
    const full = await kyso(['backup', '--to', disk.path, '--data', data]);
    expect(full.lines).toMatchObject([{ error: { code: 'backup.disk-full' } }]);
    expect(full.stderr).toContain(disk.path);
    rmSync(filler);
    const restored = await kyso(['restore', '--from', disk.path, '--data', `${data}-2`]);
    expect(restored).toMatchObject({ code: 0, lines: [{ documents: 1 }] });
  }, 60_000);

  it('says that a folder may only be read, and harms nothing in it', async () => {
    const disk = mounted('24m');
    const data = join(disk.path, 'data');
    const source = temporary();
    await kyso(['queue', 'add', documentIn(source, 'một'), '--data', data]);
    disk.remount('ro');
    for (const words of [
      ['queue', 'list'],
      ['queue', 'add', documentIn(source, 'hai')],
      ['journal', 'verify'],
    ]) {
      const run = await kyso([...words, '--data', data]);
      expect(run.code, words.join(' ')).toBe(1);
      expect(JSON.stringify(run.lines), words.join(' ')).toMatch(/quyền ghi/);
    }
    const backup = await kyso(['backup', '--to', disk.path, '--data', join(temporary(), 'data')]);
    expect(backup.lines).toMatchObject([{ error: { code: 'backup.not-writable' } }]);
    disk.remount('rw');
    expect((await kyso(['queue', 'list', '--data', data])).lines).toHaveLength(1);
  }, 60_000);
});

describe('a folder that is in the way', () => {
  it('works in a path with Vietnamese letters and 250 characters', async () => {
    let folder = join(temporary(), 'Sở Nội vụ tỉnh Đắk Lắk – hồ sơ năm 2026');
    while (folder.length < 250) folder = join(folder, 'văn bản đến');
    mkdirSync(folder, { recursive: true });
    const data = join(folder, 'data');
    const document = documentIn(folder, `Quyết định ${'dài '.repeat(40)}`);
    expect((await kyso(['queue', 'add', document, '--data', data])).code).toBe(0);
    const to = join(folder, 'sao lưu');
    mkdirSync(to);
    expect((await kyso(['backup', '--to', to, '--data', data])).code).toBe(0);
    expect((await kyso(['restore', '--from', to, '--data', join(folder, 'phục hồi')])).code).toBe(0);
    expect((await kyso(['queue', 'list', '--data', join(folder, 'phục hồi')])).lines).toHaveLength(1);
  }, 60_000);

  it('loses nothing when several programs open one data folder at once', async () => {
    const data = join(temporary(), 'data');
    const source = temporary();
    const names = Array.from({ length: 5 }, (_, index) => documentIn(source, `song song ${index}`));
    const runs = await Promise.all(names.map((path) => kyso(['queue', 'add', path, '--data', data])));
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0]);
    expect((await kyso(['queue', 'list', '--data', data])).lines).toHaveLength(5);
    expect((await kyso(['journal', 'verify', '--data', data])).code).toBe(0);
  }, 60_000);
});
