/** First half of signing: everything up to the hash that the token has to sign. */
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import { Fault } from '../../contracts/faults/index.js';
import type { SigningIntent } from '../../contracts/jobs.js';
import type { BlockText } from '../appearance/block-layout.js';
import { importFormXObject } from '../appearance/form-xobject.js';
import { textBlock } from '../appearance/text-block.js';
import { PdfDocument } from '../pdf/document.js';
import type { ByteSpan } from '../pdf/objects.js';
import { type Box, type PdfPage, readBox } from '../pdf/pages.js';
import { RevisionWriter } from '../pdf/revision-writer.js';
import { FileSource } from '../pdf/source.js';
import type { Certificate } from '../pki/certificate.js';
import { type SigningAlgorithm, signedAttributes, signedDataSize } from '../pki/cms/build.js';
import { blockText, pdfDate, reasonText } from './block-text.js';
import { type Form, freeFieldName, readForm, type SignatureField } from './form-fields.js';
import { toDisplayed, toUserSpace } from './geometry.js';
import { refusal } from './permissions.js';
import { DRAWN_FONT_SIZE, findPlace } from './placement.js';
import { lockReference, signatureDictionary } from './signature-dictionary.js';
import { type Appearance, addSignatureField, fillSignatureField, pageOf } from './signature-field.js';
import { copyToWorkFile, hashStart, requireSize, withWorkFile, writeAll } from './work-file.js';

export interface SignatureRequest {
  /** Absolute path; only read. */
  readonly original: string;
  /** SHA-256 that the original must have, lower-case hexadecimal: the document that was shown and consented to. */
  readonly originalSha256: string;
  /** Absolute path of the file to make; an older one there is replaced, and it is removed when preparing fails. */
  readonly workFile: string;
  readonly intent: SigningIntent;
  /** To be embedded: the signer first, then its issuers. */
  readonly certificates: readonly [Certificate, ...Certificate[]];
  readonly algorithm: SigningAlgorithm;
  /** Puts the training notice into block and reason; nothing in `intent` can take it out. */
  readonly training: boolean;
  readonly signingTime: Date;
  /** TrueType font of the block. */
  readonly font: Uint8Array;
}

/** Plain data: crosses threads, and survives a crash. */
export interface PreparedSignature {
  readonly workFile: string;
  readonly fieldName: string;
  readonly byteRange: readonly [number, number, number, number];
  /** The /Contents token with its delimiters, bytes of the work file. */
  readonly contentsHole: ByteSpan;
  /** SHA-256 of the bytes that /ByteRange names. */
  readonly digest: Uint8Array;
  /** DER SET OF. */
  readonly signedAttributes: Uint8Array;
  /** SHA-256 of `signedAttributes`: what the token signs. */
  readonly toBeSigned: Uint8Array;
}

/**
 * Copies the original and appends the signing revision with a hole for the signature.
 * An existing field (`intent.field`) keeps its page and rectangle; `intent.placement` counts for new fields only.
 * @throws Fault `signing.*`, `pdf.*`, `file.*`, `output.failed`
 */
export const prepareSignature = async (request: SignatureRequest): Promise<PreparedSignature> => {
  const { intent, workFile } = request;
  if (intent.level !== 'B-B') throw new Fault('signing.level-unsupported', { level: intent.level });
  copyToWorkFile(request.original, workFile);
  try {
    return append(request, await composeRevision(request));
  } catch (thrown) {
    rmSync(workFile, { force: true });
    throw thrown;
  }
};

interface Revision {
  /** Size of the original. */
  readonly base: number;
  readonly bytes: Uint8Array;
  readonly fieldName: string;
  readonly byteRange: PreparedSignature['byteRange'];
  readonly contentsHole: ByteSpan;
}

const composeRevision = async (request: SignatureRequest): Promise<Revision> => {
  const source = new FileSource(request.workFile);
  try {
    return await compose(PdfDocument.open(source), request);
  } finally {
    source.close();
  }
};

