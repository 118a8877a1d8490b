/** Bytes that grow at the end. */
export class ByteBuilder {
  private buffer = new Uint8Array(256);
  length = 0;

  push(byte: number): void {
    this.reserve(1);
    this.buffer[this.length++] = byte;
  }

  append(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** One byte per character (U+0000…U+00FF). */
  ascii(text: string): void {
    this.reserve(text.length);
    for (let i = 0; i < text.length; i++) this.buffer[this.length++] = text.charCodeAt(i);
  }

  /** Replaces what was written at `offset`. */
  overwrite(offset: number, text: string): void {
    if (offset + text.length > this.length) throw new RangeError('overwrite beyond the end');
    for (let i = 0; i < text.length; i++) this.buffer[offset + i] = text.charCodeAt(i);
  }

  /** What was written so far, without a copy: for reading at once. */
  view(): Uint8Array {
    return this.buffer.subarray(0, this.length);
  }

  /** A copy of what was written so far. */
  bytes(): Uint8Array {
    return this.buffer.slice(0, this.length);
  }

  private reserve(count: number): void {
    if (this.length + count <= this.buffer.length) return;
    const larger = new Uint8Array(Math.max(this.buffer.length * 2, this.length + count));
    larger.set(this.buffer.subarray(0, this.length));
    this.buffer = larger;
  }
}

/** One character per byte. */
export const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
