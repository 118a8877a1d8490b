/** The signatures of a document: its signature fields with a value, found through the form (ISO 32000-2 12.7.4, 12.8.1). */
import { Fault } from '../../contracts/faults/index.js';
import type { PdfDocument } from '../pdf/document.js';
import { LIMITS } from '../pdf/limits.js';
import { isName, PdfDict, PdfName, type PdfObject, PdfRef, PdfString, pdfText } from '../pdf/objects.js';

export interface FormField {
  /** Fully qualified (12.7.4.2). */
  readonly name: string;
  /** null for a field that stands directly in an array. */
  readonly ref: PdfRef | null;
  readonly dict: PdfDict;
  /** Inherited where the field itself states none. */
  readonly type: string | null;
  /** The value, a reference left as it is; a widget has that of the field above it. */
  readonly value: PdfObject;
  /** Fields and widgets below it; empty for a terminal field merged with its widget. */
  readonly kids: readonly FormField[];
}

export interface SignatureField {
  readonly name: string;
  readonly field: PdfDict;
  readonly signature: PdfDict;
  /** null where the dictionary stands directly in /V. */
  readonly signatureRef: PdfRef | null;
}

/** The field tree of the form; empty without one. Fault `verification.form-broken` at a cycle or beyond the limits. */
export const formFields = (document: PdfDocument): readonly FormField[] => {
  const form = document.dict(document.catalog, 'AcroForm');
  if (form === null) return [];
  const seen = new Set<number>();
  let count = 0;
  let characters = 0;
  const read = (object: PdfObject, parent: Pick<FormField, 'name' | 'type' | 'value'>, depth: number): FormField[] => {
    const dict = document.resolve(object);
    if (!(dict instanceof PdfDict)) return [];
    count += 1;
    if (depth > LIMITS.formDepth || count > LIMITS.formFields) throw new Fault('verification.form-broken');
    if (object instanceof PdfRef) {
      if (seen.has(object.num)) throw new Fault('verification.form-broken');
      seen.add(object.num);
    }
    const own = document.value(dict, 'T');
    const partial = own instanceof PdfString ? pdfText(own) : null;
    const name = [parent.name, partial].filter((part) => part !== null && part !== '').join('.');
    characters += name.length;
    if (characters > LIMITS.formNameCharacters) throw new Fault('verification.form-broken');
    const stated = document.value(dict, 'FT');
    const type = stated instanceof PdfName ? stated.value : parent.type;
    const value = dict.get('V') ?? parent.value;
    const kids = (document.array(dict, 'Kids') ?? []).flatMap((kid) => read(kid, { name, type, value }, depth + 1));
    return [{ name, ref: object instanceof PdfRef ? object : null, dict, type, value, kids }];
  };
  return (document.array(form, 'Fields') ?? []).flatMap((field) =>
    read(field, { name: '', type: null, value: null }, 0),
  );
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
    return [{ name: field.name, field: field.dict, signature, signatureRef: value instanceof PdfRef ? value : null }];
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
