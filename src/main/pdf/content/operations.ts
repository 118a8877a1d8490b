/** A content stream as operators with their operands (ISO 32000-2 7.8.2). */
import { latin1 } from '../bytes.js';
import { isRegular, isSpace } from '../characters.js';
import { Cursor } from '../cursor.js';
import { broken } from '../limits.js';
import { PdfName, type PdfObject } from '../objects.js';
import { Parser } from '../parser.js';
import { MemorySource } from '../source.js';

export interface Operation {
  readonly operator: string;
  readonly operands: readonly PdfObject[];
}

/** The longest words are those of CMaps: `begincodespacerange`. */
const LONGEST_OPERATOR = 24;

/**
 * One operation after the other. `BI` comes with what follows it up to `EI` skipped, and with `true` where every reader
 * finds that same end. @throws Fault `pdf.*`
 */
export function* operations(bytes: Uint8Array): Iterable<Operation> {
  const cursor = new Cursor(new MemorySource(bytes), 0);
  const parser = new Parser(cursor, false);
  let operands: PdfObject[] = [];
  for (cursor.skipSpace(); cursor.peek() >= 0; cursor.skipSpace()) {
    const operator = readOperator(cursor);
    if (operator === null) {
      operands.push(parser.object());
    } else {
      yield { operator, operands: operator === 'BI' ? [skipInlineImage(cursor, parser, bytes)] : operands };
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

/** To behind `EI` between white space (8.9.7). Whether that is its end without doubt. */
const skipInlineImage = (cursor: Cursor, parser: Parser, bytes: Uint8Array): boolean => {
  const length = plainLength(cursor, parser);
  const start = cursor.position;
  if (length !== null) {
    cursor.position = start + length;
    while (isSpace(cursor.peek())) cursor.next();
    if (cursor.acceptKeyword('EI')) return true;
    cursor.position = start;
  }
  const rest = latin1(bytes.subarray(start));
  const isOnly = length === null && rest.indexOf('EI') === rest.lastIndexOf('EI');
  for (let byte = cursor.next(); byte >= 0; byte = cursor.next()) {
    if (isSpace(byte) && cursor.acceptKeyword('EI')) return isOnly;
  }
  return false;
};

const COMPONENTS: ReadonlyMap<string, number> = new Map([
  ['G', 1],
  ['DeviceGray', 1],
  ['RGB', 3],
  ['DeviceRGB', 3],
  ['CMYK', 4],
  ['DeviceCMYK', 4],
]);

/** Reads the entries up to behind `ID` and its one blank: how many bytes follow; null for a filter, or what is not known. */
const plainLength = (cursor: Cursor, parser: Parser): number | null => {
  const entries = new Map<string, PdfObject>();
  for (cursor.skipSpace(); !cursor.acceptKeyword('ID'); cursor.skipSpace()) {
    const key = parser.object();
    if (!(key instanceof PdfName)) throw broken('inline image');
    const long = INLINE_KEYS.get(key.value) ?? key.value;
    // Readers differ in which of two they take.
    if (entries.has(long)) throw broken('inline image');
    entries.set(long, parser.object());
  }
  cursor.next();
  const count = (key: string): number => {
    const value = entries.get(key);
    return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : Number.NaN;
  };
  const space = entries.get('ColorSpace');
  const isStencil = entries.get('ImageMask') === true;
  const components = isStencil ? 1 : COMPONENTS.get(space instanceof PdfName ? space.value : '');
  const bits = isStencil ? 1 : count('BitsPerComponent');
  const length = Math.ceil((count('Width') * bits * (components ?? Number.NaN)) / 8) * count('Height');
  return entries.has('Filter') || !Number.isSafeInteger(length) ? null : length;
};

/** Table 91. */
const INLINE_KEYS: ReadonlyMap<string, string> = new Map([
  ['W', 'Width'],
  ['H', 'Height'],
  ['BPC', 'BitsPerComponent'],
  ['CS', 'ColorSpace'],
  ['IM', 'ImageMask'],
  ['F', 'Filter'],
]);
