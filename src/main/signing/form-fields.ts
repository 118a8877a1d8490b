/** The interactive form (ISO 32000-2 12.7) as far as signing needs it. */
import type { PdfDocument } from '../pdf/document.js';
import { LIMITS, limitFault } from '../pdf/limits.js';
import { isName, PdfDict, type PdfObject, PdfRef, PdfString, pdfText } from '../pdf/objects.js';

export interface Widget {
  readonly ref: PdfRef;
  readonly dict: PdfDict;
}

/** A field without fields below it. */
export interface FormField {
  /** Fully qualified (12.7.4.2). */
  readonly name: string;
  readonly ref: PdfRef;
  readonly dict: PdfDict;
  /** The entries that a field hands down to those below it, its own first (12.7.4.1), references followed. */
  readonly inherited: Inherited;
  /** The field itself when the two are merged, else its kids. */
  readonly widgets: readonly Widget[];
}

export interface SignatureField extends FormField {
  /** The signature dictionary, null while the field is empty. */
  readonly value: PdfDict | null;
  /** The first one; null when it has none. */
  readonly widget: Widget | null;
}

export interface Form {
  readonly fields: readonly FormField[];
  readonly signatureFields: readonly SignatureField[];
  /** Fully qualified names of all fields, those with fields below them included. */
  readonly names: ReadonlySet<string>;
  /** Fields and widgets, as {@link LIMITS.formFields} counts them. */
  readonly size: number;
}

const INHERITABLE = ['FT', 'V', 'Ff', 'MaxLen', 'DA', 'Q'] as const;
export type Inherited = Readonly<Record<(typeof INHERITABLE)[number], PdfObject>>;
const NOTHING: Inherited = { FT: null, V: null, Ff: null, MaxLen: null, DA: null, Q: null };

interface Node {
  readonly ref: PdfObject;
  readonly depth: number;
  readonly above: string | null;
  readonly inherited: Inherited;
}

/** Reads the field tree, within the limits that verification has too. @throws Fault `pdf.*` */
export const readForm = (document: PdfDocument): Form => {
  const form = document.dict(document.catalog, 'AcroForm');
  const roots = (form && document.array(form, 'Fields')) ?? [];
  const fields: FormField[] = [];
  const names = new Set<string>();
  const seen = new Set<number>();
  let size = 0;
  let nameCharacters = 0;
  /** Widgets count like fields, each by the name of its field. */
  const count = (entries: number, name: string, depth: number): void => {
    size += entries;
    nameCharacters += entries * name.length;
    if (size > LIMITS.formFields || (entries > 0 && depth > LIMITS.formDepth)) throw limitFault('form fields');
    if (nameCharacters > LIMITS.formNameCharacters) throw limitFault('form field names');
  };
  const stack: Node[] = roots.map((ref) => ({ ref, depth: 0, above: null, inherited: NOTHING })).reverse();
  for (let node = stack.pop(); node; node = stack.pop()) {
    const { ref, depth, above } = node;
    const dict = document.resolve(ref);
    if (!(dict instanceof PdfDict)) continue;
    const partial = document.value(dict, 'T');
    const own = partial instanceof PdfString ? pdfText(partial) : '';
    const name = above === null ? own : `${above}.${own}`;
    count(1, name, depth);
    names.add(name);
    // A field that is no indirect object breaks 12.7.4.1 and cannot be filled.
    if (!(ref instanceof PdfRef) || seen.has(ref.num)) continue;
    seen.add(ref.num);
    const inherited = inherit(document, dict, node.inherited);
    const kids = (document.array(dict, 'Kids') ?? []).filter((kid) => document.resolve(kid) instanceof PdfDict);
    const children = kids.filter((kid) => isField(document, kid));
    count(kids.length - children.length, name, depth + 1);
    for (const kid of [...children].reverse()) stack.push({ ref: kid, depth: depth + 1, above: name, inherited });
    if (children.length === 0) fields.push({ name, ref, dict, inherited, widgets: widgets(document, ref, dict, kids) });
  }
  return { fields, signatureFields: fields.flatMap((field) => signatureField(field) ?? []), names, size };
};

/**
 * Stops before a form grows beyond what will be read of it again.
 * @param count of the fields to be added
 * @throws Fault `pdf.limit`
 */
export const requireRoom = ({ size }: Form, count: number): void => {
  if (size + count > LIMITS.formFields) throw limitFault('form fields');
};

const signatureField = (field: FormField): SignatureField | null => {
  const { FT, V } = field.inherited;
  if (!isName(FT, 'Sig')) return null;
  return { ...field, value: V instanceof PdfDict ? V : null, widget: field.widgets[0] ?? null };
};

const inherit = (document: PdfDocument, dict: PdfDict, above: Inherited): Inherited => {
  const own = INHERITABLE.map((key) => [key, document.value(dict, key) ?? above[key]] as const);
  return { ...above, ...Object.fromEntries(own) };
};

/** A kid without a partial name is a widget of its parent, not a field (12.7.4.1). */
const isField = (document: PdfDocument, kid: PdfObject): boolean => {
  const dict = document.resolve(kid);
  return dict instanceof PdfDict && dict.get('T') !== null;
};

const widgets = (document: PdfDocument, ref: PdfRef, dict: PdfDict, kids: readonly PdfObject[]): Widget[] => {
  if (isName(document.value(dict, 'Subtype'), 'Widget')) return [{ ref, dict }];
  return kids.flatMap((kid) => {
    const widget = document.resolve(kid);
    return kid instanceof PdfRef && widget instanceof PdfDict ? [{ ref: kid, dict: widget }] : [];
  });
};

/** `Signature1`, or with the first number that no field has; `taken`: further names that are given away. */
export const freeFieldName = ({ names }: Form, taken: ReadonlySet<string> = new Set()): string => {
  for (let i = 1; ; i++) {
    const name = `Signature${i}`;
    if (!names.has(name) && !taken.has(name)) return name;
  }
};

/** Whether a field carries a signature, a certification and a document timestamp included. */
export const isSigned = ({ signatureFields }: Form): boolean => signatureFields.some(({ value }) => value !== null);
