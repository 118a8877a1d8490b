/** Background and border of a field's widget (ISO 32000-2 12.5.6.19 table 192, 12.5.4 table 168). */
import { numbers } from './form.js';
import { type Colour, type Palette, WHITE } from './palette.js';

export type BorderStyle = 'solid' | 'dashed' | 'beveled' | 'inset' | 'underline';

export interface FieldBorder {
  readonly colour: Colour;
  readonly widthPt: number;
  readonly style: BorderStyle;
  /** On and off in turn, in points; of a dashed border. */
  readonly dash: readonly number[];
}

export interface FieldFrame {
  readonly background: Colour | null;
  readonly border: FieldBorder | null;
}

/** Of the shorter side: a border that is wider would leave no room for the value. */
const WIDEST = 0.125;
/** Edges that rise from the page catch light from the upper left, and those that sink lie in their own shadow. */
const SHADE = '0.5 0.5 0.5';
const HALF_SHADE = '0.75 0.75 0.75';

const lineWidth = ({ widthPt: wanted }: FieldBorder, widthPt: number, heightPt: number): number =>
  Math.min(wanted, WIDEST * Math.min(widthPt, heightPt));

/** What the border takes of the box at each side, in points. */
export const frameThickness = ({ border }: FieldFrame, widthPt: number, heightPt: number): number => {
  if (!border) return 0;
  const line = lineWidth(border, widthPt, heightPt);
  return border.style === 'beveled' || border.style === 'inset' ? 2 * line : line;
};

/** Draws the frame into a box whose lower left corner is the origin. */
export const frameOperators = (
  { background, border }: FieldFrame,
  widthPt: number,
  heightPt: number,
  palette: Palette,
): string[] => [
  ...(background === null ? [] : ['q', palette.fill(background), `${numbers(0, 0, widthPt, heightPt)} re f`, 'Q']),
  ...(border ? borderOperators(border, widthPt, heightPt, palette) : []),
];

const borderOperators = (border: FieldBorder, width: number, height: number, palette: Palette): string[] => {
  const line = lineWidth(border, width, height);
  const around = `${numbers(line / 2, line / 2, width - line, height - line)} re S`;
  const stroke = (...operators: readonly string[]): string[] => [
    'q',
    `${numbers(line)} w`,
    palette.stroke(border.colour),
    ...operators,
    'Q',
  ];
  switch (border.style) {
    case 'solid':
      return stroke(around);
    case 'dashed':
      return stroke(`[${numbers(...border.dash)}] 0 d`, around);
    case 'underline':
      return stroke(`${numbers(0, line / 2)} m ${numbers(width, line / 2)} l S`);
    case 'beveled':
      return [...edges(line, width, height, palette, WHITE, SHADE), ...stroke(around)];
    case 'inset':
      return [...edges(line, width, height, palette, SHADE, HALF_SHADE), ...stroke(around)];
  }
};

/** The inner edges: left and top in one colour, right and bottom in another. */
const edges = (
  line: number,
  width: number,
  height: number,
  palette: Palette,
  upper: Colour,
  lower: Colour,
): string[] => {
  const [near, right, top] = [line, width - line, height - line];
  const [inner, innerRight, innerTop] = [2 * line, width - 2 * line, height - 2 * line];
  const half = (colour: Colour, ...corners: readonly (readonly [number, number])[]): string[] => [
    palette.fill(colour),
    `${corners.map((corner, i) => `${numbers(...corner)} ${i === 0 ? 'm' : 'l'}`).join(' ')} f`,
  ];
  return [
    'q',
    ...half(upper, [near, near], [near, top], [right, top], [innerRight, innerTop], [inner, innerTop], [inner, inner]),
    ...half(
      lower,
      [near, near],
      [right, near],
      [right, top],
      [innerRight, innerTop],
      [innerRight, inner],
      [inner, inner],
    ),
    'Q',
  ];
};
