import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deliver, intake, sweep } from '../../../src/main/jobs/user-files.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-intake-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('taking a file in', () => {
  it('copies and hashes the same bytes', () => {
    const content = Buffer.alloc(3_000_000, 'văn bản');
    writeFileSync(join(folder, 'a.pdf'), content);
    const kept = intake(join(folder, 'a.pdf'), join(folder, 'kept'));
    expect(kept.sha256).toBe(createHash('sha256').update(content).digest('hex'));
    expect(kept.size).toBe(content.length);
    expect(readFileSync(kept.path)).toEqual(content);
  });
  it.each([
    ['missing', 'file.missing', () => undefined],
    ['empty', 'pdf.empty', (path: string) => writeFileSync(path, '')],
    ['a folder', 'file.unreadable', (path: string) => mkdirSync(path)],
  ])('tells when the file is %s, and leaves no copy', (_what, code, make) => {
    const source = join(folder, 'x.pdf');
    make(source);
    expect(() => intake(source, join(folder, 'kept'))).toThrow(expect.objectContaining({ code }));
    expect(existsSync(join(folder, 'kept'))).toBe(false);
  });
});

it.skipIf(process.platform === 'win32')('refuses a named pipe instead of waiting for it for ever', () => {
  execFileSync('mkfifo', [join(folder, 'pipe.pdf')]);
  expect(() => intake(join(folder, 'pipe.pdf'), join(folder, 'kept'))).toThrow(
    expect.objectContaining({ code: 'file.unreadable' }),
  );
});

it('sweeps what a process left that died long ago, and nothing else', () => {
  for (const name of ['old.pdf', 'new.pdf']) writeFileSync(join(folder, name), '');
  utimesSync(join(folder, 'old.pdf'), 1, 1);
  sweep(folder);
  expect(readdirSync(folder)).toEqual(['new.pdf']);
});

describe('giving a finished file out', () => {
  it('takes the next free name and replaces nothing', () => {
    const out = join(folder, 'out');
    for (const round of ['một', 'hai', 'ba']) {
      writeFileSync(join(folder, 'work'), round);
      deliver(join(folder, 'work'), out, 'báo cáo.pdf', 'signed');
    }
    expect(readdirSync(out).sort()).toEqual(['báo cáo.signed-2.pdf', 'báo cáo.signed-3.pdf', 'báo cáo.signed.pdf']);
    expect(readFileSync(join(out, 'báo cáo.signed.pdf'), 'utf8')).toBe('một');
    expect(existsSync(join(folder, 'work'))).toBe(false);
  });
  it('cuts a name that would be too long with what is added to it, between letters', () => {
    const out = join(folder, 'out');
    const name = `${'đ'.repeat(125)}x.pdf`;
    for (const round of ['một', 'hai']) {
      writeFileSync(join(folder, 'work'), round);
      deliver(join(folder, 'work'), out, name, 'signed');
    }
    const names = readdirSync(out).sort();
    expect(names).toEqual([expect.stringMatching(/^đ+\.signed-2\.pdf$/), expect.stringMatching(/^đ+\.signed\.pdf$/)]);
  });
  it('says where it could not write, and keeps the finished file', () => {
    writeFileSync(join(folder, 'work'), 'x');
    writeFileSync(join(folder, 'file'), '');
    expect(() => deliver(join(folder, 'work'), join(folder, 'file'), 'a.pdf', 'signed')).toThrow(
      expect.objectContaining({ code: 'output.failed' }),
    );
    expect(existsSync(join(folder, 'work'))).toBe(true);
  });
});
