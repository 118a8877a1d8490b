/** What a parser forgives and a writer never needs: comments, keys given twice, blanks that no editor shows. */
import { CR, hexValue, isDelimiter, isSpace, LF } from '../pdf/characters.js';

/** The open array (null) or dictionary at one depth; `key`: a name would be its next key. */
type Frame = { readonly keys: Set<string>; key: boolean } | null;

const code = (character: string): number => character.charCodeAt(0);
const BLANK = 0x20;
const [PERCENT, OPEN, CLOSE, ESCAPE] = [code('%'), code('('), code(')'), code('\\')];
const [LESS, GREATER, SLASH, LEFT, RIGHT] = [code('<'), code('>'), code('/'), code('['), code(']')];

/** One past the string that begins at `at`. */
const stringEnd = (bytes: Uint8Array, at: number): number => {
  let open = 0;
  for (let i = at; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === ESCAPE) i++;
    else if (byte === OPEN) open++;
    else if (byte === CLOSE && --open === 0) return i + 1;
  }
  return bytes.length;
};

/** One past the hexadecimal string that begins at `at`; null when it holds anything but digits. */
const hexEnd = (bytes: Uint8Array, at: number): number | null => {
  for (let i = at + 1; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    if (byte === GREATER) return i + 1;
    if (hexValue(byte) < 0) return null;
  }
  return null;
};

const wordEnd = (bytes: Uint8Array, at: number): number => {
  let end = at + 1;
  while (end < bytes.length && !isSpace(bytes[end] ?? 0) && !isDelimiter(bytes[end] ?? 0)) end++;
  return end;
};

const nameAt = (bytes: Uint8Array, at: number, end: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + at, end - at)
    .toString('latin1')
    .replace(/#([0-9a-f]{2})/gi, (_escape, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));

/**
 * Whether one value, which a parser has accepted, hides nothing: no comment, no key twice in a dictionary, nothing but
 * digits in hexadecimal strings, no blanks but spaces and line ends.
 */
export const isPlain = (bytes: Uint8Array): boolean => {
  const frames: Frame[] = [];
  for (let at = 0; at < bytes.length; ) {
    const byte = bytes[at] ?? 0;
    const frame = frames.at(-1) ?? null;
    if (byte === BLANK || byte === CR || byte === LF) {
      at++;
      continue;
    }
    if (byte === PERCENT || isSpace(byte)) return false;
    const opensDict = byte === LESS && bytes[at + 1] === LESS;
    if (byte === SLASH) {
      const end = wordEnd(bytes, at);
      if (frame?.key) {
        const name = nameAt(bytes, at, end);
        if (frame.keys.has(name)) return false;
        frame.keys.add(name);
      }
      if (frame) frame.key = !frame.key;
      at = end;
      continue;
    }
    if (frame) frame.key = true;
    if (opensDict || byte === LEFT) {
      frames.push(opensDict ? { keys: new Set(), key: true } : null);
      at += opensDict ? 2 : 1;
    } else if (byte === RIGHT || byte === GREATER) {
      frames.pop();
      at += byte === RIGHT ? 1 : 2;
    } else if (byte === OPEN) at = stringEnd(bytes, at);
    else if (byte === LESS) {
      const end = hexEnd(bytes, at);
      if (end === null) return false;
      at = end;
    } else at = wordEnd(bytes, at);
  }
  return frames.length === 0;
};
