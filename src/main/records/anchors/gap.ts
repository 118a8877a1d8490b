/** Room in a printed line for a value, and what fills it: print, or the appearance of a field. */
import type { Gap, Rect } from '../../../contracts/records-facts.js';
import type { Sentence } from '../../../contracts/verification.js';
import { DESCENT } from '../../pdf/content/words.js';
import type { Box } from '../../pdf/pages.js';
import { edgeAt, type Stretch, spanning } from '../page-text/lines.js';
import type { PageText } from '../page-text/page-text.js';
import { certainty, recognised, rectOf } from './located.js';

/** How far letters reach above the baseline, of their size. */
const ASCENT = 0.75;
/** Ink of a field may run past the print on both sides, in points: its widget is wider than the blank. */
const BEYOND = { left: 8, right: 14 } as const;

/** At least two dots, as lines to be filled in are printed. */
const DOTS = /[.…]{2}|…/u;

/** A value is looked for in so many characters. */
const LONGEST = 200;

interface Blank {
  /** The line, and where in its text the blank begins and ends. */
  readonly line: Stretch;
  readonly start: number;
  readonly end: number;
  /** What a value looks like. */
  readonly value: RegExp;
  /** Least and greatest width of an empty blank that leaves no doubt, in points. */
  readonly width: readonly [least: number, greatest: number];
  readonly doubt: Sentence | null;
}

const narrow: Sentence = {
  vi: 'Khoảng trống rộng hoặc hẹp khác thường.',
  en: 'The room left is unusually wide or narrow.',
};

/** Pictures of numbers are no higher, in the size of the line's letters, and no wider, in points. */
const PICTURE = { height: 3.5, width: 250 } as const;

/** What fields show between two places of the line: words that are such a value, else a picture. */
const inked = (
  { facts, marks }: PageText,
  line: Stretch,
  [left, right]: readonly [number, number],
  value: RegExp,
): Gap['filled'] => {
  const middle = (line.box.bottom + line.box.top) / 2;
  const isThere = ({ x, y, width, height }: Rect): boolean =>
    x + width / 2 > left - BEYOND.left &&
    x + width / 2 < right + BEYOND.right &&
    Math.abs(y + height / 2 - middle) < line.size;
  const words = marks.filter(({ box }) => isThere(rectOf(box))).sort((a, b) => a.box.left - b.box.left);
  const text = words.map((word) => word.text).join('');
  const [first] = words;
  if (first && value.test(text))
    return { text, box: rectOf(spanning(words.map(({ box }) => box))), field: first.field };
  const picture = facts.images.find(
    ({ field, box }) =>
      field !== null && isThere(box) && box.height < PICTURE.height * line.size && box.width < PICTURE.width,
  );
  return picture ? { text: null, box: picture.box, field: picture.field } : null;
};

/** Reads a blank of a printed line. */
export const readGap = (page: PageText, { line, start, end, value, width, doubt }: Blank): Gap => {
  const { baseline, size } = line;
  const [bottom, top] = [baseline - DESCENT * size, baseline + ASCENT * size];
  const [left, right] = [edgeAt(line, start, true), end < line.text.length ? edgeAt(line, end) : line.box.right];
  const between = line.text.slice(start, Math.min(end, start + LONGEST));
  const printed = value.exec(between);
  const room: Box = { left, right: Math.max(left, right), bottom, top };
  const place = { page: page.facts.page, baseline, size };
  if (printed) {
    const at = start + printed.index;
    const box = rectOf({ bottom, top, left: edgeAt(line, at), right: edgeAt(line, at + printed[0].length, true) });
    return { ...place, box, filled: { text: printed[0], box, field: null }, ...certainty(doubt, recognised(line)) };
  }
  const filled = inked(page, line, [left, room.right], value);
  const dotted = !filled && DOTS.test(between);
  const wide = room.right - left;
  const unusual = !filled && (wide < width[0] || wide > width[1]) ? narrow : null;
  const blank = { ...place, box: rectOf(room), filled, ...(dotted && { dotted }) };
  return { ...blank, ...certainty(doubt, unusual, recognised(line)) };
};
