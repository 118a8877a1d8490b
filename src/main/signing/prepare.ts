/** First half of signing: everything up to the hash that the token has to sign. */
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import { Fault } from '../../contracts/faults/index.js';
import { PdfDocument } from '../pdf/document.js';
import { FileSource } from '../pdf/source.js';
import { hash } from '../pki/algorithms.js';
import { type SigningAlgorithm, signedAttributes } from '../pki/cms/build.js';
import type { Hole } from './byte-range-hole.js';
import { composeRevision, type SigningRevision } from './compose.js';
import type { SignatureRequest } from './request.js';
import { type HashedFile, hashFile, requireSize, takeCopy, withWorkFile, writeAll } from './work-file.js';

/** Plain data: crosses threads, and survives a crash. */
export interface PreparedSignature extends Hole {
  readonly workFile: string;
  readonly fieldName: string;
  readonly algorithm: SigningAlgorithm;
  /** `algorithm.digest` of the bytes that /ByteRange names. */
  readonly digest: Uint8Array;
  /** DER SET OF. */
  readonly signedAttributes: Uint8Array;
  /** `algorithm.digest` of `signedAttributes`: what the token signs. */
  readonly toBeSigned: Uint8Array;
}

/** The document that was copied. */
export interface CopiedOriginal {
  /** Bytes. */
  readonly size: number;
  /** SHA-256, lower-case hexadecimal. */
  readonly sha256: string;
}

/**
 * Copies the original and appends the signing revision with a hole for the signature.
 * An existing field (`intent.field`) keeps its page and rectangle; `intent.placement` counts for new fields only.
 * @param look is shown the document, and what it is, before anything is added to it
 * @throws Fault `signing.*`, `pdf.*`, `file.*`, `output.failed`
 */
export const prepareSignature = async (
  request: SignatureRequest,
  look: (document: PdfDocument, original: CopiedOriginal) => void = () => undefined,
): Promise<PreparedSignature> => {
  const { intent, workFile, originalSha256, timestampReserve } = request;
  // Never a silent downgrade: the other levels begin with a timestamp.
  if (intent.level !== 'B-B' && timestampReserve === 0) {
    throw new Fault('signing.level-unsupported', { level: intent.level });
  }
  const copy = takeCopy(request.original, workFile, request.algorithm.digest);
  try {
    const { size, sha256 } = copy;
    if (sha256 !== (originalSha256 ?? sha256)) throw new Fault('file.changed', { file: basename(request.original) });
    return append(request, copy, await compose(request, (document) => look(document, { size, sha256 })));
  } catch (thrown) {
    rmSync(workFile, { force: true });
    throw thrown;
  }
};

const compose = async (request: SignatureRequest, look: (document: PdfDocument) => void): Promise<SigningRevision> => {
  const { workFile, password } = request;
  const source = new FileSource(workFile);
  try {
    const document = PdfDocument.open(source, { recover: true, ...(password === undefined ? {} : { password }) });
    look(document);
    return await composeRevision(document, request);
  } finally {
    source.close();
  }
};

const append = (request: SignatureRequest, copy: HashedFile, revision: SigningRevision): PreparedSignature => {
  const { base, bytes, fieldName, byteRange, contentsHole, algorithm } = revision;
  const { workFile, certificates, revocation } = request;
  // Only a field that demands another digest makes it necessary to read the file again.
  const fitting = algorithm.digest === request.algorithm.digest;
  const { content } = fitting ? copy : hashFile(workFile, algorithm.digest);
  const digest = withWorkFile(workFile, (descriptor) => {
    requireSize(descriptor, base);
    writeAll(descriptor, bytes, base);
    content.update(bytes.subarray(0, contentsHole.start - base));
    content.update(bytes.subarray(contentsHole.end - base));
    return new Uint8Array(content.digest());
  });
  const attributes = signedAttributes({
    messageDigest: digest,
    certificate: certificates[0],
    digest: algorithm.digest,
    revocation,
  });
  const toBeSigned = hash(algorithm.digest, attributes);
  return { workFile, fieldName, byteRange, contentsHole, algorithm, digest, signedAttributes: attributes, toBeSigned };
};

/**
 * Whether the work file still holds what was prepared (ISO 32000-2 12.8.1: the bytes that /ByteRange names), so that
 * signing can go on after a cut. What stands behind them is cut away when the signature is embedded.
 */
export const isStillPrepared = ({ workFile, byteRange, algorithm, digest }: PreparedSignature): boolean => {
  try {
    const source = new FileSource(workFile);
    try {
      const [first, firstLength, second, secondLength] = byteRange;
      if (source.length < second + secondLength) return false;
      const content = createHash(algorithm.digest);
      const add = (part: Uint8Array): void => void content.update(part);
      source.stream(first, first + firstLength, add);
      source.stream(second, second + secondLength, add);
      return content.digest().equals(digest);
    } finally {
      source.close();
    }
  } catch (thrown) {
    // Gone or unreadable is the answer, not an error: the document is then prepared anew.
    if (thrown instanceof Fault) return false;
    throw thrown;
  }
};
