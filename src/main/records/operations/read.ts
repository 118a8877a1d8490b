/** Reads a document as far as an operation needs it. */
import type { PlanRequest, Presets } from '../../../contracts/records.js';
import type { FileReport } from '../../../contracts/verification.js';
import type { FontFamily } from '../../appearance/drawing.js';
import type { PdfDocument } from '../../pdf/document.js';
import { type Form, freeFieldName, isSigned, readForm } from '../../signing/form-fields.js';
import { fieldRefusal, type Restrictions, readRestrictions, refusal } from '../../signing/permissions.js';
import { readOfficialDocument } from '../anchors/read.js';
import type { Vocabulary } from '../anchors/vocabulary.js';
import { proposeKind } from '../kind.js';
import { existingFields } from '../placement/existing.js';
import type { Situation } from './situation.js';

export interface Reading {
  readonly request: PlanRequest;
  readonly presets: Presets;
  /** null for a document without signatures. */
  readonly report: FileReport | null;
  /** `yyyy-mm-dd`, in Vietnam. */
  readonly today: string;
  readonly vocabulary: Vocabulary;
  readonly fonts: FontFamily;
}

/** @throws Fault `pdf.*` when the document cannot be read */
export const readSituation = (document: PdfDocument, reading: Reading): Situation => {
  const { request, presets, report, today, vocabulary, fonts } = reading;
  const { operation, choice, pixels } = request;
  const form = readForm(document);
  const restrictions = readRestrictions(document, form);
  const facts = readOfficialDocument(document, vocabulary);
  return {
    operation,
    choice,
    office: presets.office,
    leaders: presets.leaders,
    facts,
    kind: proposeKind({ facts, signatures: report?.signatures ?? [], pixels, vocabulary }),
    existing: existingFields(document),
    locked: lockedFields(form, restrictions),
    signed: isSigned(form),
    refusal: refusal(document, restrictions, { name: freeFieldName(form), field: null })?.value ?? null,
    report,
    pixels,
    vocabulary,
    fonts,
    today,
  };
};

const lockedFields = (form: Form, restrictions: Restrictions): ReadonlySet<string> =>
  new Set(form.fields.map(({ name }) => name).filter((name) => fieldRefusal(restrictions, name) !== null));
