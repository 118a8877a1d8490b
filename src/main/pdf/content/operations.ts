/** A content stream as operators with their operands (ISO 32000-2 7.8.2). */
import { isRegular, isSpace } from '../characters.js';
import { Cursor } from '../cursor.js';
import type { PdfObject } from '../objects.js';
import { Parser } from '../parser.js';
import { MemorySource } from '../source.js';

export interface Operation {
  readonly operator: string;
  readonly operands: readonly PdfObject[];
}

/** The longest words are those of CMaps: `begincodespacerange`. */
const LONGEST_OPERATOR = 24;

/** One operation after the other; `BI` comes with what follows it up to `EI` skipped. @throws Fault `pdf.*` */
export function* operations(bytes: Uint8Array): Iterable<Operation> {
  const cursor = new Cursor(new MemorySource(bytes), 0);
  const parser = new Parser(cursor, false);
  let operands: PdfObject[] = [];
  for (cursor.skipSpace(); cursor.peek() >= 0; cursor.skipSpace()) {
    const operator = readOperator(cursor);
    if (operator === null) {
      operands.push(parser.object());
    } else {
      if (operator === 'BI') skipInlineImage(cursor);
      yield { operator, operands };
      operands = [];
    }
  }
}

/** The operator at the cursor, or null where an operand begins. */
const readOperator = (cursor: Cursor): string | null => {
  const first = cursor.peek();
  const letter =
    (first >= 0x41 && first <= 0x5a) || (first >= 0x61 && first <= 0x7a) || first === 0x27 || first === 0x22;
  if (!letter) return null;
  const start = cursor.position;
  let word = '';
  while (isRegular(cursor.peek()) && word.length < LONGEST_OPERATOR) word += String.fromCharCode(cursor.next());
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
