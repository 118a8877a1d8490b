/** Syntax of objects (ISO 32000-2 7.3). */
import { ByteBuilder, latin1 } from './bytes.js';
import { CR, hexValue, isRegular, isSpace, LF } from './characters.js';
import type { Cursor } from './cursor.js';
import { broken, LIMITS, limitFault } from './limits.js';
import { type ByteSpan, PdfDict, PdfName, type PdfObject, PdfRef, PdfStream, PdfString } from './objects.js';

const ESCAPES = new Map<number, number>([...'nrtbf'].map((c, i) => [c.charCodeAt(0), [10, 13, 9, 8, 12][i] ?? 0]));
/** Digits of a number, with room for producers that write too many. */
const LONGEST_WORD = 64;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)$/;

/** Of memory: an object with its place in a container. */
const VALUE_BYTES = 64;

/** Parses one object after the other from a cursor. `spans`: positions are those of the file and are kept. */
export class Parser {
  private values = 0;
  private readonly start: number;

  constructor(
    readonly cursor: Cursor,
    private readonly spans: boolean,
  ) {
    this.start = cursor.position;
  }

  /** About how many bytes of memory it takes what was parsed so far. */
  get weight(): number {
    return this.values * VALUE_BYTES + this.cursor.position - this.start;
  }

  /** The object at the cursor, after optional white space. @throws Fault `pdf.broken`, `pdf.limit` */
  object(depth = 0): PdfObject {
    if (depth > LIMITS.nesting) throw limitFault('nesting');
    this.count(1);
    this.cursor.skipSpace();
    const byte = this.cursor.peek();
    switch (byte) {
      case 0x2f:
        return this.name();
      case 0x28:
        return this.literalString();
      case 0x5b:
        return this.array(depth);
      case 0x3c:
        return this.angle(depth);
      default:
        return isRegular(byte) ? this.word() : this.fail();
    }
  }

  /** `num gen obj` at the cursor. */
  header(): PdfRef {
    const num = this.cursor.expectInteger();
    const gen = this.cursor.expectInteger();
    this.cursor.skipSpace();
    if (!this.cursor.accept('obj')) this.fail();
    return new PdfRef(num, gen);
  }

  /** The object after `num gen obj`; a dictionary followed by `stream` becomes a stream with its start (7.3.8.1). */
  body(): PdfObject {
    const object = this.object();
    if (!(object instanceof PdfDict)) return object;
    this.cursor.skipSpace();
    if (!this.cursor.accept('stream')) return object;
    if (this.cursor.peek() === CR) this.cursor.next();
    if (this.cursor.peek() === LF) this.cursor.next();
    return new PdfStream(object, { kind: 'file', start: this.cursor.position });
  }

  private count(cost: number): void {
    this.values += cost;
    if (this.values > LIMITS.values) throw limitFault('values in one object');
  }

  private fail(): never {
    throw broken(`syntax error at ${this.cursor.position}`);
  }

  private span(start: number): ByteSpan | undefined {
    return this.spans ? { start, end: this.cursor.position } : undefined;
  }

  private array(depth: number): PdfObject[] {
    this.count(LIMITS.containerCost);
    this.cursor.next();
    const items: PdfObject[] = [];
    for (;;) {
      this.cursor.skipSpace();
      if (this.cursor.accept(']')) return items;
      items.push(this.object(depth + 1));
    }
  }

  private angle(depth: number): PdfDict | PdfString {
    const start = this.cursor.position;
    this.cursor.next();
    if (this.cursor.peek() !== 0x3c) return this.hexString(start);
    this.cursor.next();
    this.count(LIMITS.containerCost);
    const entries: [string, PdfObject][] = [];
    for (;;) {
      this.cursor.skipSpace();
      if (this.cursor.accept('>>')) return this.dict(entries, start);
      if (this.cursor.peek() !== 0x2f) this.fail();
      const key = this.name().value;
      entries.push([key, this.object(depth + 1)]);
    }
  }

  private dict(entries: readonly [string, PdfObject][], start: number): PdfDict {
    const dict = new PdfDict(entries, this.span(start));
    if (dict.entries.size === entries.length) return dict;
    const replaced = entries.flatMap(([key, value]) => (dict.entries.get(key) === value ? [] : [value]));
    return new PdfDict(entries, this.span(start), replaced);
  }

  private name(): PdfName {
    this.cursor.next();
    let value = '';
    while (isRegular(this.cursor.peek())) {
      value += String.fromCharCode(this.nameByte());
      if (value.length > LIMITS.nameBytes) throw limitFault('name');
    }
    return new PdfName(value);
  }

