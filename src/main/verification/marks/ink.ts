/** Where a mark leaves ink, point by point: masks of images count, as most of a seal's square is empty. */
import type { ContentItem, ImageItem } from '../../pdf/content/items.js';
import { applied, inverse, type Matrix, type Point } from '../../pdf/content/matrix.js';
import type { ContentReader } from '../../pdf/content/reader.js';
import { limitFault } from '../../pdf/limits.js';
import { type Box, intersection } from '../../pdf/pages.js';

/** From where on a pixel counts as ink, and from where on it hides what is under it. */
const INK = 0.15;
const DENSE = 0.75;

interface Stroke {
  readonly box: Box;
  /** How opaque it is at a point inside its box. */
  readonly at: (point: Point) => number;
}

const inside = ({ left, bottom, right, top }: Box, [x, y]: Point): boolean =>
  x >= left && x <= right && y >= bottom && y <= top;

export class Ink {
  private readonly strokes: readonly Stroke[];
  /** Around all of it; null for none. */
  readonly box: Box | null;

  /** Of what can be seen among `items`, which `reader` read, and of text in a mode that readers differ on. */
  constructor(
    readonly items: readonly ContentItem[],
    private readonly reader: ContentReader,
  ) {
    this.strokes = items.map((item) => stroke(item, reader));
    this.box = this.strokes.reduce<Box | null>((box, one) => (box ? spanning(box, one.box) : one.box), null);
  }

  /** 0 for no ink; 1 for paint that nothing shines through. @throws Fault `pdf.limit` */
  opacity(point: Point): number {
    if (!this.reader.budget.spend('samples', this.strokes.length)) throw limitFault('marks');
    let most = 0;
    // What is no ink once is, laid on often enough.
    let faint = 0;
    for (const { box, at } of this.strokes) {
      if (most === 1 || !inside(box, point)) continue;
      const opacity = at(point);
      if (opacity < INK) faint += opacity;
      else most = Math.max(most, opacity);
    }
    return Math.max(most, Math.min(1, faint));
  }

  isInk(point: Point): boolean {
    return this.opacity(point) >= INK;
  }

  /** Which parts of a box it touches, and which it hides: from 0 to 1. */
  over(box: Box): { readonly touched: number; readonly hidden: number } {
    if (!this.box || !intersection(this.box, box)) return { touched: 0, hidden: 0 };
    const opacities = pointsOf(box, 16, 6).map((point) => this.opacity(point));
    const share = (least: number): number => opacities.filter((one) => one >= least).length / opacities.length;
    return { touched: share(INK), hidden: share(DENSE) };
  }

  /** The ink that both leave at the same places, as a part of this one's, and of the other's. */
  shared(other: Ink): { readonly ofThis: number; readonly ofOther: number } {
    const common = this.box && other.box && intersection(this.box, other.box);
    if (!common) return { ofThis: 0, ofOther: 0 };
    const within = (first: Ink, second: Ink): number => {
      const inked = pointsOf(first.box ?? common, 40, 40).filter((point) => first.isInk(point));
      return inked.length === 0 ? 0 : inked.filter((point) => second.isInk(point)).length / inked.length;
    };
    return { ofThis: within(this, other), ofOther: within(other, this) };
  }
}

/** The least box around two. */
export const spanning = (a: Box, b: Box): Box => ({
  left: Math.min(a.left, b.left),
  bottom: Math.min(a.bottom, b.bottom),
  right: Math.max(a.right, b.right),
  top: Math.max(a.top, b.top),
});

/** Evenly over a box, none on its edges. */
const pointsOf = ({ left, bottom, right, top }: Box, columns: number, rows: number): Point[] =>
  Array.from({ length: columns * rows }, (_, i): Point => {
    const [column, row] = [(i % columns) + 0.5, Math.floor(i / columns) + 0.5];
    return [left + ((right - left) * column) / columns, bottom + ((top - bottom) * row) / rows];
  });

/** What is not opaque as a whole is ink that something shines through. */
const SHEER = 0.5;

const stroke = (item: ContentItem, reader: ContentReader): Stroke => {
  const { box, alpha, opaque } = item;
  if (opaque) return { box, at: () => 1 };
  const pixels = item.kind === 'image' ? maskedImage(item, reader) : null;
  return { box, at: pixels ?? (() => Math.min(alpha, SHEER)) };
};

const maskedImage = (image: ImageItem, reader: ContentReader): Stroke['at'] | null => {
  const toSquare: Matrix | null = inverse(image.matrix);
  const mask = toSquare && reader.mask(image);
  return mask ? (point) => mask.opacity(...applied(toSquare, point)) * image.alpha : null;
};
