/** Roughly where a page is printed on, so that a block can be put beside it (ISO 32000-2 8.3.3, 9.4). */
import { Fault } from '../../contracts/faults/index.js';
import { isRegular, isSpace } from '../pdf/characters.js';
import { Cursor } from '../pdf/cursor.js';
import type { PdfDocument } from '../pdf/document.js';
import { LIMITS } from '../pdf/limits.js';
import { isName, PdfDict, PdfName, type PdfObject, PdfStream, PdfString } from '../pdf/objects.js';
import type { Box, PdfPage } from '../pdf/pages.js';
import { Parser } from '../pdf/parser.js';
import { MemorySource } from '../pdf/source.js';

type Matrix = readonly [number, number, number, number, number, number];
const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];

/** First `a`, then `b`. */
const times = (a: Matrix, b: Matrix): Matrix => [
  a[0] * b[0] + a[1] * b[2],
  a[0] * b[1] + a[1] * b[3],
  a[2] * b[0] + a[3] * b[2],
  a[2] * b[1] + a[3] * b[3],
  a[4] * b[0] + a[5] * b[2] + b[4],
  a[4] * b[1] + a[5] * b[3] + b[5],
];

const transformed = (matrix: Matrix, box: Box): Box => {
  const corners = [box.left, box.right].flatMap((x) =>
    [box.bottom, box.top].map(
      (y) => [x * matrix[0] + y * matrix[2] + matrix[4], x * matrix[1] + y * matrix[3] + matrix[5]] as const,
    ),
  );
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
  return { left: Math.min(...xs), bottom: Math.min(...ys), right: Math.max(...xs), top: Math.max(...ys) };
};

/** A guess that is right on average; widths of real fonts would need the fonts to be read. */
const GLYPH_WIDTH = 0.5;
const DESCENT = 0.25;
const ASCENT = 0.95;
/** Decoded, of one page: a page of text has a hundredth of it. What comes after is left out. */
const MOST_CONTENT_BYTES = 4 * 1024 * 1024;
const MOST_CONTENT_STREAMS = 1000;
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
    this.resources = inheritedResources(document, page.dict);
  }

  run(): void {
    const contents = this.document.value(this.page.dict, 'Contents');
    const cursor = new Cursor(new MemorySource(this.content(Array.isArray(contents) ? contents : [contents])), 0);
    const parser = new Parser(cursor, false);
    let operands: PdfObject[] = [];
    for (cursor.skipSpace(); cursor.peek() >= 0; cursor.skipSpace()) {
      const operator = readOperator(cursor);
      if (operator === null) operands.push(parser.object());
      else {
        if (operator === 'BI') skipInlineImage(cursor);
        this.operate(operator, operands);
        operands = [];
      }
    }
  }

  private content(streams: readonly PdfObject[]): Uint8Array {
    const parts: Uint8Array[] = [];
    let room = MOST_CONTENT_BYTES;
    for (const place of streams.slice(0, MOST_CONTENT_STREAMS)) {
      const stream = this.document.resolve(place);
      if (!(stream instanceof PdfStream)) continue;
      const bytes = this.document.decode(stream).subarray(0, room);
      parts.push(bytes, SPACE);
      room -= bytes.length;
      if (room === 0) break;
    }
    return Buffer.concat(parts);
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
    this.startLine(times([1, 0, 0, 1, x, y], this.line));
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
    this.text = times([1, 0, 0, 1, width, 0], this.text);
  }

  private image(name: PdfObject): void {
    const object = this.resource('XObject', name);
    if (!(object instanceof PdfStream) || !isName(this.document.value(object.dict, 'Subtype'), 'Image')) return;
    const box = transformed(this.current, { left: 0, bottom: 0, right: 1, top: 1 });
    const area = (box.right - box.left) * (box.top - box.bottom);
    if (area < BACKGROUND * this.pageArea) this.boxes.push(box);
  }
}

const SPACE = Uint8Array.of(0x20);

/** The operator at the cursor, or null where an operand begins. */
const readOperator = (cursor: Cursor): string | null => {
  const first = cursor.peek();
  const letter =
    (first >= 0x41 && first <= 0x5a) || (first >= 0x61 && first <= 0x7a) || first === 0x27 || first === 0x22;
  if (!letter) return null;
  const start = cursor.position;
  let word = '';
  while (isRegular(cursor.peek()) && word.length < 8) word += String.fromCharCode(cursor.next());
  if (word !== 'true' && word !== 'false' && word !== 'null') return word;
  cursor.position = start;
  return null;
};

/** To behind `EI` between white space (8.9.7). */
const skipInlineImage = (cursor: Cursor): void => {
  for (let byte = cursor.next(); byte >= 0; byte = cursor.next()) {
    if (isSpace(byte) && cursor.acceptKeyword('EI')) return;
  }
};

const inheritedResources = (document: PdfDocument, page: PdfDict): PdfDict => {
  let node: PdfDict | null = page;
  for (let depth = 0; node && depth <= LIMITS.pageTreeDepth; depth++) {
    const resources = document.dict(node, 'Resources');
    if (resources) return resources;
    node = document.dict(node, 'Parent');
  }
  return new PdfDict();
};
