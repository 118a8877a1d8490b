/** A look at a document before it is signed: what it is, what forbids signing it, and what the person should know. */
import { type FaultValue, faultValue, toFaultValue } from '../../contracts/faults/index.js';
import type { PdfDocument } from '../pdf/document.js';
import { contentFindings } from '../signing/changing-content.js';
import { inspectDocument } from '../signing/inspect.js';
import { withDocument } from '../signing/open-document.js';
import { brokenSignatures } from '../verification/proof/proof.js';
import type { Inspection, OpenableFile } from './document-tasks.js';

/**
 * What the person should know before signing: adding to a document whose signature is broken makes one more document
 * that nobody can rely on, and content that can change its look is signed whatever it will show.
 */
export const warningsOf = (
  document: PdfDocument,
  findings: readonly FaultValue[] = contentFindings(document),
): FaultValue[] => [
  ...brokenSignatures(document).map((field) => faultValue('signing.existing-signature-broken', { field })),
  ...findings,
];

const summary = (document: PdfDocument): Inspection => {
  const { pages, signatureFields, refusal, findings, repair } = inspectDocument(document);
  const signatures = signatureFields.filter(({ signed }) => signed).length;
  return { pages, signatures, refusal, warnings: warningsOf(document, findings), repair };
};

/** Never throws for what is wrong with the file: that is its `refusal`. */
export const inspect = ({ path, password }: OpenableFile): Inspection => {
  try {
    return withDocument(path, { password, recover: true }, summary);
  } catch (thrown) {
    return { pages: null, signatures: 0, refusal: toFaultValue(thrown), warnings: [], repair: null };
  }
};
