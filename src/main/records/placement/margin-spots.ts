/** Strips and stamps on page 1: in free room at the top right, or under the number at the left. */
import type { Rect } from '../../../contracts/records-facts.js';
import { mm } from '../../appearance/units.js';
import type { Size } from '../marks/look.js';
import type { PageRoom } from './page-rooms.js';
import { onPage } from './rects.js';
import { anchorDoubt, doubtful, type Spot, type Surroundings, type WantedMark } from './spot.js';

/** Printers leave this much of a page white. */
const EDGE = mm(5);
/** PL I I.2: the right margin is 15 to 20 mm wide. */
const RIGHT_MARGIN = mm(15);
/** Of the page's top, where no quốc hiệu says where the text begins, and where strips may stand at all. */
const HEAD = { usual: mm(25), most: mm(70) } as const;

/** Above the quốc hiệu at the right; beside or below it where there is no room. */
export const stripSpot = (mark: WantedMark, { facts, room }: Surroundings): Spot => {
  const page = room(1);
  const { nation } = facts;
  const right = page.width - RIGHT_MARGIN;
  const left = page.width * 0.3;
  const upTo = (bottom: number): Rect => ({
    x: left,
    y: bottom,
    width: right - left,
    height: page.height - EDGE - bottom,
  });
  const above = upTo(nation?.page === 1 ? nation.box.y + nation.box.height : page.height - HEAD.usual);
  const head = upTo(page.height - HEAD.most);
  const free = tried(mark.sizes, [above, head], (size, region) => page.map.firstFree(size, region));
  return free ? { page: 1, rect: free, doubt: doubtful(page.doubt) } : outOfPlace(page, mark.sizes, head);
};

/** The regions one after the other, in each the sizes in their order. */
const tried = (
  sizes: readonly Size[],
  regions: readonly Rect[],
  find: (size: Size, region: Rect) => Rect | null,
): Rect | null => {
  for (const region of regions) {
    for (const size of sizes) {
      const found = find(size, region);
      if (found) return found;
    }
  }
  return null;
};

/**
 * Where there is no room where a mark belongs: the free room of the page that is nearest to there, and only where there is
 * none the place that covers least. Somebody looks at either.
 */
const outOfPlace = (page: PageRoom, sizes: readonly Size[], region: Rect): Spot => {
  const anywhere: Rect = { x: EDGE, y: EDGE, width: page.width - 2 * EDGE, height: page.height - 2 * EDGE };
  const target = { x: region.x + region.width / 2, y: region.y + region.height };
  const free = tried(sizes, [anywhere], (size, all) => page.map.nearestFree(size, all, target));
  if (free) return { page: page.page, rect: free, doubt: doubtful('placement.anchor-unsure') };
  const size = sizes.at(-1) ?? page;
  const rect = page.map.leastCovering(size, region) ?? onPage({ x: region.x, y: region.y, ...size }, page);
  return { page: page.page, rect, doubt: doubtful('placement.covers-print') };
};

/** Steps in which a stamp is made smaller. */
const SCALE_STEP = 0.05;
/** Left of the page, and how far down stamps go: the head of a document ends there. */
const LEFT_EDGE = mm(8);
const STAMP_HEAD = 340;
/** How far below the number. */
const BELOW_NUMBER = mm(75);

/** ĐẾN: under the number, smaller where it has to be; then anywhere in the head of the page. */
export const arrivalSpot = (mark: WantedMark, { facts, room, arrivalStamp }: Surroundings): Spot => {
  const [full] = mark.sizes;
  const { scale, least, place } = arrivalStamp;
  const steps = Math.max(0, Math.round((scale - least) / SCALE_STEP));
  const sizes = Array.from({ length: steps + 1 }, (_, i) => {
    const factor = Math.max(Math.min(scale, least), scale - i * SCALE_STEP);
    return { width: full.width * factor, height: full.height * factor };
  });
  const number = place === 'under-number' ? facts.number : null;
  return stampSpot(room(1), sizes, { facts, number });
};

/** Dấu chỉ mức độ khẩn: under number and trích yếu (PL I ô 10b), never smaller. */
export const urgencySpot = (mark: WantedMark, { facts, room }: Surroundings): Spot =>
  stampSpot(room(1), mark.sizes, { facts, number: facts.number });

const stampSpot = (
  page: PageRoom,
  sizes: readonly Size[],
  { facts, number }: Pick<Surroundings['facts'], 'number'> & { readonly facts: Surroundings['facts'] },
): Spot => {
  const head: Rect = {
    x: LEFT_EDGE,
    y: page.height - STAMP_HEAD,
    width: page.width - 2 * LEFT_EDGE,
    height: STAMP_HEAD - EDGE,
  };
  const under = number?.label.page === 1 ? underNumber(page, number.label.box, facts) : null;
  const target = under ? columnTop(under, facts) : { x: head.x, y: head.y + head.height };
  const nearest = (size: Size, region: Rect): Rect | null => page.map.nearestFree(size, region, target);
  const found = under && tried(sizes, [under], nearest);
  if (found && number) return { page: 1, rect: found, doubt: anchorDoubt(number.label) ?? doubtful(page.doubt) };
  const elsewhere = tried(sizes, [head], nearest);
  if (elsewhere) return { page: 1, rect: elsewhere, doubt: doubtful(page.doubt) };
  return outOfPlace(page, sizes, under ?? head);
};

/** Under the middle of the agency's name, which number and trích yếu are centred by. */
const columnTop = (column: Rect, { agency }: Surroundings['facts']): { readonly x: number; readonly y: number } => ({
  x: agency?.page === 1 ? agency.box.x + agency.box.width / 2 : column.x + column.width / 2,
  y: column.y + column.height,
});

/** The left column of the page's head: what is not the quốc hiệu's. */
const underNumber = (page: PageRoom, label: Rect, { nation }: Surroundings['facts']): Rect => {
  const right = nation?.page === 1 ? nation.box.x : page.width / 2;
  return { x: LEFT_EDGE, y: label.y - BELOW_NUMBER, width: right - LEFT_EDGE, height: BELOW_NUMBER };
};
