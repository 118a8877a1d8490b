/** Số, ngày, tháng: in the gaps of their lines, on the base line of what is printed beside them. */
import type { Gap } from '../../../contracts/records-facts.js';
import type { LineRole } from '../marks/number-date.js';
import { around, onPage } from './rects.js';
import { anchorDoubt, doubtful, type Spot, type Surroundings, type WantedMark } from './spot.js';

/**
 * How far a value stands above dots that are printed for it, in shares of their size: they then run below it, as below
 * what is typed into a form. Nothing covers them: whoever signed before signed the page with them.
 */
const ABOVE_DOTS = 0.14;
/** Points by which ink may exceed a gap: the words beside it are known to a point or two. */
const TOLERANCE = 1;
/** Of ô 3 and 4 on a page by the book (NĐ 30/2020 PL I), in shares of its width and height. */
const USUAL = { number: { x: 0.25, y: 0.87 }, day: { x: 0.66, y: 0.87 }, month: { x: 0.74, y: 0.87 } } as const;

export const lineSpot = (role: LineRole, mark: WantedMark, { facts, room }: Surroundings): Spot => {
  const gap = gapOf(role, facts);
  const [size] = mark.sizes;
  if (!gap) {
    const page = room(1);
    const usual = { x: USUAL[role].x * page.width, y: USUAL[role].y * page.height };
    return { page: 1, rect: onPage(around(usual, size), page), doubt: doubtful('placement.anchor-missing') };
  }
  const rest = gap.box.width - size.width;
  const above = gap.dotted ? ABOVE_DOTS * gap.size : 0;
  const rect = { ...size, x: gap.box.x + rest / 2, y: gap.baseline + above - (mark.baseline ?? 0) };
  const filled = gap.filled ? 'placement.gap-filled' : null;
  const narrow = rest < -TOLERANCE ? 'placement.gap-narrow' : null;
  return {
    page: gap.page,
    rect: onPage(rect, room(gap.page)),
    doubt: doubtful(filled) ?? anchorDoubt(gap) ?? doubtful(narrow),
  };
};

const gapOf = (role: LineRole, { number, date }: Surroundings['facts']): Gap | null => {
  switch (role) {
    case 'number':
      return number?.gap ?? null;
    case 'day':
      return date?.day ?? null;
    case 'month':
      return date?.month ?? null;
  }
};
