/** A new widget's place in the logical structure of a tagged document (ISO 32000-2 14.7, 14.8.4.7.2; ISO 14289-1 7.18). */
import type { PdfDocument } from '../pdf/document.js';
import { LIMITS } from '../pdf/limits.js';
import { PdfDict, PdfName, type PdfObject, PdfRef, textString } from '../pdf/objects.js';
import type { RevisionWriter } from '../pdf/revision-writer.js';
import { added, current, currentDict, withAppended } from './form-writer.js';

/** Whether the document says that its structure is complete, so that an untagged widget would make that untrue. */
export const isTagged = (document: PdfDocument): boolean => {
  const marked = document.dict(document.catalog, 'MarkInfo');
  const root = document.catalog.get('StructTreeRoot');
  return (
    marked !== null &&
    document.value(marked, 'Marked') === true &&
    root instanceof PdfRef &&
    document.get(root) instanceof PdfDict
  );
};

/**
 * Gives the widget a /Form element and an entry in the parent tree. A tree that is built otherwise than 7.9.7 says is
 * left alone. Only for documents without a signature: no rule for later changes covers the structure.
 * @param description what assistive technology reads out (/TU), where the widget has none
 */
export const tagWidget = (
  document: PdfDocument,
  writer: RevisionWriter,
  widget: { readonly ref: PdfRef; readonly page: PdfRef; readonly description: string },
): void => {
  const rootRef = document.catalog.get('StructTreeRoot');
  const root = currentDict(writer, rootRef);
  const key = root && nextKey(writer, root);
  if (!(rootRef instanceof PdfRef) || !root || key === null) return;
  const parent = soleElement(document) ?? rootRef;
  const element = added(writer, formElement(parent, widget));
  const extended = withParentEntry(document, writer, root, key, element);
  writer.set(rootRef, extended.with({ ParentTreeNextKey: key + 1 }));
  const owner = currentDict(writer, parent) ?? extended;
  writer.set(parent, withAppended(document, writer, owner, 'K', element));
  const dict = currentDict(writer, widget.ref) ?? new PdfDict();
  const named = dict.get('TU') === null ? { TU: textString(widget.description) } : {};
  writer.set(widget.ref, dict.with({ StructParent: key, ...named }));
};

const formElement = (parent: PdfRef, widget: { readonly ref: PdfRef; readonly page: PdfRef }): PdfDict =>
  new PdfDict([
    ['Type', new PdfName('StructElem')],
    ['S', new PdfName('Form')],
    ['P', parent],
    ['Pg', widget.page],
    [
      'K',
      new PdfDict([
        ['Type', new PdfName('OBJR')],
        ['Obj', widget.ref],
        ['Pg', widget.page],
      ]),
    ],
  ]);

/**
 * The one element at the top, usually /Document, which PDF 2.0 wants to hold everything; null where there are more. As
 * it was before: a widget is no home for the widgets that come after it.
 */
const soleElement = (document: PdfDocument): PdfRef | null => {
  const place = document.dict(document.catalog, 'StructTreeRoot')?.get('K') ?? null;
  const kids = document.resolve(place);
  const only = Array.isArray(kids) ? (kids.length === 1 ? kids[0] : null) : place;
  const element = only instanceof PdfRef ? document.resolve(only) : null;
  return only instanceof PdfRef && element instanceof PdfDict && element.get('S') instanceof PdfName ? only : null;
};

/** A key above all that are in use; null when the parent tree is none. */
const nextKey = (writer: RevisionWriter, root: PdfDict): number | null => {
  const place = root.get('ParentTree');
  const stated = current(writer, root.get('ParentTreeNextKey'));
  const promised = typeof stated === 'number' && Number.isInteger(stated) && stated >= 0 ? stated : 0;
  if (current(writer, place) === null) return promised;
  const greatest = greatestKey(writer, place);
  return greatest === null ? null : Math.max(promised, greatest + 1);
};

/** -1 for an empty tree; null for what is no number tree (7.9.7). */
const greatestKey = (writer: RevisionWriter, tree: PdfObject): number | null => {
  let node = currentDict(writer, tree);
  for (let depth = 0; node && depth < LIMITS.references; depth++) {
    const numbers = current(writer, node.get('Nums'));
    if (Array.isArray(numbers)) {
      const last = numbers.length === 0 ? -1 : current(writer, numbers.at(-2) ?? null);
      return numbers.length % 2 === 0 && typeof last === 'number' && Number.isInteger(last) ? last : null;
    }
    const kids = current(writer, node.get('Kids'));
    if (!Array.isArray(kids)) return null;
    node = currentDict(writer, kids.at(-1) ?? null);
  }
  return null;
};

/** The structure tree root with the entry in its parent tree, which grows by a pair or by a leaf. */
const withParentEntry = (
  document: PdfDocument,
  writer: RevisionWriter,
  root: PdfDict,
  key: number,
  element: PdfRef,
): PdfDict => {
  const place = root.get('ParentTree');
  const tree = currentDict(writer, place);
  if (!tree) return root.with({ ParentTree: new PdfDict([['Nums', [key, element]]]) });
  const leaf = new PdfDict([
    ['Limits', [key, key]],
    ['Nums', [key, element]],
  ]);
  const numbers = current(writer, tree.get('Nums'));
  const extended = Array.isArray(numbers)
    ? tree.with({ Nums: [...numbers, key, element] })
    : withAppended(document, writer, tree, 'Kids', added(writer, leaf));
  // A tree that is something else as well, the numbers of the pages for instance, is copied.
  if (!(place instanceof PdfRef) || document.references().isShared(place.num))
    return root.with({ ParentTree: extended });
  writer.set(place, extended);
  return root;
};
