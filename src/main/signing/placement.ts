/** Where the visible block goes. */
import { Fault } from '../../contracts/faults/index.js';
import type { Placement } from '../../contracts/jobs.js';
import { type BlockText, blockHeight } from '../appearance/block-layout.js';
import type { PdfDocument } from '../pdf/document.js';
import { isName, PdfDict } from '../pdf/objects.js';
import { type Box, type PdfPage, readBox } from '../pdf/pages.js';
import { displayedSize, overlaps, type Size, toDisplayed } from './geometry.js';

export interface Place {
  readonly page: PdfPage;
  /** On the page as displayed; null for an invisible signature. */
  readonly box: Box | null;
  /** The largest font size wanted. */
  readonly fontSizePt: number;
}

/** Font size in a box that a person drew. */
export const DRAWN_FONT_SIZE = 11;
/** What printers cannot print on. */
const EDGE = 14;
const GAP = 4;
/** Fits the top and bottom margins of NĐ 30/2020 PL I (20 mm) together with {@link EDGE}. */
const MARGIN_BLOCK_HEIGHT = 40;
const MARGIN_BLOCKS = [
  { width: 200, fontSizePt: 8 },
  { width: 200, fontSizePt: 7 },
  { width: 240, fontSizePt: 7 },
] as const;
const WIDEST_MARGIN_BLOCK = { width: 280, fontSizePt: 7 } as const;
const HIDDEN = 2;

/**
 * Decides the place of a new field. `automatic`: a small block in the top margin of page 1, from right to left, then
 * its bottom margin, then the same on the last page, where it covers no annotation; when all are full, the signature
 * is invisible, because a block over the text would be worse.
 * @throws Fault `signing.page-missing`, `signing.rect-outside`
 */
export const findPlace = (document: PdfDocument, placement: Placement, text: BlockText, font: Uint8Array): Place => {
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
      const found = marginPlace(document, first, text, font) ?? marginPlace(document, last, text, font);
      return found ?? { page: first, box: null, fontSizePt: 0 };
    }
  }
};

const drawnPlace = (pages: readonly PdfPage[], placement: Placement & { kind: 'rect' }): Place => {
  const page = pages[placement.page - 1];
  if (!page) throw new Fault('signing.page-missing', { page: placement.page, pages: pages.length });
  const { x, y, width, height } = placement.rect;
  const size = displayedSize(page);
  const tolerance = 0.01;
  const inside =
    x >= -tolerance && y >= -tolerance && x + width <= size.width + tolerance && y + height <= size.height + tolerance;
  if (!inside) throw new Fault('signing.rect-outside', { page: placement.page });
  return { page, box: { left: x, bottom: y, right: x + width, top: y + height }, fontSizePt: DRAWN_FONT_SIZE };
};

const marginPlace = (document: PdfDocument, page: PdfPage, text: BlockText, font: Uint8Array): Place | null => {
  const height = (block: { width: number; fontSizePt: number }): number =>
    blockHeight(text, block.width, block.fontSizePt, font);
  const block = MARGIN_BLOCKS.find((candidate) => height(candidate) <= MARGIN_BLOCK_HEIGHT) ?? WIDEST_MARGIN_BLOCK;
  const size = { width: block.width, height: height(block) };
  const box = freeBox(displayedSize(page), size, annotationBoxes(document, page));
  return box && { page, box, fontSizePt: block.fontSizePt };
};

/** From right to left: each step lands beside the annotation that was in the way. */
const freeBox = (page: Size, block: Size, taken: readonly Box[]): Box | null => {
  if (block.height > page.height - 2 * EDGE) return null;
  for (const bottom of [page.height - EDGE - block.height, EDGE]) {
    let left = page.width - EDGE - block.width;
    while (left >= EDGE) {
      const box = { left, bottom, right: left + block.width, top: bottom + block.height };
      const blocking = taken.find((other) => overlaps(box, other));
      if (!blocking) return box;
      left = blocking.left - block.width;
    }
  }
  return null;
};

/** What is visible over the page, with a gap around it, on the page as displayed. */
const annotationBoxes = (document: PdfDocument, page: PdfPage): Box[] =>
  (document.array(page.dict, 'Annots') ?? []).flatMap((item) => {
    const annotation = document.resolve(item);
    if (!(annotation instanceof PdfDict) || isName(annotation.get('Subtype'), 'Popup')) return [];
    const flags = document.value(annotation, 'F');
    if (typeof flags === 'number' && (flags & HIDDEN) !== 0) return [];
    const rect = readBox(document, annotation.get('Rect'));
    if (!rect) return [];
    const { left, bottom, right, top } = toDisplayed(page, rect);
    return [{ left: left - GAP, bottom: bottom - GAP, right: right + GAP, top: top + GAP }];
  });
