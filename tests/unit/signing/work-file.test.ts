import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileSource } from '../../../src/main/pdf/source.js';
import { hashFile, takeCopy } from '../../../src/main/signing/work-file.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-work-file-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);
const digestOf = (algorithm: string, ...parts: Uint8Array[]): string =>
  parts.reduce((hash, part) => hash.update(part), createHash(algorithm)).digest('hex');

/** Longer than the buffer, and no multiple of it. */
const content = Buffer.alloc(700_001, 'văn bản ');

describe('the copy that is signed', () => {
  it.each(['sha256', 'sha384', 'sha512'] as const)('is hashed while it is made, and goes on being: %s', (digest) => {
    writeFileSync(at('original.pdf'), content);
    const copy = takeCopy(at('original.pdf'), at('work.pdf'), digest);
    expect(readFileSync(at('work.pdf'))).toEqual(content);
    expect(copy).toMatchObject({ size: content.length, sha256: digestOf('sha256', content) });
    const more = Buffer.from('and the revision');
    expect(copy.content.update(more).digest('hex')).toBe(digestOf(digest, content, more));
  });

  it('can be written to although the original must not be, and replaces an older one that could not', () => {
    for (const name of ['original.pdf', 'work.pdf']) {
      writeFileSync(at(name), name);
      chmodSync(at(name), 0o400);
    }
    takeCopy(at('original.pdf'), at('work.pdf'), 'sha256');
    expect(readFileSync(at('work.pdf'), 'utf8')).toBe('original.pdf');
    expect(statSync(at('work.pdf')).mode & 0o200).toBe(0o200);
  });

  it.skipIf(!existsSync('/dev/shm'))('is made from another file system', () => {
    const elsewhere = mkdtempSync('/dev/shm/kyso-');
    try {
      writeFileSync(join(elsewhere, 'original.pdf'), content);
      expect(takeCopy(join(elsewhere, 'original.pdf'), at('work.pdf'), 'sha256').size).toBe(content.length);
    } finally {
      rmSync(elsewhere, { recursive: true });
    }
  });

  it.each([
    ['is missing', 'file.missing', 'nowhere.pdf'],
    ['is a folder', 'file.unreadable', ''],
  ])('is not begun when the original %s', (_, code, name) => {
    writeFileSync(at('work.pdf'), 'older');
    expect(() => takeCopy(at(name), at('work.pdf'), 'sha256')).toThrow(expect.objectContaining({ code }));
  });

  it('is told as an output that failed where no file can be made', () => {
    writeFileSync(at('original.pdf'), content);
    expect(() => takeCopy(at('original.pdf'), join(folder, 'no', 'work.pdf'), 'sha256')).toThrow(
      expect.objectContaining({ code: 'output.failed' }),
    );
  });

  it.skipIf(process.platform !== 'linux')('leaves nothing behind when the disk takes only a part', () => {
    writeFileSync(at('original.pdf'), content);
    const limit = (size: string): unknown =>
      execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${size}:`], { stdio: 'pipe' });
    limit('300000');
    try {
      expect(() => takeCopy(at('original.pdf'), at('work.pdf'), 'sha256')).toThrow(
        expect.objectContaining({ code: 'output.failed' }),
      );
    } finally {
      limit('unlimited');
    }
    expect(existsSync(at('work.pdf'))).toBe(false);
  });
});

describe('reading a file part by part', () => {
  it('tells when the file becomes shorter meanwhile', () => {
    writeFileSync(at('original.pdf'), content);
    const source = new FileSource(at('original.pdf'), 'công văn.pdf');
    const read = (): void => source.stream(0, source.length, () => truncateSync(at('original.pdf'), 1000));
    expect(read).toThrow(
      expect.objectContaining({ code: 'file.unreadable', message: expect.stringContaining('công văn.pdf') }),
    );
    source.close();
  });

  it('keeps two files apart that are read at once', () => {
    writeFileSync(at('a'), Buffer.alloc(600_000, 'a'));
    writeFileSync(at('b'), Buffer.alloc(300_000, 'b'));
    const hash = createHash('sha256');
    const source = new FileSource(at('a'));
    source.stream(0, source.length, (part) => {
      expect(hashFile(at('b'), 'sha256').sha256).toBe(digestOf('sha256', readFileSync(at('b'))));
      hash.update(part);
    });
    source.close();
    expect(hash.digest('hex')).toBe(digestOf('sha256', readFileSync(at('a'))));
  });

  it('gives a part of the file, not more', () => {
    writeFileSync(at('a'), content);
    const source = new FileSource(at('a'));
    const parts: Buffer[] = [];
    source.stream(5, 600_005, (part) => parts.push(Buffer.from(part)));
    source.close();
    expect(Buffer.concat(parts)).toEqual(content.subarray(5, 600_005));
  });
});
