/** A look at a document before it is signed: what it is, what forbids signing it, and what the person should know. */
import { type FaultValue, faultValue, toFaultValue } from '../../contracts/faults/index.js';
import { PdfDocument } from '../pdf/document.js';
import { FileSource } from '../pdf/source.js';
import { type DocumentInspection, inspectDocument } from '../signing/inspect.js';
import { brokenSignatures } from '../verification/proof.js';
import type { Inspection, WorkFile } from './document-tasks.js';

/** Adding to a document whose signature is broken makes one more document that nobody can rely on. */
const brokenWarnings = ({ path, password }: WorkFile): FaultValue[] => {
  const source = new FileSource(path);
  try {
    const document = PdfDocument.open(source, { recover: true, ...(password === undefined ? {} : { password }) });
    return brokenSignatures(document).map((field) => faultValue('signing.existing-signature-broken', { field }));
  } finally {
    source.close();
  }
};

const summary = (inspection: DocumentInspection, file: WorkFile): Inspection => {
  const { pages, signatureFields, refusal, findings, repair } = inspection;
  const signatures = signatureFields.filter(({ signed }) => signed).length;
  const warnings = [...(signatures > 0 ? brokenWarnings(file) : []), ...findings];
  return { pages, signatures, refusal, warnings, repair };
};

/** Never throws for what is wrong with the file: that is its `refusal`. */
export const inspect = (file: WorkFile): Inspection => {
  try {
    return summary(inspectDocument(file.path, { password: file.password }), file);
  } catch (thrown) {
    return { pages: null, signatures: 0, refusal: toFaultValue(thrown), warnings: [], repair: null };
  }
};
