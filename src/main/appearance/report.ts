/** The result of a verification as a printable report in Vietnamese. It is itself no signed document, and says so. */
import type { FileReport, Reason, ReportedMark, SignatureReport, Verdict } from '../../contracts/verification.js';
import { drawMark, type Mark, markColors } from './report-marks.js';
import { addOutline, type Bookmark } from './report-outline.js';
import { column, columnWidth, ink, lineHeight, quiet, ReportSheet, type TextStyle } from './report-sheet.js';
import { drawTable, type TableCell } from './report-table.js';
import {
  countText,
  explanation,
  type Fact,
  fileCounts,
  fileMark,
  furtherFacts,
  lawfulFacts,
  markKinds,
  moment,
  signatureMark,
  signatureNumber,
  signerText,
  sizeText,
  verdictText,
} from './report-words.js';

/** A verified file, and which bytes these were; null where they could not be read. */
export interface ReportedFile {
  readonly report: FileReport;
  /** Lower-case hexadecimal. */
  readonly sha256: string | null;
  /** Bytes. */
  readonly size: number | null;
}

export interface ReportOrder {
  readonly files: readonly ReportedFile[];
  /** The time for which everything was judged. */
  readonly at: Date;
  /** When the report is made. */
  readonly madeAt: Date;
  /** Of this product. */
  readonly version: string;
  /** A TrueType font with all Vietnamese letters. */
  readonly font: Uint8Array;
}

const body: TextStyle = { size: 12 };
const small: TextStyle = { size: 10 };
const heading: TextStyle = { size: 12.5, bold: true };

const notSigned = 'Báo cáo này không phải là văn bản có chữ ký số.';

const writeTitle = (sheet: ReportSheet, { version, at, madeAt }: ReportOrder): void => {
  const left: TextStyle = { size: 11, bold: true };
  const top = sheet.y - lineHeight(left);
  const right = `Kiểm tra lúc ${moment(at)}`;
  sheet.line('PHẦN MỀM KÝ SỐ CÔNG VỤ', column.left, left);
  sheet.textAt(right, column.right - sheet.width(right, small), top + 3, small);
  const below = sheet.y - lineHeight(small);
  sheet.line(`Phiên bản ${version}`, column.left, { ...small, color: quiet });
  const zone = madeAt.getTime() - at.getTime() > 86_400_000 ? `Lập báo cáo lúc ${moment(madeAt)}` : 'giờ Việt Nam';
  sheet.textAt(zone, column.right - sheet.width(zone, small), below + 3, { ...small, color: quiet });
  sheet.down(22);
  sheet.paragraph('BÁO CÁO KIỂM TRA CHỮ KÝ SỐ', { size: 15, bold: true }, { align: 'centre' });
  sheet.down(5);
  const middle = (column.left + column.right) / 2;
  sheet.rule({ from: middle - 55, to: middle + 55, color: ink, thickness: 0.8 });
  sheet.down(18);
};

const nameWidth = 138;

/** A fingerprint that would hardly miss the end of the line is set smaller, not broken. */
const fitting = (sheet: ReportSheet, text: string, width: number, style: TextStyle): TextStyle => {
  if (text.length > 100 || text.includes(' ')) return style;
  const share = width / sheet.width(text, style);
  return share < 1 && share > 0.85 ? { ...style, size: style.size * share * 0.999 } : style;
};

const nameLines = (sheet: ReportSheet, name: string, style: TextStyle): string[] =>
  sheet.wrap(name, nameWidth - 8, style);

const factsHeight = (sheet: ReportSheet, facts: readonly Fact[], style: TextStyle): number =>
  facts.reduce((sum, { name, mark, text }) => {
    const width = columnWidth - nameWidth - (mark === null ? 0 : style.size * 0.86 + 6);
    const lines = sheet.wrap(text, width, style).length;
    return sum + Math.max(lines, nameLines(sheet, name, style).length) * lineHeight(style) + 5.5;
  }, 0);

/** Name on the left, what is said of it on the right. */
const writeFacts = (sheet: ReportSheet, facts: readonly Fact[], nameStyle: TextStyle): void => {
  for (const { name, mark, text } of facts) {
    const markSize = nameStyle.size * 0.86;
    const x = column.left + nameWidth;
    const textX = mark === null ? x : x + markSize + 6;
    const style = fitting(sheet, text, column.right - textX, nameStyle);
    const lines = sheet.wrap(text, column.right - textX, style);
    const names = nameLines(sheet, name, nameStyle);
    sheet.keep(Math.min(Math.max(lines.length, names.length), 12) * lineHeight(nameStyle) + 6);
    sheet.down(2.5);
    const top = sheet.y;
    for (const [index, part] of names.entries()) {
      const y = top - lineHeight(nameStyle) * (index + 1) + nameStyle.size * 0.28;
      sheet.textAt(part, column.left, y, { ...nameStyle, color: quiet });
    }
    if (mark !== null) drawMark(sheet, mark, x, top - lineHeight(nameStyle) + nameStyle.size * 0.19, markSize);
    for (const line of lines) {
      sheet.keep(lineHeight(style));
      sheet.line(line, textX, style);
    }
    sheet.down(Math.max(0, names.length - lines.length) * lineHeight(nameStyle) + 3);
    sheet.rule();
  }
};

