/** Where two pictures of a page differ. */

/** In pixels, origin at the upper left corner. */
export interface Region {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** RGBA, line by line. */
  readonly data: Uint8ClampedArray;
}

/** Side of the squares that are compared, in pixels. */
const cell = 6;
/** Anti-aliasing differs from one drawing to the next by less than this, of 255. */
const tolerance = 40;
/** Cells this near to each other belong to one change. */
const reach = 3;

const differs = (before: Picture, after: Picture, column: number, row: number): boolean => {
  const right = Math.min((column + 1) * cell, after.width);
  const bottom = Math.min((row + 1) * cell, after.height);
  for (let y = row * cell; y < bottom; y += 1) {
    for (let x = column * cell; x < right; x += 1) {
      const at = (y * after.width + x) * 4;
      for (let channel = at; channel < at + 3; channel += 1) {
        if (Math.abs((before.data[channel] ?? 0) - (after.data[channel] ?? 0)) > tolerance) return true;
      }
    }
  }
  return false;
};

/** The bounding box of all marked cells that hang together with the first one; they are unmarked on the way. */
const take = (marked: Uint8Array, columns: number, rows: number, first: number): Region => {
  const [x, y] = [first % columns, Math.floor(first / columns)];
  let [left, top, right, bottom] = [x, y, x, y];
  const open = [first];
  marked[first] = 0;
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const [column, row] = [at % columns, Math.floor(at / columns)];
    left = Math.min(left, column);
    right = Math.max(right, column);
    top = Math.min(top, row);
    bottom = Math.max(bottom, row);
    for (let j = Math.max(0, row - reach); j <= Math.min(rows - 1, row + reach); j += 1) {
      for (let i = Math.max(0, column - reach); i <= Math.min(columns - 1, column + reach); i += 1) {
        const next = j * columns + i;
        if (marked[next] === 1) {
          marked[next] = 0;
          open.push(next);
        }
      }
    }
  }
  return { left: left * cell, top: top * cell, right: (right + 1) * cell, bottom: (bottom + 1) * cell };
};

/** Regions in which `after` differs from `before`, from top to bottom; one region for everything where sizes differ. */
export const differences = (before: Picture, after: Picture): Region[] => {
  if (before.width !== after.width || before.height !== after.height) {
    return [{ left: 0, top: 0, right: after.width, bottom: after.height }];
  }
  const columns = Math.ceil(after.width / cell);
  const rows = Math.ceil(after.height / cell);
  const marked = new Uint8Array(columns * rows);
  for (let at = 0; at < marked.length; at += 1) {
    if (differs(before, after, at % columns, Math.floor(at / columns))) marked[at] = 1;
  }
  const regions: Region[] = [];
  for (let at = 0; at < marked.length; at += 1) {
    if (marked[at] === 1) regions.push(take(marked, columns, rows, at));
  }
  return regions;
};

/** A place on a page in shares of its width and height, origin at the upper left corner. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const placeOfRegion = ({ left, top, right, bottom }: Region, { width, height }: Picture): Place => ({
  x: left / width,
  y: top / height,
  width: (Math.min(right, width) - left) / width,
  height: (Math.min(bottom, height) - top) / height,
});

/** A drawing may reach a little beyond its field: lines have a width. */
const slack = 0.012;

/** Whether `inner` lies within one of the places. */
export const isWithin = (inner: Place, outer: readonly Place[]): boolean =>
  outer.some(
    ({ x, y, width, height }) =>
      inner.x >= x - slack &&
      inner.y >= y - slack &&
      inner.x + inner.width <= x + width + slack &&
      inner.y + inner.height <= y + height + slack,
  );
