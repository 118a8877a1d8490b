/** What a person's hand changed of a proposed place: read off one document, kept for its template, done again on the next. */
import type { Correction, MarkPlace, OfficePreset, RecordChoice } from '../../../contracts/records.js';
import type { Rect } from '../../../contracts/records-facts.js';
import type { Spot } from './spot.js';

type Corrections = OfficePreset['corrections'];
type Learned = NonNullable<RecordChoice['learned']>;

/** Templates that corrections are kept of: those that were corrected last. */
const MOST_TEMPLATES = 200;
/** Less is the rounding of a key that was pressed there and back, in points and in shares of a size. */
const NO_MOVE = 0.05;
const NO_GROWTH = 0.002;
/** Nobody makes a mark smaller or larger than this by hand, in shares of its size. */
const GROWTH = { least: 0.05, most: 20 } as const;

/** How the chosen place stands to the proposed one; null where it is on another page. */
export const correctionOf = (proposed: Spot, chosen: Pick<MarkPlace, 'page' | 'rect'>): Correction | null => {
  if (chosen.page !== proposed.page) return null;
  const [from, to] = [proposed.rect, chosen.rect];
  const grown = (now: number, before: number): number => Math.min(GROWTH.most, Math.max(GROWTH.least, now / before));
  const [width, height] = [grown(to.width, from.width), grown(to.height, from.height)];
  return {
    dx: to.x - from.x,
    dy: to.y - from.y,
    ...(Math.abs(width - 1) > NO_GROWTH && { width }),
    ...(Math.abs(height - 1) > NO_GROWTH && { height }),
  };
};

export const correctedRect = ({ x, y, ...size }: Rect, { dx, dy, width = 1, height = 1 }: Correction): Rect => ({
  x: x + dx,
  y: y + dy,
  width: size.width * width,
  height: size.height * height,
});

const changesSomething = ({ dx, dy, width, height }: Correction): boolean =>
  Math.hypot(dx, dy) > NO_MOVE || width !== undefined || height !== undefined;

/** With what was learned of one document: the last hand wins, and a mark brought back to its proposal is forgotten. */
export const withLearned = (corrections: Corrections, { template, marks }: Learned): Corrections => {
  const { [template]: before, ...others } = corrections;
  const roles = Object.entries({ ...before, ...marks }).filter(([, correction]) => changesSomething(correction));
  const kept = Object.entries(others);
  const all = roles.length === 0 ? kept : [...kept, [template, Object.fromEntries(roles)] as const];
  return Object.fromEntries(all.slice(-MOST_TEMPLATES));
};
