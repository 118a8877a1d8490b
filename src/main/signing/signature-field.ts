/** The changes to the form that a signature makes (ISO 32000-2 12.7.5.5, 12.8.1). */
import type { PdfDocument } from '../pdf/document.js';
import { PdfDict, PdfName, type PdfObject, PdfRef, textString } from '../pdf/objects.js';
import type { Box, PdfPage } from '../pdf/pages.js';
import type { RevisionWriter } from '../pdf/revision-writer.js';
import type { SignatureField } from './form-fields.js';

/** Print and locked (12.5.3): the block is printed and cannot be moved. */
const WIDGET_FLAGS = 4 | 128;
/** SignaturesExist and AppendOnly (12.7.3, table 225). */
const SIGNATURE_FLAGS = 3;

export interface Appearance {
  readonly form: PdfRef;
  readonly rotate: PdfPage['rotate'];
}

const appearanceEntries = ({ form, rotate }: Appearance): Record<string, PdfObject> => ({
  AP: new PdfDict([['N', form]]),
  ...(rotate === 0 ? {} : { MK: new PdfDict([['R', rotate]]) }),
});

/** Adds a field merged with its one widget to the form and to the page. `rect` null: invisible (12.7.5.5). */
export const addSignatureField = (
  document: PdfDocument,
  writer: RevisionWriter,
  field: {
    readonly name: string;
    readonly page: PdfPage;
    readonly rect: Box | null;
    readonly appearance: Appearance | null;
    readonly signature: PdfRef;
  },
): void => {
  const { rect, page } = field;
  const dict = new PdfDict([
    ['Type', new PdfName('Annot')],
    ['Subtype', new PdfName('Widget')],
    ['FT', new PdfName('Sig')],
    ['T', textString(field.name)],
    ['V', field.signature],
    ['Rect', rect ? [rect.left, rect.bottom, rect.right, rect.top] : [0, 0, 0, 0]],
    ['F', WIDGET_FLAGS],
    ['P', page.ref],
  ]);
  const ref = added(writer, field.appearance ? dict.with(appearanceEntries(field.appearance)) : dict);
  const annotated = withAppended(document, writer, page.dict, 'Annots', ref);
  if (annotated) writer.set(page.ref, annotated);
  extendForm(document, writer, ref);
};

/** Puts the signature, and its appearance where there is one, into a field that is there and empty. */
export const fillSignatureField = (
  document: PdfDocument,
  writer: RevisionWriter,
  field: SignatureField,
  signature: PdfRef,
  appearance: Appearance | null,
): void => {
  writer.set(field.ref, field.dict.with({ V: signature }));
  if (field.widget && appearance) {
    const current = writer.get(field.widget.ref);
    const widget = current instanceof PdfDict ? current : field.widget.dict;
    const given = document.value(widget, 'F');
    const flags = (typeof given === 'number' ? given : 0) | WIDGET_FLAGS;
    writer.set(field.widget.ref, widget.with({ ...appearanceEntries(appearance), F: flags }));
  }
  extendForm(document, writer, null);
};

/** Creates the form where there is none, raises /SigFlags, and adds `field` unless it is null. */
const extendForm = (document: PdfDocument, writer: RevisionWriter, field: PdfRef | null): void => {
  const { catalog, catalogRef } = document;
  const place = catalog.get('AcroForm');
  const form = document.dict(catalog, 'AcroForm') ?? new PdfDict();
  const given = document.value(form, 'SigFlags');
  const flags = (typeof given === 'number' ? given : 0) | SIGNATURE_FLAGS;
  const extended = field ? withAppended(document, writer, form, 'Fields', field) : null;
  if (!extended && given === flags) return;
  const changed = (extended ?? form).with({ SigFlags: flags });
  const home = indirectHome(document, place);
  if (home) writer.set(home, changed);
  else writer.set(catalogRef, catalog.with({ AcroForm: place instanceof PdfDict ? changed : added(writer, changed) }));
};

const added = (writer: RevisionWriter, object: PdfObject): PdfRef => {
  const ref = writer.allocate();
  writer.set(ref, object);
  return ref;
};

/**
 * Appends `item` to the array `key` of `dict`, wherever that array lives. Returns the dictionary that has to be
 * written for it, or null when the array is an object of its own and was written here.
 */
const withAppended = (
  document: PdfDocument,
  writer: RevisionWriter,
  dict: PdfDict,
  key: string,
  item: PdfRef,
): PdfDict | null => {
  const items = [...(document.array(dict, key) ?? []), item];
  const own = Array.isArray(document.value(dict, key)) ? indirectHome(document, dict.get(key)) : null;
  if (!own) return dict.with({ [key]: items });
  writer.set(own, items);
  return null;
};

/** The object that `place` leads to, through references to references; null when it is direct or does not exist. */
const indirectHome = (document: PdfDocument, place: PdfObject): PdfRef | null => {
  let home: PdfRef | null = null;
  for (let next = place; next instanceof PdfRef; next = document.get(next)) home = next;
  return home && document.get(home) !== null ? home : null;
};

/** The page that shows a widget: /P, or the page whose /Annots names it. */
export const pageOf = (document: PdfDocument, widget: { ref: PdfRef; dict: PdfDict }): PdfPage | null => {
  const named = widget.dict.get('P');
  const pages = document.pages();
  const shows = (page: PdfPage): boolean =>
    (document.array(page.dict, 'Annots') ?? []).some((item) => item instanceof PdfRef && item.num === widget.ref.num);
  return pages.find(({ ref }) => named instanceof PdfRef && ref.num === named.num) ?? pages.find(shows) ?? null;
};
