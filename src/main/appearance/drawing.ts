/** Texts, lines and boxes of a drawing as operators (ISO 32000-2 8.5, 9.4). */
import type { Drawing, DrawnText } from '../../contracts/jobs.js';
import type { Box } from '../pdf/pages.js';
import type { RevisionWriter } from '../pdf/revision-writer.js';
import { TextFont } from './font.js';
import type { FontSubset } from './font-subset.js';
import { numbers } from './form.js';
import { BLACK, type Colour, type Palette, RED } from './palette.js';

type Style = DrawnText['style'];

/** TrueType programs of one family, each with the Vietnamese letters. */
export type FontFamily = Readonly<Record<Style, Uint8Array>>;

/** The family; what is missing is written in the regular font. */
export const fontFamily = (regular: Uint8Array, emphasis: Partial<FontFamily> = {}): FontFamily => ({
  regular,
  bold: emphasis.bold ?? regular,
  italic: emphasis.italic ?? regular,
});

/** How a font is called in the resources of a form. */
export const FONT_NAMES = { regular: 'Text', bold: 'Bold', italic: 'Italic' } as const satisfies Record<Style, string>;

const INKS = { black: BLACK, red: RED } as const satisfies Record<DrawnText['ink'], Colour>;
const ALIGNMENT = { left: 0, center: 0.5, right: 1 } as const satisfies Record<DrawnText['align'], number>;

export interface PlacedDrawing {
  readonly drawing: Drawing;
  /** Of the drawing's lower left corner, in points of the form. */
  readonly left: number;
  readonly bottom: number;
  /** Points of the form for one point of the drawing. */
  readonly scale: number;
}

/** The drawing as large as it can be in `box`, and in its middle. */
export const placeDrawing = (drawing: Drawing, box: Box): PlacedDrawing => {
  const [width, height] = [box.right - box.left, box.top - box.bottom];
  const scale = Math.min(width / drawing.width, height / drawing.height);
  return {
    drawing,
    left: box.left + (width - drawing.width * scale) / 2,
    bottom: box.bottom + (height - drawing.height * scale) / 2,
    scale,
  };
};

/** What a drawing says in one style, as {@link TextFont.subset} wants it. */
export const textsOf = ({ texts }: Drawing, style: Style, font: TextFont): string[] =>
  texts.filter((text) => text.style === style).map(({ text }) => font.printable(text));

/** A style of a revision: its measures, and the subset that writes it. */
export interface WritableFont {
  readonly font: TextFont;
  readonly subset: FontSubset;
}

/** Makes the subset of a style that holds every character of `texts`. */
export const writableFont = async (
  writer: RevisionWriter,
  bytes: Uint8Array,
  texts: readonly string[],
): Promise<WritableFont> => {
  const font = TextFont.of(bytes);
  return { font, subset: await font.subset(writer, texts) };
};

/** Lines and boxes first, so that no line strikes a text out of its place in the reading order. */
export const drawingOperators = (
  { drawing, left, bottom, scale }: PlacedDrawing,
  fonts: ReadonlyMap<Style, WritableFont>,
  palette: Palette,
): string[] => [
  'q',
  `${numbers(scale, 0, 0, scale, left, bottom)} cm`,
  ...drawing.lines.flatMap(({ from, to, thickness, ink }) => [
    palette.stroke(INKS[ink]),
    `${numbers(thickness)} w`,
    `${numbers(from.x, from.y)} m ${numbers(to.x, to.y)} l S`,
  ]),
  ...drawing.boxes.flatMap(({ x, y, width, height, thickness, ink }) => [
    palette.stroke(INKS[ink]),
    `${numbers(thickness)} w`,
    `${numbers(x, y, width, height)} re S`,
  ]),
  ...drawing.texts.flatMap((text) => textOperators(text, fonts, palette)),
  'Q',
];

const textOperators = (
  { text, x, y, align, sizePt, style, ink, signingTime }: DrawnText,
  fonts: ReadonlyMap<Style, WritableFont>,
  palette: Palette,
): string[] => {
  const written = fonts.get(style);
  if (!written || signingTime !== undefined) throw new TypeError('a drawing is drawn before it is complete');
  const { font, subset } = written;
  const line = font.printable(text);
  const start = x - font.width(line) * sizePt * ALIGNMENT[align];
  return [
    'BT',
    palette.fill(INKS[ink]),
    `/${FONT_NAMES[style]} ${numbers(sizePt)} Tf`,
    `${numbers(start, y)} Td`,
    `${subset.encode(line)} Tj`,
    'ET',
  ];
};
