/** An embedded subset of a TrueType font as a composite font (ISO 32000-2 9.7, 9.9). */
import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import fontkit, { type Font, type Subset } from '@pdf-lib/fontkit';
import { PdfDict, PdfName, type PdfRef, PdfStream, PdfString } from '../pdf/objects.js';
import type { RevisionWriter } from '../pdf/revision-writer.js';
import { added, sharedObject } from './shared-objects.js';

export class FontSubset {
  private readonly codes: ReadonlyMap<string, string>;

  constructor(
    characters: readonly string[],
    private readonly name: string,
    private readonly metrics: FontMetrics,
    /** Of CID 0 and, from 1 on, of the characters; in thousandths of the font size. */
    private readonly widths: readonly number[],
    private readonly program: PdfStream,
    private readonly toUnicode: PdfStream,
    private readonly cidSet: PdfStream,
  ) {
    this.codes = new Map(characters.map((character, i) => [character, hex(i + 1)]));
  }

  covers(characters: Iterable<string>): boolean {
    for (const character of characters) if (!this.codes.has(character)) return false;
    return true;
  }

  /** The operand of Tj for `text`, whose characters must be in the subset. */
  encode(text: string): string {
    return `<${Array.from(text, (character) => this.codes.get(character) ?? missing(character)).join('')}>`;
  }

  /** The Type0 font in this revision. `cidSet`: PDF/A-1 asks for /CIDSet in every subset (ISO 19005-1 6.3.5). */
  writeTo(writer: RevisionWriter, cidSet: boolean): PdfRef {
    return sharedObject(writer, this, () => this.fontDict(writer, cidSet));
  }

  private fontDict(writer: RevisionWriter, cidSet: boolean): PdfDict {
    const descriptor = new PdfDict([
      ['Type', new PdfName('FontDescriptor')],
      ['FontName', new PdfName(this.name)],
      // Symbolic: the glyphs are chosen by number, not by a standard encoding (table 121).
      ['Flags', 4],
      ['FontBBox', [...this.metrics.box]],
      ['ItalicAngle', this.metrics.italicAngle],
      ['Ascent', this.metrics.ascent],
      ['Descent', this.metrics.descent],
      ['CapHeight', this.metrics.capHeight],
      ['StemV', 80],
      ['FontFile2', added(writer, this.program)],
      ...(cidSet ? [['CIDSet', added(writer, this.cidSet)] as const] : []),
    ]);
    const descendant = new PdfDict([
      ['Type', new PdfName('Font')],
      ['Subtype', new PdfName('CIDFontType2')],
      ['BaseFont', new PdfName(this.name)],
      ['CIDSystemInfo', SYSTEM_INFO],
      ['CIDToGIDMap', new PdfName('Identity')],
      ['W', [0, [...this.widths]]],
      ['FontDescriptor', added(writer, descriptor)],
    ]);
    return new PdfDict([
      ['Type', new PdfName('Font')],
      ['Subtype', new PdfName('Type0')],
      ['BaseFont', new PdfName(this.name)],
      ['Encoding', new PdfName('Identity-H')],
      ['DescendantFonts', [added(writer, descendant)]],
      ['ToUnicode', added(writer, this.toUnicode)],
    ]);
  }
}

interface FontMetrics {
  readonly box: readonly number[];
  readonly italicAngle: number;
  readonly ascent: number;
  readonly descent: number;
  readonly capHeight: number;
}

const SYSTEM_INFO = new PdfDict([
  ['Registry', new PdfString(Buffer.from('Adobe'))],
  ['Ordering', new PdfString(Buffer.from('Identity'))],
  ['Supplement', 0],
]);

