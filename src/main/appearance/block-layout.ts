/** How lines of text fit into a box: as large as possible, wrapped where needed, cut only as the last resort. */
import { TextFont } from './font.js';

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
  /** Nothing had to give way. */
  readonly whole: boolean;
}

/** Width in font sizes. */
interface Word {
  readonly text: string;
  readonly width: number;
}

/** A text whose words are measured once, to be laid out at many sizes. */
interface MeasuredText {
  readonly font: TextFont;
  readonly note: readonly (readonly Word[])[];
  readonly lines: readonly (readonly Word[])[];
}

const measured = (text: BlockText, bytes: Uint8Array): MeasuredText => {
  const font = TextFont.of(bytes);
  const words = (line: string): Word[] =>
    font
      .printable(line)
      .split(' ')
      .map((word) => ({ text: word, width: font.width(word) }));
  return { font, note: text.note ? [words(text.note)] : [], lines: text.lines.map(words) };
};

/** `room` in font sizes. */
const wrap = (words: readonly Word[], room: number, font: TextFont): string[] => {
  const space = font.width(' ');
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const word of words) {
    if (line !== '' && used + space + word.width <= room) {
      line += ` ${word.text}`;
      used += space + word.width;
      continue;
    }
    if (line !== '') lines.push(line);
    const pieces = word.width <= room ? [word.text] : breakWord(word.text, room, font);
    line = pieces.pop() ?? '';
    used = font.width(line);
    lines.push(...pieces);
  }
  return line === '' ? lines : [...lines, line];
};

const breakWord = (word: string, room: number, font: TextFont): string[] => {
  const pieces: string[] = [];
  let piece = '';
  for (const character of word) {
    if (piece !== '' && font.width(piece + character) > room) {
      pieces.push(piece);
      piece = '';
    }
    piece += character;
  }
  return [...pieces, piece];
};

const layOut = (text: MeasuredText, widthPt: number, size: number): BlockLayout => {
  const room = (widthPt - 2 * PADDING) / size;
  const wrapAll = (lines: MeasuredText['lines']): string[] => lines.flatMap((words) => wrap(words, room, text.font));
  return { fontSizePt: size, note: wrapAll(text.note), lines: wrapAll(text.lines), whole: true };
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
  const words = measured(text, font);
  const layout = layOut(words, maxWidthPt, fontSizePt);
  const longest = Math.max(0, ...[...layout.note, ...layout.lines].map((line) => words.font.width(line) * fontSizePt));
  // A little wider than the longest line: what measured as fitting must fit again.
  return { width: Math.min(maxWidthPt, longest + 2 * PADDING + 0.5), height: heightOf(layout) };
};

/** The largest size up to `fontSizePt` at which everything fits; at the smallest, the end gives way to an ellipsis. */
export const fitBlock = (
  text: BlockText,
  box: { readonly widthPt: number; readonly heightPt: number; readonly fontSizePt: number },
  font: Uint8Array,
): BlockLayout => {
  const words = measured(text, font);
  for (let size = box.fontSizePt; size > SMALLEST; size -= STEP) {
    const layout = layOut(words, box.widthPt, size);
    if (heightOf(layout) <= box.heightPt) return layout;
  }
  const layout = layOut(words, box.widthPt, SMALLEST);
  if (heightOf(layout) <= box.heightPt) return layout;
  const room = Math.max(0, Math.floor((box.heightPt - 2 * PADDING) / (SMALLEST * LINE_HEIGHT)) - layout.note.length);
  const kept = layout.lines.slice(0, room);
  const last = kept.pop();
  return { ...layout, whole: false, lines: last === undefined ? kept : [...kept, `${last.slice(0, -1)}…`] };
};
