/** What earlier signatures allow (ISO 32000-2 12.8.2, 12.7.5.5). */
import { Fault } from '../../contracts/faults/index.js';
import type { PdfDocument } from '../pdf/document.js';
import { isName, PdfDict, PdfName, PdfString, pdfText } from '../pdf/objects.js';
import type { Form, SignatureField } from './form-fields.js';

export type Certification = 1 | 2 | 3;

/** DocMDP permission of the certification, null where there is none (12.8.2.2, table 257). */
export const certification = (document: PdfDocument, form: Form): Certification | null => {
  const permissions = document.dict(document.catalog, 'Perms');
  const certified = permissions && document.dict(permissions, 'DocMDP');
  const signatures = form.signatureFields.flatMap(({ value }) => value ?? []);
  const found = [...(certified ? [certified] : []), ...signatures].flatMap((signature) =>
    transforms(document, signature, 'DocMDP').map((parameters) => permission(document, parameters) ?? 2),
  );
  const [strictest] = found.sort();
  return strictest ?? null;
};

const permission = (document: PdfDocument, parameters: PdfDict): Certification | null => {
  const value = document.value(parameters, 'P');
  return value === 1 || value === 2 || value === 3 ? value : null;
};

/** Parameters of the signature references with this transform method (12.8.1, table 256). */
const transforms = (document: PdfDocument, signature: PdfDict, method: string): PdfDict[] =>
  (document.array(signature, 'Reference') ?? []).flatMap((item) => {
    const reference = document.resolve(item);
    if (!(reference instanceof PdfDict) || !isName(document.value(reference, 'TransformMethod'), method)) return [];
    return [document.dict(reference, 'TransformParams') ?? new PdfDict()];
  });

/**
 * Why a signature cannot be added: to `field`, or as a new field called `name`. Null when nothing forbids it.
 */
export const refusal = (
  document: PdfDocument,
  form: Form,
  target: { readonly name: string; readonly field: SignatureField | null },
): Fault | null => {
  if (document.leadingBytes > 0) return new Fault('pdf.leading-bytes');
  if (certification(document, form) === 1) return new Fault('signing.certified-no-changes');
  const { name, field } = target;
  if (field?.value) return new Fault('signing.field-signed', { field: name });
  for (const { dict, value } of form.signatureFields) {
    if (!value) continue;
    const lock = document.dict(dict, 'Lock');
    // 12.7.5.5, table 236: a lock may forbid every change from its signature on.
    if (lock && permission(document, lock) === 1) return new Fault('signing.certified-no-changes');
    const locks = [...transforms(document, value, 'FieldMDP'), ...(lock ? [lock] : [])];
    if (locks.some((parameters) => covers(document, parameters, name))) {
      return new Fault('signing.field-locked', { field: name });
    }
  }
  if (field && hasRequirements(document, field)) return new Fault('signing.seed-unsupported', { field: name });
  return null;
};

/** 12.8.2.4, table 259. A name stands for the field and everything below it. */
const covers = (document: PdfDocument, parameters: PdfDict, name: string): boolean => {
  const named = (document.array(parameters, 'Fields') ?? []).some((item) => {
    const value = document.resolve(item);
    if (!(value instanceof PdfString)) return false;
    const locked = pdfText(value);
    return name === locked || name.startsWith(`${locked}.`);
  });
  const action = document.value(parameters, 'Action');
  switch (action instanceof PdfName ? action.value : null) {
    case 'All':
      return true;
    case 'Include':
      return named;
    case 'Exclude':
      return !named;
    default:
      return false;
  }
};

/** A seed value whose flags make some constraint mandatory (12.7.5.5, table 237). */
const hasRequirements = (document: PdfDocument, field: SignatureField): boolean => {
  const seed = document.dict(field.dict, 'SV');
  const flags = seed ? document.value(seed, 'Ff') : null;
  return typeof flags === 'number' && flags !== 0;
};
