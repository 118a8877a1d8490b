/** Reads a document as far as an operation needs it. */
import type { PlanRequest, Presets } from '../../../contracts/records.js';
import type { FileReport } from '../../../contracts/verification.js';
import type { FontFamily } from '../../appearance/drawing.js';
import type { PdfDocument } from '../../pdf/document.js';
import type { PdfObject } from '../../pdf/objects.js';
import {
  type Form,
  type FormField,
  freeFieldName,
  isSigned,
  readForm,
  type Widget,
} from '../../signing/form-fields.js';
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
    fieldNames: form.names,
    closed: closedFields(document, form, restrictions),
    signed: isSigned(form),
    refusal: refusal(document, restrictions, { name: freeFieldName(form), field: null })?.value ?? null,
    report,
    pixels,
    vocabulary,
    fonts,
    today,
  };
};

/** Annotation flags (ISO 32000-2 12.5.3), and the field flag ReadOnly (12.7.4.1). */
const HIDDEN_OR_NO_VIEW = 2 | 32;
const PRINT = 4;
const READ_ONLY = 1;

const flagsOf = (object: PdfObject): number => (typeof object === 'number' ? object : 0);

/** Whoever opens or prints the document sees what the field shows. */
const isSeen = (document: PdfDocument, { dict }: Widget): boolean => {
  const flags = flagsOf(document.value(dict, 'F'));
  return (flags & HIDDEN_OR_NO_VIEW) === 0 && (flags & PRINT) !== 0;
};

const closedFields = (document: PdfDocument, form: Form, restrictions: Restrictions): ReadonlySet<string> => {
  const isClosed = ({ name, inherited: { Ff }, widgets }: FormField): boolean =>
    fieldRefusal(restrictions, name) !== null ||
    (flagsOf(Ff) & READ_ONLY) !== 0 ||
    widgets.some((widget) => !isSeen(document, widget));
  return new Set(form.fields.filter(isClosed).map(({ name }) => name));
};
