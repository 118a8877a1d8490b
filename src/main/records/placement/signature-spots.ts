/** Handwritten signature, seal and initials: in the signature block, and beside the recipients. */
import type { Rect } from '../../../contracts/records-facts.js';
import { mm } from '../../appearance/units.js';
import { sealOver } from '../marks/seal.js';
import type { ExistingField } from './existing.js';
import { around, centreOf, onPage, partOf, sharedArea, wholeOf } from './rects.js';
import type { RoomMap } from './room-map.js';
import { anchorDoubt, doubtful, type Spot, type Surroundings, type WantedMark } from './spot.js';

const WHOLE: Rect = { x: 0, y: 0, width: 1, height: 1 };
/** A signature that is made smaller than this is another one. */
const SMALLEST = 0.6;
/** Of a signature block on a page by the book, in shares of its width and height. */
const USUAL_BLOCK = { x: 0.72, y: 0.25 } as const;
/** How far a seal stands left of the block's middle where no signature says it, in points (measured on real documents). */
const LEFT_OF_BLOCK = 55;

const inkOf = ({ ink }: WantedMark): Rect => ink ?? WHOLE;

/** Between position and name, in their middle; smaller where the room is low. */
export const signatureSpot = (mark: WantedMark, { facts, room }: Surroundings): Spot => {
  const { block } = facts;
  const [size] = mark.sizes;
  if (!block) return usualSpot(mark, { facts, room });
  const share = inkOf(mark);
  const wanted = block.area.height / (share.height * size.height);
  const scale = Math.min(1, Math.max(SMALLEST, wanted));
  const drawn = { width: size.width * scale, height: size.height * scale };
  const named = block.name?.page === block.page ? block.name.box : block.box;
  const middle = { x: centreOf(named).x, y: centreOf(block.area).y };
  const ink = around(middle, { width: drawn.width * share.width, height: drawn.height * share.height });
  const rect = onPage(wholeOf(ink, share, drawn), room(block.page));
  const shrunk = wanted < SMALLEST ? 'placement.signature-shrunk' : null;
  return { page: block.page, rect, doubt: anchorDoubt(block) ?? doubtful(shrunk) };
};

const usualSpot = (mark: WantedMark, { facts, room }: Pick<Surroundings, 'facts' | 'room'>): Spot => {
  const page = room(facts.pages.at(-1)?.page ?? 1);
  const middle = { x: USUAL_BLOCK.x * page.width, y: USUAL_BLOCK.y * page.height };
  const rect = onPage(around(middle, mark.sizes[0]), page);
  return { page: page.page, rect, doubt: doubtful('placement.anchor-missing') };
};

/** A handwritten signature on a page: around its ink. */
export interface SignatureInk {
  readonly page: number;
  readonly ink: Rect;
  /** Of its place; null for one that is there already. */
  readonly doubt: Spot['doubt'];
}

/** What will be the ink of a signature that is placed there. */
export const placedInk = (mark: WantedMark, { page, rect, doubt }: Spot): SignatureInk => ({
  page,
  ink: partOf(rect, inkOf(mark)),
  doubt,
});

/** Points around the signature block within which an image is the signer's. */
const NEAR = 40;

/** The signature image in the document that is the signer's: that with most ink in the block; null where there is none. */
export const signatureInk = ({ facts, existing }: Surroundings): SignatureInk | null => {
  const { block } = facts;
  const images = existing.filter(
    (field): field is ExistingField & { readonly ink: Rect } =>
      field.kind === 'signature' && field.filled && field.ink !== null && field.shows === 'image',
  );
  if (!block) return null;
  const { x, y, width, height } = block.area;
  const near = { x: x - NEAR, y: y - NEAR, width: width + 2 * NEAR, height: height + 2 * NEAR };
  const shared = ({ page, ink }: Pick<SignatureInk, 'page' | 'ink'>): number =>
    page === block.page ? sharedArea(ink, near) : 0;
  const [best] = images.sort((a, b) => shared(b) - shared(a));
  return best && shared(best) > 0 ? { page: best.page, ink: best.ink, doubt: null } : null;
};

/** Square points of print under the middle of a seal that nobody minds: edges of letters. */
const LEAST_COVERED = 30;
/**
 * Of a seal's height: its part through which no line of print runs. Above and below it a seal stands over the lines of
 * position and name, as custom has it; verification allows for the same.
 */
const MIDDLE = { from: 0.3, height: 0.4 } as const;
/** Of a seal's height: how far it may be moved up or down to clear the lines above and below. */
const SHIFT = 1 / 6;

/** Over the left third of the signature, its middle moved as little as needed to keep clear of the print. */
export const sealSpot = (mark: WantedMark, signature: SignatureInk | null, around: Surroundings): Spot => {
  if (!signature) return sealByBlock(mark, around);
  const share = inkOf(mark);
  const [size] = mark.sizes;
  const page = around.room(signature.page);
  const disc = sealOver({ width: size.width * share.width, height: size.height * share.height }, signature.ink);
  const best = clearOf(page.print, disc);
  const { x, y, width, height } = best;
  const middle = { x, y: y + MIDDLE.from * height, width, height: MIDDLE.height * height };
  const covers = page.print.covered(middle) > LEAST_COVERED ? 'placement.covers-print' : null;
  const rect = onPage(wholeOf(best, share, size), page);
  return { page: signature.page, rect, doubt: signature.doubt ?? doubtful(covers, page.doubt) };
};

/** The disc, moved up or down by whole points to where it covers least. */
const clearOf = (print: RoomMap, disc: Rect): Rect => {
  const most = Math.floor(disc.height * SHIFT);
  let best = disc;
  let least = print.coveredByDisc(disc);
  for (let shift = 1; shift <= most && least > 0; shift++) {
    for (const dy of [shift, -shift]) {
      const moved = { ...disc, y: disc.y + dy };
      const covered = print.coveredByDisc(moved);
      if (covered < least) [best, least] = [moved, covered];
    }
  }
  return best;
};

const sealByBlock = (mark: WantedMark, { facts, room }: Surroundings): Spot => {
  const { block } = facts;
  if (!block) return usualSpot(mark, { facts, room });
  const middle = { x: centreOf(block.box).x - LEFT_OF_BLOCK, y: centreOf(block.area).y };
  const share = inkOf(mark);
  const [size] = mark.sizes;
  const disc = around(middle, { width: size.width * share.width, height: size.height * share.height });
  const rect = onPage(wholeOf(disc, share, size), room(block.page));
  return { page: block.page, rect, doubt: doubtful('placement.signature-image-missing') };
};

/** Beside `Nơi nhận`, in the first free room; who initials whose text is for people to decide. */
export const initialsSpot = (mark: WantedMark, { facts, room }: Surroundings): Spot => {
  const { recipients, block } = facts;
  const [size] = mark.sizes;
  if (!recipients) return usualSpot(mark, { facts, room });
  const { anchor } = recipients;
  const page = room(anchor.page);
  const right = block?.page === anchor.page ? block.box.x : page.width / 2;
  const { x, y, height } = anchor.box;
  const below = mm(40);
  const region = { x, y: y - below, width: right - x, height: height + below };
  const free = page.map.nearestFree(size, region, { x, y: y + height });
  const rect = free ?? onPage({ x, y: y - size.height, ...size }, page);
  return {
    page: anchor.page,
    rect,
    doubt: anchorDoubt(anchor) ?? doubtful(free ? page.doubt : 'placement.covers-print'),
  };
};
