/** What earlier signatures allow (ISO 32000-2 12.8.2, 12.7.5.5). */
import { Fault } from '../../contracts/faults/index.js';
import type { Certification } from '../../contracts/jobs.js';
import type { PdfDocument } from '../pdf/document.js';
import { mayBeSigned } from '../pdf/encryption/document-cipher.js';
import { isName, PdfDict } from '../pdf/objects.js';
import { type FieldLock, isLocked, readLock } from './field-lock.js';
import type { Form, SignatureField } from './form-fields.js';
import { objectAt, orNull, readObjects } from './object-graph.js';
import { isDynamicXfa } from './xfa.js';

export interface Restrictions {
  /** DocMDP permission of the certification, the strictest of several; null where there is none (12.8.2.2). */
  readonly certification: Certification | null;
  /** What is left to change: certification and the /P of signed fields' locks; 3 where nothing restricts. */
  readonly permission: Certification;
  readonly locks: readonly FieldLock[];
}

/** What the signatures of a document forbid. Usage rights (/Perms /UR3) restrict one reader's functions, not signing. */
export const readRestrictions = (document: PdfDocument, form: Form): Restrictions => {
  const signed = form.signatureFields.flatMap(({ dict, value }) => (value ? [{ dict, value }] : []));
  const permissions = document.dict(document.catalog, 'Perms');
  const named = permissions && document.value(permissions, 'DocMDP');
  const certifications = [
    // What the catalog calls the certification is one, even where its reference to the transform cannot be read.
    ...(named ? certified(document, named instanceof PdfDict ? named : new PdfDict(), 2) : []),
    ...signed.flatMap(({ value }) => certified(document, value, null)),
  ];
  const fieldLocks = signed.flatMap(({ dict }) => document.dict(dict, 'Lock') ?? []);
  const transforms = signed.flatMap(({ value }) => parametersOf(document, value, 'FieldMDP'));
  const certification = strictest(certifications);
  const lockPermissions = fieldLocks.flatMap((lock) => permissionOf(document, lock) ?? []);
  return {
    certification,
    permission: strictest([...certifications, ...lockPermissions]) ?? 3,
    locks: [...transforms, ...fieldLocks].map((lock) => readLock(document, lock)),
  };
};

const strictest = (permissions: readonly Certification[]): Certification | null => {
  const [least] = [...permissions].sort();
  return least ?? null;
};

/** Table 257: /P is optional and its default is 2. */
const certified = (document: PdfDocument, signature: PdfDict, absent: Certification | null): Certification[] => {
  const found = parametersOf(document, signature, 'DocMDP').map((given) => permissionOf(document, given) ?? 2);
  return found.length === 0 && absent !== null ? [absent] : found;
};

/** A /P that is none of 1, 2, 3 may mean anything: it counts as the strictest. */
const permissionOf = (document: PdfDocument, parameters: PdfDict): Certification | null => {
  const value = document.value(parameters, 'P');
  if (value === null) return null;
  return value === 2 || value === 3 ? value : 1;
};

/** Parameters of the signature references with this transform method (12.8.1, table 256). */
const parametersOf = (document: PdfDocument, signature: PdfDict, method: string): PdfDict[] =>
  (document.array(signature, 'Reference') ?? []).flatMap((item) => {
    const reference = document.resolve(item);
    if (!(reference instanceof PdfDict) || !isName(document.value(reference, 'TransformMethod'), method)) return [];
    return [document.dict(reference, 'TransformParams') ?? new PdfDict()];
  });

/** Why the field called `name` cannot be signed or filled; null when no earlier signature forbids it. */
export const fieldRefusal = ({ permission, locks }: Restrictions, name: string): Fault | null => {
  if (permission === 1) return new Fault('signing.certified-no-changes');
  return locks.some((lock) => isLocked(lock, name)) ? new Fault('signing.field-locked', { field: name }) : null;
};

/**
 * Why a signature cannot be added: to `field`, or as a new field called `name`. Null when nothing forbids it.
 */
export const refusal = (
  document: PdfDocument,
  restrictions: Restrictions,
  target: { readonly name: string; readonly field: SignatureField | null },
): Fault | null => {
  if (document.leadingBytes > 0) return new Fault('pdf.leading-bytes');
  // What was cut off is gone with it: half a document, however well it opens.
  if (document.recovery && readObjects(document, () => {}).lacking) return new Fault('pdf.truncated');
  if (!mayBeSigned(document.encryption)) return new Fault('pdf.signing-not-permitted');
  if (isDynamicXfa(document)) return new Fault('signing.xfa');
  if (document.recovery && holdsSignature(document)) return new Fault('signing.recovered-signed');
  if (restrictions.permission === 1) return new Fault('signing.certified-no-changes');
  // Whatever stands there as a value, it is not ours to replace.
  if (target.field && target.field.inherited.V !== null)
    return new Fault('signing.field-signed', { field: target.name });
  return fieldRefusal(restrictions, target.name);
};

/**
 * Whether a signature stands anywhere in the file, be it in no field that recovery found: its revision is not to be made
 * out any more, and a section that names every object anew would be a change after it.
 */
const holdsSignature = (document: PdfDocument): boolean => {
  for (const num of document.objectNumbers()) {
    const object = orNull(() => objectAt(document, num));
    if (object instanceof PdfDict && object.get('ByteRange') !== null && object.get('Contents') !== null) return true;
  }
  return false;
};
