/** What a mark looks like, and how large it is on paper. */
import type { Drawing, DrawnText, SignatureAppearance } from '../../../contracts/jobs.js';
import type { FontFamily } from '../../appearance/drawing.js';
import { TextFont } from '../../appearance/font.js';

/** In points. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface MarkLook extends Size {
  readonly appearance: SignatureAppearance;
}

/** Something that is drawn as text; the look has exactly the size of the drawing. */
export const drawn = (
  { width, height }: Size,
  texts: readonly DrawnText[],
  rest: { readonly lines?: Drawing['lines']; readonly boxes?: Drawing['boxes'] } = {},
): MarkLook => ({
  width,
  height,
  appearance: {
    kind: 'drawing',
    drawing: { width, height, texts: [...texts], lines: rest.lines ?? [], boxes: rest.boxes ?? [] },
  },
});

/** Width of a line in points, as it will be drawn. */
export const lineWidth = (text: string, sizePt: number, style: DrawnText['style'], fonts: FontFamily): number => {
  const font = TextFont.of(fonts[style]);
  return font.width(font.printable(text)) * sizePt;
};

const STEP = 0.25;

/** The largest size up to `most`, and not below `least`, at which the line is no wider than `width`. */
export const fittingSize = (
  text: string,
  style: DrawnText['style'],
  fonts: FontFamily,
  { width, most, least }: { readonly width: number; readonly most: number; readonly least: number },
): number => {
  const unit = lineWidth(text, 1, style, fonts);
  const fitting = unit === 0 ? most : Math.floor(width / unit / STEP) * STEP;
  return Math.max(least, Math.min(most, fitting));
};

/** Lines no wider than `width`, broken between words; a word that is wider stands in a line of its own. */
export const wrapped = (
  text: string,
  sizePt: number,
  style: DrawnText['style'],
  fonts: FontFamily,
  width: number,
): string[] => {
  const lines: string[] = [];
  for (const word of text.trim().split(/\s+/u)) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && lineWidth(longer, sizePt, style, fonts) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
};

/** The line, cut with an ellipsis where it is wider than `width`. */
export const shortened = (
  text: string,
  sizePt: number,
  style: DrawnText['style'],
  fonts: FontFamily,
  width: number,
): string => {
  const fits = (line: string): boolean => lineWidth(line, sizePt, style, fonts) <= width;
  if (fits(text)) return text;
  const letters = Array.from(text);
  while (letters.length > 0 && !fits(`${letters.join('')}…`)) letters.pop();
  return `${letters.join('').trimEnd()}…`;
};
