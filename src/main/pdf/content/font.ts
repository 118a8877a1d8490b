/** What geometry and reading need of a font: how wide its glyphs are and what they say (ISO 32000-2 9.6 to 9.10). */
import { Fault } from '../../../contracts/faults/index.js';
import type { PdfDocument } from '../document.js';
import { isName, PdfDict, PdfName, type PdfObject, PdfStream } from '../objects.js';
import { CodeMap } from './code-map.js';
import { glyphText } from './glyph-names.js';
import { type Matrix, matrixFrom } from './matrix.js';
import { standardWidth } from './standard-widths.js';

export interface Glyph {
  /** Of the font size. */
  readonly width: number;
  /** null where the font does not say. */
  readonly text: string | null;
  /** The single-byte code 32, which word spacing applies to (9.3.3). */
  readonly isSpace: boolean;
  /** What draws it, where that is a content stream (9.6.4). */
  readonly procedure: PdfStream | null;
}

/** How the glyphs of a Type 3 font are drawn (9.6.4). */
export interface Procedures {
  readonly matrix: Matrix;
  readonly resources: PdfDict | null;
}

export interface Font {
  readonly procedures: Procedures | null;
  /** Whether where its glyphs stand is known: not for writing downwards, nor for CMaps that only readers have. */
  readonly isPlaced: boolean;
  /** The glyphs that a string shows, in their order. */
  glyphs(string: Uint8Array): Iterable<Glyph>;
}

const MOST_CIDS = 100_000;
/** Of the standard fonts those with letters (9.6.2.2). */
const STANDARD = /^(?:Helvetica|Times|Courier)(?:-(?:Roman|Bold|Oblique|Italic|BoldOblique|BoldItalic))?$/;
/** Glyph space of all fonts but those of Type 3. */
const THOUSANDTH: Matrix = [0.001, 0, 0, 0.001, 0, 0];

/** Reads a font dictionary. What it lacks or does not say right is estimated. @throws Fault `pdf.*` */
export const readFont = (document: PdfDocument, dict: PdfDict): Font => {
  const stated = document.value(dict, 'ToUnicode');
  const toUnicode = stated instanceof PdfStream ? codeMap(document, stated) : null;
  const composite = isName(document.value(dict, 'Subtype'), 'Type0');
  return composite ? new CompositeFont(document, dict, toUnicode) : new SimpleFont(document, dict, toUnicode);
};

const codeMap = (document: PdfDocument, stream: PdfStream): CodeMap | null => {
  try {
    return CodeMap.read(document.decode(stream));
  } catch (thrown) {
    if (thrown instanceof Fault) return null;
    throw thrown;
  }
};

const number = (object: PdfObject, fallback: number): number =>
  typeof object === 'number' && Number.isFinite(object) ? object : fallback;

/** Codes of one byte (9.6). */
class SimpleFont implements Font {
  readonly isPlaced = true;
  readonly procedures: Procedures | null;
  private readonly known: (Glyph | undefined)[] = [];
  private readonly names: ReadonlyMap<number, string>;
  private readonly base: TextDecoder;
  private readonly baseFont: string;
  private readonly widths: readonly PdfObject[] | null;
  private readonly first: number;
  private readonly missing: number;
  private readonly programs: PdfDict | null;
  /** Every reader draws what the encoding names, whatever /ToUnicode says (9.6.2.2, 9.10.2). */
  private readonly isStandard: boolean;

  constructor(
    private readonly document: PdfDocument,
    dict: PdfDict,
    private readonly toUnicode: CodeMap | null,
  ) {
    const name = document.value(dict, 'BaseFont');
    this.baseFont = name instanceof PdfName ? name.value : '';
    this.widths = document.array(dict, 'Widths');
    this.first = number(document.value(dict, 'FirstChar'), 0);
    const descriptor = document.dict(dict, 'FontDescriptor') ?? new PdfDict();
    this.missing = number(document.value(descriptor, 'MissingWidth'), 0);
    const isEmbedded = ['FontFile', 'FontFile2', 'FontFile3'].some((key) => descriptor.get(key) !== null);
    this.isStandard = !isEmbedded && STANDARD.test(this.baseFont);
    const drawn = isName(document.value(dict, 'Subtype'), 'Type3');
    const matrix = matrixFrom(document, dict.get('FontMatrix')) ?? THOUSANDTH;
    this.programs = drawn ? document.dict(dict, 'CharProcs') : null;
    this.procedures = drawn ? { matrix, resources: document.dict(dict, 'Resources') } : null;
    const encoding = document.value(dict, 'Encoding');
    const details = encoding instanceof PdfDict ? encoding : null;
    const base = details ? document.value(details, 'BaseEncoding') : encoding;
    this.base = new TextDecoder(isName(base, 'MacRomanEncoding') ? 'macintosh' : 'windows-1252');
    this.names = details ? differences(document, details) : new Map();
  }

