/**
 * Whether a mark hides a part of a scanned page. What a scan says is not read, so that no word is known to be covered; but
 * what real offices set on scans lets the paper be seen: letters, seals and handwriting with masks.
 */
import { limitFault } from '../../pdf/limits.js';
import { type Box, intersection } from '../../pdf/pages.js';
import type { Appearance } from './marks.js';

/**
 * The least surface that counts, in points: an amount of money or a name, wider than the star within a seal. Looked for
 * in steps of half its width and height.
 */
const SURFACE = { width: 40, height: 9, hidden: 0.9 } as const;
const MOST_PLACES = 20_000;

function* places({ left, bottom, right, top }: Box, unit: number): Iterable<Box> {
  const [width, height] = [SURFACE.width / unit, SURFACE.height / unit];
  const across = Math.ceil(Math.max(0, right - left - width) / (width / 2));
  const up = Math.ceil(Math.max(0, top - bottom - height) / (height / 2));
  if (right - left < width || top - bottom < height) return;
  if ((across + 1) * (up + 1) > MOST_PLACES) throw limitFault('marks');
  for (let row = 0; row <= up; row++) {
    const low = Math.min(bottom + (row * height) / 2, top - height);
    for (let column = 0; column <= across; column++) {
      const start = Math.min(left + (column * width) / 2, right - width);
      yield { left: start, bottom: low, right: start + width, top: low + height };
    }
  }
}

/** @param scan where the pictures are that make up the page. @throws Fault `pdf.limit` */
export const hidesScan = ({ page, ink }: Appearance, scan: Box): boolean => {
  // Letters and lines let the paper be seen.
  const common = ink.items.some((item) => item.kind !== 'text') && ink.box ? intersection(ink.box, scan) : null;
  if (!common) return false;
  for (const place of places(common, page.userUnit)) if (ink.over(place).hidden >= SURFACE.hidden) return true;
  return false;
};
