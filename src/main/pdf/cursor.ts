import { CR, isDigit, isRegular, isSpace, LF } from './characters.js';
import { broken } from './limits.js';
import type { ByteSource } from './source.js';

/** Most cursors read a few bytes and are done, some read megabytes. */
const SMALLEST_WINDOW = 64;
const LARGEST_WINDOW = 4096;
const EMPTY = new Uint8Array(0);

/** A position in a source that moves forward byte by byte and reads ahead in small windows. */
export class Cursor {
  private window: Uint8Array = EMPTY;
  /** For sources that copy. */
  private buffer = EMPTY;
  private base = 0;

  constructor(
    private readonly source: ByteSource,
    public position: number,
    private readonly end: number = source.length,
  ) {}

  /** The byte at the position, -1 at the end. */
  peek(): number {
    return this.window[this.position - this.base] ?? this.refill();
  }

  /** The byte at the position, which moves on; -1 at the end. */
  next(): number {
    const byte = this.peek();
    if (byte >= 0) this.position++;
    return byte;
  }

  /** Bytes from the position on, without moving: at least one, none at the end. Valid until the cursor moves. */
  ahead(): Uint8Array {
    return this.peek() < 0 ? EMPTY : this.window.subarray(this.position - this.base);
  }

  /** Skips white space and comments. */
  skipSpace(): void {
    for (;;) {
      const byte = this.peek();
      if (byte === 0x25) this.skipLine();
      else if (isSpace(byte)) this.position++;
      else return;
    }
  }

  /** Moves past `text` when it stands here. */
  accept(text: string): boolean {
    const start = this.position;
    for (let i = 0; i < text.length; i++) {
      if (this.next() !== text.charCodeAt(i)) {
        this.position = start;
        return false;
      }
    }
    return true;
  }

  /** Moves past the keyword when it stands here and ends here. */
  acceptKeyword(keyword: string): boolean {
    const start = this.position;
    if (this.accept(keyword) && !isRegular(this.peek())) return true;
    this.position = start;
    return false;
  }

  /** A non-negative integer after optional white space, or null (and no move) when something else stands here. */
  integer(): number | null {
    const start = this.position;
    this.skipSpace();
    let value = 0;
    let digits = 0;
    while (isDigit(this.peek())) {
      value = value * 10 + this.next() - 0x30;
      digits++;
    }
    if (digits > 0 && value <= Number.MAX_SAFE_INTEGER && !isRegular(this.peek())) return value;
    this.position = start;
    return null;
  }

  /** As {@link integer}, or a Fault `pdf.broken`. */
  expectInteger(): number {
    const value = this.integer();
    if (value === null) throw broken(`integer expected at ${this.position}`);
    return value;
  }

  private skipLine(): void {
    for (let byte = this.peek(); byte >= 0 && byte !== LF && byte !== CR; byte = this.peek()) this.position++;
  }

  private refill(): number {
    if (this.position < 0 || this.position >= this.end) return -1;
    const { length } = this.buffer;
    if (length < LARGEST_WINDOW) this.buffer = new Uint8Array(length === 0 ? SMALLEST_WINDOW : length * 8);
    const end = Math.min(this.position + this.buffer.length, this.end);
    this.window = this.source.read(this.position, end, this.buffer);
    this.base = this.position;
    return this.window[0] ?? -1;
  }
}
