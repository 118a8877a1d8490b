/** The printed report, as other readers see it: qpdf for its structure, poppler for words and where they stand. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FileReport } from '../../src/contracts/verification.js';
import { type ReportedFile, renderReport } from '../../src/main/appearance/report.js';
import { openWorkshop, patch, plainPdf, signatureOf, type Workshop } from './verification-support.js';

const font = readFileSync('resources/fonts/LiberationSerif-Regular.ttf');
const at = new Date('2026-11-22T03:20:31Z');

let workshop: Workshop;
let signed: ReportedFile;
let broken: ReportedFile;
let unsigned: ReportedFile;

const verified = (path: string, name: string): ReportedFile => {
  const bytes = readFileSync(path);
  const report: FileReport = { ...workshop.verify(path), file: name };
  return { report, sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length };
};

beforeAll(async () => {
  workshop = openWorkshop();
  const plain = workshop.path('plain.pdf');
  writeFileSync(plain, plainPdf());
  const one = await workshop.sign(plain, 'one.pdf', workshop.pki.person);
  const two = await workshop.sign(one, 'two.pdf', workshop.pki.office);
  const altered = patch(two, workshop.path('altered.pdf'), (bytes) => {
    const text = bytes.indexOf(' Tj') - 3;
    bytes[text] = (bytes[text] ?? 0) ^ 1;
  });
  signed = verified(two, 'Tờ trình về việc ban hành Quy chế.pdf');
  broken = verified(altered, 'Bản bị sửa.pdf');
  unsigned = verified(plain, 'Dự thảo chưa ký.pdf');
});
afterAll(() => workshop.close());

const print = async (files: readonly ReportedFile[], order: { at?: Date; madeAt?: Date } = {}): Promise<string> => {
  const path = workshop.path('report.pdf');
  writeFileSync(path, await renderReport({ files, at, madeAt: at, version: '1.2.3', font, ...order }));
  execFileSync('qpdf', ['--check', path], { stdio: 'pipe' });
  return path;
};

/** All words in reading order, single-spaced. */
const words = (path: string): string =>
  execFileSync('pdftotext', [path, '-'], { encoding: 'utf8' }).replace(/\s+/g, ' ');

/** Words that stand outside the margins (mm: left 30, right 18, top 20, bottom 14), with where they stand. */
const strays = (path: string): string[] => {
  const millimetre = 72 / 25.4;
  const html = execFileSync('pdftotext', ['-bbox', path, '-'], { encoding: 'utf8' });
  const found = [
    ...html.matchAll(/<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*)<\/word>/g),
  ];
  expect(found.length).toBeGreaterThan(50);
  return found.flatMap(([, left, top, right, bottom, word]) => {
    const inside =
      Number(left) >= 29.9 * millimetre &&
      Number(right) <= (210 - 17.9) * millimetre &&
      Number(top) >= 19 * millimetre &&
      Number(bottom) <= (297 - 12) * millimetre;
    return inside ? [] : [`${word} ${left},${top}–${right},${bottom}`];
  });
};

const withSigner = (file: ReportedFile, commonName: string): ReportedFile => {
  const [first, ...others] = file.report.signatures;
  if (first?.signer === undefined || first.signer === null) throw new Error('no signer');
  const named = {
    ...first,
    signer: { ...first.signer, commonName, issuer: `CN=${commonName}` },
    headline: { vi: `Chứng thư công cộng: ${commonName}`, en: commonName },
  };
  return { ...file, report: { ...file.report, signatures: [named, ...others] } };
};

