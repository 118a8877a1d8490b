/** What the fields of a document show on its pages: number, date, seal and signature of real documents are such marks. */

import { isShown } from '../../pdf/content/annotations.js';
import type { ContentItem, PathItem } from '../../pdf/content/items.js';
import { displayMatrix, transformed } from '../../pdf/content/matrix.js';
import { type ContentReader, normalAppearance } from '../../pdf/content/reader.js';
import type { PdfDocument } from '../../pdf/document.js';
import { PdfDict, PdfRef } from '../../pdf/objects.js';
import { type Box, type PdfPage, readBox } from '../../pdf/pages.js';
import { allFields, type FormField, formFields } from '../fields.js';
import { Ink } from './ink.js';
import { linesOf } from './text.js';

export type MarkKind = 'seal' | 'image' | 'text' | 'mixed' | 'empty';

/** What an annotation shows. */
export interface Appearance {
  readonly page: PdfPage;
  /** /Rect, in default user space. */
  readonly rect: Box;
  readonly kind: MarkKind;
  /** Line by line, composed Unicode; null where it shows none that can be read. */
  readonly text: string | null;
  readonly ink: Ink;
  /** false where a part of it could not be read. */
  readonly complete: boolean;
}

/** A field's appearance on a page. */
export interface Mark extends Appearance {
  readonly field: FormField;
  /** Object number of the widget. */
  readonly widget: number;
  /** Whether the file draws it and shows it: a reader may draw the rest in a way of its own. */
  readonly shown: boolean;
}

/** Side lengths of a seal in points: 36 mm for offices of state, some larger and smaller ones. */
const SEAL = { least: 55, most: 165, aspect: 1.4 } as const;
/** What is thinner than this is a line, not a surface, in points. */
const LINE = 3;
/** Text this transparent leaves no trace. */
const CLEAR = 0.002;

/** What the file draws for an annotation of that page; null for one without place or appearance. */
const readDrawn = (reader: ContentReader, page: PdfPage, annotation: PdfDict): Appearance | null => {
  const { document } = reader;
  const rect = readBox(document, annotation.get('Rect'));
  const stream = rect && normalAppearance(document, annotation);
  if (!rect || !stream) return null;
  const { items, complete } = reader.appearance(stream, rect, page);
  const seen = items.filter((item) => !item.invisible);
  // Of the modes that hide text, readers know some as whole numbers alone.
  const ink = new Ink(
    items.filter((item) => !item.invisible || (item.kind === 'text' && item.alpha > CLEAR)),
    reader,
  );
  return { page, rect, kind: kindOf(page, seen, ink), text: linesOf(page, seen), ink, complete };
};

/**
 * All that readers may show for a widget, flags aside: they draw its background and border where it has no appearance,
 * or where the form asks for that (12.5.6.19, 12.7.3). null for nothing.
 */
export const readWidget = (reader: ContentReader, page: PdfPage, widget: PdfDict): Appearance | null => {
  const drawn = readDrawn(reader, page, widget);
  const rect = readBox(reader.document, widget.get('Rect'));
  const own = rect ? drawnByReaders(reader.document, widget, rect, drawn !== null) : [];
  if (rect === null || own.length === 0) return drawn;
  const nothing: Appearance = { page, rect, kind: 'empty', text: null, ink: new Ink([], reader), complete: true };
  return { ...(drawn ?? nothing), ink: new Ink([...(drawn?.ink.items ?? []), ...own], reader) };
};

const drawnByReaders = (document: PdfDocument, widget: PdfDict, box: Box, hasAppearance: boolean): PathItem[] => {
  const form = document.dict(document.catalog, 'AcroForm');
  if (hasAppearance && !(form && document.value(form, 'NeedAppearances') === true)) return [];
  const look = document.dict(widget, 'MK');
  const isColoured = look && ['BG', 'BC'].some((key) => (document.array(look, key) ?? []).length > 0);
  return isColoured
    ? [{ kind: 'path', box, alpha: 1, opaque: true, invisible: false, shape: 'rectangle', filled: true }]
    : [];
};

const kindOf = (page: PdfPage, items: readonly ContentItem[], ink: Ink): MarkKind => {
  const hasText = items.some(({ kind }) => kind === 'text');
  const isPicture = (item: ContentItem): boolean =>
    item.kind === 'image' || (item.kind === 'path' && item.shape === 'other');
  const surface = ({ box }: ContentItem): boolean => Math.min(box.right - box.left, box.top - box.bottom) >= LINE;
  const hasPicture = items.some(isPicture);
  if (hasText) return hasPicture ? 'mixed' : 'text';
  if (!hasPicture && !items.some(surface)) return 'empty';
  return ink.box && isSealSized(transformed(displayMatrix(page), ink.box)) ? 'seal' : 'image';
};

const isSealSized = ({ left, bottom, right, top }: Box): boolean => {
  const [short = 0, long = 0] = [right - left, top - bottom].sort((a, b) => a - b);
  return short >= SEAL.least && long <= SEAL.most && long / short <= SEAL.aspect;
};

/** The first page that lists an annotation is the one that shows it; /P is only a hint (12.5.2). */
const pagesOfWidgets = (document: PdfDocument, wanted: ReadonlySet<number>): ReadonlyMap<number, PdfPage> => {
  const pages = new Map<number, PdfPage>();
  for (const page of document.pages()) {
    if (pages.size === wanted.size) break;
    for (const item of document.array(page.dict, 'Annots') ?? []) {
      if (item instanceof PdfRef && wanted.has(item.num) && !pages.has(item.num)) pages.set(item.num, page);
    }
  }
  return pages;
};

/** Every field's appearances, in the order of the form; `types` says which fields (table 226). @throws Fault */
export const readMarks = (reader: ContentReader, types: ReadonlySet<string>): Mark[] => {
  const { document } = reader;
  const widgets = allFields(formFields(document)).filter(
    ({ ref, type, dict }) =>
      ref !== null && type !== null && types.has(type) && (dict.get('AP') !== null || dict.get('MK') !== null),
  );
  const numbers = new Set(widgets.flatMap(({ ref }) => ref?.num ?? []));
  const pages = numbers.size === 0 ? new Map<number, PdfPage>() : pagesOfWidgets(document, numbers);
  return widgets.flatMap((field) => {
    const page = pages.get(field.ref?.num ?? -1);
    const appearance = page && readWidget(reader, page, field.dict);
    const shown = isShown(document, field.dict) && normalAppearance(document, field.dict) !== null;
    return appearance && field.ref ? [{ ...appearance, field, widget: field.ref.num, shown }] : [];
  });
};

export interface Listed {
  /** Object number of the annotation; null for one that stands directly in the list. */
  readonly number: number | null;
  readonly appearance: Appearance;
}

/** Appearances of all annotations of a page, in the order in which they are drawn. @throws Fault */
export const readAnnotations = (reader: ContentReader, page: PdfPage): Listed[] => {
  const { document } = reader;
  return (document.array(page.dict, 'Annots') ?? []).flatMap((item) => {
    const annotation = document.resolve(item);
    const isSeen = annotation instanceof PdfDict && isShown(document, annotation);
    const appearance = isSeen ? readDrawn(reader, page, annotation) : null;
    return appearance ? [{ number: item instanceof PdfRef ? item.num : null, appearance }] : [];
  });
};
