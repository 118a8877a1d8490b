/** Roughly where a page is printed on, so that a block can be put beside it (ISO 32000-2 8.3.3, 9.4). */
import { Fault } from '../../contracts/faults/index.js';
import { IDENTITY, type Matrix, times, transformed, translation } from '../pdf/content/matrix.js';
import { operations } from '../pdf/content/operations.js';
import { pageContent, pageResources } from '../pdf/content/page-content.js';
import type { PdfDocument } from '../pdf/document.js';
import { LIMITS } from '../pdf/limits.js';
import { isName, PdfDict, PdfName, type PdfObject, PdfStream, PdfString } from '../pdf/objects.js';
import type { Box, PdfPage } from '../pdf/pages.js';

/** A guess that is right on average; widths of real fonts would need the fonts to be read. */
const GLYPH_WIDTH = 0.5;
const DESCENT = 0.25;
const ASCENT = 0.95;
/** An image of more than this part of the page is its background: a scan. */
const BACKGROUND = 0.3;

/**
 * Boxes of text and small images in default user space: glyph widths are estimated, drawings and form XObjects left
 * out. What cannot be read is left out too, because a guess about looks must not stop a signature.
 */
export const printedBoxes = (document: PdfDocument, page: PdfPage): Box[] => {
  const scan = new ContentScan(document, page);
  try {
    scan.run();
  } catch (thrown) {
    if (!(thrown instanceof Fault)) throw thrown;
  }
  return scan.boxes;
};

class ContentScan {
  readonly boxes: Box[] = [];
  private readonly resources: PdfDict;
  private readonly pageArea: number;
  private readonly saved: Matrix[] = [];
  private current: Matrix = IDENTITY;
  private line: Matrix = IDENTITY;
  private text: Matrix = IDENTITY;
  private leading = 0;
  private fontSize = 0;
  private bytesPerGlyph = 1;

  constructor(
    private readonly document: PdfDocument,
    private readonly page: PdfPage,
  ) {
    const { left, bottom, right, top } = page.cropBox;
    this.pageArea = (right - left) * (top - bottom);
    this.resources = pageResources(document, page.dict);
  }

  run(): void {
    const { bytes } = pageContent(this.document, this.page);
    for (const { operator, operands } of operations(bytes)) this.operate(operator, operands);
  }

  private operate(operator: string, operands: readonly PdfObject[]): void {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = operands.map((item) => (typeof item === 'number' ? item : 0));
    switch (operator) {
      case 'q':
        if (this.saved.length < LIMITS.nesting) this.saved.push(this.current);
        break;
      case 'Q':
        this.current = this.saved.pop() ?? this.current;
        break;
      case 'cm':
        this.current = times([a, b, c, d, e, f], this.current);
        break;
      case 'Do':
        this.image(operands[0] ?? null);
        break;
      case 'BT':
        this.startLine(IDENTITY);
        break;
      default:
        this.operateText(operator, operands, [a, b, c, d, e, f]);
    }
  }

  /** 9.4.2, 9.4.3. */
  private operateText(operator: string, operands: readonly PdfObject[], numbers: Matrix): void {
    const [a, b] = numbers;
    switch (operator) {
      case 'Tf':
        this.font(operands[0] ?? null, b);
        break;
      case 'TL':
        this.leading = a;
        break;
      case 'Tm':
        this.startLine(numbers);
        break;
      case 'TD':
        this.leading = -b;
        this.moveLine(a, b);
        break;
      case 'Td':
        this.moveLine(a, b);
        break;
      case 'T*':
        this.moveLine(0, -this.leading);
        break;
      case 'Tj':
      case 'TJ':
        this.show(operands[0] ?? null);
        break;
      case "'":
      case '"':
        this.moveLine(0, -this.leading);
        this.show(operands.at(-1) ?? null);
        break;
    }
  }

  private startLine(matrix: Matrix): void {
    this.line = matrix;
    this.text = matrix;
  }

  private moveLine(x: number, y: number): void {
    this.startLine(times(translation(x, y), this.line));
  }

  private resource(category: string, name: PdfObject): PdfObject {
    const entries = this.document.dict(this.resources, category);
    return entries && name instanceof PdfName ? this.document.value(entries, name.value) : null;
  }

  private font(name: PdfObject, size: number): void {
    const font = this.resource('Font', name);
    this.fontSize = size;
    this.bytesPerGlyph = font instanceof PdfDict && isName(this.document.value(font, 'Subtype'), 'Type0') ? 2 : 1;
  }

  private show(operand: PdfObject): void {
    const items = Array.isArray(operand) ? operand : [operand];
    const bytes = items.reduce<number>((sum, item) => sum + (item instanceof PdfString ? item.bytes.length : 0), 0);
    const size = this.fontSize;
    const width = (bytes / this.bytesPerGlyph) * GLYPH_WIDTH * size;
    const box = { left: 0, bottom: -DESCENT * size, right: width, top: ASCENT * size };
    if (bytes > 0) this.boxes.push(transformed(times(this.text, this.current), box));
    this.text = times(translation(width, 0), this.text);
  }

  private image(name: PdfObject): void {
    const object = this.resource('XObject', name);
    if (!(object instanceof PdfStream) || !isName(this.document.value(object.dict, 'Subtype'), 'Image')) return;
    const box = transformed(this.current, { left: 0, bottom: 0, right: 1, top: 1 });
    const area = (box.right - box.left) * (box.top - box.bottom);
    if (area < BACKGROUND * this.pageArea) this.boxes.push(box);
  }
}
