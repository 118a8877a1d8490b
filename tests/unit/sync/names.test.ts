import { describe, expect, it } from 'vitest';
import { safeFileName } from '../../../src/main/sync/file-name.js';
import { parseServerUrl } from '../../../src/main/sync/server-url.js';

describe('file name from the server', () => {
  it.each([
    ['../../etc/passwd', '_.._etc_passwd.pdf'],
    ['..\\..\\Windows\\a.pdf', '_.._Windows_a.pdf'],
    ['C:\\van ban.PDF', 'C__van ban.pdf'],
    ['a\u0000b\n.pdf', 'a_b_.pdf'],
    ['hợp đồng\u202efdp.exe', 'hợp đồng_fdp.exe.pdf'],
    ['CON.pdf', '_CON.pdf'],
    ['lpt1.x.pdf', '_lpt1.x.pdf'],
    ['...', 'van-ban.pdf'],
    ['.pdf', 'van-ban.pdf'],
    ['Quyết định 12/QĐ-UBND.pdf', 'Quyết định 12_QĐ-UBND.pdf'],
    ['Tờ trình'.normalize('NFD'), 'Tờ trình.pdf'],
  ])('%j becomes %j', (name, expected) => {
    expect(safeFileName(name)).toBe(expected);
  });

  it('is cut to 150 characters without breaking a character', () => {
    const cut = safeFileName(`${'🇻'.repeat(300)}.pdf`);
    expect([...cut]).toHaveLength(150);
    expect(cut).toBe(`${'🇻'.repeat(146)}.pdf`.slice(0, cut.length));
  });
});

describe('server address', () => {
  it.each([
    ['https://vanban.tinh.gov.vn', 'https://vanban.tinh.gov.vn'],
    [' https://vanban.tinh.gov.vn/kyso/ ', 'https://vanban.tinh.gov.vn/kyso'],
    ['http://localhost:8080', 'http://localhost:8080'],
    ['http://127.0.0.1:1/', 'http://127.0.0.1:1'],
    ['http://[::1]:8080', 'http://[::1]:8080'],
  ])('%s is used as %s', (text, expected) => {
    expect(parseServerUrl(text)).toBe(expected);
  });

  it.each([
    'http://vanban.tinh.gov.vn',
    'http://localhost.tinh.gov.vn',
    'http://127.0.0.1.nip.io',
    'https://user:secret@vanban.tinh.gov.vn',
    'https://user@vanban.tinh.gov.vn',
    'https://vanban.tinh.gov.vn/?a=b',
    'ftp://vanban.tinh.gov.vn',
    'file:///etc/passwd',
    'vanban.tinh.gov.vn',
    '',
  ])('refuses %j', (text) => {
    expect(() => parseServerUrl(text)).toThrow(expect.objectContaining({ code: 'sync.url-refused' }));
  });

  it('does not repeat a password in its sentence', () => {
    try {
      parseServerUrl('https://user:secret@vanban.tinh.gov.vn');
    } catch (thrown) {
      expect(JSON.stringify((thrown as { value: unknown }).value)).not.toContain('secret');
    }
  });
});
