import type { FaultValue } from '../../contracts/faults/index.js';
import type { Certification } from '../../contracts/jobs.js';
import type { PdfDocument } from '../pdf/document.js';
import type { Encryption } from '../pdf/encryption/document-cipher.js';
import { isName } from '../pdf/objects.js';
import type { Box } from '../pdf/pages.js';
import { RevisionWriter } from '../pdf/revision-writer.js';
import { contentFindings } from './changing-content.js';
import { type Form, freeFieldName, readForm } from './form-fields.js';
import { readRestrictions, refusal } from './permissions.js';
import { inPageOrder } from './widget-place.js';

/** A field that waits for a signature or a text. Signature fields stand in the order of their numbers (`#1`, `#2`). */
export interface EmptyField {
  readonly kind: 'signature' | 'text';
  readonly name: string;
  /** From 1; null when no page shows it. */
  readonly page: number | null;
  /** In points on the page as displayed, origin at its lower left corner; null when invisible. */
  readonly rect: { readonly x: number; readonly y: number; readonly width: number; readonly height: number } | null;
}

export interface DocumentInspection {
  readonly pages: number;
  readonly signatureFields: readonly { readonly name: string; readonly signed: boolean }[];
  readonly emptyFields: readonly EmptyField[];
  /** DocMDP permission, null where the document is not certified. */
  readonly certification: Certification | null;
  /** null where the file is not encrypted. */
  readonly encryption: Encryption | null;
  /** Why no signature can be added as a new field, null where one can. */
  readonly refusal: FaultValue | null;
  /** What can change its look without changing its bytes, and that it had to be recovered; codes `content.*`. */
  readonly findings: readonly FaultValue[];
  /**
   * Of a document that had to be recovered: what, put behind its bytes, makes every reader see the objects that signing
   * sees. Other readers recover otherwise, so this is what a person has to be shown. Null for every sound document.
   */
  readonly repair: Uint8Array | null;
}

const repairOf = (document: PdfDocument): Uint8Array | null =>
  document.recovery && document.leadingBytes === 0 ? new RevisionWriter(document).serialize().bytes : null;

/** What a document, opened with `recover`, is like before it is signed. @throws Fault `pdf.*` when it cannot be read */
export const inspectDocument = (document: PdfDocument): DocumentInspection => {
  const form = readForm(document);
  const restrictions = readRestrictions(document, form);
  return {
    pages: document.pages().length,
    signatureFields: form.signatureFields.map(({ name, value }) => ({ name, signed: value !== null })),
    emptyFields: emptyFields(document, form),
    certification: restrictions.certification,
    encryption: document.encryption,
    refusal: refusal(document, restrictions, { name: freeFieldName(form), field: null })?.value ?? null,
    findings: contentFindings(document),
    repair: repairOf(document),
  };
};

const emptyFields = (document: PdfDocument, form: Form): EmptyField[] => {
  const empty = form.fields.filter(({ inherited }) => inherited.V === null);
  return inPageOrder(document, empty).flatMap(({ field, place }) => {
    const kind = isName(field.inherited.FT, 'Sig') ? 'signature' : isName(field.inherited.FT, 'Tx') ? 'text' : null;
    if (kind === null) return [];
    return {
      kind,
      name: field.name,
      page: place ? place.page.index + 1 : null,
      rect: place?.box ? rect(place.box) : null,
    };
  });
};

const rect = ({ left, bottom, right, top }: Box): EmptyField['rect'] => ({
  x: left,
  y: bottom,
  width: right - left,
  height: top - bottom,
});
