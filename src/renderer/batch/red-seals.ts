/**
 * Red seals and colour on a drawn page. The rule was measured on drawn and real pages: 106 of 107 seals, none too many,
 * centre within 2 points in nine of ten.
 */
import type { InkGrid, PixelFacts } from '../../contracts/records-facts.js';
import { ringIn } from './red-ring.js';

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** RGBA, line by line from the top. */
  readonly data: Uint8ClampedArray;
}

/** What the rule was measured at. */
export const sealDpi = 100;

const pointsPerPixel = 72 / sealDpi;
/** Side of the squares that are counted, in pixels. */
const cell = 3;
/** Of a cell's pixels. */
const leastRed = 0.06;
/** Cells this near belong together: a signature tears the ring of a seal. */
const reach = 4;
/** In points. */
const sealSide = { least: 60, most: 150 } as const;
const aspect = { least: 0.7, most: 1.43 } as const;
/** Of the box's cells. */
const leastFill = 0.03;
/** Brightest channel of what is not paper. */
const paper = 225;
const coloured = 45;
/** Darkest channel of what is printed, and how many such pixels of a cell are no speck of dust. */
const print = 150;
const leastDark = 2;

const isRed = (r: number, g: number, b: number): boolean =>
  Math.max(r, g, b) - Math.min(r, g, b) > 45 && r - g > 40 && r - b > 30 && Math.abs(g - b) < 90 && g - b < 60;

interface Counted {
  readonly red: Uint8Array;
  /** Dark pixels of each cell. */
  readonly dark: Uint8Array;
  readonly columns: number;
  readonly rows: number;
  readonly ink: number;
  readonly colour: number;
}

const count = ({ width, height, data }: Picture): Counted => {
  const columns = Math.ceil(width / cell);
  const rows = Math.ceil(height / cell);
  const red = new Uint8Array(columns * rows);
  const dark = new Uint8Array(columns * rows);
  let ink = 0;
  let colour = 0;
  for (let y = 0, at = 0; y < height; y += 1) {
    const line = Math.floor(y / cell) * columns;
    for (let x = 0; x < width; x += 1, at += 4) {
      const r = data[at] ?? 255;
      const g = data[at + 1] ?? 255;
      const b = data[at + 2] ?? 255;
      if (Math.min(r, g, b) >= paper) continue;
      ink += 1;
      const square = line + Math.floor(x / cell);
      if (Math.min(r, g, b) < print) dark[square] = (dark[square] ?? 0) + 1;
      if (Math.max(r, g, b) - Math.min(r, g, b) > coloured) colour += 1;
      if (isRed(r, g, b)) red[square] = (red[square] ?? 0) + 1;
    }
  }
  return { red, dark, columns, rows, ink, colour };
};

interface Heap {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly cells: number;
}

/** All red cells that hang together with the first one; they are unmarked on the way. */
const take = (red: Uint8Array, columns: number, rows: number, first: number): Heap => {
  let [left, top, right, bottom, cells] = [columns, rows, 0, 0, 0];
  const open = [first];
  red[first] = 0;
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const column = at % columns;
    const row = Math.floor(at / columns);
    cells += 1;
    left = Math.min(left, column);
    right = Math.max(right, column);
    top = Math.min(top, row);
    bottom = Math.max(bottom, row);
    for (let j = Math.max(0, row - reach); j <= Math.min(rows - 1, row + reach); j += 1) {
      for (let i = Math.max(0, column - reach); i <= Math.min(columns - 1, column + reach); i += 1) {
        const next = j * columns + i;
        if ((red[next] ?? 0) > 0) {
          red[next] = 0;
          open.push(next);
        }
      }
    }
  }
  return { left, top, right: right + 1, bottom: bottom + 1, cells };
};

const radii = {
  least: Math.floor(sealSide.least / (2 * cell * pointsPerPixel)),
  most: Math.ceil(sealSide.most / (2 * cell * pointsPerPixel)),
};

const isSeal = ({ left, top, right, bottom, cells }: Heap): boolean => {
  const width = (right - left) * cell * pointsPerPixel;
  const height = (bottom - top) * cell * pointsPerPixel;
  const ratio = width / height;
  return (
    Math.min(width, height) >= sealSide.least &&
    Math.max(width, height) <= sealSide.most &&
    ratio >= aspect.least &&
    ratio <= aspect.most &&
    cells / ((right - left) * (bottom - top)) > leastFill
  );
};

export interface MeasuredPage {
  readonly page: number;
  readonly redSeals: PixelFacts['redSeals'];
  /** Where something is printed. */
  readonly grid: InkGrid;
  /** Pixels that are not paper, and those of them that have a colour. */
  readonly ink: number;
  readonly colour: number;
}

/** @param picture the page as displayed, drawn with {@link sealDpi}; places come in points, origin at the lower left */
export const measurePage = (picture: Picture, page: number): MeasuredPage => {
  const { red, dark, columns, rows, ink, colour } = count(picture);
  for (let at = 0; at < red.length; at += 1) if ((red[at] ?? 0) < leastRed * cell * cell) red[at] = 0;
  const all = { cells: red.slice(), columns, rows };
  const redSeals: PixelFacts['redSeals'] = [];
  for (let at = 0; at < red.length; at += 1) {
    if (red[at] === 0) continue;
    const heap = take(red, columns, rows, at);
    const seal = isSeal(heap) ? heap : ringIn(all, heap, radii);
    if (!seal) continue;
    const toPoints = (cells: number): number => cells * cell * pointsPerPixel;
    redSeals.push({
      page,
      box: {
        x: toPoints(seal.left),
        y: picture.height * pointsPerPixel - toPoints(seal.bottom),
        width: toPoints(seal.right - seal.left),
        height: toPoints(seal.bottom - seal.top),
      },
    });
  }
  const grid = { page, columns, rows, cells: dark.map((pixels) => (pixels >= leastDark ? 1 : 0)) };
  return { page, redSeals, grid, ink, colour };
};

/** Of all measured pages together. */
export const pixelFacts = (pages: readonly MeasuredPage[]): PixelFacts => {
  const ink = pages.reduce((sum, page) => sum + page.ink, 0);
  const colour = pages.reduce((sum, page) => sum + page.colour, 0);
  return {
    redSeals: pages.flatMap(({ redSeals }) => redSeals),
    colourShare: ink === 0 ? 0 : colour / ink,
    ink: pages.find(({ page }) => page === 1)?.grid ?? null,
  };
};
