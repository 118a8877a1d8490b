/** Changes to the form, to pages and to arrays that several changes of one revision share (ISO 32000-2 12.7.3, 12.5.2). */
import type { PdfDocument } from '../pdf/document.js';
import { broken, LIMITS } from '../pdf/limits.js';
import { PdfDict, type PdfObject, PdfRef, PdfStream } from '../pdf/objects.js';
import type { PdfPage } from '../pdf/pages.js';
import type { RevisionWriter } from '../pdf/revision-writer.js';

/** Writes `object` under a number of its own. */
export const added = (writer: RevisionWriter, object: PdfObject): PdfRef => {
  const ref = writer.allocate();
  writer.set(ref, object);
  return ref;
};

/** What a reference leads to after the changes so far. */
export const current = (writer: RevisionWriter, object: PdfObject): PdfObject => chain(writer, object).object;

/** The same, where it is a dictionary. */
export const currentDict = (writer: RevisionWriter, object: PdfObject): PdfDict | null => {
  const found = current(writer, object);
  return found instanceof PdfDict ? found : null;
};

interface Chain {
  /** References on the way, the last one names the object itself. */
  readonly refs: readonly PdfRef[];
  readonly object: PdfObject;
}

const chain = (writer: RevisionWriter, start: PdfObject): Chain => {
  const refs: PdfRef[] = [];
  let object = start;
  while (object instanceof PdfRef) {
    if (refs.length >= LIMITS.references) throw broken('references in a circle');
    refs.push(object);
    object = writer.get(object);
  }
  return { refs, object };
};

/** The object that `place` leads to; null when it is direct or leads nowhere. */
const homeOf = ({ refs, object }: Chain): PdfRef | null => (object === null ? null : (refs.at(-1) ?? null));

/**
 * Appends `item` to the array `key` of `dict`, wherever that array lives; a single object that stands in its place
 * becomes its first item. An array that something else refers to as well is copied into `dict`.
 * @returns the dictionary to be written for it; `dict` itself when the array is an object of its own and was written
 */
export const withAppended = (
  document: PdfDocument,
  writer: RevisionWriter,
  dict: PdfDict,
  key: string,
  item: PdfRef,
): PdfDict => {
  const place = dict.get(key);
  const found = chain(writer, place);
  if (!Array.isArray(found.object)) {
    const isItem = found.object !== null && !(found.object instanceof PdfStream);
    return dict.with({ [key]: isItem ? [place, item] : [item] });
  }
  const items = [...found.object, item];
  const home = homeOf(found);
  const references = document.references();
  if (home === null || found.refs.some(({ num }) => references.isShared(num))) return dict.with({ [key]: items });
  writer.set(home, items);
  return dict;
};

/**
 * Replaces the form by what `change` makes of it, and creates it where there is none. A form that is something else as
 * well stays as it is: it may be what a page shows.
 * @throws Fault `pdf.broken` where no dictionary is in its place
 */
export const changeForm = (document: PdfDocument, writer: RevisionWriter, change: (form: PdfDict) => PdfDict): void => {
  const catalog = currentDict(writer, document.catalogRef) ?? document.catalog;
  const place = catalog.get('AcroForm');
  const found = chain(writer, place);
  if (found.object !== null && !(found.object instanceof PdfDict)) throw broken('/AcroForm');
  const form = found.object;
  const changed = change(form ?? new PdfDict());
  if (changed === form) return;
  const references = document.references();
  const home = found.refs.some(({ num }) => references.isShared(num)) ? null : homeOf(found);
  if (home) writer.set(home, changed);
  else {
    const value = place instanceof PdfDict ? changed : added(writer, changed);
    writer.set(document.catalogRef, catalog.with({ AcroForm: value }));
  }
};

/** Adds a field that is merged with its one widget to the form and to the page. */
export const addField = (document: PdfDocument, writer: RevisionWriter, page: PdfPage, field: PdfDict): PdfRef => {
  const ref = added(writer, field);
  const dict = currentDict(writer, page.ref) ?? page.dict;
  const annotated = withAppended(document, writer, dict, 'Annots', ref);
  if (annotated !== dict) writer.set(page.ref, annotated);
  changeForm(document, writer, (form) => withAppended(document, writer, form, 'Fields', ref));
  return ref;
};
