/** Where a page is free: what stands on it as a grid, so that any place is looked up at once. */
import type { InkGrid, Rect } from '../../../contracts/records-facts.js';
import type { Size } from '../marks/look.js';

/** Points; fine enough for the gap between two lines. */
const CELL = 2;
/** Along the longer side of a page; of one larger than any sheet of paper the cells are coarser, and the map is not. */
const MOST_CELLS = 2_000;
/** Between a mark and what is printed, in points. */
const CLEARANCE = 3;

interface Point {
  readonly x: number;
  readonly y: number;
}

const distance = ({ x, y, width, height }: Rect, target: Point): number =>
  Math.hypot(x + width / 2 - target.x, y + height - target.y);

export class RoomMap {
  /** Side of a cell, in points. */
  private readonly cell: number;
  private readonly columns: number;
  private readonly rows: number;
  private readonly taken: Uint8Array;
  /** Taken cells left of and below each corner; made when it is first asked for. */
  private sums: Uint32Array | null = null;

  constructor(private readonly page: Size) {
    this.cell = Math.max(CELL, Math.max(page.width, page.height) / MOST_CELLS);
    this.columns = Math.ceil(page.width / this.cell);
    this.rows = Math.ceil(page.height / this.cell);
    this.taken = new Uint8Array(this.columns * this.rows);
  }

  /** Marks a rectangle as taken, every cell that it touches. */
  block(rect: Rect): void {
    const { left, right, bottom, top } = this.cells(rect);
    for (let row = bottom; row < top; row++) {
      this.taken.fill(1, row * this.columns + left, row * this.columns + Math.max(left, right));
    }
    this.sums = null;
  }

  blockInk({ columns, rows, cells }: InkGrid): void {
    const [width, height] = [this.page.width / columns, this.page.height / rows];
    for (let at = 0; at < columns * rows; at++) {
      if (!cells[at]) continue;
      const [column, row] = [at % columns, Math.floor(at / columns)];
      this.block({ x: column * width, y: this.page.height - (row + 1) * height, width, height });
    }
  }

  /** How much of a rectangle is taken, in square points. */
  covered(rect: Rect): number {
    const { left, right, bottom, top } = this.cells(rect);
    if (right <= left || top <= bottom) return 0;
    const sums = this.summed();
    const at = (column: number, row: number): number => sums[row * (this.columns + 1) + column] ?? 0;
    return (at(right, top) - at(left, top) - at(right, bottom) + at(left, bottom)) * this.cell * this.cell;
  }

  /** The same of an ellipse that fills the rectangle. */
  coveredByDisc(rect: Rect): number {
    const { left, right, bottom, top } = this.cells(rect);
    let count = 0;
    for (let row = bottom; row < top; row++) {
      for (let column = left; column < right; column++) {
        const x = ((column + 0.5) * this.cell - rect.x) / rect.width - 0.5;
        const y = ((row + 0.5) * this.cell - rect.y) / rect.height - 0.5;
        if (x * x + y * y <= 0.25) count += this.taken[row * this.columns + column] ?? 0;
      }
    }
    return count * this.cell * this.cell;
  }

  /** The first free place for `size` inside `region`: from its top down, and from its right. */
  firstFree(size: Size, region: Rect): Rect | null {
    return this.best(size, region, (rect) => (this.isFree(rect) ? 0 : null));
  }

  /** The free place for `size` inside `region` whose upper edge has its middle nearest to `target`. */
  nearestFree(size: Size, region: Rect, target: Point): Rect | null {
    return this.best(size, region, (rect) => (this.isFree(rect) ? distance(rect, target) : null));
  }

  /** The place for `size` inside `region` that covers least. */
  leastCovering(size: Size, region: Rect): Rect | null {
    return this.best(size, region, (rect) => this.covered(rect));
  }

  /** With the clearance around it. */
  private isFree({ x, y, width, height }: Rect): boolean {
    const around = { x: x - CLEARANCE, y: y - CLEARANCE, width: width + 2 * CLEARANCE, height: height + 2 * CLEARANCE };
    return this.covered(around) === 0;
  }

  /** The first of the lowest cost, from the top down and from the right; null costs are none at all. */
  private best(size: Size, region: Rect, costOf: (rect: Rect) => number | null): Rect | null {
    const [across, down] = [region.width - size.width, region.height - size.height];
    let best: Rect | null = null;
    let least = Number.POSITIVE_INFINITY;
    for (let dy = 0; dy <= down; dy += this.cell) {
      for (let dx = 0; dx <= across; dx += this.cell) {
        const rect = { x: region.x + across - dx, y: region.y + down - dy, width: size.width, height: size.height };
        const cost = costOf(rect);
        if (cost === null || cost >= least) continue;
        if (cost === 0) return rect;
        best = rect;
        least = cost;
      }
    }
    return best;
  }

  private cells({ x, y, width, height }: Rect) {
    const column = (value: number): number => Math.min(this.columns, Math.max(0, value));
    const row = (value: number): number => Math.min(this.rows, Math.max(0, value));
    return {
      left: column(Math.floor(x / this.cell)),
      right: column(Math.ceil((x + width) / this.cell)),
      bottom: row(Math.floor(y / this.cell)),
      top: row(Math.ceil((y + height) / this.cell)),
    };
  }

  private summed(): Uint32Array {
    if (this.sums) return this.sums;
    const width = this.columns + 1;
    const sums = new Uint32Array(width * (this.rows + 1));
    for (let row = 0; row < this.rows; row++) {
      let line = 0;
      for (let column = 0; column < this.columns; column++) {
        line += this.taken[row * this.columns + column] ?? 0;
        sums[(row + 1) * width + column + 1] = (sums[row * width + column + 1] ?? 0) + line;
      }
    }
    this.sums = sums;
    return sums;
  }
}
