import type { FaultValue } from '../../contracts/faults/index.js';
import { PdfDocument } from '../pdf/document.js';
import { FileSource } from '../pdf/source.js';
import { freeFieldName, readForm } from './form-fields.js';
import { type Certification, certification, refusal } from './permissions.js';

export interface DocumentInspection {
  readonly pages: number;
  readonly signatureFields: readonly { readonly name: string; readonly signed: boolean }[];
  /** DocMDP permission, null where the document is not certified. */
  readonly certification: Certification | null;
  /** Why no signature can be added as a new field, null where one can. */
  readonly refusal: FaultValue | null;
}

/** What a file is like before it is signed. @throws Fault `file.*`, `pdf.*` when it cannot be read */
export const inspectDocument = (path: string): DocumentInspection => {
  const source = new FileSource(path);
  try {
    const document = PdfDocument.open(source);
    const form = readForm(document);
    return {
      pages: document.pages().length,
      signatureFields: form.signatureFields.map(({ name, value }) => ({ name, signed: value !== null })),
      certification: certification(document, form),
      refusal: refusal(document, form, { name: freeFieldName(form), field: null })?.value ?? null,
    };
  } finally {
    source.close();
  }
};
