/** Reads pages and appearances of one document: what is painted on them, where, and what its text says. */
import { Fault } from '../../../contracts/faults/index.js';
import type { PdfDocument } from '../document.js';
import { PdfDict, PdfName, type PdfObject, PdfRef, PdfStream } from '../objects.js';
import { type Box, type PdfPage, readBox } from '../pages.js';
import { Budget } from './budget.js';
import { type Font, readFont } from './font.js';
import { type ImageMask, imageMask } from './image-mask.js';
import { ContentInterpreter, type ContentStart } from './interpreter.js';
import type { DrawnContent, ImageItem } from './items.js';
import { IDENTITY, type Matrix, matrixFrom, times, transformed } from './matrix.js';
import { pageContent, pageResources } from './page-content.js';
import { Resources } from './resources.js';

export class ContentReader {
  private readonly fonts = new Map<number, Font | null>();
  private readonly known: { readonly resources: Resources; readonly font: (object: PdfObject) => Font | null };
  private readonly masks = new Map<ImageItem, ImageMask | null>();

  /** `budget`: of several readers together, where hostile files could have each of them used up. */
  constructor(
    readonly document: PdfDocument,
    readonly budget: Budget = new Budget(),
  ) {
    this.known = { resources: new Resources(document), font: (object) => this.font(object) };
  }

  /** What a page's own content paints within its crop box, annotations left out. Never throws for what it reads. */
  page(page: PdfPage): DrawnContent {
    return this.guarded(() => {
      const content = pageContent(this.document, page);
      const interpreter = this.interpreter({ ctm: IDENTITY, clip: page.cropBox, around: null, strict: false });
      interpreter.run(content.bytes, pageResources(this.document, page.dict));
      return { ...interpreter.drawn(), ...(content.complete ? {} : { complete: false }) };
    });
  }

  /** What an appearance paints for an annotation of `page` with this /Rect (12.5.5), in default user space. Never throws. */
  appearance(stream: PdfStream, rect: Box, page: PdfPage): DrawnContent {
    return this.guarded(() => {
      const matrix = matrixFrom(this.document, stream.dict.get('Matrix')) ?? IDENTITY;
      const stated = readBox(this.document, stream.dict.get('BBox'));
      const fitting = stated && fitted(transformed(matrix, stated), rect);
      if (!fitting) return { items: [], complete: stream.dict.get('BBox') !== null };
      const around = pageResources(this.document, page.dict);
      const interpreter = this.interpreter({ ctm: fitting, clip: rect, around, strict: true });
      interpreter.form(stream);
      return interpreter.drawn();
    });
  }

  /** Which parts of an image are painted; null where nothing says so, or nothing that can be read. Never throws. */
  mask(image: ImageItem): ImageMask | null {
    const known = this.masks.get(image);
    if (known !== undefined) return known;
    const mask = this.readMask(image.stream);
    this.masks.set(image, mask);
    return mask;
  }

  private readMask(stream: PdfStream | null): ImageMask | null {
    try {
      return stream && this.budget.spend('masks') ? imageMask(this.document, stream) : null;
    } catch (thrown) {
      if (thrown instanceof Fault) return null;
      throw thrown;
    }
  }

  private interpreter(start: ContentStart): ContentInterpreter {
    return new ContentInterpreter(this.document, this.budget, this.known, start);
  }

  private guarded(read: () => DrawnContent): DrawnContent {
    try {
      return read();
    } catch (thrown) {
      if (thrown instanceof Fault) return { items: [], complete: false };
      throw thrown;
    }
  }

  /** null when there is none, or none that can be read. */
  private font(object: PdfObject): Font | null {
    const known = object instanceof PdfRef ? this.fonts.get(object.num) : undefined;
    if (known !== undefined) return known;
    const font = this.loadFont(object);
    if (object instanceof PdfRef) this.fonts.set(object.num, font);
    return font;
  }

  private loadFont(object: PdfObject): Font | null {
    try {
      const dict = this.document.resolve(object);
      return dict instanceof PdfDict && this.budget.spend('fonts') ? readFont(this.document, dict) : null;
    } catch (thrown) {
      if (thrown instanceof Fault) return null;
      throw thrown;
    }
  }
}

/** Scales and moves `box` onto `rect` (12.5.5, step 2); null for a box without area. */
const fitted = (box: Box, rect: Box): Matrix | null => {
  const [width, height] = [box.right - box.left, box.top - box.bottom];
  if (!(width > 0) || !(height > 0)) return null;
  const [x, y] = [(rect.right - rect.left) / width, (rect.top - rect.bottom) / height];
  return times([1, 0, 0, 1, -box.left, -box.bottom], [x, 0, 0, y, rect.left, rect.bottom]);
};

/**
 * The normal appearance of an annotation, in the state that it is in (12.5.5). Where it does not say in which, readers
 * take `Off`, or the only one there is.
 */
export const normalAppearance = (document: PdfDocument, annotation: PdfDict): PdfStream | null => {
  const appearances = document.dict(annotation, 'AP');
  const normal = appearances ? document.value(appearances, 'N') : null;
  const state = document.value(annotation, 'AS');
  if (!(normal instanceof PdfDict)) return normal instanceof PdfStream ? normal : null;
  const [first = ''] = normal.entries.keys();
  const name = state instanceof PdfName ? state.value : normal.entries.has('Off') ? 'Off' : first;
  const chosen = document.value(normal, name);
  return chosen instanceof PdfStream ? chosen : null;
};
