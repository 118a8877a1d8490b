/** Document timestamps (ISO 32000-2 12.8.5, ETSI EN 319 142-1 5.4.3): one appended revision each. */
import { Fault } from '../../contracts/faults/index.js';
import type { PdfDocument } from '../pdf/document.js';
import { PdfDict, PdfName } from '../pdf/objects.js';
import { RevisionWriter } from '../pdf/revision-writer.js';
import {
  emptyHole,
  fillByteRange,
  fillHole,
  type Hole,
  holeCapacity,
  type RevisionWithHole,
} from './byte-range-hole.js';
import { freeFieldName, readForm, requireRoom } from './form-fields.js';
import { type Access, withDocument } from './open-document.js';
import { addSignatureField } from './signature-field.js';
import { hashFile, requireSize, withWorkFile, writeAll } from './work-file.js';

/** Plain data: crosses threads, and survives a crash. */
export interface PreparedTimestamp extends Hole {
  readonly workFile: string;
  readonly fieldName: string;
  /** SHA-256 of the bytes that /ByteRange names: the imprint to be stamped. */
  readonly digest: Uint8Array;
}

interface Revision extends RevisionWithHole {
  readonly fieldName: string;
}

const compose = (document: PdfDocument, reserve: number): Revision => {
  const [page] = document.pages();
  if (page === undefined) throw new Fault('signing.page-missing', { pages: 0, page: 1 });
  const form = readForm(document);
  requireRoom(form, 1);
  const fieldName = freeFieldName(form);
  const writer = new RevisionWriter(document);
  const signature = writer.allocate();
  const { contents, byteRange } = emptyHole(reserve);
  // EN 319 142-1 5.4.3: /Reference, /Changes, /R and other entries about a signer have no place here.
  const dict = new PdfDict([
    ['Type', new PdfName('DocTimeStamp')],
    ['Filter', new PdfName('Adobe.PPKLite')],
    ['SubFilter', new PdfName('ETSI.RFC3161')],
    ['ByteRange', byteRange],
    ['Contents', contents],
  ]);
  writer.set(signature, dict);
  addSignatureField(document, writer, { name: fieldName, page, rect: null, appearance: null, signature });
  return { ...fillByteRange(writer.serialize(), document.end, { contents, byteRange }), fieldName };
};

/**
 * Appends an invisible field whose document timestamp is still to come. No certification or lock forbids it: even
 * DocMDP P=1 leaves validation data and document timestamps free (ISO 32000-2 table 257). A work file whose timestamp
 * never comes is to be thrown away.
 * @param options.reserve bytes to keep free for the token
 * @throws Fault `pdf.*`, `file.*`, `signing.page-missing`, `signing.work-file-changed`, `output.failed`
 */
export const prepareDocumentTimestamp = (
  workFile: string,
  options: Access & { readonly reserve: number },
): PreparedTimestamp => {
  const revision = withDocument(workFile, options, (document) => compose(document, options.reserve));
  const { base, bytes, fieldName, byteRange, contentsHole } = revision;
  const digest = withWorkFile(workFile, (descriptor) => {
    requireSize(descriptor, base);
    const { content } = hashFile(workFile, 'sha256');
    writeAll(descriptor, bytes, base);
    content.update(bytes.subarray(0, contentsHole.start - base));
    content.update(bytes.subarray(contentsHole.end - base));
    return new Uint8Array(content.digest());
  });
  return { workFile, fieldName, byteRange, contentsHole, digest };
};

/**
 * Writes the token into /Contents. May be repeated after a crash.
 * @param token TimeStampToken (RFC 3161 2.4.2) over `prepared.digest`, DER
 * @throws Fault `signing.timestamp-too-large`, `signing.work-file-changed`, `output.failed`
 */
export const embedDocumentTimestamp = (prepared: PreparedTimestamp, token: Uint8Array): void => {
  const reserve = holeCapacity(prepared);
  if (token.length > reserve) throw new Fault('signing.timestamp-too-large', { size: token.length, reserve });
  fillHole(prepared.workFile, prepared, token);
};
