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
import { intake, sweep } from '../../../../src/main/jobs/files/user-files.js';

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
