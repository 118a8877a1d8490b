/** What stands on the pages of a document, as far as it is known. */
import type { FaultCode } from '../../../contracts/faults/index.js';
import type { InkGrid, OfficialFacts, PageFacts } from '../../../contracts/records-facts.js';
import type { Size } from '../marks/look.js';
import type { ExistingField } from './existing.js';
import { RoomMap } from './room-map.js';

export interface PageRoom extends Size {
  readonly page: number;
  /** All that stands there. */
  readonly map: RoomMap;
  /** Without the fields. */
  readonly print: RoomMap;
  /** Why what seems free may not be; null where it surely is. */
  readonly doubt: FaultCode | null;
}

/** An image over more than this part of a page is its paper: a scan. */
const PAPER = 0.5;
/** A4, for pages that were not looked at. */
const A4: Size = { width: 595, height: 842 };
/** Around what is printed, in points: letters reach a little beyond their boxes. */
const GAP = 1;

/** The room of one page; made again for every document. */
export const pageRoom = (
  page: number,
  facts: OfficialFacts,
  existing: readonly ExistingField[],
  ink: InkGrid | null,
): PageRoom => {
  const found = facts.pages.find((one) => one.page === page);
  const { width, height } = found ?? A4;
  const [map, print] = [new RoomMap({ width, height }), new RoomMap({ width, height })];
  const seen = ink?.page === page ? ink : null;
  for (const one of [map, print]) {
    if (found) blockContent(one, found);
    if (seen) one.blockInk(seen);
  }
  for (const { page: stands, filled, ink: painted, rect } of existing) {
    if (stands === page) map.block((filled ? painted : null) ?? rect);
  }
  return { page, width, height, map, print, doubt: seen ? null : doubtOf(found) };
};

const blockContent = (map: RoomMap, { occupied, images, width, height }: PageFacts): void => {
  for (const { x, y, width: w, height: h } of occupied) {
    map.block({ x: x - GAP, y: y - GAP, width: w + 2 * GAP, height: h + 2 * GAP });
  }
  for (const { box, field } of images) {
    if (field === null && box.width * box.height < PAPER * width * height) map.block(box);
  }
};

const doubtOf = (found: PageFacts | undefined): FaultCode | null => {
  if (!found?.complete) return 'placement.page-unread';
  return found.imageCover >= PAPER ? 'placement.scan-unread' : null;
};
