/** Paths (ISO 32000-2 8.5) as boxes. */
import type { Box } from '../pages.js';
import { applied, around, type Matrix, type Point } from './matrix.js';

export interface PathBox {
  readonly box: Box;
  readonly shape: 'rectangle' | 'other';
}

interface Subpath {
  readonly points: Point[];
  closed: boolean;
}

const MOST_POINTS = 100_000;
/** A line of more segments is a drawing: one box around it is enough. */
const MOST_SEGMENTS = 16;
const TOLERANCE = 0.01;

const near = (a: number, b: number): boolean => Math.abs(a - b) <= TOLERANCE;
const isStraight = ([x1, y1]: Point, [x2, y2]: Point): boolean => near(x1, x2) || near(y1, y2);

/** Four corners, the fifth being the first again, and sides along the axes. */
const isRectangle = (points: readonly Point[]): boolean => {
  const [first, , , fourth, last = first] = points;
  if (!first || !fourth || !last || points.length > 5) return false;
  if (!near(first[0], last[0]) || !near(first[1], last[1])) return false;
  const corners = [...points.slice(0, 4), first];
  return corners.every((corner, i) => i === 0 || isStraight(corners[i - 1] ?? corner, corner));
};

/** What a line is drawn with, in the coordinates of the page. */
export interface Pen {
  readonly width: number;
  readonly height: number;
  readonly miterLimit: number;
}

const inflated = ({ left, bottom, right, top }: Box, { width, height }: Pen, by: number): Box => ({
  left: left - (by * width) / 2,
  bottom: bottom - (by * height) / 2,
  right: right + (by * width) / 2,
  top: top + (by * height) / 2,
});

/** The tip of a right angle is within the boxes of its lines. */
const BLUNT = 1.5;

/** How far the tip of a corner is from it, of half the line's width (8.4.3.5); 1 for one that is cut off, or blunt. */
const tip = ([x, y]: Point, from: Point, to: Point, limit: number): number => {
  const [ax, ay, bx, by] = [from[0] - x, from[1] - y, to[0] - x, to[1] - y];
  const cosine = (ax * bx + ay * by) / (Math.hypot(ax, ay) * Math.hypot(bx, by));
  const length = 1 / Math.sqrt(Math.max(0, (1 - cosine) / 2));
  // A line of no length has no direction, and no corner.
  return length > BLUNT && length <= limit ? length : 1;
};

export class PathBuilder {
  private subpaths: Subpath[] = [];
  private points = 0;

  /** Points come in the coordinates of `ctm` and are kept in those of the page. */
  line(ctm: Matrix, points: readonly Point[]): void {
    const current = this.subpaths.at(-1);
    for (const point of points) {
      if (this.points++ < MOST_POINTS) current?.points.push(applied(ctm, point));
    }
  }

  move(ctm: Matrix, point: Point): void {
    if (this.points < MOST_POINTS) this.subpaths.push({ points: [], closed: false });
    this.line(ctm, [point]);
  }

  rectangle(ctm: Matrix, x: number, y: number, width: number, height: number): void {
    this.move(ctm, [x, y]);
    this.line(ctm, [
      [x + width, y],
      [x + width, y + height],
      [x, y + height],
    ]);
    this.close();
  }

  close(): void {
    const current = this.subpaths.at(-1);
    if (current) current.closed = true;
  }

  /** Around everything; null for no path. */
  bounds(): Box | null {
    const points = this.subpaths.flatMap((subpath) => subpath.points);
    return points.length === 0 ? null : around(points);
  }

  /** A box for each subpath. With `evenOdd` one may be a hole in another: none of several is a plain rectangle then. */
  filled(evenOdd: boolean): PathBox[] {
    const holes = evenOdd && this.subpaths.length > 1;
    return this.subpaths
      .filter(({ points }) => points.length > 2)
      .map(({ points }) => ({ box: around(points), shape: !holes && isRectangle(points) ? 'rectangle' : 'other' }));
  }

  /** A box for each line, with the tips of its corners. */
  stroked(pen: Pen): PathBox[] {
    return this.subpaths.flatMap(({ points, closed }) => {
      const [first] = points;
      if (!first) return [];
      const corners = closed ? [...points, first] : points;
      const turns = closed ? [...corners, points[1] ?? first] : corners;
      const tips = turns.slice(2).map((to, i) => tip(turns[i + 1] ?? to, turns[i] ?? to, to, pen.miterLimit));
      const by = tips.reduce((most, one) => Math.max(most, one), 1);
      if (points.length > MOST_SEGMENTS) return [{ box: inflated(around(points), pen, by), shape: 'other' as const }];
      return corners.slice(1).map((corner, i): PathBox => {
        const from = corners[i] ?? corner;
        return {
          box: inflated(around([from, corner]), pen, by),
          shape: isStraight(from, corner) ? 'rectangle' : 'other',
        };
      });
    });
  }

  /** Whether it grew so long that the rest was left out. */
  get truncated(): boolean {
    return this.points > MOST_POINTS;
  }

  clear(): void {
    this.subpaths = [];
    this.points = 0;
  }
}
