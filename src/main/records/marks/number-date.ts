/** Số, ngày, tháng (NĐ 30/2020 PL I, ô 3 and 4): as marks of their own, and as values of prepared text fields. */
import type { DrawnText } from '../../../contracts/jobs.js';
import type { FontFamily } from '../../appearance/drawing.js';
import { TextFont } from '../../appearance/font.js';
import { drawn, lineWidth, type MarkLook, type Size } from './look.js';

export type LineRole = 'number' | 'day' | 'month';

/** Cỡ chữ từ 13 đến 14 (PL I II.3.b, II.4.b). */
const LINE_SIZES = { least: 13, most: 14 } as const;
/** Around the digits on every side, in points; a filled text field keeps as much. */
const MARGIN = 1;

/** PL I II.3.b, II.4.b: the number stands upright, the date slanted. */
const STYLES = { number: 'regular', day: 'italic', month: 'italic' } as const satisfies Record<
  LineRole,
  DrawnText['style']
>;
/** Of the longest value that a prepared field is made for; all digits are of one width. */
const LONGEST = { number: '00000', day: '00', month: '00' } as const satisfies Record<LineRole, string>;
/** The largest value that gets a zero before it (PL I II.3.b, II.4.b). */
const ZERO_UP_TO = { number: 9, day: 9, month: 2 } as const satisfies Record<LineRole, number>;

/** `5` as `05`, the month `3` as `3`; what is written into the document. */
export const digits = (role: LineRole, value: number): string =>
  value <= ZERO_UP_TO[role] ? `0${value}` : String(value);

export const lineStyle = (role: LineRole): DrawnText['style'] => STYLES[role];

/** As large as the words beside it, where they are as large as they should be. @param printed size of these words */
export const lineSize = (printed: number | undefined): number =>
  Math.min(LINE_SIZES.most, Math.max(LINE_SIZES.least, printed ?? LINE_SIZES.least));

const sizeOf = (text: string, role: LineRole, sizePt: number, fonts: FontFamily): Size => {
  const { ascent, descent } = TextFont.of(fonts[STYLES[role]]);
  return {
    width: lineWidth(text, sizePt, STYLES[role], fonts) + 2 * MARGIN,
    height: (ascent + descent) * sizePt + 2 * MARGIN,
  };
};

/** How far the base line is above the lower edge of a mark or field of {@link preparedSize}, in points. */
export const baselineOf = (role: LineRole, sizePt: number, fonts: FontFamily): number =>
  TextFont.of(fonts[STYLES[role]]).descent * sizePt + MARGIN;

/** Of a text field that will take any value of this role. */
export const preparedSize = (role: LineRole, sizePt: number, fonts: FontFamily): Size =>
  sizeOf(LONGEST[role], role, sizePt, fonts);

/** The value as an appearance of its own. */
export const lineMark = (role: LineRole, value: number, sizePt: number, fonts: FontFamily): MarkLook => {
  const text = digits(role, value);
  const size = sizeOf(text, role, sizePt, fonts);
  return drawn(size, [
    {
      text,
      x: MARGIN,
      y: baselineOf(role, sizePt, fonts),
      align: 'left',
      sizePt,
      style: STYLES[role],
      ink: 'black',
    },
  ]);
};
