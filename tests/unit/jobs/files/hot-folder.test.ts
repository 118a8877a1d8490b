import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HotFolder } from '../../../../src/main/jobs/files/hot-folder.js';

let folder: string;
let watched: HotFolder | undefined;
let taken: string[][];
let away: number;
let refusals: number;
let looks: (() => void)[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-hot-'));
  taken = [];
  away = 0;
  refusals = 0;
  looks = [];
});
afterEach(async () => {
  await watched?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const open = (at = folder): void => {
  watched = new HotFolder(at, {
    paceMs: 5,
    take: async (paths) => {
      if (refusals-- > 0) throw new Error('the window is gone');
      taken.push(paths.map((path) => basename(path)));
      for (const done of looks.splice(0)) done();
    },
    unreadable: () => {
      away += 1;
      for (const done of looks.splice(0)) done();
    },
  });
};
const told = (): Promise<void> =>
  new Promise((done) => {
    looks.push(done);
  });
const scan = (name: string, seconds: number, text = '%PDF'): void => {
  writeFileSync(join(folder, name), text);
  utimesSync(join(folder, name), seconds, seconds);
};

describe('the folder of a scanner', () => {
  it('gives what lies in it, in the order of scanning, and nothing else', async () => {
    scan('b.pdf', 1_000);
    scan('a.PDF', 2_000);
    scan('.tạm.pdf', 1_500);
    scan('ghi chú.txt', 1_500);
    scan('đang ghi.pdf', 1_500, '');
    mkdirSync(join(folder, 'thư mục.pdf'));
    open();
    await told();
    expect(taken).toEqual([['b.pdf', 'a.PDF']]);
  });

  it('gives each file once, and another scan of the same name again', async () => {
    scan('a.pdf', 1_000);
    open();
    await told();
    scan('c.pdf', 3_000);
    await told();
    scan('a.pdf', 4_000, '%PDF-1.7');
    await told();
    expect(taken).toEqual([['a.pdf'], ['c.pdf'], ['a.pdf']]);
  });

  it('waits for a file that still grows', async () => {
    let size = 0;
    const writing = setInterval(() => {
      size += 1;
      scan('lớn.pdf', 1_000 + size, 'x'.repeat(size));
    }, 1);
    scan('xong.pdf', 1_000);
    open();
    await told();
    expect(taken).toEqual([['xong.pdf']]);
    clearInterval(writing);
    await told();
    expect(taken).toEqual([['xong.pdf'], ['lớn.pdf']]);
  });

  it('gives once more what could not be taken in', async () => {
    refusals = 1;
    scan('a.pdf', 1_000);
    open();
    await told();
    await told();
    expect(taken).toEqual([['a.pdf']]);
  });

  it('says once that the folder is away, and goes on when it is back', async () => {
    const share = join(folder, 'share');
    open(share);
    await told();
    mkdirSync(share);
    writeFileSync(join(share, 'a.pdf'), '%PDF');
    await told();
    expect(taken).toEqual([['a.pdf']]);
    expect(away).toBe(1);
  });
});
