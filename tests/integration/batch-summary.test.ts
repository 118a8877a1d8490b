/** The table of a batch, read by tools that are not ours. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { outcomeOf, renderBatchSummary, type SummaryRow } from '../../src/main/appearance/batch-summary.js';

const folder = mkdtempSync(join(tmpdir(), 'kyso-summary-'));
const file = join(folder, 'tổng hợp.pdf');
const why = 'Không ghi được tệp vào thư mục kết quả vì ổ đĩa đã đầy. Hãy giải phóng dung lượng rồi làm lại.';
const busy = 'Thiết bị ký số đã bị rút ra. Hãy cắm lại rồi làm tiếp.';
const row = (index: number): SummaryRow => ({
  name: `van-ban-${index}.pdf`,
  number: index % 7 === 0 ? null : `${String(index).padStart(2, '0')}/TTr-SNV`,
  subject: index % 2 === 0 ? `Về việc báo cáo kết quả thực hiện nhiệm vụ quý ${index}` : null,
  outcome: index % 7 === 0 ? 'failed' : index > 95 ? 'left' : 'done',
  why: index % 7 === 0 ? why : null,
  before: index === 3 ? [busy] : [],
});

beforeAll(async () => {
  const bytes = await renderBatchSummary({
    operation: 'Phát hành',
    agency: 'Sở Nội vụ tỉnh Thử Nghiệm',
    user: 'vanthu',
    rows: Array.from({ length: 100 }, (_, index) => row(index + 1)),
    madeAt: new Date('2026-11-22T01:02:03Z'),
    font: readFileSync('resources/fonts/LiberationSerif-Regular.ttf'),
  });
  writeFileSync(file, bytes);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const text = (): string => execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });

it('names operation, office and counts, and every document in its order', () => {
  const read = text();
  expect(read).toContain('SỞ NỘI VỤ TỈNH THỬ NGHIỆM');
  expect(read).toContain('BẢNG TỔNG HỢP: PHÁT HÀNH');
  expect(read).toContain('100 văn bản: 82 xong (1 sau khi làm lại), 14 lỗi, 4 chưa làm.');
  const [table = ''] = read.split('Văn bản lỗi và cách xử lý');
  const names = [...table.matchAll(/van-ban-(\d+)\.pdf/gu)].map(([, index]) => Number(index));
  expect(names).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
});

it('says why a document failed, and that the table is no signed document', () => {
  const read = text().replaceAll(/\s+/gu, ' ');
  expect(read).toContain(`98. van-ban-98.pdf: ${why}`);
  expect(read).toContain(`3. van-ban-3.pdf, lần 1: ${busy}`);
  expect(read).toContain('không phải là văn bản có chữ ký số');
});

it('counts a document once, as its last try ended, and tells the tries before it', () => {
  const failed = (vi: string) => ({ step: 'failed', error: { code: 'app.internal', vi, en: vi } }) as const;
  expect(outcomeOf([failed('a'), failed('b'), { step: 'signed' }])).toEqual({
    outcome: 'done',
    why: null,
    before: ['a', 'b'],
  });
  expect(outcomeOf([failed('a'), failed('b')])).toEqual({ outcome: 'failed', why: 'b', before: ['a'] });
  expect(outcomeOf([failed('a'), { step: 'not-signed' }])).toEqual({ outcome: 'left', why: null, before: ['a'] });
  expect(outcomeOf([])).toEqual({ outcome: 'left', why: null, before: [] });
});

it('is a sound file with its fonts inside', () => {
  expect(execFileSync('qpdf', ['--check', file], { encoding: 'utf8' })).toContain(
    'No syntax or stream encoding errors',
  );
  expect(execFileSync('pdffonts', [file], { encoding: 'utf8' })).toMatch(/Identity-H +yes/u);
});