  private nameByte(): number {
    const byte = this.cursor.next();
    if (byte !== 0x23) return byte;
    const start = this.cursor.position;
    const high = hexValue(this.cursor.next());
    const low = hexValue(this.cursor.next());
    if (high >= 0 && low >= 0) return high * 16 + low;
    // A lone `#` is no escape: PDF 1.0 and 1.1 had none.
    this.cursor.position = start;
    return byte;
  }

  private hexString(start: number): PdfString {
    const bytes = new ByteBuilder();
    let high = -1;
    const take = (byte = -1): void => {
      const value = hexValue(byte);
      if (value < 0 && !isSpace(byte)) this.fail();
      if (value < 0) return;
      if (high >= 0) this.pushTo(bytes, high * 16 + value);
      high = high < 0 ? value : -1;
    };
    // Window by window: a document with many signatures consists of little else than their /Contents.
    for (let end = -1; end < 0; ) {
      const ahead = this.cursor.ahead();
      if (ahead.length === 0) this.fail();
      end = ahead.indexOf(0x3e);
      const part = end < 0 ? ahead : ahead.subarray(0, end);
      let at = 0;
      while (high >= 0 && at < part.length) take(part[at++]);
      // Up to white space, what does not belong here, or a last digit whose second one is in the next window.
      const plain = Buffer.from(latin1(part.subarray(at)), 'hex');
      if (bytes.length + plain.length > LIMITS.stringBytes) throw limitFault('string');
      bytes.append(plain);
      for (at += plain.length * 2; at < part.length; at++) take(part[at]);
      this.cursor.position += part.length + (end < 0 ? 0 : 1);
    }
    if (high >= 0) this.pushTo(bytes, high * 16);
    return new PdfString(bytes.bytes(), true, this.span(start));
  }

  private literalString(): PdfString {
    const start = this.cursor.position;
    const bytes = new ByteBuilder();
    let open = 0;
    for (;;) {
      const byte = this.cursor.next();
      if (byte < 0) this.fail();
      if (byte === 0x28 && open++ === 0) continue;
      if (byte === 0x29 && --open === 0) return new PdfString(bytes.bytes(), false, this.span(start));
      if (byte === 0x5c) this.escape(bytes);
      else this.pushTo(bytes, byte === CR ? this.endOfLine() : byte);
    }
  }

  /** An end of line inside a string counts as one LF, however it was written (7.3.4.2). */
  private endOfLine(): number {
    if (this.cursor.peek() === LF) this.cursor.next();
    return LF;
  }

  private escape(bytes: ByteBuilder): void {
    const byte = this.cursor.next();
    if (byte === CR) this.endOfLine();
    else if (byte >= 0x30 && byte <= 0x37) this.pushTo(bytes, this.octal(byte - 0x30));
    else if (byte !== LF && byte >= 0) this.pushTo(bytes, ESCAPES.get(byte) ?? byte);
  }

  private octal(first: number): number {
    let value = first;
    for (let digits = 1; digits < 3; digits++) {
      const byte = this.cursor.peek();
      if (byte < 0x30 || byte > 0x37) break;
      value = value * 8 + this.cursor.next() - 0x30;
    }
    return value & 0xff;
  }

  private pushTo(bytes: ByteBuilder, byte: number): void {
    if (bytes.length >= LIMITS.stringBytes) throw limitFault('string');
    bytes.push(byte);
  }

  /** A number, a reference, or one of the three words. */
  private word(): PdfObject {
    const start = this.cursor.position;
    const word = this.regularCharacters();
    switch (word) {
      case 'null':
        return null;
      case 'true':
        return true;
      case 'false':
        return false;
      default:
        if (!NUMBER.test(word)) {
          this.cursor.position = start;
          this.fail();
        }
    }
    const value = Number(word);
    return (/^\d+$/.test(word) && this.reference(value)) || value;
  }

  private regularCharacters(): string {
    let word = '';
    while (isRegular(this.cursor.peek())) {
      if (word.length >= LONGEST_WORD) this.fail();
      word += String.fromCharCode(this.cursor.next());
    }
    return word;
  }

  private reference(num: number): PdfRef | null {
    const start = this.cursor.position;
    const gen = this.cursor.integer();
    if (gen !== null && gen <= 65535 && num <= LIMITS.objectNumber) {
      this.cursor.skipSpace();
      if (this.cursor.acceptKeyword('R')) return new PdfRef(num, gen);
    }
    this.cursor.position = start;
    return null;
  }
}
