/** What leaves the computer: a report without people, a table without formulas. */
import { describe, expect, it } from 'vitest';
import type { DoctorReport } from '../../../../src/contracts/doctor.js';
import { faultValue } from '../../../../src/contracts/faults/index.js';
import { initials, reducedReport, reduction } from '../../../../src/main/jobs/doctor/reduce.js';
import { csvCell } from '../../../../src/main/jobs/doctor/renewals.js';
import { reportText } from '../../../../src/main/jobs/doctor/report-text.js';

describe('a reduced report', () => {
  const reduce = reduction({ home: '/home/an.nv', user: 'an.nv' }, ['Nguyễn Văn An', 'Nguyễn Văn Anh']);

  it.each([
    ['/home/an.nv/.config/ky-so-cong-vu', '~/.config/ky-so-cong-vu'],
    ['/home/binh/lib.so', '/home/…/lib.so'],
    ['C:\\Users\\Bình Lê\\x.dll', 'C:\\Users\\…\\x.dll'],
    ['thư mục /home/binh.', 'thư mục /home/…'],
    ['C:\\Users\\BINHLE~1\\x.dll', 'C:\\Users\\…\\x.dll'],
    ['http://ten:mat-khau@proxy:3128/', 'http://proxy:3128/'],
    ['Chứng thư của Nguyễn Văn Anh còn', 'Chứng thư của N. V. A. còn'],
    ['thiết bị NGUYEN VAN ANH', 'thiết bị N. V. A.'],
    ['tài khoản an.nv', 'tài khoản …'],
    ['http://ca.gov.vn/pki/pub/crl/rootca.crl', 'http://ca.gov.vn/pki/pub/crl/rootca.crl'],
  ])('%s', (text, reduced) => expect(reduce(text)).toBe(reduced));

  it.each([['root'], ['Administrator']])('the account %s names nobody and takes no word out of an address', (user) => {
    const address = 'http://ca.gov.vn/pki/pub/crl/root.crl · Administrator';
    expect(reduction({ home: '/root', user }, [])(address)).toBe(address);
  });

  it('initials keep marked letters whole', () => expect(initials('Đỗ Thị Ước')).toBe('Đ. T. Ư.'));

  const report: DoctorReport = {
    madeAt: '2026-03-12T03:00:00.000Z',
    results: [
      {
        id: 'certificates',
        state: 'bad',
        findings: [faultValue('doctor.certificate-expired', { name: 'Nguyễn Văn An', date: '01/01/2026' })],
        nextStep: faultValue('doctor.do-renew'),
        facts: [{ name: 'folder', value: '/home/an.nv/.config' }],
        ms: 3,
      },
    ],
    certificates: [
      {
        fingerprint: 'ab',
        commonName: 'Nguyễn Văn An',
        organization: 'UBND xã',
        issuer: 'CA',
        serial: '0a',
        token: 'Nguyễn Văn An',
        notAfter: '2026-01-01T00:00:00Z',
        expiry: 'expired',
        daysLeft: -71,
      },
    ],
  };

  it('names nobody anywhere, in both languages and as data', () => {
    const reduced = reducedReport(report, { home: '/home/an.nv', user: 'an.nv' });
    const all = [JSON.stringify(reduced), reportText(reduced, 'vi'), reportText(reduced, 'en')].join('\n');
    expect(all).not.toMatch(/Nguyễn Văn An|an\.nv/);
    expect(all).toContain('N. V. A.');
  });

  it('reads as state, sentence, step and facts', () => {
    expect(reportText(report, 'vi')).toContain(
      [
        '[LỖI] Thời hạn chứng thư',
        '   Chứng thư của Nguyễn Văn An đã hết hạn ngày 01/01/2026.',
        '   → Hãy xuất danh sách gia hạn và gửi cho nơi đăng ký chứng thư.',
        '     Thư mục: /home/an.nv/.config',
      ].join('\n'),
    );
  });
});

describe('a cell', () => {
  it.each([
    ['=HYPERLINK("http://x","y")', `"'=HYPERLINK(""http://x"",""y"")"`],
    ['+84 912', `"'+84 912"`],
    ['-1', `"'-1"`],
    ['@SUM(A1)', `"'@SUM(A1)"`],
    [' \t=1+1', `"'=1+1"`],
    ['＝1+1', `"'＝1+1"`],
    ['dòng 1\r\n=2', '"dòng 1 =2"'],
    ['Sở Nội vụ, tỉnh', '"Sở Nội vụ, tỉnh"'],
    ['', '""'],
  ])('%s', (text, cell) => expect(csvCell(text)).toBe(cell));
});
