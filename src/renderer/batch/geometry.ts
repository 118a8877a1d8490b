/** Boxes on a page in points, origin at the lower left corner, as the contract has them. */
import type { Rect } from '../../contracts/records-facts.js';

export const pointsPerMm = 72 / 25.4;
export const mm = (points: number): number => points / pointsPerMm;

export interface PageSize {
  readonly width: number;
  readonly height: number;
}

/** No mark is smaller, in points: it could not be taken hold of any more. */
const least = 6;

const clamp = (value: number, from: number, to: number): number => Math.min(Math.max(value, from), Math.max(from, to));

/** The box inside the page, as large as it was wherever the page is larger. */
export const within = (rect: Rect, page: PageSize): Rect => {
  const width = Math.min(rect.width, page.width);
  const height = Math.min(rect.height, page.height);
  return { x: clamp(rect.x, 0, page.width - width), y: clamp(rect.y, 0, page.height - height), width, height };
};

export const moved = (rect: Rect, dx: number, dy: number, page: PageSize): Rect =>
  within({ ...rect, x: rect.x + dx, y: rect.y + dy }, page);

/** The corner that is drawn: -1 left or lower, 1 right or upper. The opposite one stays. */
export interface Corner {
  readonly h: -1 | 1;
  readonly v: -1 | 1;
}

const sized = (rect: Rect, { h, v }: Corner, width: number, height: number): Rect => ({
  x: h === 1 ? rect.x : rect.x + rect.width - width,
  y: v === 1 ? rect.y : rect.y + rect.height - height,
  width,
  height,
});

/** @param keepRatio the side that was drawn further decides */
export const resized = (
  rect: Rect,
  corner: Corner,
  dx: number,
  dy: number,
  page: PageSize,
  keepRatio: boolean,
): Rect => {
  const room = {
    width: corner.h === 1 ? page.width - rect.x : rect.x + rect.width,
    height: corner.v === 1 ? page.height - rect.y : rect.y + rect.height,
  };
  const width = clamp(rect.width + corner.h * dx, least, room.width);
  const height = clamp(rect.height + corner.v * dy, least, room.height);
  if (!keepRatio) return sized(rect, corner, width, height);
  const [byWidth, byHeight] = [width / rect.width, height / rect.height];
  const wanted = Math.abs(byWidth - 1) >= Math.abs(byHeight - 1) ? byWidth : byHeight;
  const factor = clamp(
    wanted,
    least / Math.min(rect.width, rect.height),
    Math.min(room.width / rect.width, room.height / rect.height),
  );
  return sized(rect, corner, rect.width * factor, rect.height * factor);
};

/** What a box is drawn to: lines across the page. */
export interface SnapLines {
  /** Vertical lines, for left edge, centre and right edge. */
  readonly x: readonly number[];
  /** Vertical lines for the centre alone: the page's own. */
  readonly centres: readonly number[];
  /** Horizontal lines, for lower edge, middle and upper edge. */
  readonly y: readonly number[];
  /** Lines that text stands on, for the lower edge alone. */
  readonly baselines: readonly number[];
}

export interface Snapped {
  readonly rect: Rect;
  /** The lines that were reached. */
  readonly x: number | null;
  readonly y: number | null;
}

interface Reach {
  readonly line: number;
  readonly by: number;
}

const nearest = (points: readonly number[], lines: readonly number[], tolerance: number): Reach | null => {
  let best: Reach | null = null;
  for (const line of lines) {
    for (const point of points) {
      const by = line - point;
      if (Math.abs(by) <= tolerance && (best === null || Math.abs(by) < Math.abs(best.by))) best = { line, by };
    }
  }
  return best;
};

const nearer = (a: Reach | null, b: Reach | null): Reach | null =>
  a && b ? (Math.abs(b.by) < Math.abs(a.by) ? b : a) : (a ?? b);

/** @param tolerance in points */
export const snapped = (rect: Rect, lines: SnapLines, tolerance: number): Snapped => {
  const [centre, middle] = [rect.x + rect.width / 2, rect.y + rect.height / 2];
  const x = nearer(
    nearest([rect.x, centre, rect.x + rect.width], lines.x, tolerance),
    nearest([centre], lines.centres, tolerance),
  );
  const y = nearer(
    nearest([rect.y, middle, rect.y + rect.height], lines.y, tolerance),
    nearest([rect.y], lines.baselines, tolerance),
  );
  return {
    rect: { ...rect, x: rect.x + (x?.by ?? 0), y: rect.y + (y?.by ?? 0) },
    x: x?.line ?? null,
    y: y?.line ?? null,
  };
};

const edgesOf = ({ x, y, width, height }: Rect) => ({
  x: [x, x + width / 2, x + width],
  y: [y, y + height / 2, y + height],
});

/** @param others the other marks of the page  @param baselines where its text stands */
export const snapLines = (others: readonly Rect[], page: PageSize, baselines: readonly number[]): SnapLines => ({
  x: others.flatMap((rect) => edgesOf(rect).x),
  centres: [page.width / 2],
  y: others.flatMap((rect) => edgesOf(rect).y),
  baselines,
});
