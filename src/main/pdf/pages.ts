/** The page tree (ISO 32000-2 7.7.3). */
import { broken, LIMITS, limitFault } from './limits.js';
import type { ObjectReader } from './object-reader.js';
import { isName, PdfDict, type PdfObject, PdfRef } from './objects.js';

/** In default user space units, left < right and bottom < top. */
export interface Box {
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
  readonly top: number;
}

/** Read from the document whenever it is asked, so that the list of all pages stays small. */
export interface PdfPage {
  readonly ref: PdfRef;
  readonly dict: PdfDict;
  /** From 0. */
  readonly index: number;
  /** What is displayed: the crop box within the media box, before rotation. */
  readonly cropBox: Box;
  /** Clockwise, when displayed. */
  readonly rotate: 0 | 90 | 180 | 270;
  /** Size of a default user space unit in points (14.11.3, table 31). */
  readonly userUnit: number;
}

/** Attributes that a node hands down (7.7.3.4). */
interface Inherited {
  readonly MediaBox: PdfObject;
  readonly CropBox: PdfObject;
  readonly Rotate: PdfObject;
}

interface Node {
  readonly object: PdfObject;
  readonly depth: number;
  readonly inherited: Inherited;
}

const LETTER: Box = { left: 0, bottom: 0, right: 612, top: 792 };

/** The pages below `root`, the /Pages entry of the catalog, in their order. */
export const readPages = (document: ObjectReader, root: PdfObject): PdfPage[] => {
  const pages: PdfPage[] = [];
  const seen = new Set<number>();
  const nothing: Inherited = { MediaBox: null, CropBox: null, Rotate: null };
  const stack: Node[] = [{ object: root, depth: 0, inherited: nothing }];
  for (let node = stack.pop(); node; node = stack.pop()) {
    const { object: ref, depth } = node;
    if (!(ref instanceof PdfRef) || seen.has(ref.num)) throw broken('page tree');
    if (depth > LIMITS.pageTreeDepth || seen.size >= LIMITS.pages) throw limitFault('page tree');
    seen.add(ref.num);
    const dict = document.resolve(ref);
    if (!(dict instanceof PdfDict)) throw broken('page tree');
    // What calls itself a page is one, /Kids or not: so most readers count, and pages are shown by number.
    const kids = isName(document.value(dict, 'Type'), 'Page') ? null : document.array(dict, 'Kids');
    if (kids && stack.length + kids.length > LIMITS.pages) throw limitFault('page tree');
    const inherited = kids ? inherit(dict, node.inherited) : node.inherited;
    if (kids) for (const object of [...kids].reverse()) stack.push({ object, depth: depth + 1, inherited });
    else pages.push(new TreePage(document, ref, pages.length, inherited));
  }
  return pages;
};

const inherit = (dict: PdfDict, above: Inherited): Inherited => ({
  MediaBox: dict.get('MediaBox') ?? above.MediaBox,
  CropBox: dict.get('CropBox') ?? above.CropBox,
  Rotate: dict.get('Rotate') ?? above.Rotate,
});

type Geometry = Pick<PdfPage, 'cropBox' | 'rotate' | 'userUnit'>;

class TreePage implements PdfPage {
  private known: Geometry | undefined;

  constructor(
    private readonly document: ObjectReader,
    readonly ref: PdfRef,
    readonly index: number,
    private readonly inherited: Inherited,
  ) {}

  get dict(): PdfDict {
    const dict = this.document.resolve(this.ref);
    if (!(dict instanceof PdfDict)) throw broken('page tree');
    return dict;
  }

  get cropBox(): Box {
    return this.geometry().cropBox;
  }

  get rotate(): PdfPage['rotate'] {
    return this.geometry().rotate;
  }

  get userUnit(): number {
    return this.geometry().userUnit;
  }

  /** Kept, as it is asked for again for each of what may be thousands of annotations, which the dictionary names. */
  private geometry(): Geometry {
    this.known ??= this.readGeometry();
    return this.known;
  }

  private readGeometry(): Geometry {
    const { dict, document } = this;
    const attributes = inherit(dict, this.inherited);
    const media = readBox(document, attributes.MediaBox) ?? LETTER;
    const crop = readBox(document, attributes.CropBox) ?? media;
    const unit = document.value(dict, 'UserUnit');
    return {
      cropBox: intersection(crop, media) ?? media,
      rotate: rotation(document, attributes),
      userUnit: typeof unit === 'number' && unit > 0 ? unit : 1,
    };
  }
}

/** A rectangle (7.9.5) from any two opposite corners; null when it is none or has no area. What is behind is passed over. */
export const readBox = (document: ObjectReader, object: PdfObject): Box | null => {
  const array = document.resolve(object);
  if (!Array.isArray(array) || array.length < 4) return null;
  const [x1, y1, x2, y2] = array.map((item) => document.resolve(item));
  if (typeof x1 !== 'number' || typeof y1 !== 'number' || typeof x2 !== 'number' || typeof y2 !== 'number') return null;
  const box = { left: Math.min(x1, x2), bottom: Math.min(y1, y2), right: Math.max(x1, x2), top: Math.max(y1, y2) };
  return box.left < box.right && box.bottom < box.top ? box : null;
};

export const intersection = (a: Box, b: Box): Box | null => {
  const box = {
    left: Math.max(a.left, b.left),
    bottom: Math.max(a.bottom, b.bottom),
    right: Math.min(a.right, b.right),
    top: Math.min(a.top, b.top),
  };
  return box.left < box.right && box.bottom < box.top ? box : null;
};

const rotation = (document: ObjectReader, attributes: Inherited): PdfPage['rotate'] => {
  const value = document.resolve(attributes.Rotate);
  const turned = typeof value === 'number' ? ((value % 360) + 360) % 360 : 0;
  return turned === 90 || turned === 180 || turned === 270 ? turned : 0;
};
