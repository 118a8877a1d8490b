/** Where the visible block goes. */
import { Fault } from '../../contracts/faults/index.js';
import type { Placement } from '../../contracts/jobs.js';
import { type AppearanceContent, wantedSize } from '../appearance/arrangement.js';
import type { PdfDocument } from '../pdf/document.js';
import { isName, PdfDict } from '../pdf/objects.js';
import { type Box, type PdfPage, readBox } from '../pdf/pages.js';
import { displayedSize, requirePlaceable, type Size, toDisplayed } from './geometry.js';
import { printedBoxes } from './page-marks.js';

export interface Place {
  readonly page: PdfPage;
  /** On the page as displayed; null for an invisible signature. */
  readonly box: Box | null;
  /** The largest font size wanted. */
  readonly fontSizePt: number;
}

/** Font size in a box that a person drew. */
export const DRAWN_FONT_SIZE = 11;
/** Distance of the block from the edge of the page, and from annotations, in points. */
const EDGE = 7;
const GAP = 2;
const MARGIN_FONT_SIZES = [7.5, 7] as const;
/** With {@link EDGE} it stays within the 20 mm of the top and bottom margins of NĐ 30/2020 PL I. */
const MARGIN_BLOCK = { width: 240, height: 46 } as const;
const HIDDEN = 2;

/**
 * Decides the place of a new field. `automatic`: a small block in the top margin of page 1, from right to left, then
 * its bottom margin, then the same on the last page, where it covers no annotation and, as far as can be told without
 * the fonts, no text. When all are full the signature is invisible: a block over the text would be worse.
 * @throws Fault `signing.page-missing`, `signing.rect-outside`, `pdf.page-geometry`,
 *   `signing.image-*`
 */
export const findPlace = (document: PdfDocument, placement: Placement, content: AppearanceContent): Place => {
  const pages = document.pages();
  const [first] = pages;
  if (!first) throw new Fault('signing.page-missing', { page: 1, pages: 0 });
  switch (placement.kind) {
    case 'invisible':
      return { page: first, box: null, fontSizePt: 0 };
    case 'rect':
      return drawnPlace(pages, placement);
    case 'automatic': {
      const last = pages.at(-1) ?? first;
      const found = marginPlace(document, first, content) ?? marginPlace(document, last, content);
      return found ?? { page: first, box: null, fontSizePt: 0 };
    }
  }
};

/** A box that a person drew on a page. @throws Fault `signing.page-missing`, `signing.rect-outside`, `pdf.page-geometry` */
export const drawnPlace = (
  pages: readonly PdfPage[],
  placement: Pick<Placement & { kind: 'rect' }, 'page' | 'rect'>,
): Place & { readonly box: Box } => {
  const page = pages[placement.page - 1];
  if (!page) throw new Fault('signing.page-missing', { page: placement.page, pages: pages.length });
  requirePlaceable(page);
  const { x, y, width, height } = placement.rect;
  const size = displayedSize(page);
  const tolerance = 0.01;
  const inside =
    x >= -tolerance && y >= -tolerance && x + width <= size.width + tolerance && y + height <= size.height + tolerance;
  if (!inside) throw new Fault('signing.rect-outside', { page: placement.page });
  return { page, box: { left: x, bottom: y, right: x + width, top: y + height }, fontSizePt: DRAWN_FONT_SIZE };
};

const marginPlace = (document: PdfDocument, page: PdfPage, content: AppearanceContent): Place | null => {
  requirePlaceable(page);
  const sizes = MARGIN_FONT_SIZES.map((fontSizePt) => ({
    fontSizePt,
    ...wantedSize(content, fontSizePt, MARGIN_BLOCK),
  }));
  const block = sizes.find(({ height }) => height <= MARGIN_BLOCK.height) ?? sizes.at(-1);
  const taken = [...annotationBoxes(document, page), ...printedBoxes(document, page)].map((box) => padded(page, box));
  const box = block && freeBox(displayedSize(page), block, taken);
  return box ? { page, box, fontSizePt: block.fontSizePt } : null;
};

/** The rightmost gap of a margin: what stands in it is passed from right to left, each once. */
const freeBox = (page: Size, block: Size, taken: readonly Box[]): Box | null => {
  if (block.height > page.height - 2 * EDGE) return null;
  for (const bottom of [page.height - EDGE - block.height, EDGE]) {
    const top = bottom + block.height;
    const beside = taken.filter((other) => other.bottom < top && other.top > bottom).sort((a, b) => b.right - a.right);
    let right = page.width - EDGE;
    for (const other of beside) {
      if (other.right <= right - block.width) break;
      right = Math.min(right, other.left);
    }
    const left = right - block.width;
    if (left >= EDGE) return { left, bottom, right, top };
  }
  return null;
};

/** The box on the page as displayed, with the gap around it. */
const padded = (page: PdfPage, box: Box): Box => {
  const { left, bottom, right, top } = toDisplayed(page, box);
  return { left: left - GAP, bottom: bottom - GAP, right: right + GAP, top: top + GAP };
};

/** In default user space; hidden annotations and pop-ups are left out. */
const annotationBoxes = (document: PdfDocument, page: PdfPage): Box[] =>
  (document.array(page.dict, 'Annots') ?? []).flatMap((item) => {
    const annotation = document.resolve(item);
    if (!(annotation instanceof PdfDict) || isName(annotation.get('Subtype'), 'Popup')) return [];
    const flags = document.value(annotation, 'F');
    if (typeof flags === 'number' && (flags & HIDDEN) !== 0) return [];
    return readBox(document, annotation.get('Rect')) ?? [];
  });
