/** What became of a batch of văn thư, as a table to print and file. It is itself no signed document, and says so. */
import type { SigningProgress } from '../../contracts/jobs.js';
import { column, columnWidth, ink, lineHeight, quiet, ReportSheet, type TextStyle } from './report-sheet.js';
import { drawTable } from './report-table.js';
import { moment } from './report-words.js';

export interface SummaryRow {
  readonly name: string;
  /** `05/TTr-SNV`; null where the document got no number. */
  readonly number: string | null;
  /** Trích yếu; null where none is known. */
  readonly subject: string | null;
  readonly outcome: 'done' | 'failed' | 'left';
  /** Of what failed, in Vietnamese. */
  readonly why: string | null;
  /** Why it failed when it was tried before, in Vietnamese; the first try at the beginning. */
  readonly before: readonly string[];
}

/** How a document ended, and what was in its way before. @param tries of this document, the first at the beginning */
export const outcomeOf = (
  tries: readonly Pick<SigningProgress, 'step' | 'error'>[],
): Pick<SummaryRow, 'outcome' | 'why' | 'before'> => {
  const failures = tries.flatMap(({ step, error }) => (step === 'failed' && error ? [error.vi] : []));
  const last = tries.at(-1)?.step;
  if (last === 'signed') return { outcome: 'done', why: null, before: failures };
  if (last !== 'failed') return { outcome: 'left', why: null, before: failures };
  return { outcome: 'failed', why: failures.at(-1) ?? null, before: failures.slice(0, -1) };
};

export interface SummaryOrder {
  /** What was done, as a person calls it: `Phát hành`. */
  readonly operation: string;
  /** Tên cơ quan. */
  readonly agency: string;
  readonly user: string;
  readonly rows: readonly SummaryRow[];
  readonly madeAt: Date;
  /** A TrueType font with all Vietnamese letters. */
  readonly font: Uint8Array;
}

const body: TextStyle = { size: 12 };
const small: TextStyle = { size: 10 };
const notSigned = 'Bảng tổng hợp này không phải là văn bản có chữ ký số.';

const outcomes = { done: 'Xong', failed: 'Lỗi', left: 'Chưa làm' } as const satisfies Record<
  SummaryRow['outcome'],
  string
>;

const counted = (rows: readonly SummaryRow[]): string => {
  const count = (outcome: SummaryRow['outcome']): number => rows.filter((row) => row.outcome === outcome).length;
  const again = rows.filter(({ outcome, before }) => outcome === 'done' && before.length > 0).length;
  const done = again === 0 ? `${count('done')} xong` : `${count('done')} xong (${again} sau khi làm lại)`;
  return `${rows.length} văn bản: ${done}, ${count('failed')} lỗi, ${count('left')} chưa làm.`;
};

const writeTitle = (sheet: ReportSheet, { operation, agency, user, rows, madeAt }: SummaryOrder): void => {
  const top = sheet.y - lineHeight(small);
  const time = moment(madeAt);
  sheet.textAt(time, column.right - sheet.width(time, small), top + 3, small);
  sheet.paragraph(agency.toLocaleUpperCase('vi'), { size: 11, bold: true });
  sheet.line(`Người thực hiện: ${user}`, column.left, { ...small, color: quiet });
  sheet.down(20);
  sheet.paragraph(`BẢNG TỔNG HỢP: ${operation.toLocaleUpperCase('vi')}`, { size: 15, bold: true }, { align: 'centre' });
  sheet.down(5);
  const middle = (column.left + column.right) / 2;
  sheet.rule({ from: middle - 55, to: middle + 55, color: ink, thickness: 0.8 });
  sheet.down(16);
  sheet.paragraph(counted(rows), body);
  sheet.down(8);
};

/** Each with its whole reason, which a cell of the table has no room for. */
const writeReasons = (sheet: ReportSheet, title: string, sentences: readonly string[]): void => {
  if (sentences.length === 0) return;
  sheet.down(14);
  sheet.keep(lineHeight(body) * 3);
  sheet.line(title, column.left, { size: 12, bold: true });
  for (const sentence of sentences) {
    sheet.down(4);
    sheet.keep(Math.min(sheet.wrap(sentence, columnWidth, body).length, 6) * lineHeight(body));
    sheet.paragraph(sentence, body);
  }
};

/** One line for each try that failed before the last one. */
const triesBefore = ({ name, before }: SummaryRow, index: number): string[] =>
  before.map((why, i) => `${index + 1}. ${name}, lần ${i + 1}: ${why}`);

/** The summary as a PDF file. */
export const renderBatchSummary = async (order: SummaryOrder): Promise<Uint8Array> => {
  const { rows, madeAt, operation } = order;
  const sheet = await ReportSheet.open(order.font);
  writeTitle(sheet, order);
  sheet.runningHead = `Bảng tổng hợp: ${operation}`;
  const widths = { index: 32, number: 92, outcome: 66 };
  drawTable(
    sheet,
    [
      { title: 'STT', width: widths.index, align: 'centre' },
      { title: 'Số, ký hiệu', width: widths.number },
      { title: 'Tệp, trích yếu', width: columnWidth - widths.index - widths.number - widths.outcome },
      { title: 'Kết quả', width: widths.outcome },
    ],
    rows.map((row, index) => [
      { text: String(index + 1) },
      { text: row.number ?? '' },
      { text: row.subject === null ? row.name : `${row.name}: ${row.subject}` },
      { text: outcomes[row.outcome] },
    ]),
  );
  writeReasons(
    sheet,
    'Văn bản lỗi và cách xử lý',
    rows.flatMap(({ name, why }, index) => (why === null ? [] : [`${index + 1}. ${name}: ${why}`])),
  );
  writeReasons(sheet, 'Đã lỗi ở lần làm trước', rows.flatMap(triesBefore));
  sheet.feet(notSigned);
  const { document } = sheet;
  document.setTitle(`Bảng tổng hợp: ${operation}`, { showInWindowTitleBar: true });
  document.setLanguage('vi-VN');
  document.setCreator('Ký số công vụ');
  document.setProducer('Ký số công vụ');
  document.setCreationDate(madeAt);
  document.setModificationDate(madeAt);
  return document.save();
};