/** The subset of `characters`, each once and each in the font, as CID 1, 2 … in this order. */
export const makeSubset = async (font: Font, characters: readonly string[]): Promise<FontSubset> => {
  const subset = font.createSubset();
  const glyphs = characters.map((character) => font.glyphForCodePoint(character.codePointAt(0) ?? 0));
  glyphs.forEach((glyph, i) => {
    if (subset.includeGlyph(glyph) !== i + 1) throw new TypeError('two characters share a glyph');
  });
  const program = await encoded(subset);
  const thousandths = (units: number): number => Math.round((units * 1000) / font.unitsPerEm);
  const { minX, minY, maxX, maxY } = font.bbox;
  return new FontSubset(
    characters,
    `${tag(program)}+${font.postscriptName ?? 'Font'}`,
    {
      box: [minX, minY, maxX, maxY].map(thousandths),
      italicAngle: font.italicAngle,
      ascent: thousandths(font.ascent),
      descent: thousandths(font.descent),
      capHeight: thousandths(font.capHeight || font.ascent),
    },
    [font.getGlyph(0), ...glyphs].map(({ advanceWidth }) => thousandths(advanceWidth)),
    compressed(program, [['Length1', program.length]]),
    compressed(Buffer.from(unicodeMap(characters), 'latin1')),
    // Composite letters bring their parts along, as glyphs behind the characters.
    compressed(firstBits(fontkit.create(program).numGlyphs)),
  );
};

const encoded = (subset: Subset): Promise<Uint8Array> =>
  new Promise((resolve) => {
    const parts: Uint8Array[] = [];
    subset
      .encodeStream()
      .on('data', (part) => parts.push(part))
      .on('end', () => resolve(Buffer.concat(parts)));
  });

/** Six capitals that tell this subset from others of the same font (9.9.2). */
const tag = (program: Uint8Array): string =>
  Array.from(createHash('sha256').update(program).digest().subarray(0, 6), (byte) =>
    String.fromCharCode(65 + (byte % 26)),
  ).join('');

const compressed = (bytes: Uint8Array, entries: readonly (readonly [string, number])[] = []): PdfStream =>
  new PdfStream(new PdfDict([...entries, ['Filter', new PdfName('FlateDecode')]]), {
    kind: 'memory',
    bytes: deflateSync(bytes, { level: 9 }),
  });

/** A bit for each CID, the highest first (table 122). */
const firstBits = (count: number): Uint8Array => {
  const bits = new Uint8Array(Math.ceil(count / 8));
  for (let cid = 0; cid < count; cid++) bits[cid >> 3] = (bits[cid >> 3] ?? 0) | (0x80 >> (cid & 7));
  return bits;
};

const hex = (value: number): string => value.toString(16).padStart(4, '0');

const utf16 = (character: string): string =>
  Array.from({ length: character.length }, (_, i) => hex(character.charCodeAt(i))).join('');

/** At most 100 lines may stand between beginbfchar and endbfchar (Adobe Technical Note 5014). */
const MAPPED_AT_ONCE = 100;

/** /ToUnicode (9.10.3). */
const unicodeMap = (characters: readonly string[]): string => {
  const mappings = characters.map((character, i) => `<${hex(i + 1)}> <${utf16(character)}>`);
  const blocks: string[] = [];
  for (let i = 0; i < mappings.length; i += MAPPED_AT_ONCE) {
    const block = mappings.slice(i, i + MAPPED_AT_ONCE);
    blocks.push(`${block.length} beginbfchar\n${block.join('\n')}\nendbfchar`);
  }
  return [
    '/CIDInit /ProcSet findresource begin',
    '12 dict begin',
    'begincmap',
    '/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def',
    '/CMapName /Adobe-Identity-UCS def',
    '/CMapType 2 def',
    '1 begincodespacerange',
    '<0000> <ffff>',
    'endcodespacerange',
    ...blocks,
    'endcmap',
    'CMapName currentdict /CMap defineresource pop',
    'end',
    'end',
  ].join('\n');
};

const missing = (character: string): never => {
  throw new TypeError(`U+${character.codePointAt(0)?.toString(16)} is not in this subset`);
};