const compose = async (document: PdfDocument, request: SignatureRequest): Promise<Revision> => {
  const { intent, certificates, algorithm, training, signingTime } = request;
  const form = readForm(document);
  const field = intent.field === undefined ? null : namedField(form, intent.field);
  const fieldName = field?.name ?? freeFieldName(form);
  const refused = refusal(document, form, { name: fieldName, field });
  if (refused) throw refused;
  const writer = new RevisionWriter(document);
  const signature = writer.allocate();
  const { dict, contents, byteRange } = signatureDictionary({
    contentsSize: signedDataSize(certificates, algorithm),
    date: pdfDate(signingTime),
    name: certificates[0].subject.commonName,
    reason: reasonText(intent.reason, training),
    location: intent.location,
    reference: lockReference(document, field),
  });
  writer.set(signature, dict);
  const text = blockText(certificates[0], signingTime, training);
  if (field) {
    const appearance = await existingFieldAppearance(document, writer, field, text, request.font);
    fillSignatureField(document, writer, field, signature, appearance);
  } else {
    const place = findPlace(document, intent.placement, text, request.font);
    const { page, box } = place;
    const appearance = box && (await drawAppearance(writer, page, box, place.fontSizePt, text, request.font));
    const rect = box && toUserSpace(page, box);
    addSignatureField(document, writer, { name: fieldName, page, rect, appearance, signature });
  }
  const { bytes, spanOf } = writer.serialize();
  return { ...fillByteRange(bytes, document.end, spanOf(byteRange), spanOf(contents)), fieldName };
};

const namedField = (form: Form, name: string): SignatureField => {
  const field = form.signatureFields.find((candidate) => candidate.name === name);
  if (!field) throw new Fault('signing.field-missing', { field: name });
  return field;
};

const existingFieldAppearance = async (
  document: PdfDocument,
  writer: RevisionWriter,
  field: SignatureField,
  text: BlockText,
  font: Uint8Array,
): Promise<Appearance | null> => {
  const rect = field.widget && readBox(document, field.widget.dict.get('Rect'));
  const page = field.widget && pageOf(document, field.widget);
  if (!rect || !page) return null;
  return drawAppearance(writer, page, toDisplayed(page, rect), DRAWN_FONT_SIZE, text, font);
};

/** Below this size the block is drawn larger and scaled down by the viewer, so that no text has to be left out. */
const SMALLEST_BLOCK = { width: 80, height: 34 };

const drawAppearance = async (
  writer: RevisionWriter,
  page: PdfPage,
  box: Box,
  fontSizePt: number,
  text: BlockText,
  font: Uint8Array,
): Promise<Appearance> => {
  const width = box.right - box.left;
  const height = box.top - box.bottom;
  const scale = Math.max(1, SMALLEST_BLOCK.width / width, SMALLEST_BLOCK.height / height);
  const block = { ...text, widthPt: width * scale, heightPt: height * scale, fontSizePt, font };
  return { form: importFormXObject(await textBlock(block), writer, page.rotate), rotate: page.rotate };
};

/** Writes the real /ByteRange over its placeholder, padded to the same length (ISO 32000-2 12.8.1). */
const fillByteRange = (
  bytes: Uint8Array,
  base: number,
  placeholder: ByteSpan,
  contentsHole: ByteSpan,
): Omit<Revision, 'fieldName'> => {
  const end = base + bytes.length;
  const byteRange = [0, contentsHole.start, contentsHole.end, end - contentsHole.end] as const;
  const text = `[${byteRange.join(' ')}`.padEnd(placeholder.end - placeholder.start - 1);
  bytes.set(Buffer.from(`${text}]`, 'latin1'), placeholder.start - base);
  return { base, bytes, byteRange, contentsHole };
};

const append = (request: SignatureRequest, revision: Revision): PreparedSignature => {
  const { base, bytes, fieldName, byteRange, contentsHole } = revision;
  const digest = withWorkFile(request.workFile, (descriptor) => {
    requireSize(descriptor, base);
    const hash = hashStart(descriptor, base);
    if (hash.copy().digest('hex') !== request.originalSha256) {
      throw new Fault('file.changed', { file: basename(request.original) });
    }
    writeAll(descriptor, bytes, base);
    hash.update(bytes.subarray(0, contentsHole.start - base));
    hash.update(bytes.subarray(contentsHole.end - base));
    return new Uint8Array(hash.digest());
  });
  const attributes = signedAttributes({ messageDigest: digest, certificate: request.certificates[0] });
  const toBeSigned = new Uint8Array(createHash('sha256').update(attributes).digest());
  const { workFile } = request;
  return { workFile, fieldName, byteRange, contentsHole, digest, signedAttributes: attributes, toBeSigned };
};
