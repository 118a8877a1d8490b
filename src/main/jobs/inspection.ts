/** A look at a document before it is signed: what it is, what forbids signing it, and what the person should know. */
import { type FaultValue, faultValue, toFaultValue } from '../../contracts/faults/index.js';
import { PdfDocument } from '../pdf/document.js';
import { FileSource } from '../pdf/source.js';
import { type DocumentInspection, inspectDocument } from '../signing/inspect.js';
import { examineAll } from '../verification/verify-file.js';
import type { Inspection, WorkFile } from './document-tasks.js';

/** Adding to a document whose signature is broken makes one more document that nobody can rely on. */
const brokenSignatures = ({ path, password }: WorkFile): FaultValue[] => {
  const source = new FileSource(path);
  try {
    const document = PdfDocument.open(source, { recover: true, ...(password === undefined ? {} : { password }) });
    return examineAll(document.source, document, password)
      .filter(({ integrity }) => integrity === 'broken')
      .map(({ field }) => faultValue('signing.existing-signature-broken', { field: field.name }));
  } finally {
    source.close();
  }
};

const summary = ({ pages, signatureFields, refusal, findings }: DocumentInspection, file: WorkFile): Inspection => {
  const signatures = signatureFields.filter(({ signed }) => signed).length;
  return { pages, signatures, refusal, warnings: [...(signatures > 0 ? brokenSignatures(file) : []), ...findings] };
};

/** Never throws for what is wrong with the file: that is its `refusal`. */
export const inspect = (file: WorkFile): Inspection => {
  try {
    return summary(inspectDocument(file.path, { password: file.password }), file);
  } catch (thrown) {
    return { pages: null, signatures: 0, refusal: toFaultValue(thrown), warnings: [] };
  }
};
