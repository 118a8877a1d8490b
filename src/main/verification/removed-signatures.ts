/** Signatures that an earlier revision showed and the file as it is now does not. */
import { Fault } from '../../contracts/faults/index.js';
import { latin1 } from '../pdf/bytes.js';
import { PdfDocument } from '../pdf/document.js';
import { PdfString } from '../pdf/objects.js';
import { examine, signerName } from './evidence.js';
import { type SignatureField, signatureFields } from './fields.js';
import type { Finding } from './findings.js';

/** Each one is opened; real documents have a dozen. */
const maxRevisions = 512;

/** What stays the same wherever the dictionary is led to: the place of its /Contents in the file. */
const placeOf = ({ signature, signatureRef }: SignatureField): string => {
  const contents = signature.get('Contents');
  const start = contents instanceof PdfString ? contents.range?.start : undefined;
  return start === undefined ? `object ${signatureRef?.num}` : `byte ${start}`;
};

const chunkBytes = 1024 * 1024;
const endMark = /%%EOF(?:\r\n|\n|\r)?/g;
const longestMark = 8;

/** Ends of revisions that stand among the bytes of a later one, passed over by its /Prev. */
const endsBetween = (document: PdfDocument, from: number, to: number): number[] => {
  const ends: number[] = [];
  for (let start = from; start < to; start += chunkBytes) {
    const text = latin1(document.source.read(start, Math.min(to, start + chunkBytes + longestMark)));
    for (const { index, 0: mark } of text.matchAll(endMark))
      if (index < chunkBytes && start + index + mark.length < to) ends.push(start + index + mark.length);
  }
  return ends;
};

/** Ends of all earlier revisions, oldest first. The bytes of the oldest one are not searched. */
const earlierEnds = (document: PdfDocument): number[] => {
  const ends = document.revisions().map(({ end }) => end);
  const all = ends.flatMap((end, index) => [...endsBetween(document, ends[index - 1] ?? end, end), end]);
  if (all.length > maxRevisions) throw new Fault('pdf.limit', { limit: 'revisions' });
  return all.slice(0, -1);
};

/** A revision that cannot be read showed nothing. */
const openEarlier = (open: (end: number) => PdfDocument, end: number): [PdfDocument, SignatureField[]] | null => {
  try {
    const document = open(end);
    return [document, signatureFields(document).filter(({ signature }) => signature.get('ByteRange') !== null)];
  } catch (thrown) {
    if (thrown instanceof Fault) return null;
    throw thrown;
  }
};

/**
 * One finding `signature-removed` for each, with field and signer, in the order in which they were made.
 * @param password the one that `document` was opened with
 * @throws Fault `pdf.limit`
 */
export const removedSignatures = (document: PdfDocument, password?: string): Finding[] => {
  const open = (end: number): PdfDocument =>
    PdfDocument.open(document.source, { end, ...(password === undefined ? {} : { password }) });
  const known = new Set(signatureFields(document).map(placeOf));
  return earlierEnds(document).flatMap((end) => {
    const [earlier, fields] = openEarlier(open, end) ?? [document, []];
    return fields.flatMap((field): Finding[] => {
      if (known.has(placeOf(field))) return [];
      known.add(placeOf(field));
      const { check } = examine(earlier, open, field, false);
      return [{ code: 'signature-removed', params: { signer: signerName(check), field: field.name } }];
    });
  });
};