  *glyphs(string: Uint8Array): Iterable<Glyph> {
    for (const code of string) {
      const glyph = this.known[code] ?? this.glyph(code);
      this.known[code] = glyph;
      yield glyph;
    }
  }

  private glyph(code: number): Glyph {
    const text = this.text(code);
    const name = this.names.get(code);
    const program = this.programs && name !== undefined ? this.document.value(this.programs, name) : null;
    const procedure = program instanceof PdfStream ? program : null;
    return { width: this.width(code, text), text, isSpace: code === 0x20, procedure };
  }

  private text(code: number): string | null {
    const stated = this.toUnicode?.characters.get(code) ?? null;
    const name = this.names.get(code);
    const named = (): string | null => (name === undefined ? this.base.decode(Uint8Array.of(code)) : glyphText(name));
    return this.isStandard ? (named() ?? stated) : (stated ?? named());
  }

  private width(code: number, text: string | null): number {
    if (!this.widths) return standardWidth(this.baseFont, text ?? '') / 1000;
    return (
      number(this.document.resolve(this.widths[code - this.first] ?? null), this.missing) *
      Math.abs(this.procedures?.matrix[0] ?? 0.001)
    );
  }
}

/** /Differences (9.6.5.1): a code, then the names of the glyphs from it on. */
const differences = (document: PdfDocument, encoding: PdfDict): ReadonlyMap<number, string> => {
  const names = new Map<number, string>();
  let code = 0;
  for (const item of (document.array(encoding, 'Differences') ?? []).slice(0, 1024)) {
    const value = document.resolve(item);
    if (typeof value === 'number') code = value;
    else if (value instanceof PdfName) names.set(code++, value.value);
  }
  return names;
};

/** Codes of several bytes that lead to CIDs (9.7). */
class CompositeFont implements Font {
  readonly procedures = null;
  readonly isPlaced: boolean;
  private readonly known = new Map<number, Glyph>();
  private readonly widths: ReadonlyMap<number, number>;
  private readonly defaultWidth: number;
  /** null for a predefined CMap: those are taken for Identity, two bytes each. */
  private readonly encoding: CodeMap | null;

  constructor(
    document: PdfDocument,
    dict: PdfDict,
    private readonly toUnicode: CodeMap | null,
  ) {
    const stated = document.value(dict, 'Encoding');
    this.encoding = stated instanceof PdfStream ? codeMap(document, stated) : null;
    this.isPlaced =
      stated instanceof PdfStream
        ? stated.dict.get('UseCMap') === null &&
          document.value(stated.dict, 'WMode') !== 1 &&
          !this.encoding?.isVertical
        : isName(stated, 'Identity-H');
    const descendant = document.resolve(document.array(dict, 'DescendantFonts')?.[0] ?? null);
    const cidFont = descendant instanceof PdfDict ? descendant : new PdfDict();
    this.defaultWidth = number(document.value(cidFont, 'DW'), 1000);
    this.widths = cidWidths(document, document.array(cidFont, 'W') ?? []);
  }

  *glyphs(string: Uint8Array): Iterable<Glyph> {
    for (let at = 0; at < string.length; ) {
      const length = this.encoding?.codeLength(string, at, 2) ?? 2;
      let code = 0;
      for (const byte of string.subarray(at, at + length)) code = code * 256 + byte;
      at += length;
      const glyph = this.known.get(code) ?? this.glyph(code, length);
      this.known.set(code, glyph);
      yield glyph;
    }
  }

  private glyph(code: number, length: number): Glyph {
    const cid = this.encoding ? (this.encoding.cids.get(code) ?? 0) : code;
    const width = (this.widths.get(cid) ?? this.defaultWidth) / 1000;
    const text = this.toUnicode?.characters.get(code) ?? null;
    return { width, text, isSpace: length === 1 && code === 0x20, procedure: null };
  }
}

/** /W (9.7.4.3): `first [w w …]` or `first last w`. */
const cidWidths = (document: PdfDocument, items: readonly PdfObject[]): ReadonlyMap<number, number> => {
  const widths = new Map<number, number>();
  let room = MOST_CIDS;
  const set = (cid: number, width: PdfObject): void => {
    widths.set(cid, number(width, 1000));
    room -= 1;
  };
  for (let at = 0; at < items.length && room > 0; ) {
    const first = number(document.resolve(items[at] ?? null), 0);
    const next = document.resolve(items[at + 1] ?? null);
    room -= 1;
    if (Array.isArray(next)) {
      next.slice(0, room).forEach((width, i) => {
        set(first + i, document.resolve(width));
      });
      at += 2;
    } else {
      const last = Math.min(number(next, first), first + room);
      const width = document.resolve(items[at + 2] ?? null);
      for (let cid = first; cid <= last; cid++) set(cid, width);
      at += 3;
    }
  }
  return widths;
};
