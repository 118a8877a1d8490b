import type { FileReport, SignatureReport } from '../../contracts/verification.js';
import type { PdfDocument } from '../pdf/document.js';

/** Padding that a transport adds is short. */
const maxPadding = 64 * 1024;

const isPadding = ({ source }: PdfDocument, from: number): boolean =>
  source.length - from <= maxPadding &&
  source.read(from, source.length).every((octet) => [0, 9, 10, 12, 13, 32].includes(octet));

/** The file as each one signed it, and as it is now where more than padding was added since. Offsets from its first byte. */
export const reportedRevisions = (
  signatures: readonly SignatureReport[],
  document: PdfDocument,
): FileReport['revisions'] => {
  const signers = new Map<number, string[]>();
  for (const { coveredBytes, field } of signatures) {
    if (coveredBytes !== null) signers.set(coveredBytes, [...(signers.get(coveredBytes) ?? []), field ?? '']);
  }
  const revisions = [...signers].sort(([a], [b]) => a - b).map(([end, signedBy]) => ({ end, signedBy }));
  const last = revisions.at(-1);
  if (last === undefined || isPadding(document, last.end - document.leadingBytes)) return revisions;
  return [...revisions, { end: document.leadingBytes + document.source.length, signedBy: [] }];
};
