/** Where a page shows something: what is to be kept free of marks. */
import type { Rect } from '../../../contracts/records-facts.js';
import type { Box } from '../../pdf/pages.js';

/** A larger part of the page is what everything else stands upon. */
const BACKGROUND = 0.3;
/** More boxes than this are told by the squares that they touch, of this side in points, or as many across a page. */
const MOST = 600;
const SQUARE = 8;
const MOST_ACROSS = 500;

const areaOf = ({ left, bottom, right, top }: Box): number => (right - left) * (top - bottom);

const rectOf = ({ left, bottom, right, top }: Box): Rect => ({
  x: left,
  y: bottom,
  width: right - left,
  height: top - bottom,
});

/** The squares that the boxes touch, those beside each other as one. */
const squares = (boxes: readonly Box[], sheet: Box): Box[] => {
  const side = Math.max(SQUARE, sheet.right / MOST_ACROSS, sheet.top / MOST_ACROSS);
  const [columns, rows] = [Math.ceil(sheet.right / side), Math.ceil(sheet.top / side)];
  const touched = new Uint8Array(columns * rows);
  const within = (place: number, most: number): number => Math.min(most - 1, Math.max(0, Math.floor(place / side)));
  for (const { left, bottom, right, top } of boxes) {
    for (let row = within(bottom, rows); row <= within(top, rows); row++)
      touched.fill(1, row * columns + within(left, columns), row * columns + within(right, columns) + 1);
  }
  const runs: Box[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const from = column;
      while (column < columns && touched[row * columns + column] === 1) column++;
      const [bottom, top] = [row * side, (row + 1) * side];
      if (column > from) runs.push({ left: from * side, right: column * side, bottom, top });
    }
  }
  return runs;
};

/** @param boxes of text, lines and surfaces; what fills the page is left out */
export const occupiedPlaces = (boxes: readonly Box[], sheet: Box): Rect[] => {
  const ink = boxes.filter((box) => areaOf(box) < BACKGROUND * areaOf(sheet));
  return (ink.length > MOST ? squares(ink, sheet) : ink).map(rectOf);
};
