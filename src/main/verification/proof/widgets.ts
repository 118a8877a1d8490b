/** Widgets that one increment added or gave a look (ISO 32000-2 12.5.6.19), and the pages that show them. */
import type { PdfDocument } from '../../pdf/document.js';
import { LIMITS } from '../../pdf/limits.js';
import { isName, PdfDict, type PdfObject, PdfRef, PdfString, pdfText } from '../../pdf/objects.js';
import type { Appearances } from './appearance.js';
import { type Increment, undeclared } from './increment.js';

/** Print; and with it locked, for signatures (12.5.3). */
const PRINT = 4;
const PRINT_AND_LOCKED = PRINT | 128;

export interface NewWidget {
  readonly ref: PdfRef;
  readonly dict: PdfDict;
  readonly name: string;
}

export type WidgetKind = 'signature' | 'empty-signature' | 'empty-text';

/** A widget has an area unless its rectangle is empty (12.7.5.5). */
export const hasArea = (document: PdfDocument, widget: PdfDict): boolean => {
  const rectangle = (document.array(widget, 'Rect') ?? []).map((item) => document.resolve(item));
  if (rectangle.length !== 4 || !rectangle.every((item): item is number => typeof item === 'number')) return false;
  const [left = 0, bottom = 0, right = 0, top = 0] = rectangle;
  return left !== right && bottom !== top;
};

/** /MK says nothing but a quarter turn. */
export const isRotationOnly = (look: PdfObject): boolean =>
  look instanceof PdfDict && look.entries.size === 1 && [90, 180, 270].some((angle) => look.get('R') === angle);

const COMMON_KEYS = ['Type', 'Subtype', 'FT', 'T', 'Rect', 'F', 'P', 'AP', 'MK', 'TU', 'StructParent'];
const KEYS: Readonly<Record<WidgetKind, readonly string[]>> = {
  signature: [...COMMON_KEYS, 'V'],
  'empty-signature': COMMON_KEYS,
  'empty-text': [...COMMON_KEYS, 'DA', 'Q'],
};

/** Entries whose values say something themselves, and lead nowhere. */
const VALUES: Readonly<Record<string, (value: PdfObject) => boolean>> = {
  Rect: (value) => Array.isArray(value) && value.length === 4 && value.every((item) => typeof item === 'number'),
  TU: (value) => value instanceof PdfString,
  StructParent: (value) => typeof value === 'number' && Number.isInteger(value) && value >= 0,
  MK: isRotationOnly,
  // A short value in the middle (12.7.4.3).
  Q: (value) => value === 1,
  // A font and a colour, and nothing that a viewer would draw with them (12.7.4.3).
  DA: (value) => value instanceof PdfString && /^\/[\w-]+ [\d.]+ Tf 0 g$/.test(pdfText(value)),
};

/** A new field merged with its widget: the entries of its kind and no others. /V is the caller's to judge. */
export const proveNewWidget = (
  looks: Appearances,
  { dict, name }: NewWidget,
  kind: WidgetKind,
  visible: boolean | null,
): void => {
  const other = [...dict.entries.keys()].find((key) => !KEYS[kind].includes(key));
  if (other !== undefined) throw undeclared(`${name} /${other}`);
  for (const [key, value] of dict.entries) {
    if (VALUES[key]?.(value) === false) throw undeclared(`${name} /${key}`);
  }
  const shown = hasArea(looks.increment.after, dict);
  const right =
    isName(dict.get('Type'), 'Annot') &&
    isName(dict.get('Subtype'), 'Widget') &&
    isName(dict.get('FT'), kind === 'empty-text' ? 'Tx' : 'Sig') &&
    dict.get('F') === (kind === 'signature' ? PRINT_AND_LOCKED : PRINT) &&
    (visible === null || shown === visible);
  if (!right) throw undeclared(name);
  if (!shown && dict.get('AP') !== null) throw undeclared(`${name} /AP`);
  if (shown && kind === 'signature') looks.prove(dict, name);
  else if (shown) looks.proveEmpty(dict, name);
};

/** Flags of an existing widget once it is signed. */
export const isSignedFlags = (was: PdfObject, is: PdfObject): boolean =>
  is === ((typeof was === 'number' ? was : 0) | PRINT_AND_LOCKED);

/** The pages of new widgets have each of them as an annotation more, and nothing else changed. */
export const provePages = (increment: Increment, widgets: readonly NewWidget[]): void => {
  const byPage = new Map<number, NewWidget[]>();
  for (const widget of widgets) {
    const page = widget.dict.get('P');
    if (!(page instanceof PdfRef) || !isPage(increment.before, page)) throw undeclared(`${widget.name} /P`);
    byPage.set(page.num, [...(byPage.get(page.num) ?? []), widget]);
  }
  for (const shown of byPage.values()) {
    const page = shown[0]?.dict.get('P');
    if (page instanceof PdfRef) provePage(increment, page, shown);
  }
};

const provePage = (increment: Increment, page: PdfRef, widgets: readonly NewWidget[]): void => {
  const { was, is } = increment.changedAt(page, ['Annots']);
  const added = increment.appended(was, is, 'Annots', `page ${page.num}`);
  const expected = new Set(widgets.map(({ ref }) => ref.num));
  for (const item of added) {
    const widget = increment.fresh(item);
    if (!widget || !expected.delete(widget.num)) throw undeclared(`page ${page.num} /Annots`);
  }
  if (expected.size > 0) throw undeclared(`page ${page.num} /Annots`);
};

/** Whether the page hangs in the page tree: by the nodes above it, else by a walk over the whole tree. */
const isPage = (document: PdfDocument, page: PdfRef): boolean =>
  hangs(document, page) || document.pages().some(({ ref }) => ref.num === page.num && ref.gen === page.gen);

const hangs = (document: PdfDocument, page: PdfRef): boolean => {
  // A node of the tree hangs in it too.
  const own = document.get(page);
  if (!(own instanceof PdfDict) || !isName(document.value(own, 'Type'), 'Page')) return false;
  const top = document.catalog.get('Pages');
  let child = page;
  for (let depth = 0; depth < LIMITS.pageTreeDepth; depth++) {
    const dict = document.get(child);
    const parent = dict instanceof PdfDict ? dict.get('Parent') : null;
    const node = parent instanceof PdfRef ? document.get(parent) : null;
    if (!(parent instanceof PdfRef) || !(node instanceof PdfDict)) return false;
    const { num } = child;
    const listed = (document.array(node, 'Kids') ?? []).some((kid) => kid instanceof PdfRef && kid.num === num);
    if (!listed) return false;
    if (top instanceof PdfRef && parent.num === top.num) return document.array(node, 'Kids') !== null;
    child = parent;
  }
  return false;
};
