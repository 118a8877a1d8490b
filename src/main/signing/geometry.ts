/**
 * Between a page as it is displayed (points, origin at its lower left corner, crop box cut out, rotation applied) and
 * its default user space, in which /Rect is written (ISO 32000-2 8.3.2.3, 7.7.3.3 /Rotate).
 */
import { Fault } from '../../contracts/faults/index.js';
import { LIMITS } from '../pdf/limits.js';
import type { Box, PdfPage } from '../pdf/pages.js';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Size of the page as displayed, in points. */
export const displayedSize = ({ cropBox, rotate, userUnit }: PdfPage): Size => {
  const width = (cropBox.right - cropBox.left) * userUnit;
  const height = (cropBox.top - cropBox.bottom) * userUnit;
  return rotate === 90 || rotate === 270 ? { width: height, height: width } : { width, height };
};

/** Whether what is drawn into a box in user space comes out where it should: false beyond all real pages. */
export const isDrawable = ({ left, bottom, right, top }: Box): boolean =>
  [left, bottom, right, top].every((value) => Math.abs(value) <= LIMITS.coordinate);

/** Stops where a place on the displayed page would not be found again in user space. @throws Fault `pdf.page-geometry` */
export const requirePlaceable = ({ cropBox, userUnit, index }: PdfPage): void => {
  if (!isDrawable(cropBox) || userUnit > LIMITS.userUnit) throw new Fault('pdf.page-geometry', { page: index + 1 });
};

type Point = readonly [x: number, y: number];

const spanning = ([x1, y1]: Point, [x2, y2]: Point): Box => ({
  left: Math.min(x1, x2),
  bottom: Math.min(y1, y2),
  right: Math.max(x1, x2),
  top: Math.max(y1, y2),
});

const mapped = (box: Box, map: (point: Point) => Point): Box =>
  spanning(map([box.left, box.bottom]), map([box.right, box.top]));

/** A box on the displayed page, in user space. */
export const toUserSpace = (page: PdfPage, box: Box): Box => {
  const { cropBox, rotate, userUnit } = page;
  const width = cropBox.right - cropBox.left;
  const height = cropBox.top - cropBox.bottom;
  const turned = ([x, y]: Point): Point => {
    switch (rotate) {
      case 0:
        return [x, y];
      case 90:
        return [width - y, x];
      case 180:
        return [width - x, height - y];
      case 270:
        return [y, height - x];
    }
  };
  return mapped(box, ([x, y]) => {
    const [u, v] = turned([x / userUnit, y / userUnit]);
    return [cropBox.left + u, cropBox.bottom + v];
  });
};

/** The inverse of {@link toUserSpace}. */
export const toDisplayed = (page: PdfPage, box: Box): Box => {
  const { cropBox, rotate, userUnit } = page;
  const width = cropBox.right - cropBox.left;
  const height = cropBox.top - cropBox.bottom;
  const turned = ([u, v]: Point): Point => {
    switch (rotate) {
      case 0:
        return [u, v];
      case 90:
        return [v, width - u];
      case 180:
        return [width - u, height - v];
      case 270:
        return [height - v, u];
    }
  };
  return mapped(box, ([x, y]) => {
    const [u, v] = turned([x - cropBox.left, y - cropBox.bottom]);
    return [u * userUnit, v * userUnit];
  });
};
