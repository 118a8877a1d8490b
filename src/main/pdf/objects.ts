/** The objects of ISO 32000-2 7.3. Values read from a document are shared: copy before changing them. */

/** Bytes `start` up to, not including, `end` of the document, counted from `%PDF`. */
export interface ByteSpan {
  readonly start: number;
  readonly end: number;
}

/** `value` holds one character per byte (U+0000…U+00FF), with `#xx` resolved. */
export class PdfName {
  constructor(readonly value: string) {}
}

export class PdfString {
  readonly range?: ByteSpan;

  /** `range`: the whole token with its delimiters, when it was read straight from the file. */
  constructor(
    readonly bytes: Uint8Array,
    readonly hex: boolean = false,
    range?: ByteSpan,
  ) {
    if (range) this.range = range;
  }
}

export class PdfRef {
  constructor(
    readonly num: number,
    readonly gen: number,
  ) {}
}

export class PdfDict {
  readonly entries: Map<string, PdfObject>;
  readonly range?: ByteSpan;
  /** Values that a later one of the same key replaced (7.3.7): other readers may take the first. */
  readonly replaced?: readonly PdfObject[];

  constructor(
    entries: Iterable<readonly [string, PdfObject]> = [],
    range?: ByteSpan,
    replaced: readonly PdfObject[] = [],
  ) {
    this.entries = new Map(entries);
    if (range) this.range = range;
    if (replaced.length > 0) this.replaced = replaced;
  }

  /** The value as it stands (a reference is not followed); null when absent, as ISO 32000-2 7.3.7 equates the two. */
  get(key: string): PdfObject {
    return this.entries.get(key) ?? null;
  }

  /** A copy in which the given entries are added or replaced. */
  with(changes: Readonly<Record<string, PdfObject>>): PdfDict {
    return new PdfDict([...this.entries, ...Object.entries(changes)]);
  }
}

/**
 * Where the encoded bytes of a stream are: from `start` on in the document it was read from (`object`: encrypted there
 * as part of that object), or in memory.
 */
export type StreamData =
  | { readonly kind: 'file'; readonly start: number; readonly object?: PdfRef }
  | { readonly kind: 'memory'; readonly bytes: Uint8Array };

export class PdfStream {
  constructor(
    readonly dict: PdfDict,
    readonly data: StreamData,
  ) {}
}

export type PdfArray = PdfObject[];
export type PdfObject = null | boolean | number | PdfName | PdfString | PdfRef | PdfArray | PdfDict | PdfStream;

export const isName = (object: PdfObject, value: string): boolean =>
  object instanceof PdfName && object.value === value;

/** PDFDocEncoding where it differs from Latin-1 (ISO 32000-2 Annex D.2); U+FFFD stands for undefined codes. */
const DOC_ENCODING = new Map<number, string>([
  ...[...'\u02d8\u02c7\u02c6\u02d9\u02dd\u02db\u02da\u02dc'].map((c, i): [number, string] => [0x18 + i, c]),
  [0x7f, '\ufffd'],
  ...[
    ...'\u2022\u2020\u2021\u2026\u2014\u2013\u0192\u2044\u2039\u203a\u2212\u2030\u201e\u201c\u201d\u2018',
    ...'\u2019\u201a\u2122\ufb01\ufb02\u0141\u0152\u0160\u0178\u017d\u0131\u0142\u0153\u0161\u017e\ufffd\u20ac',
  ].map((c, i): [number, string] => [0x80 + i, c]),
  [0xad, '\ufffd'],
]);

const startsWith = (bytes: Uint8Array, ...prefix: number[]): boolean => prefix.every((b, i) => bytes[i] === b);

/** The text of a text string (ISO 32000-2 7.9.2.2): UTF-16 or UTF-8 with its mark, else PDFDocEncoding. */
export const pdfText = (string: PdfString): string => {
  const { bytes } = string;
  if (startsWith(bytes, 0xfe, 0xff)) return new TextDecoder('utf-16be').decode(bytes);
  // Little-endian is not allowed, but written and read by common tools.
  if (startsWith(bytes, 0xff, 0xfe)) return new TextDecoder('utf-16le').decode(bytes);
  if (startsWith(bytes, 0xef, 0xbb, 0xbf)) return new TextDecoder('utf-8').decode(bytes);
  return Array.from(bytes, (b) => DOC_ENCODING.get(b) ?? String.fromCharCode(b)).join('');
};

/** A text string for `text`, in NFC: plain ASCII as it is, everything else as UTF-16BE with its mark. */
export const textString = (text: string): PdfString => {
  const composed = text.normalize('NFC');
  if (/^[\t\n\r\x20-\x7e]*$/.test(composed)) return new PdfString(Uint8Array.from(composed, (c) => c.charCodeAt(0)));
  const bytes = new Uint8Array(2 + composed.length * 2);
  bytes.set([0xfe, 0xff]);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < composed.length; i++) view.setUint16(2 + i * 2, composed.charCodeAt(i));
  return new PdfString(bytes, true);
};
