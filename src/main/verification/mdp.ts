/** What a signature lets others change afterwards (ISO 32000-2 12.8.2.2 DocMDP, 12.8.2.4 FieldMDP, 12.7.5.5 /Lock). */
import type { PdfDocument } from '../pdf/document.js';
import { isName, PdfDict, PdfName, PdfString, pdfText } from '../pdf/objects.js';

export type Permission = 1 | 2 | 3;

/** Fields that may no longer be filled. */
export type FieldLock =
  | { readonly action: 'all' }
  | { readonly action: 'include' | 'exclude'; readonly fields: readonly string[] };

export interface Restrictions {
  /** DocMDP of a signature that certifies the document; null for an approval signature. */
  readonly certification: Permission | null;
  /** Permission that the field's /Lock states (PDF 2.0): binds like DocMDP without certifying. */
  readonly lockPermission: Permission | null;
  readonly locks: readonly FieldLock[];
}

const permission = (document: PdfDocument, parameters: PdfDict): Permission | null => {
  const value = document.value(parameters, 'P');
  return value === 1 || value === 2 || value === 3 ? value : null;
};

const readLock = (document: PdfDocument, parameters: PdfDict): FieldLock => {
  const action = document.value(parameters, 'Action');
  const fields = (document.array(parameters, 'Fields') ?? []).flatMap((item) => {
    const name = document.resolve(item);
    return name instanceof PdfString ? [pdfText(name)] : [];
  });
  switch (action instanceof PdfName ? action.value : null) {
    case 'Include':
      return { action: 'include', fields };
    case 'Exclude':
      return { action: 'exclude', fields };
    default:
      // All, and whatever else: an action that is not known, or cannot be found, locks everything.
      return { action: 'all' };
  }
};

/** The restrictions that a signature dictionary and its field state. */
export const readRestrictions = (document: PdfDocument, signature: PdfDict, field: PdfDict): Restrictions => {
  const references = (document.array(signature, 'Reference') ?? []).slice(0, 64).flatMap((item) => {
    const reference = document.resolve(item);
    return reference instanceof PdfDict ? [reference] : [];
  });
  const parametersOf = (method: string): PdfDict[] =>
    references
      .filter((reference) => isName(document.value(reference, 'TransformMethod'), method))
      .map((reference) => document.dict(reference, 'TransformParams') ?? new PdfDict());
  const [docMdp] = parametersOf('DocMDP');
  const stated = document.value(field, 'Lock');
  const lock = stated === null ? null : stated instanceof PdfDict ? stated : new PdfDict();
  const locks = [...parametersOf('FieldMDP'), ...(lock === null ? [] : [lock])].map((parameters) =>
    readLock(document, parameters),
  );
  return {
    // Table 257: P is optional, its default is 2.
    certification: docMdp === undefined ? null : (permission(document, docMdp) ?? 2),
    lockPermission: lock === null ? null : permission(document, lock),
    locks,
  };
};

/** Software writes one accented letter in several ways; a lock is no weaker for it. */
const namesField = (listed: string, name: string): boolean =>
  `${name.normalize('NFC')}.`.startsWith(`${listed.normalize('NFC')}.`);

const covers = (lock: FieldLock, name: string): boolean => {
  switch (lock.action) {
    case 'all':
      return true;
    case 'include':
      return lock.fields.some((listed) => namesField(listed, name));
    case 'exclude':
      return !lock.fields.some((listed) => namesField(listed, name));
  }
};

/** Whether one of the locks covers the field of this fully qualified name. */
export const isLocked = (locks: readonly FieldLock[], name: string): boolean =>
  locks.some((lock) => covers(lock, name));
