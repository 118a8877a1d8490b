/** Rectangles on a displayed page: points, origin at its lower left corner. */
import type { Rect } from '../../../contracts/records-facts.js';
import type { Box } from '../../pdf/pages.js';
import type { Size } from '../marks/look.js';

export const fromBox = ({ left, bottom, right, top }: Box): Rect => ({
  x: left,
  y: bottom,
  width: right - left,
  height: top - bottom,
});

export const centreOf = ({ x, y, width, height }: Rect): { readonly x: number; readonly y: number } => ({
  x: x + width / 2,
  y: y + height / 2,
});

/** Of this size around this point. */
export const around = ({ x, y }: { readonly x: number; readonly y: number }, { width, height }: Size): Rect => ({
  x: x - width / 2,
  y: y - height / 2,
  width,
  height,
});

/** The area that both have in common, in square points. */
export const sharedArea = (a: Rect, b: Rect): number => {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.max(0, width) * Math.max(0, height);
};

/** A part of `whole`, given in shares of its width and height. */
export const partOf = (whole: Rect, share: Rect): Rect => ({
  x: whole.x + share.x * whole.width,
  y: whole.y + share.y * whole.height,
  width: share.width * whole.width,
  height: share.height * whole.height,
});

/** The rectangle of this size whose part is `part`: the inverse of {@link partOf}. */
export const wholeOf = (part: Rect, share: Rect, { width, height }: Size): Rect => ({
  x: part.x - share.x * width,
  y: part.y - share.y * height,
  width,
  height,
});

/** Moved as little as needed to be on the page; what is larger than the page is cut to it. */
export const onPage = ({ x, y, width, height }: Rect, page: Size): Rect => {
  const [w, h] = [Math.min(width, page.width), Math.min(height, page.height)];
  return {
    x: Math.min(Math.max(0, x), page.width - w),
    y: Math.min(Math.max(0, y), page.height - h),
    width: w,
    height: h,
  };
};
