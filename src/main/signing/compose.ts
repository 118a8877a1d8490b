/** The signing revision: all that one signature adds to a document. */
import { Fault } from '../../contracts/faults/index.js';
import type { Certification, SigningIntent } from '../../contracts/jobs.js';
import { writeAppearance } from '../appearance/appearance.js';
import type { AppearanceContent } from '../appearance/arrangement.js';
import { fontFamily } from '../appearance/drawing.js';
import { type PdfaPart, pdfaPart } from '../appearance/pdfa.js';
import { withSigningTime } from '../appearance/signing-time.js';
import type { PdfDocument } from '../pdf/document.js';
import type { PdfDict, PdfRef } from '../pdf/objects.js';
import type { Box, PdfPage } from '../pdf/pages.js';
import { RevisionWriter } from '../pdf/revision-writer.js';
import { type SigningAlgorithm, signedDataSize } from '../pki/cms/build.js';
import { blockText, pdfDate, reasonText } from './block-text.js';
import { fillByteRange, type RevisionWithHole } from './byte-range-hole.js';
import { docMdpReference, nameCertification } from './certify.js';
import { contentFindings } from './changing-content.js';
import { stoppingFinding } from './content-policy.js';
import { fieldMdpReference, lockWith, readLock } from './field-lock.js';
import { type Form, freeFieldName, isSigned, readForm, requireRoom, type SignatureField } from './form-fields.js';
import { isDrawable, requirePlaceable, toUserSpace } from './geometry.js';
import { type Restrictions, readRestrictions, refusal } from './permissions.js';
import { DRAWN_FONT_SIZE, findPlace } from './placement.js';
import { addPreparedFields, checkPreparedFields } from './prepared-fields.js';
import type { SignatureRequest } from './request.js';
import { obeySeedValue, type SignatureTerms } from './seed-value.js';
import { signatureDictionary } from './signature-dictionary.js';
import { type Appearance, addSignatureField, fillSignatureField } from './signature-field.js';
import { isTagged, tagWidget } from './structure-tree.js';
import { checkFillings, type Filled, fillTextFields } from './text-fields.js';
import { chosenField, widgetPlace } from './widget-place.js';

export interface SigningRevision extends RevisionWithHole {
  readonly fieldName: string;
  /** As it was asked for, but for a digest that the field demands. */
  readonly algorithm: SigningAlgorithm;
}

/** What is going to be done, after all checks. */
interface Plan {
  /** The existing field to sign, null for a new one. */
  readonly field: SignatureField | null;
  readonly fieldName: string;
  readonly terms: SignatureTerms;
  readonly filled: readonly Filled[];
  /** Whether new widgets have to be put into the structure tree. */
  readonly tagged: boolean;
}

/** @throws Fault `signing.*`, `content.*`, `pdf.*` */
export const composeRevision = async (document: PdfDocument, request: SignatureRequest): Promise<SigningRevision> => {
  const { intent, font } = request;
  const plan = makePlan(document, request);
  const conformance = pdfaPart(document);
  const writer = new RevisionWriter(document);
  const signature = writer.allocate();
  const algorithm = { ...request.algorithm, digest: plan.terms.digest };
  const { dict, contents, byteRange } = dictionary(document, request, plan, algorithm);
  writer.set(signature, dict);
  if (plan.terms.certify !== undefined) nameCertification(document, writer, signature);
  await fillTextFields(document, writer, plan.filled, { fonts: fontFamily(font, request.emphasis), conformance });
  await writeField(document, writer, { request, plan, signature, conformance });
  for (const { ref, page, name } of addPreparedFields(document, writer, intent.prepare ?? [])) {
    if (plan.tagged) tagWidget(document, writer, { ref, page: page.ref, description: name });
  }
  return {
    ...fillByteRange(writer.serialize(), document.end, { contents, byteRange }),
    fieldName: plan.fieldName,
    algorithm,
  };
};

const makePlan = (document: PdfDocument, request: SignatureRequest): Plan => {
  const { intent, certificates, algorithm, revocation } = request;
  const form = readForm(document);
  const restrictions = readRestrictions(document, form);
  const field = intent.field === undefined ? null : chosenField(document, form, intent.field);
  const taken = checkPreparedFields(form, intent.prepare ?? []);
  requireRoom(form, addedFields(intent));
  const fieldName = field?.name ?? freeFieldName(form, taken);
  const refused = refusal(document, restrictions, { name: fieldName, field });
  if (refused) throw refused;
  checkContent(document, request);
  const filled = checkFillings(document, form, restrictions, intent.fill ?? [], request.font);
  const wish = {
    level: intent.level,
    subFilter: intent.subFilter,
    digest: algorithm.digest,
    digestChosen: intent.digest !== undefined,
    reason: intent.reason,
    certify: intent.certify,
    revocationEmbedded: revocation !== undefined,
  };
  const terms = obeySeedValue(document, field, wish, certificates);
  if (wish.revocationEmbedded && terms.subFilter !== 'adbe.pkcs7.detached') {
    throw new Fault('signing.revocation-subfilter');
  }
  checkCertification(form, restrictions, terms.certify);
  return { field, fieldName, terms, filled, tagged: !isSigned(form) && isTagged(document) };
};

