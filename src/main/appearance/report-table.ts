/** Tables of a report; their head comes again on each page. */
import { drawMark, type Mark } from './report-marks.js';
import { column, lineHeight, quiet, type ReportSheet, type TextStyle } from './report-sheet.js';

export interface TableColumn {
  readonly title: string;
  /** Points. */
  readonly width: number;
  readonly align?: 'centre';
}

export interface TableCell {
  readonly text: string;
  readonly mark?: Mark;
}

const style: TextStyle = { size: 11 };
const head: TextStyle = { size: 10, bold: true, color: quiet };
const padding = 5;
const markSize = 9.5;
/** Of a very long name the file's own block has the rest. */
const mostLines = 4;

const drawRow = (
  sheet: ReportSheet,
  columns: readonly TableColumn[],
  cells: readonly TableCell[],
  text: TextStyle,
): void => {
  const wrapped = columns.map(({ width }, index) => {
    const { text: value = '', mark } = cells[index] ?? {};
    const lines = sheet.wrap(value, width - 2 * padding - (mark ? markSize + 5 : 0), text);
    return lines.length > mostLines ? [...lines.slice(0, mostLines - 1), '…'] : lines;
  });
  const height = Math.max(...wrapped.map((lines) => lines.length)) * lineHeight(text) + 2 * 3;
  const top = sheet.y - 3;
  let left = column.left;
  for (const [index, { width, align }] of columns.entries()) {
    const mark = cells[index]?.mark;
    if (mark) drawMark(sheet, mark, left + padding, top - lineHeight(text) + 2.5, markSize);
    for (const [line, value] of (wrapped[index] ?? []).entries()) {
      const x = mark ? left + padding + markSize + 5 : left + padding;
      const start = align === 'centre' ? left + (width - sheet.width(value, text)) / 2 : x;
      sheet.textAt(value, start, top - lineHeight(text) * (line + 1) + text.size * 0.28, text);
    }
    left += width;
  }
  sheet.down(height);
  sheet.rule();
};

/** Draws the rows below a head; a row is never divided. */
export const drawTable = (
  sheet: ReportSheet,
  columns: readonly TableColumn[],
  rows: readonly (readonly TableCell[])[],
): void => {
  const titles = columns.map(({ title }) => ({ text: title }));
  const tallest = mostLines * lineHeight(style) + 6;
  const drawHead = (): void => {
    sheet.rule({ thickness: 0.8, color: quiet });
    drawRow(sheet, columns, titles, head);
  };
  sheet.keep(tallest + lineHeight(head) + 6);
  drawHead();
  for (const row of rows) {
    const { page } = sheet;
    sheet.keep(tallest);
    if (sheet.page !== page) drawHead();
    drawRow(sheet, columns, row, style);
  }
};
