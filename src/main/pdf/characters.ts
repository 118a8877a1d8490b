/** Character classes (ISO 32000-2 7.2.3). A byte of -1 is the end of the input. */

export const CR = 0x0d;
export const LF = 0x0a;

export const isSpace = (byte: number): boolean =>
  byte === 0x20 || byte === LF || byte === CR || byte === 0x09 || byte === 0x0c || byte === 0x00;

export const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;

const DELIMITERS = new Set([...'()<>[]{}/%'].map((c) => c.charCodeAt(0)));

export const isDelimiter = (byte: number): boolean => DELIMITERS.has(byte);

export const isRegular = (byte: number): boolean => byte >= 0 && !isSpace(byte) && !isDelimiter(byte);

/** The value of a hexadecimal digit, or -1. */
export const hexValue = (byte: number): number => {
  if (isDigit(byte)) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
};
