/** How lines of text fit into a box: as large as possible, wrapped where needed, cut only as the last resort. */
import fontkit from '@pdf-lib/fontkit';

export const LINE_HEIGHT = 1.15;
export const PADDING = 2.5;
/** Below this size print is no longer legible. */
const SMALLEST = 4;
const STEP = 0.25;

export interface BlockText {
  /** Stands first; never shortened. */
  readonly note?: string | undefined;
  readonly lines: readonly string[];
}

export interface BlockLayout {
  readonly fontSizePt: number;
  readonly note: readonly string[];
  readonly lines: readonly string[];
}

type Measure = (text: string, size: number) => number;

const measures = new WeakMap<Uint8Array, Measure>();

/** Width of a text in points; the font is parsed once. */
const measureOf = (font: Uint8Array): Measure => {
  const known = measures.get(font);
  if (known) return known;
  const parsed = fontkit.create(font);
  const advances = new Map<string, number>();
  const advance = (character: string): number => {
    const width = advances.get(character) ?? parsed.glyphForCodePoint(character.codePointAt(0) ?? 0).advanceWidth;
    advances.set(character, width);
    return width;
  };
  const measure: Measure = (text, size) =>
    (Array.from(text).reduce((sum, character) => sum + advance(character), 0) * size) / parsed.unitsPerEm;
  measures.set(font, measure);
  return measure;
};

/** NFC (decomposed Vietnamese comes out wrong in many viewers), and nothing that steers the layout from within. */
const clean = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/[\p{C}\p{Z}]+/gu, ' ')
    .trim();

const wrap = (text: string, width: number, size: number, measure: Measure): string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (measure(longer, size) <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    const pieces = breakWord(word, width, size, measure);
    line = pieces.pop() ?? '';
    lines.push(...pieces);
  }
  return line === '' ? lines : [...lines, line];
};

const breakWord = (word: string, width: number, size: number, measure: Measure): string[] => {
  const pieces: string[] = [];
  let piece = '';
  for (const character of word) {
    if (piece !== '' && measure(piece + character, size) > width) {
      pieces.push(piece);
      piece = '';
    }
    piece += character;
  }
  return [...pieces, piece];
};

const layOut = (text: BlockText, widthPt: number, size: number, measure: Measure): BlockLayout => {
  const wrapAll = (lines: readonly string[]): string[] =>
    lines.flatMap((line) => wrap(clean(line), widthPt - 2 * PADDING, size, measure));
  return { fontSizePt: size, note: wrapAll(text.note ? [text.note] : []), lines: wrapAll(text.lines) };
};

const heightOf = (layout: BlockLayout): number =>
  (layout.note.length + layout.lines.length) * layout.fontSizePt * LINE_HEIGHT + 2 * PADDING;

/** The size in points of a block that just holds the text at this font size; lines wrap at `maxWidthPt`. */
export const blockSize = (
  text: BlockText,
  fontSizePt: number,
  maxWidthPt: number,
  font: Uint8Array,
): { readonly width: number; readonly height: number } => {
  const measure = measureOf(font);
  const layout = layOut(text, maxWidthPt, fontSizePt, measure);
  const longest = Math.max(0, ...[...layout.note, ...layout.lines].map((line) => measure(line, fontSizePt)));
  // A little wider than the longest line: what measured as fitting must fit again.
  return { width: Math.min(maxWidthPt, longest + 2 * PADDING + 0.5), height: heightOf(layout) };
};

/** The largest size up to `fontSizePt` at which everything fits; at the smallest, the end gives way to an ellipsis. */
export const fitBlock = (
  text: BlockText,
  box: { readonly widthPt: number; readonly heightPt: number; readonly fontSizePt: number },
  font: Uint8Array,
): BlockLayout => {
  const measure = measureOf(font);
  for (let size = box.fontSizePt; size > SMALLEST; size -= STEP) {
    const layout = layOut(text, box.widthPt, size, measure);
    if (heightOf(layout) <= box.heightPt) return layout;
  }
  const layout = layOut(text, box.widthPt, SMALLEST, measure);
  if (heightOf(layout) <= box.heightPt) return layout;
  const room = Math.max(0, Math.floor((box.heightPt - 2 * PADDING) / (SMALLEST * LINE_HEIGHT)) - layout.note.length);
  const kept = layout.lines.slice(0, room);
  const last = kept.pop();
  return { ...layout, lines: last === undefined ? kept : [...kept, `${last.slice(0, -1)}…`] };
};
