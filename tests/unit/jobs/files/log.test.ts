import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Log, logFile } from '../../../../src/main/jobs/files/log.js';
import { redact } from '../../../../src/main/jobs/files/redactor.js';

const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'kyso-log-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
};

const open = (data: string): { log: Log; aside: string[] } => {
  const aside: string[] = [];
  const log = new Log(data, { now: () => new Date('2026-11-22T08:00:00Z'), aside: (line) => void aside.push(line) });
  return { log, aside };
};

describe('the redactor', () => {
  it.each([
    ['a person', 'đã ký bởi Nguyễn Văn Đức lúc 8 giờ', 'Nguyễn Văn Đức'],
    ['a person without marks', 'signed by Nguyen Van Duc', 'Nguyen Van Duc'],
    ['a person in decomposed letters', 'đã ký bởi Nguyễn Văn Đức'.normalize('NFD'), 'Nguyễn'],
    ['a title', 'không gửi được “về việc kỷ luật cán bộ”', 'kỷ luật'],
    ['a title in straight quotation marks', 'failed: "Quyết định kỷ luật"', 'kỷ luật'],
    ['a path', "ENOENT: open '/home/nguyenduc/Văn bản mật/thư.pdf'", 'nguyenduc'],
    ['a path without quotation marks', 'open /home/nguyenduc/Văn bản mật/thư', 'Văn bản mật'],
    ['a path of Windows', String.raw`open C:\Users\nguyenduc\Documents\thu.docx`, 'nguyenduc'],
    ['a share', String.raw`copy \\may-chu\phong-to-chuc\luong.xlsx`, 'phong-to-chuc'],
    ['a file name alone', 'tệp quyet-dinh-ky-luat.pdf bị hỏng', 'ky-luat'],
    ['a bearer token', 'Authorization: Bearer abc.DEF-123_x', 'abc.DEF'],
    ['a JSON web token', 'sent eyJhbGciOiJI.eyJzdWIiOiIx.sig-x', 'eyJzdWIi'],
    ['a password', 'password=Bí-mật#1', 'Bí-mật'],
    ['a PIN', '{"pin":"12345678"}', '12345678'],
    ['credentials in an address', 'GET https://duc:matkhau@may-chu.gov.vn/x', 'matkhau'],
    ['an e-mail address', 'gửi duc.nguyen@sonoivu.daklak.gov.vn', 'duc.nguyen'],
    ['a telephone number', 'gọi 0912 345 678', '345 678'],
    ['a telephone number from abroad', 'gọi +84.912.345.678', '345.678'],
    ['an identity number', 'CCCD 034567890123', '034567890123'],
    ['a serial number of a token', 'token serial: 4D61:2F00:91', '2F00'],
  ])('takes %s out', (_what, text, secret) => {
    expect(redact(text)).not.toContain(secret);
  });

  it('leaves what an administrator needs', () => {
    const line = 'sync: 409 document-changed for doc-17, attempt 3, ENOSPC, 2026-11-22T08:00:00.000Z';
    expect(redact(line)).toBe(line);
    const hash = 'a3'.repeat(32);
    expect(redact(`sha256 ${hash}`)).toContain(hash);
  });

  it('reads hostile text in time that grows with its length alone', () => {
    for (const text of [
      '/'.repeat(50_000),
      'A '.repeat(25_000),
      'Aa '.repeat(20_000),
      '“'.repeat(50_000),
      'a.'.repeat(25_000),
    ])
      expect(redact(text).length).toBeLessThanOrEqual(text.length * 12);
  });
});

describe('the log', () => {
  it('lets no line past the redactor', () => {
    const data = folder();
    const { log } = open(data);
    log.note("không mở được '/home/duc/Quyết định.pdf' của Nguyễn Văn Đức");
    log.defect(new Error('Nguyễn Văn Đức: /home/duc/Quyết định.pdf'));
    const text = readFileSync(logFile(data), 'utf8');
    expect(text).toMatch(/^2026-11-22T08:00:00.000Z không mở được/);
    expect(text).toContain('Error');
    expect(text).not.toMatch(/Đức|duc|Quyết/);
  });

  it('never grows beyond its bound', () => {
    const data = folder();
    const { log } = open(data);
    for (let line = 0; line < 300; line += 1) log.note('x'.repeat(8_000));
    const names = readdirSync(dirname(logFile(data)));
    expect(names).toHaveLength(2);
    for (const name of names) expect(statSync(join(dirname(logFile(data)), name)).size).toBeLessThanOrEqual(1 << 20);
  });

  it('does not stop the program where it cannot be written', () => {
    const data = join(folder(), 'tệp');
    writeFileSync(data, '');
    const { log, aside } = open(data);
    log.note('một dòng');
    expect(aside).toHaveLength(1);
  });
});

/** Everything of the program, by its path. */
const sources = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? sources(path) : [path];
  });

describe('who writes logs', () => {
  it('is the log and the command line’s own output, and nobody else', () => {
    const main = resolve('src', 'main');
    const writers = sources(main).filter((path) =>
      /\bconsole\.\w+\(|process\.(stdout|stderr)\.write\(/.test(readFileSync(path, 'utf8')),
    );
    // The worker of the database cannot import jobs; it and the composition root name no text of a document.
    const allowed = /src[\\/]main[\\/](cli[\\/]|index\.ts$|jobs[\\/]defect\.ts$|queue[\\/]worker\.ts$)/;
    expect(writers.filter((path) => !allowed.test(path))).toEqual([]);
  });
});
