/** A TrueType font, parsed once: characters, their glyphs and widths. */
import fontkit, { type Font } from '@pdf-lib/fontkit';
import type { RevisionWriter } from '../pdf/revision-writer.js';
import { BoundedCache } from './bounded-cache.js';
import { type FontSubset, makeSubset } from './font-subset.js';

/**
 * In every subset, whatever the text: number, date and time change from one document of a batch to the next, and one
 * subset shall serve them all.
 */
const ALWAYS = '0123456789 -:+./,T';
const CACHED_SUBSETS = 32;

const parsed = new WeakMap<Uint8Array, TextFont>();

export class TextFont {
  private readonly font: Font;
  private readonly advances = new Map<string, number>();
  private readonly shown = new Map<string, boolean>();
  private readonly subsets = new BoundedCache<Promise<FontSubset>>(CACHED_SUBSETS);
  private readonly used = new WeakMap<RevisionWriter, FontSubset[]>();
  /** Stands for characters that the font has not: PDF/A-2 allows no .notdef (ISO 19005-2 6.2.11.8). */
  private readonly substitute: string;

  /** The font of these bytes. They are taken as constant. */
  static of(bytes: Uint8Array): TextFont {
    const font = parsed.get(bytes) ?? new TextFont(bytes);
    parsed.set(bytes, font);
    return font;
  }

  private constructor(bytes: Uint8Array) {
    this.font = fontkit.create(bytes);
    this.substitute = this.font.hasGlyphForCodePoint(0x25a1) ? '\u25a1' : '?';
  }

  /** Above and below the base line, in font sizes; both positive. */
  get ascent(): number {
    return this.font.ascent / this.font.unitsPerEm;
  }

  get descent(): number {
    return -this.font.descent / this.font.unitsPerEm;
  }

  /** Width of a text in font sizes. */
  width(text: string): number {
    let sum = 0;
    for (const character of text) sum += this.advance(character);
    return sum;
  }

  /**
   * One line of printable text: in NFC (decomposed Vietnamese comes out wrong in many viewers), without characters that
   * steer the layout from within, and with a box for what the font cannot show.
   */
  printable(text: string): string {
    const line = text
      .normalize('NFC')
      .replace(/[\p{C}\p{Z}]+/gu, ' ')
      .trim();
    return Array.from(line, (character) => (this.has(character) ? character : this.substitute)).join('');
  }

  /**
   * A subset with every character of `texts`, which must be {@link printable}: one that the revision has already, else
   * a new one. Equal characters give equal bytes.
   */
  async subset(writer: RevisionWriter, texts: readonly string[]): Promise<FontSubset> {
    const used = this.used.get(writer) ?? [];
    this.used.set(writer, used);
    const wanted = new Set([...ALWAYS, ...texts.join('')]);
    const fitting = used.find((subset) => subset.covers(wanted));
    if (fitting) return fitting;
    const characters = [...wanted].filter((character) => this.has(character)).sort();
    const made = await this.subsets.get(characters.join(''), () => makeSubset(this.font, characters));
    used.push(made);
    return made;
  }

  private has(character: string): boolean {
    const known = this.shown.get(character);
    if (known !== undefined) return known;
    const has = this.font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0);
    this.shown.set(character, has);
    return has;
  }

  private advance(character: string): number {
    const known = this.advances.get(character);
    if (known !== undefined) return known;
    const { advanceWidth } = this.font.glyphForCodePoint(character.codePointAt(0) ?? 0);
    const width = advanceWidth / this.font.unitsPerEm;
    this.advances.set(character, width);
    return width;
  }
}
