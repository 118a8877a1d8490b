/** The pages of a report: A4 with the margins of NĐ 30/2020 (PL I, mục I.2), filled from top to bottom. */
import fontkit from '@pdf-lib/fontkit';
import {
  type Color,
  PDFDocument,
  type PDFFont,
  type PDFPage,
  popGraphicsState,
  pushGraphicsState,
  rgb,
  setLineWidth,
  setStrokingColor,
  setTextRenderingMode,
  TextRenderingMode,
} from 'pdf-lib';
import { spelledOut } from '../../contracts/shown-text.js';

const millimetre = 72 / 25.4;
const sheet = { width: 210 * millimetre, height: 297 * millimetre };
const margin = { top: 20 * millimetre, bottom: 22 * millimetre, left: 30 * millimetre, right: 18 * millimetre };

export const ink: Color = rgb(0.08, 0.08, 0.08);
export const quiet: Color = rgb(0.36, 0.36, 0.36);
const hairline: Color = rgb(0.74, 0.74, 0.74);

/** The column of text, in points from the left edge. */
export const column = { left: margin.left, right: sheet.width - margin.right } as const;
export const columnWidth = column.right - column.left;

export interface TextStyle {
  /** Points. */
  readonly size: number;
  readonly bold?: boolean;
  readonly color?: Color;
}

export const lineHeight = ({ size }: TextStyle): number => size * 1.32;

/** A certificate can carry a name of any length; a report of it must end. */
const longestText = 1500;

/** A place that a bookmark leads to. */
export interface Place {
  readonly page: PDFPage;
  /** Points from the lower edge. */
  readonly top: number;
}

export class ReportSheet {
  readonly #widths = new Map<string, number>();
  readonly #known: ReadonlySet<number>;
  #page: PDFPage;
  #y: number;
  /** Drawn at the top of each further page. */
  #runningHead = '';

  private constructor(
    readonly document: PDFDocument,
    private readonly font: PDFFont,
  ) {
    this.#known = new Set(font.getCharacterSet());
    this.#page = document.addPage([sheet.width, sheet.height]);
    this.#y = sheet.height - margin.top;
  }

  /** @param font a TrueType font with all Vietnamese letters, of which what is used is embedded */
  static async open(font: Uint8Array): Promise<ReportSheet> {
    const document = await PDFDocument.create();
    document.registerFontkit(fontkit);
    // Ligatures would be glyphs that searching does not find in every reader.
    return new ReportSheet(document, await document.embedFont(font, { subset: true, features: { liga: false } }));
  }

