/** The signatures of a document: its signature fields with a value, found through the form (ISO 32000-2 12.7.4, 12.8.1). */
import { Fault } from '../../contracts/faults/index.js';
import type { PdfDocument } from '../pdf/document.js';
import { type FieldNode, readFieldTree } from '../pdf/field-tree.js';
import { isName, PdfDict, PdfName, type PdfObject, PdfRef, PdfString } from '../pdf/objects.js';
import { strayFields } from './stray-fields.js';

export interface FormField extends FieldNode {
  /** Inherited where the field itself states none. */
  readonly type: string | null;
  /** The value, a reference left as it is; a widget has that of the field above it. */
  readonly value: PdfObject;
  readonly kids: readonly FormField[];
  /** The form does not hold it; a page alone leads to it. */
  readonly stray: boolean;
}

export interface SignatureField {
  readonly name: string;
  readonly field: PdfDict;
  readonly signature: PdfDict;
  /** null where the dictionary stands directly in /V. */
  readonly signatureRef: PdfRef | null;
  /** The form does not hold the field. */
  readonly stray: boolean;
}

interface Inherited {
  readonly type: string | null;
  readonly value: PdfObject;
  readonly stray: boolean;
}

const withInherited = (document: PdfDocument, node: FieldNode, above: Inherited): FormField => {
  const { dict } = node;
  const stated = document.value(dict, 'FT');
  const type = stated instanceof PdfName ? stated.value : above.type;
  const value = dict.get('V') ?? above.value;
  const { stray } = above;
  const kids = node.kids.map((kid) => withInherited(document, kid, { type, value, stray }));
  return { ...node, type, value, stray, kids };
};

const brokenForm: ReadonlySet<string> = new Set(['pdf.form-circular', 'pdf.limit']);

/**
 * The field tree of the form, and behind it the signature fields that only a page leads to; empty without either.
 * Fault `verification.form-broken` at a cycle or beyond the limits.
 */
export const formFields = (document: PdfDocument): readonly FormField[] => {
  try {
    const nothing = { type: null, value: null };
    const fields = readFieldTree(document).map((node) => withInherited(document, node, { ...nothing, stray: false }));
    const known = new Set(allFields(fields).flatMap(({ ref }) => ref?.num ?? []));
    const stray = strayFields(document, known).map((node) =>
      withInherited(document, node, { ...nothing, stray: true }),
    );
    return [...fields, ...stray];
  } catch (cause) {
    if (cause instanceof Fault && brokenForm.has(cause.code))
      throw new Fault('verification.form-broken', {}, { cause });
    throw cause;
  }
};

/** A tree of fields as a list, parents first. */
export const allFields = (fields: readonly FormField[]): FormField[] =>
  fields.flatMap((field) => [field, ...allFields(field.kids)]);

/** Every signature field that has a value; /Type of the value is optional (12.8.1, table 255). */
export const signatureFields = (document: PdfDocument): SignatureField[] =>
  allFields(formFields(document)).flatMap((field) => {
    if (field.type !== 'Sig') return [];
    const value = field.dict.get('V');
    const signature = document.resolve(value);
    if (!(signature instanceof PdfDict)) return [];
    const signatureRef = value instanceof PdfRef ? value : null;
    return [{ name: field.name, field: field.dict, signature, signatureRef, stray: field.stray }];
  });

const maxScanned = 500_000;

/** Whether the bytes anywhere hold a /ByteRange: in objects that no cross-reference leads to any more, too. */
const mentionsRange = ({ source }: PdfDocument): boolean => {
  let tail = Buffer.alloc(0);
  let found = false;
  source.stream(0, source.length, (chunk) => {
    if (found) return;
    const joined = Buffer.concat([tail, chunk]);
    for (let at = joined.indexOf('/ByteRange'); at >= 0 && !found; at = joined.indexOf('/ByteRange', at + 1)) {
      found = /^\/ByteRange\s*\[\s*\d/.test(joined.toString('latin1', at, at + 32));
    }
    tail = Buffer.from(joined.subarray(Math.max(0, joined.length - 32)));
  });
  return found;
};

/**
 * Whether the file still holds a signature dictionary that no field shows: signed once, its form stripped since, as
 * scan and stamp tools do, or passed over by a later revision. Bounded; an object that cannot be read is passed over.
 */
export const hasSignatureRemnant = (document: PdfDocument): boolean => {
  if (mentionsRange(document)) return true;
  let scanned = 0;
  for (const num of document.objectNumbers()) {
    scanned += 1;
    if (scanned > maxScanned) return false;
    if (isSignature(readable(document, num))) return true;
  }
  return false;
};

const isSignature = (object: PdfObject): boolean =>
  object instanceof PdfDict &&
  object.get('ByteRange') !== null &&
  (isName(object.get('Type'), 'Sig') ||
    isName(object.get('Type'), 'DocTimeStamp') ||
    object.get('Contents') instanceof PdfString);

const readable = (document: PdfDocument, num: number): PdfObject => {
  const entry = document.entry(num);
  try {
    return entry === undefined ? null : document.get(new PdfRef(num, entry.kind === 'offset' ? entry.generation : 0));
  } catch (thrown) {
    if (thrown instanceof Fault) return null;
    throw thrown;
  }
};