const writeSentences = (sheet: ReportSheet, title: string, reasons: readonly Reason[]): void => {
  if (reasons.length === 0) return;
  sheet.down(7);
  sheet.keep(lineHeight(body) * 3);
  sheet.line(title, column.left, { size: 11.5, bold: true });
  for (const vi of new Set(reasons.map((reason) => reason.vi))) {
    sheet.down(2);
    const style: TextStyle = { size: 11.5 };
    sheet.keep(Math.min(sheet.wrap(vi, columnWidth - 14, style).length, 6) * lineHeight(style));
    const y = sheet.y - lineHeight(style) + style.size * 0.28;
    sheet.textAt('–', column.left + 2, y, style);
    sheet.paragraph(vi, style, { x: column.left + 14 });
  }
};

/** The verdict of the file: sign, word and sentence in a frame. */
const writeVerdict = (sheet: ReportSheet, report: FileReport): void => {
  const mark = fileMark(report);
  const title: TextStyle = { size: 15, bold: true, color: markColors[mark] };
  const [padding, markSize] = [11, 30];
  const x = column.left + padding + markSize + 14;
  const width = column.right - padding - x;
  const sentences = explanation(report).flatMap((sentence) => sheet.wrap(sentence, width, body));
  const height = padding * 2 + lineHeight(title) + sentences.length * lineHeight(body) + 2;
  sheet.keep(height + 6);
  const top = sheet.y;
  const frame = { x: column.left, y: top - height, width: columnWidth, height };
  sheet.page.drawRectangle({ ...frame, borderColor: markColors[mark], borderWidth: 1 });
  sheet.page.drawRectangle({ ...frame, width: 4, color: markColors[mark] });
  drawMark(sheet, mark, column.left + padding + 5, top - height / 2 - markSize / 2, markSize);
  sheet.down(padding);
  sheet.line(verdictText(report.verdict, mark).toUpperCase(), x, title);
  sheet.down(2);
  for (const line of sentences) sheet.line(line, x, body);
  sheet.down(padding + 10);
};

const writeSignature = (sheet: ReportSheet, signature: SignatureReport, index: number): Bookmark => {
  const mark: Mark = signatureMark(signature);
  const color = markColors[mark];
  const headline = signatureNumber(signature, index) + signature.headline.vi;
  const titleLines = sheet.wrap(headline, columnWidth, heading).length;
  const facts = lawfulFacts(signature);
  // What the law wants shown is seen at one glance, unless somebody's name fills a page.
  const glance = titleLines * lineHeight(heading) + lineHeight(body) * 1.8 + factsHeight(sheet, facts, body);
  sheet.keep(Math.min(glance, 420));
  const { place } = sheet;
  sheet.paragraph(headline, heading);
  sheet.down(4);
  const verdict: TextStyle = { size: 12, bold: true, color };
  drawMark(sheet, mark, column.left, sheet.y - lineHeight(verdict) + 2, 12);
  sheet.line(verdictText(signature.verdict, mark), column.left + 18, verdict);
  sheet.down(4);
  sheet.rule({ color, thickness: 1 });
  writeFacts(sheet, facts, body);
  writeSentences(sheet, 'Vì sao có kết luận này', signature.reasons);
  writeSentences(sheet, 'Lưu ý', signature.warnings);
  sheet.down(9);
  sheet.keep(lineHeight(small) * 4);
  sheet.line('Thông tin kỹ thuật', column.left, { size: 10, bold: true });
  sheet.down(1);
  writeFacts(sheet, furtherFacts(signature), small);
  sheet.down(20);
  return { title: signatureNumber(signature, index) + signerText(signature), place, below: [] };
};

const verdictCell = (verdict: Verdict, mark: Mark): TableCell => ({ text: verdictText(verdict, mark), mark });

/** Who signed, at a glance, where the blocks fill more than a page. */
const writeOverview = (sheet: ReportSheet, signatures: readonly SignatureReport[]): void => {
  if (signatures.length < 2) return;
  drawTable(
    sheet,
    [
      { title: 'Số', width: 28, align: 'centre' },
      { title: 'Người ký', width: columnWidth - 28 - 132 },
      { title: 'Kết luận', width: 132 },
    ],
    signatures.map((signature, index) => [
      { text: String(index + 1) },
      { text: signature.kind === 'timestamp' ? `Dấu thời gian: ${signerText(signature)}` : signerText(signature) },
      verdictCell(signature.verdict, signatureMark(signature)),
    ]),
  );
  sheet.down(14);
};

