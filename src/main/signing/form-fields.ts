/** The interactive form (ISO 32000-2 12.7) as far as signing needs it. */
import type { PdfDocument } from '../pdf/document.js';
import { LIMITS, limitFault } from '../pdf/limits.js';
import { isName, PdfDict, type PdfObject, PdfRef, PdfString, pdfText } from '../pdf/objects.js';

export interface SignatureField {
  /** Fully qualified (12.7.4.2). */
  readonly name: string;
  readonly ref: PdfRef;
  readonly dict: PdfDict;
  /** The signature dictionary, null while the field is empty. */
  readonly value: PdfDict | null;
  /** The field itself when the two are merged, else its first widget; null when it has none. */
  readonly widget: { readonly ref: PdfRef; readonly dict: PdfDict } | null;
}

export interface Form {
  readonly signatureFields: readonly SignatureField[];
  /** Names of the fields at the top of the tree. */
  readonly topNames: ReadonlySet<string>;
}

interface Node {
  readonly ref: PdfObject;
  readonly depth: number;
  readonly name: string | null;
  readonly type: PdfObject;
  readonly value: PdfObject;
}

/** Reads the field tree. @throws Fault `pdf.*` */
export const readForm = (document: PdfDocument): Form => {
  const form = document.dict(document.catalog, 'AcroForm');
  const roots = (form && document.array(form, 'Fields')) ?? [];
  const signatureFields: SignatureField[] = [];
  const topNames = new Set<string>();
  const seen = new Set<number>();
  const stack: Node[] = roots.map((ref) => ({ ref, depth: 0, name: null, type: null, value: null })).reverse();
  for (let node = stack.pop(); node; node = stack.pop()) {
    const { ref, depth } = node;
    if (depth > LIMITS.nesting || seen.size >= LIMITS.pages) throw limitFault('form fields');
    const dict = document.resolve(ref);
    if (!(dict instanceof PdfDict)) continue;
    const partial = document.value(dict, 'T');
    const own = partial instanceof PdfString ? pdfText(partial) : '';
    if (depth === 0) topNames.add(own);
    // A field that is no indirect object breaks 12.7.4.1 and cannot be filled.
    if (!(ref instanceof PdfRef) || seen.has(ref.num)) continue;
    seen.add(ref.num);
    const name = node.name === null ? own : `${node.name}.${own}`;
    const type = document.value(dict, 'FT') ?? node.type;
    const value = document.value(dict, 'V') ?? node.value;
    const kids = document.array(dict, 'Kids') ?? [];
    const children = kids.filter((kid) => isField(document, kid));
    for (const kid of [...children].reverse()) stack.push({ ref: kid, depth: depth + 1, name, type, value });
    if (children.length > 0 || !isName(type, 'Sig')) continue;
    const widget = findWidget(document, ref, dict, kids);
    signatureFields.push({ name, ref, dict, value: value instanceof PdfDict ? value : null, widget });
  }
  return { signatureFields, topNames };
};

/** A kid without a partial name is a widget of its parent, not a field (12.7.4.1). */
const isField = (document: PdfDocument, kid: PdfObject): boolean => {
  const dict = document.resolve(kid);
  return dict instanceof PdfDict && dict.get('T') !== null;
};

const findWidget = (
  document: PdfDocument,
  ref: PdfRef,
  dict: PdfDict,
  kids: readonly PdfObject[],
): SignatureField['widget'] => {
  if (isName(document.value(dict, 'Subtype'), 'Widget')) return { ref, dict };
  for (const kid of kids) {
    const widget = document.resolve(kid);
    if (kid instanceof PdfRef && widget instanceof PdfDict) return { ref: kid, dict: widget };
  }
  return null;
};

/** `Signature1`, or with the first number that no other top field has. */
export const freeFieldName = ({ topNames }: Form): string => {
  for (let i = 1; ; i++) {
    const name = `Signature${i}`;
    if (!topNames.has(name)) return name;
  }
};
