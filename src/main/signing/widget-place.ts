/** Where fields stand, and which signature field a person means by a number. */
import { Fault } from '../../contracts/faults/index.js';
import type { PdfDocument } from '../pdf/document.js';
import { PdfRef } from '../pdf/objects.js';
import { type Box, type PdfPage, readBox } from '../pdf/pages.js';
import type { Form, FormField, SignatureField, Widget } from './form-fields.js';
import { toDisplayed } from './geometry.js';

export interface WidgetPlace {
  readonly page: PdfPage;
  /** On the page as displayed; null when the widget is invisible. */
  readonly box: Box | null;
}

type PageFinder = (widget: Widget) => PdfPage | null;

/** The page that shows a widget: /P, or the first whose /Annots names it. All of these are read once, if at all. */
const pageFinder = (document: PdfDocument): PageFinder => {
  const pages = new Map(document.pages().map((page) => [page.ref.num, page]));
  let showing: ReadonlyMap<number, PdfPage> | undefined;
  return ({ ref, dict }) => {
    const named = dict.get('P');
    const stated = named instanceof PdfRef ? pages.get(named.num) : undefined;
    if (stated) return stated;
    showing ??= pagesOfAnnotations(document);
    return showing.get(ref.num) ?? null;
  };
};

const pagesOfAnnotations = (document: PdfDocument): ReadonlyMap<number, PdfPage> => {
  const pages = new Map<number, PdfPage>();
  for (const page of document.pages()) {
    for (const item of document.array(page.dict, 'Annots') ?? []) {
      if (item instanceof PdfRef && !pages.has(item.num)) pages.set(item.num, page);
    }
  }
  return pages;
};

const placeOn = (document: PdfDocument, find: PageFinder, widget: Widget | null): WidgetPlace | null => {
  const page = widget && find(widget);
  if (!page) return null;
  const rect = readBox(document, widget.dict.get('Rect'));
  return { page, box: rect && toDisplayed(page, rect) };
};

/** Where a widget stands; null when no page shows it. */
export const widgetPlace = (document: PdfDocument, widget: Widget | null): WidgetPlace | null =>
  placeOn(document, pageFinder(document), widget);

export interface PlacedField<Field extends FormField> {
  readonly field: Field;
  readonly place: WidgetPlace | null;
}

/** Page by page, from top to bottom, then from left to right; fields that no page shows come last. */
export const inPageOrder = <Field extends FormField>(
  document: PdfDocument,
  fields: readonly Field[],
): PlacedField<Field>[] => {
  const find = pageFinder(document);
  return fields
    .map((field) => ({ field, place: placeOn(document, find, field.widgets[0] ?? null) }))
    .sort(({ place: a }, { place: b }) => {
      if (!a || !b) return (a ? 0 : 1) - (b ? 0 : 1);
      const [first, second] = [a.box, b.box];
      if (a.page.index !== b.page.index || !first || !second) return a.page.index - b.page.index;
      return second.top - first.top || first.left - second.left;
    });
};

/** Empty signature fields, numbered from 1 in this order. */
export const emptySignatureFields = (document: PdfDocument, form: Form): PlacedField<SignatureField>[] =>
  inPageOrder(
    document,
    form.signatureFields.filter(({ value }) => value === null),
  );

/** By its name, else by its number. */
const findField = (document: PdfDocument, form: Form, wanted: string): SignatureField => {
  const named = form.signatureFields.find(({ name }) => name === wanted);
  if (named) return named;
  const [, digits] = /^#(\d{1,6})$/.exec(wanted) ?? [];
  if (digits === undefined) throw new Fault('signing.field-missing', { field: wanted });
  const empty = emptySignatureFields(document, form);
  const found = empty[Number(digits) - 1];
  if (!found) throw new Fault('signing.field-number-missing', { number: Number(digits), count: empty.length });
  return found.field;
};

/**
 * The signature field that is asked for: its full name, else `#2` for the second empty one. Its name has to lead to it
 * and to no other: by that name verifiers and later signers find it (12.7.4.2).
 * @throws Fault `signing.field-missing`, `signing.field-number-missing`, `signing.field-nameless`,
 *   `signing.field-ambiguous`
 */
export const chosenField = (document: PdfDocument, form: Form, wanted: string): SignatureField => {
  const field = findField(document, form, wanted);
  const { name, ref } = field;
  if (name === '') throw new Fault('signing.field-nameless');
  if (form.fields.find((one) => one.name === name)?.ref.num !== ref.num)
    throw new Fault('signing.field-ambiguous', { field: name });
  return field;
};