describe('the report on one file', () => {
  it('shows the five things of each signature, and what identifies the file', async () => {
    const text = words(await print([signed]));
    expect(text).toContain('BÁO CÁO KIỂM TRA CHỮ KÝ SỐ');
    expect(text).toContain('Phiên bản 1.2.3');
    expect(text).toContain('Kiểm tra lúc 10:20:31 ngày 22/11/2026');
    expect(text).toContain('Tờ trình về việc ban hành Quy chế.pdf');
    expect(text).toContain(signed.sha256);
    for (const name of [
      'Người ký',
      'Cơ quan cấp chứng thư số',
      'Thời điểm ký',
      'Tính toàn vẹn',
      'Hiệu lực chứng thư khi ký',
    ]) {
      expect(text.split(name).length - 1).toBeGreaterThanOrEqual(2);
    }
    expect(text).toContain('Nguyễn Thị Minh Anh THỬ NGHIỆM');
    expect(text).toContain('CA phục vụ các cơ quan Nhà nước G2 – THỬ NGHIỆM');
    expect(text).toContain('theo đồng hồ máy người ký; không phải bằng chứng về thời điểm ký.');
    expect(text).toContain('Nguyên vẹn: phần nội dung đã ký không bị sửa.');
    expect(text).toContain('Còn hiệu lực, không bị thu hồi (xét tại thời điểm kiểm tra');
    for (const signature of signed.report.signatures) {
      expect(text).toContain(signature.signer?.serial);
      expect(text).toContain(signature.signer?.fingerprint);
      for (const { vi } of [...signature.reasons, ...signature.warnings]) expect(text).toContain(vi);
    }
  });

  it('says that it is no signed document, and numbers its pages', async () => {
    const path = await print([signed]);
    const pages = execFileSync('pdftotext', [path, '-'], { encoding: 'utf8' }).split('\f').slice(0, -1);
    expect(pages.length).toBeGreaterThan(1);
    for (const [index, page] of pages.entries()) {
      expect(page).toContain('Báo cáo này không phải là văn bản có chữ ký số.');
      expect(page).toContain(`Trang ${index + 1}/${pages.length}`);
    }
  });

  it('never gives a root that a user added the words of an official one', async () => {
    expect(signed.report.verdict).toBe('valid');
    const text = words(await print([signed]));
    expect(text).toContain('HỢP LỆ (NGUỒN TỰ THÊM)');
    expect(text).toContain('không phải của Ban Cơ yếu Chính phủ hay hệ thống quốc gia');
    expect(text).not.toContain('Nội dung còn nguyên vẹn từ lúc ký.');
    expect(text).toContain(signed.report.summary.vi);
  });

  it('of an altered file says so in words, and what to do', async () => {
    expect(broken.report.verdict).toBe('invalid');
    const text = words(await print([broken]));
    expect(text).toContain('KHÔNG HỢP LỆ');
    expect(text).toContain('Không sử dụng văn bản này; hãy hỏi lại nơi gửi.');
    expect(text).toContain('Không nguyên vẹn: nội dung đã bị sửa hoặc chữ ký đã bị làm hỏng.');
  });

  it('does not call the certificate in force while nobody knows whether it was revoked', async () => {
    const path = workshop.path('2-two.pdf');
    const report = workshop.verify(path, { crls: [] });
    expect(report.verdict).toBe('indeterminate');
    const text = words(await print([{ ...signed, report }]));
    expect(text).toContain('Chưa xác định: chưa biết chứng thư có bị thu hồi hay không');
    expect(text).not.toContain('Còn hiệu lực');
  });

  it('of an unsigned file warns of pictures of signatures', async () => {
    const text = words(await print([unsigned]));
    expect(text).toContain('KHÔNG CÓ CHỮ KÝ SỐ');
    expect(text).toContain('Hình con dấu hoặc chữ ký trên trang không thay cho chữ ký số.');
  });

  it('tells a proven time from one that a clock claimed', async () => {
    const [first] = signed.report.signatures;
    if (first === undefined) throw new Error('no signature');
    const stamped = { ...first, timestamp: '2026-11-20T03:00:00Z', timestampAuthority: 'TSA Ban Cơ yếu' };
    const file = (provenTime: string | null): ReportedFile => ({
      ...signed,
      report: { ...signed.report, signatures: [{ ...stamped, provenTime }] },
    });
    const proven = words(await print([file('2026-11-20T03:00:00Z')]));
    expect(proven).toContain('10:00:00 ngày 20/11/2026, theo dấu thời gian của TSA Ban Cơ yếu.');
    expect(proven).toContain('(xét tại 10:00:00 ngày 20/11/2026, thời điểm được dấu thời gian tin cậy chứng minh)');
    expect(words(await print([file(null)]))).toContain('(dấu thời gian này chưa được xác nhận là tin cậy)');
  });

  it('says when it was made, if that was not when the file was judged', async () => {
    expect(words(await print([signed], { madeAt: new Date('2027-01-05T01:02:03Z') }))).toContain(
      'Lập báo cáo lúc 08:02:03 ngày 05/01/2027',
    );
  });
});

