/** The interactive form (ISO 32000-2 12.7) as far as signing needs it. */
import type { PdfDocument } from '../pdf/document.js';
import { type FieldNode, readFieldTree } from '../pdf/field-tree.js';
import { LIMITS, limitFault } from '../pdf/limits.js';
import { isName, PdfDict, type PdfObject, type PdfRef } from '../pdf/objects.js';

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

interface PlacedNode extends FieldNode {
  readonly ref: PdfRef;
}

const isPlaced = (node: FieldNode): node is PlacedNode => node.ref !== null;

/** A kid without a partial name is a widget of its parent, not a field (12.7.4.1). */
const isField = ({ dict }: FieldNode): boolean => dict.get('T') !== null;

const withBelow = (node: FieldNode): FieldNode[] => [node, ...node.kids.flatMap(withBelow)];

/** Those without fields below them, each with what it inherits. */
const terminals = (document: PdfDocument, node: FieldNode, above: Inherited): FormField[] => {
  // A field that is no indirect object breaks 12.7.4.1 and cannot be filled.
  if (!isPlaced(node)) return [];
  const { name, ref, dict } = node;
  const inherited = inherit(document, dict, above);
  const children = node.kids.filter(isField);
  return children.length > 0
    ? children.flatMap((child) => terminals(document, child, inherited))
    : [{ name, ref, dict, inherited, widgets: widgets(document, node) }];
};

/** Reads the field tree, by the rules that verification has too. @throws Fault `pdf.*` */
export const readForm = (document: PdfDocument): Form => {
  const tree = readFieldTree(document);
  const all = tree.flatMap(withBelow);
  const fields = tree.flatMap((root) => terminals(document, root, NOTHING));
  return {
    fields,
    signatureFields: fields.flatMap((field) => signatureField(field) ?? []),
    names: new Set(all.map(({ name }) => name)),
    size: all.length,
  };
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

const widgets = (document: PdfDocument, { ref, dict, kids }: PlacedNode): Widget[] =>
  isName(document.value(dict, 'Subtype'), 'Widget') ? [{ ref, dict }] : kids.filter(isPlaced);

/** `Signature1`, or with the first number that no field has; `taken`: further names that are given away. */
export const freeFieldName = ({ names }: Form, taken: ReadonlySet<string> = new Set()): string => {
  for (let i = 1; ; i++) {
    const name = `Signature${i}`;
    if (!names.has(name) && !taken.has(name)) return name;
  }
};

/** Whether a field carries a signature, a certification and a document timestamp included. */
export const isSigned = ({ signatureFields }: Form): boolean => signatureFields.some(({ value }) => value !== null);
