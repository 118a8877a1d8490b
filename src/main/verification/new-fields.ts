/** Visible signature fields that were made after a certification: lawful and usual here, refused by stricter validators. */
import type { PdfDocument } from '../pdf/document.js';
import { PdfDict } from '../pdf/objects.js';
import type { SignatureEvidence } from './evidence.js';
import { signerName } from './evidence.js';
import { allFields, type FormField, formFields } from './fields.js';
import type { Finding } from './findings.js';

const isVisible = (document: PdfDocument, { dict }: FormField): boolean => {
  const [left, bottom, right, top] = (document.array(dict, 'Rect') ?? []).map((item) => Number(document.resolve(item)));
  return left !== right && bottom !== top;
};

const numberOf = ({ ref }: FormField): number | null => ref?.num ?? null;

/**
 * DocMDP permits signing (ISO 32000-2 table 257, P=2 and 3) and does not say that the field has to be there already.
 * Offices set number, date and seal as new fields, and Acrobat accepts it; some validators accept prepared fields alone.
 * @param certification a signature that certifies the document with P=2 or P=3
 */
export const newFieldFindings = (certification: SignatureEvidence, document: PdfDocument): Finding[] => {
  const { revision, check } = certification;
  if (revision === null || revision === document) return [];
  const known = new Set(allFields(formFields(revision)).map(numberOf));
  const added = allFields(formFields(document)).filter(
    (field) =>
      field.type === 'Sig' &&
      !known.has(numberOf(field)) &&
      document.resolve(field.dict.get('V')) instanceof PdfDict &&
      isVisible(document, field),
  );
  if (added.length === 0) return [];
  const names = added.slice(0, 3).map(({ name }) => `“${name}”`);
  const detail = `${names.join(', ')}${added.length > 3 ? ', …' : ''}`;
  return [{ code: 'new-field-after-certification', params: { signer: signerName(check), detail } }];
};