describe('names as people and attackers write them', () => {
  const long = 'CÔNG TY TRÁCH NHIỆM HỮU HẠN MỘT THÀNH VIÊN XUẤT NHẬP KHẨU VÀ ĐẦU TƯ PHÁT TRIỂN HẠ TẦNG '
    .repeat(3)
    .slice(0, 200);

  it.each([
    ['of 200 characters', long],
    ['of 200 characters without a space', 'Ỹ'.repeat(200)],
    ['of 20,000 characters', 'Nguyễn '.repeat(3000)],
  ])('stay on the page: %s', async (_what, name) => {
    const file = withSigner({ ...signed, report: { ...signed.report, file: `${name}.pdf` } }, name);
    expect(strays(await print([file]))).toEqual([]);
    expect(strays(await print([file, unsigned, file]))).toEqual([]);
  });

  it('stay on the page in reasons that fill several', async () => {
    const reasons = Array.from({ length: 12 }, (_, index) => ({
      code: 'long',
      vi: 'Lý do rất dài. '.repeat(85 - index),
      en: 'long',
    }));
    const path = await print([{ ...signed, report: { ...signed.report, reasons, warnings: reasons } }]);
    expect(strays(path)).toEqual([]);
    // Words below the edge of the page are none for pdftotext.
    expect(words(path).split(' dài.').length - 1).toBe(12 * (85 + 74));
  });

  it('are whole again when the marks of their letters stand apart, as macOS writes them', async () => {
    const name = 'Quyết định bổ nhiệm Phó Giám đốc Sở Nội vụ.pdf';
    const file = { ...unsigned, report: { ...unsigned.report, file: name.normalize('NFD') } };
    expect(words(await print([file]))).toContain(name);
  });

  it('cannot hide, turn round or break what follows', async () => {
    const file = withSigner(signed, 'Bộ\u202eGiả\u200b Tư\nHợp lệ\u0000 pháp 😀');
    const text = words(await print([file]));
    expect(text).not.toMatch(/[\u202e\u200b\0]/);
    expect(text).toContain('Bộ[U+202E]Giả[U+200B] Tư Hợp lệ[U+0000] pháp □');
  });
});

describe('the report on several files', () => {
  it('has a table first, and a bookmark for each file and signature', async () => {
    const path = await print([signed, broken, unsigned]);
    const [first = ''] = execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' }).split('\f');
    // What rests on a root that a user added is never counted as plainly valid.
    expect(first.replace(/\s+/g, ' ')).toContain(
      'Đã kiểm tra 3 tệp: 1 hợp lệ theo nguồn tự thêm, 1 không hợp lệ, 1 không có chữ ký số.',
    );
    expect(first).toMatch(/1\s+Tờ trình về việc ban hành Quy chế\.pdf\s+Hợp lệ \(nguồn tự thêm\)\s+2/);
    expect(first).toMatch(/2\s+Bản bị sửa\.pdf\s+Không hợp lệ\s+2/);
    expect(first).toMatch(/3\s+Dự thảo chưa ký\.pdf\s+Không có chữ ký số\s+0/);
    expect(strays(path)).toEqual([]);
    const { outlines } = JSON.parse(
      execFileSync('qpdf', ['--json', '--json-key=outlines', path], { encoding: 'utf8' }),
    );
    const titles = (marks: { title: string; kids: [] }[]): unknown[] =>
      marks.map(({ title, kids }) => [title, ...titles(kids)]);
    expect(titles(outlines)).toEqual([
      [
        'Tờ trình về việc ban hành Quy chế.pdf',
        [expect.stringMatching(/^1\. Nguyễn/)],
        [expect.stringMatching(/^2\. SỞ/)],
      ],
      ['Bản bị sửa.pdf', [expect.stringMatching(/^1\. /)], [expect.stringMatching(/^2\. /)]],
      ['Dự thảo chưa ký.pdf'],
    ]);
  });

  it('repeats the head of the table on each page', async () => {
    const path = await print(Array.from({ length: 60 }, () => unsigned));
    const pages = execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' }).split('\f');
    expect(pages.filter((page) => /STT\s+Tệp\s+Kết luận/.test(page)).length).toBeGreaterThan(1);
  });

  it('of a file that cannot be read says why', async () => {
    const report = workshop.verify(workshop.path('gone.pdf'));
    const text = words(await print([{ report, sha256: null, size: null }]));
    expect(text).toContain('CHƯA XÁC ĐỊNH');
    expect(text).toContain(report.error?.vi);
    expect(signatureOf(signed.report).verdict).toBe('valid');
  });
});