/** What signature fields show on the pages: with real documents number, date and seal. */
const writeMarks = (sheet: ReportSheet, marks: readonly ReportedMark[]): void => {
  if (marks.length === 0) return;
  sheet.keep(lineHeight(heading) * 2 + 60);
  sheet.line('Hình chữ ký, con dấu, số và ngày hiển thị trên trang', column.left, heading);
  sheet.down(1);
  sheet.paragraph('Là phần nhìn thấy của các trường chữ ký; tự chúng không phải là bằng chứng.', {
    ...small,
    color: quiet,
  });
  sheet.down(5);
  drawTable(
    sheet,
    [
      { title: 'Trang', width: 44, align: 'centre' },
      { title: 'Trường chữ ký', width: 120 },
      { title: 'Loại', width: 92 },
      { title: 'Chữ đọc được', width: columnWidth - 44 - 120 - 92 },
    ],
    marks.map(({ page, field, kind, text }) => [
      { text: String(page) },
      { text: field },
      { text: markKinds[kind] },
      { text: text ?? '' },
    ]),
  );
  sheet.down(16);
};

const writeFile = (sheet: ReportSheet, { report, sha256, size }: ReportedFile): Bookmark => {
  const { place } = sheet;
  const { signatures } = report;
  sheet.rule({ color: ink, thickness: 0.8 });
  const facts: Fact[] = [
    { name: 'Tên tệp', mark: null, text: report.file },
    ...(size === null ? [] : [{ name: 'Kích thước', mark: null, text: sizeText(size) }]),
    ...(sha256 === null ? [] : [{ name: 'SHA-256 của tệp', mark: null, text: sha256 }]),
    ...(report.error ? [] : [{ name: 'Trong tệp có', mark: null, text: countText(signatures) }]),
  ];
  writeFacts(sheet, facts, { size: 11 });
  sheet.down(14);
  writeVerdict(sheet, report);
  writeSentences(sheet, 'Vì sao có kết luận này', report.reasons);
  writeSentences(sheet, 'Lưu ý về tệp', report.warnings);
  sheet.down(report.reasons.length + report.warnings.length > 0 ? 16 : 4);
  writeOverview(sheet, signatures);
  const below = signatures.map((signature, index) => writeSignature(sheet, signature, index));
  writeMarks(sheet, report.marks);
  return { title: report.file, place, below };
};

/** All files at a glance. */
const writeSummary = (sheet: ReportSheet, files: readonly ReportedFile[]): void => {
  const counts = fileCounts(files.map(({ report }) => report));
  sheet.paragraph(`Đã kiểm tra ${files.length} tệp: ${counts}.`, body);
  sheet.down(8);
  drawTable(
    sheet,
    [
      { title: 'STT', width: 32, align: 'centre' },
      { title: 'Tệp', width: columnWidth - 32 - 134 - 56 },
      { title: 'Kết luận', width: 134 },
      { title: 'Chữ ký', width: 56, align: 'centre' },
    ],
    files.map(({ report }, index) => [
      { text: String(index + 1) },
      { text: report.file },
      verdictCell(report.verdict, fileMark(report)),
      { text: String(report.signatures.filter(({ kind }) => kind === 'signature').length) },
    ]),
  );
};

const writeEnd = (sheet: ReportSheet): void => {
  const style: TextStyle = { size: 10.5, color: quiet };
  const text = `${notSigned} Hình chữ ký, con dấu nhìn thấy trên trang văn bản không phải là bằng chứng. Muốn kiểm tra lại, hãy dùng chính tệp có mã SHA-256 ghi trong báo cáo.`;
  sheet.keep(lineHeight(style) * 3 + 8);
  sheet.rule();
  sheet.down(5);
  sheet.paragraph(text, style);
};

/**
 * The report on the verification of one or several files as a PDF file: five things for each signature that the law wants
 * shown (TT 15/2025/TT-BKHCN), the verdict with its reasons, and what identifies file and certificates. Several files
 * have a table first and a page each.
 */
export const renderReport = async (order: ReportOrder): Promise<Uint8Array> => {
  const { files, madeAt, version } = order;
  const sheet = await ReportSheet.open(order.font);
  writeTitle(sheet, order);
  if (files.length > 1) writeSummary(sheet, files);
  const bookmarks = files.map((file) => {
    sheet.runningHead = `Báo cáo kiểm tra chữ ký số: ${file.report.file}`;
    if (files.length > 1) sheet.startPage();
    return writeFile(sheet, file);
  });
  writeEnd(sheet);
  sheet.feet(notSigned);
  const { document } = sheet;
  addOutline(document, bookmarks);
  document.setTitle('Báo cáo kiểm tra chữ ký số', { showInWindowTitleBar: true });
  document.setLanguage('vi-VN');
  document.setCreator(`Ký số công vụ ${version}`);
  document.setProducer(`Ký số công vụ ${version}`);
  document.setCreationDate(madeAt);
  document.setModificationDate(madeAt);
  return document.save();
};