  /** Where the next line comes. */
  get place(): Place {
    return { page: this.#page, top: this.#y };
  }

  get page(): PDFPage {
    return this.#page;
  }

  get y(): number {
    return this.#y;
  }

  set runningHead(text: string) {
    this.#runningHead = text;
  }

  down(points: number): void {
    this.#y -= points;
  }

  startPage(): void {
    this.#page = this.document.addPage([sheet.width, sheet.height]);
    this.#y = sheet.height - margin.top;
    if (this.#runningHead === '') return;
    const style: TextStyle = { size: 9.5, color: quiet };
    const [line = ''] = this.wrap(this.#runningHead, columnWidth, style);
    this.line(line, column.left, style);
    this.down(4);
    this.rule();
    this.down(12);
  }

  /** Starts a page where less than `height` points are left on this one. */
  keep(height: number): void {
    if (this.#y - height < margin.bottom) this.startPage();
  }

  /** Lines of `text` no wider than `width` points; words that are wider are cut. */
  wrap(text: string, width: number, style: TextStyle): string[] {
    const lines: string[] = [];
    let line = '';
    for (const word of this.#shown(text).split(' ').filter(Boolean)) {
      const longer = line === '' ? word : `${line} ${word}`;
      if (this.width(longer, style) <= width) {
        line = longer;
        continue;
      }
      if (line !== '') lines.push(line);
      const parts = this.#cut(word, width, style);
      line = parts.pop() ?? '';
      lines.push(...parts);
    }
    return line === '' && lines.length > 0 ? lines : [...lines, line];
  }

  width(text: string, { size }: TextStyle): number {
    const words = text.split(' ');
    const em = words.reduce((sum, word) => sum + this.#wordWidth(word), this.#wordWidth(' ') * (words.length - 1));
    return em * size;
  }

  /** One line as {@link wrap} gave it, at the height where the sheet stands; goes down by its height. */
  line(text: string, x: number, style: TextStyle): void {
    this.#y -= lineHeight(style);
    this.textAt(text, x, this.#y + style.size * 0.28, style);
  }

  /** @param y of the base line */
  textAt(text: string, x: number, y: number, style: TextStyle, page = this.#page): void {
    const { size, bold = false, color = ink } = style;
    if (bold) {
      // Only the regular weight comes with the product: its outlines are thickened.
      const weight = setLineWidth(size * 0.032);
      const mode = setTextRenderingMode(TextRenderingMode.FillAndOutline);
      page.pushOperators(pushGraphicsState(), setStrokingColor(color), weight, mode);
    }
    page.drawText(text, { x, y, size, font: this.font, color });
    if (bold) page.pushOperators(popGraphicsState());
  }

  /** A paragraph over pages; a short one stays together. */
  paragraph(
    text: string,
    style: TextStyle,
    place: { readonly x?: number; readonly width?: number; readonly align?: 'left' | 'centre' } = {},
  ): void {
    const { x = column.left, width = column.right - x, align = 'left' } = place;
    const lines = this.wrap(text, width, style);
    const height = lineHeight(style);
    if (lines.length <= 6) this.keep(lines.length * height);
    for (const line of lines) {
      this.keep(height);
      const start = align === 'left' ? x : x + (width - this.width(line, style)) / 2;
      this.line(line, start, style);
    }
  }

  rule(
    options: { readonly from?: number; readonly to?: number; readonly color?: Color; readonly thickness?: number } = {},
  ) {
    const { from = column.left, to = column.right, color = hairline, thickness = 0.5 } = options;
    this.#page.drawLine({ start: { x: from, y: this.#y }, end: { x: to, y: this.#y }, color, thickness });
  }

  /** The same on the lower edge of every page; it needs their number. */
  feet(note: string): void {
    const style: TextStyle = { size: 9.5, color: quiet };
    const pages = this.document.getPages();
    const y = margin.bottom - 22;
    for (const [index, page] of pages.entries()) {
      const start = { x: column.left, y: y + 14 };
      page.drawLine({ start, end: { x: column.right, y: y + 14 }, color: hairline, thickness: 0.5 });
      const number = `Trang ${index + 1}/${pages.length}`;
      this.textAt(note, column.left, y, style, page);
      this.textAt(number, column.right - this.width(number, style), y, style, page);
    }
  }

  /** Text as it can be drawn: what would hide or turn others around is spelled out, what has no letter shows as a box. */
  #shown(text: string): string {
    const short = text.length > longestText ? `${text.slice(0, longestText)}…` : text;
    const box = this.#known.has(0x25a1) ? '□' : '?';
    return [...spelledOut(short.normalize('NFC').replace(/[^\S\ufeff\u2028\u2029]+/gu, ' '))]
      .map((letter) => (this.#known.has(letter.codePointAt(0) ?? 0) ? letter : box))
      .join('');
  }

  /** At size 1. */
  #wordWidth(word: string): number {
    const known = this.#widths.get(word);
    if (known !== undefined) return known;
    const width = this.font.widthOfTextAtSize(word, 1000) / 1000;
    this.#widths.set(word, width);
    return width;
  }

  #cut(word: string, width: number, style: TextStyle): string[] {
    if (this.width(word, style) <= width) return [word];
    const parts: string[] = [];
    let part = '';
    for (const letter of word) {
      if (part !== '' && this.width(part + letter, style) > width) {
        parts.push(part);
        part = '';
      }
      part += letter;
    }
    return [...parts, part];
  }
}