/** By all revisions of this signing: a document timestamp is a field too. */
const addedFields = ({ field, prepare = [], level }: SigningIntent): number =>
  (field === undefined ? 1 : 0) + prepare.length + (level === 'B-LTA' ? 1 : 0);

const checkContent = (document: PdfDocument, { contentPolicy }: SignatureRequest): void => {
  const stopping = contentPolicy && stoppingFinding(contentPolicy, () => contentFindings(document));
  if (stopping) throw Fault.from(stopping);
};

/** 12.8.2.2.1: the certification is the first signature. */
const checkCertification = (form: Form, { certification }: Restrictions, wanted: Certification | undefined): void => {
  if (wanted !== undefined && (certification !== null || isSigned(form))) throw new Fault('signing.certify-not-first');
};

const dictionary = (document: PdfDocument, request: SignatureRequest, plan: Plan, algorithm: SigningAlgorithm) => {
  const { intent, certificates, timestampReserve, revocation, training, signingTime } = request;
  return signatureDictionary({
    contentsSize: signedDataSize(certificates, algorithm, { timestampReserve, revocation }),
    subFilter: plan.terms.subFilter,
    date: pdfDate(signingTime),
    name: certificates[0].subject.commonName,
    reason: reasonText(plan.terms.reason, training),
    location: intent.location,
    references: references(document, plan),
  });
};

const references = (document: PdfDocument, { field, terms, filled }: Plan): PdfDict[] => {
  const given = field && document.dict(field.dict, 'Lock');
  const lock = lockWith(given && readLock(document, given), [...new Set(filled.map((item) => item.field.name))]);
  return [
    ...(terms.certify === undefined ? [] : [docMdpReference(terms.certify)]),
    ...(lock ? [fieldMdpReference(document, lock)] : []),
  ];
};

interface Work {
  readonly request: SignatureRequest;
  readonly plan: Plan;
  readonly signature: PdfRef;
  readonly conformance: PdfaPart | null;
}

/** What assistive technology calls the field. */
const DESCRIPTION = 'Chữ ký số';

const writeField = async (document: PdfDocument, writer: RevisionWriter, work: Work): Promise<void> => {
  const { request, plan, signature, conformance } = work;
  const content: AppearanceContent = {
    appearance: withSigningTime(request.intent.appearance ?? { kind: 'text' }, request.signingTime),
    text: blockText(request.certificates[0], request.signingTime, request.training),
    font: request.font,
    emphasis: request.emphasis,
    conformance,
  };
  if (plan.field) {
    const place = widgetPlace(document, plan.field.widget);
    if (place?.box) requireDrawable(place.page, place.box, plan.fieldName);
    const appearance = place?.box && (await draw(writer, content, place.page, place.box, DRAWN_FONT_SIZE));
    fillSignatureField(document, writer, plan.field, signature, appearance ?? null);
    return;
  }
  const { page, box, fontSizePt } = findPlace(document, request.intent.placement, content);
  const appearance = box && (await draw(writer, content, page, box, fontSizePt));
  const rect = box && toUserSpace(page, box);
  const ref = addSignatureField(document, writer, { name: plan.fieldName, page, rect, appearance, signature });
  if (box && plan.tagged) tagWidget(document, writer, { ref, page: page.ref, description: DESCRIPTION });
};

/** @param box on the page as displayed */
const requireDrawable = (page: PdfPage, box: Box, field: string): void => {
  requirePlaceable(page);
  if (!isDrawable(toUserSpace(page, box))) throw new Fault('signing.field-geometry', { field });
};

const draw = async (
  writer: RevisionWriter,
  content: AppearanceContent,
  page: PdfPage,
  box: Box,
  fontSizePt: number,
): Promise<Appearance> => {
  const form = await writeAppearance(writer, {
    ...content,
    widthPt: box.right - box.left,
    heightPt: box.top - box.bottom,
    rotate: page.rotate,
    fontSizePt,
  });
  return { form, rotate: page.rotate };
};
