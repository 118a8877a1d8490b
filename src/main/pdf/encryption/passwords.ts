/** A password as the bytes that key derivation takes. Each gives the right form first, then what tools write instead. */
import { PdfString, pdfText } from '../objects.js';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** ISO 32000-2 Annex D.2, turned round. */
const docCodes = (): ReadonlyMap<string, number> =>
  new Map(Array.from({ length: 256 }, (_, code) => [pdfText(new PdfString(Uint8Array.of(code))), code] as const));

const docEncoded = (text: string): Uint8Array[] => {
  const codes = docCodes();
  const encoded = Array.from(text, (character) => codes.get(character) ?? -1);
  return encoded.includes(-1) ? [] : [Uint8Array.from(encoded)];
};

/** Revisions 2 to 4 (7.6.4.3.2): PDFDocEncoding; UTF-8 where that has no such character, as for most of Vietnamese. */
export const legacyPasswords = (text: string): Uint8Array[] => {
  const composed = text.normalize('NFC');
  return [...docEncoded(composed), utf8(composed)];
};

/** Table B.1 of RFC 3454: commonly mapped to nothing. */
const NOTHING = /\u00ad|\u034f|\u1806|[\u180b-\u180d]|\u200c|\u200d|\u2060|[\ufe00-\ufe0f]|\ufeff/g;
/** Table C.1.2. */
const SPACES = /[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]/g;
/** Tables C.2 to C.9: control, format, private, unassigned and surrogate code points, and what is unfit besides. */
const PROHIBITED = /[\p{C}\u2028\u2029\u2ff0-\u2ffb\ufffc\ufffd]/u;

/** RFC 4013 without its rule for right-to-left text, which can only refuse; null when the profile refuses. */
export const saslPrep = (text: string): string | null => {
  const prepared = text.replace(SPACES, ' ').replace(NOTHING, '').normalize('NFKC');
  return PROHIBITED.test(prepared) ? null : prepared;
};

const LONGEST = 127;

/** Revisions 5 and 6 (7.6.4.3.3): SASLprep, UTF-8, at most 127 bytes; then as typed, since not every tool prepares. */
export const unicodePasswords = (text: string): Uint8Array[] => {
  const prepared = saslPrep(text);
  const forms = prepared === null || prepared === text ? [text] : [prepared, text];
  return forms.map((form) => utf8(form).subarray(0, LONGEST));
};
