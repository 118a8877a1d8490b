/** Objects as bytes (ISO 32000-2 7.3). */
import type { ByteBuilder } from './bytes.js';
import { isDelimiter } from './characters.js';
import { isSignatureContents, type ObjectTransform } from './encryption/object-cipher.js';
import { type PdfArray, PdfDict, PdfName, type PdfObject, PdfRef, PdfStream, PdfString } from './objects.js';

/** Called with the first and the one-past-last position of every string and array that is written. */
export type TokenSink = (token: PdfString | PdfArray, start: number, end: number) => void;

/**
 * Appends `object`. A stream must hold its bytes in memory; its /Length is set here.
 * @param cipher of the indirect object that this is, in an encrypted document; never for the trailer
 */
export const serialize = (
  object: PdfObject,
  out: ByteBuilder,
  sink: TokenSink = () => {},
  cipher: ObjectTransform | null = null,
): void => {
  const start = out.length;
  if (object === null) out.ascii('null');
  else if (typeof object === 'boolean') out.ascii(object ? 'true' : 'false');
  else if (typeof object === 'number') out.ascii(number(object));
  else if (object instanceof PdfName) out.ascii(name(object.value));
  else if (object instanceof PdfRef) out.ascii(`${object.num} ${object.gen} R`);
  else if (object instanceof PdfDict) dict(object, out, sink, cipher);
  else if (object instanceof PdfStream) stream(object, out, sink, cipher);
  else {
    if (object instanceof PdfString) string(cipher ? cipher.string(object.bytes) : object.bytes, object.hex, out);
    else array(object, out, sink, cipher);
    sink(object, start, out.length);
  }
};

/**
 * The shortest decimal that reads back as the same number, so that what is rewritten stays equal; never with an
 * exponent, which PDF has not (7.3.3).
 */
const number = (value: number): string => {
  if (!Number.isFinite(value)) throw new RangeError('number without a PDF form');
  const shortest = String(value);
  if (!shortest.includes('e')) return shortest;
  if (Number.isInteger(value)) return String(BigInt(value));
  const [, sign = '', digits = '', zeros = ''] = /^(-?)([\d.]+)e-(\d+)$/.exec(shortest) ?? [];
  // Without a zero before the point: the longest number that is read must not become longer.
  return `${sign}.${'0'.repeat(Number(zeros) - 1)}${digits.replace('.', '')}`;
};

const name = (value: string): string => {
  let text = '/';
  for (let i = 0; i < value.length; i++) {
    const byte = value.charCodeAt(i);
    const plain = byte > 0x20 && byte < 0x7f && byte !== 0x23 && !isDelimiter(byte);
    text += plain ? String.fromCharCode(byte) : `#${byte.toString(16).padStart(2, '0')}`;
  }
  return text;
};

const string = (bytes: Uint8Array, hex: boolean, out: ByteBuilder): void => {
  if (hex) {
    out.ascii('<');
    out.ascii(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex'));
    out.ascii('>');
    return;
  }
  out.ascii('(');
  for (const byte of bytes) {
    if (byte === 0x28 || byte === 0x29 || byte === 0x5c) out.push(0x5c);
    // A bare CR would be read as LF (7.3.4.2).
    if (byte === 0x0d) out.ascii('\\r');
    else out.push(byte);
  }
  out.ascii(')');
};

const array = (items: PdfArray, out: ByteBuilder, sink: TokenSink, cipher: ObjectTransform | null): void => {
  out.ascii('[');
  items.forEach((item, i) => {
    if (i > 0) out.ascii(' ');
    serialize(item, out, sink, cipher);
  });
  out.ascii(']');
};

const dict = (object: PdfDict, out: ByteBuilder, sink: TokenSink, cipher: ObjectTransform | null): void => {
  out.ascii('<<');
  for (const [key, value] of object.entries) {
    out.ascii(`${name(key)} `);
    serialize(value, out, sink, isSignatureContents(object, key) ? null : cipher);
    out.ascii('\n');
  }
  out.ascii('>>');
};

const stream = (
  { dict: entries, data }: PdfStream,
  out: ByteBuilder,
  sink: TokenSink,
  cipher: ObjectTransform | null,
): void => {
  if (data.kind !== 'memory') throw new TypeError('the bytes of this stream are still in its file');
  const bytes = cipher ? cipher.stream(data.bytes, entries) : data.bytes;
  dict(entries.with({ Length: bytes.length }), out, sink, cipher);
  out.ascii('\nstream\n');
  out.append(bytes);
  out.ascii('\nendstream');
};
