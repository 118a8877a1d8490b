/** The check of our own output before it may leave: the last step of every signing. */
import { createHash } from 'node:crypto';
import { Fault } from '../../contracts/faults/index.js';
import { PdfDocument } from '../pdf/document.js';
import { type ByteSource, FileSource } from '../pdf/source.js';
import type { SignatureEvidence } from './evidence.js';
import { examineAll } from './verify-file.js';

export interface ExpectedSignature {
  /** The file that was consented to. */
  readonly originalPath: string;
  /** Its length in bytes and SHA-256 (lower-case hexadecimal) at the time of consent. */
  readonly originalLength: number;
  readonly originalSha256: string;
  /** Fully qualified name of the field that was signed. */
  readonly fieldName: string;
  /** SHA-256 of the signer's certificate, lower-case hexadecimal. */
  readonly certificateFingerprint: string;
}

const chunkSize = 256 * 1024;

const sha256Of = (source: ByteSource, end: number): string => {
  const hash = createHash('sha256');
  for (let at = 0; at < end; at += chunkSize) hash.update(source.read(at, Math.min(at + chunkSize, end)));
  return hash.digest('hex');
};

const provePrefix = (source: ByteSource, expected: ExpectedSignature): void => {
  const sound =
    source.length > expected.originalLength && sha256Of(source, expected.originalLength) === expected.originalSha256;
  if (!sound) throw new Fault('verification.original-altered');
};

const proveOwn = (evidence: readonly SignatureEvidence[], document: PdfDocument, expected: ExpectedSignature): void => {
  const own = evidence.find(({ field }) => field.name === expected.fieldName);
  if (own === undefined) throw new Fault('verification.own-signature-missing');
  const [finding] = own.findings;
  const covers = document.leadingBytes === 0 && own.range?.end === document.source.length;
  if (own.integrity !== 'intact' || finding !== undefined || !covers) {
    throw new Fault('verification.own-signature-broken', {
      detail: finding?.code ?? (covers ? own.integrity : 'coverage'),
    });
  }
  const signer = own.check?.cms.signer?.fingerprint;
  if (signer !== expected.certificateFingerprint) throw new Fault('verification.own-signer-unexpected');
};

/** Every signature of the original is in the result, over the same bytes and with the same integrity. */
const proveEarlier = (before: readonly SignatureEvidence[], after: readonly SignatureEvidence[]): void => {
  for (const earlier of before) {
    const now = after.find(
      ({ field, range }) => field.name === earlier.field.name && range?.end === earlier.range?.end,
    );
    if (now === undefined || now.integrity !== earlier.integrity) {
      throw new Fault('verification.earlier-signature-damaged', { field: earlier.field.name });
    }
  }
};

const examineFile = <T>(
  path: string,
  use: (source: ByteSource, document: PdfDocument, all: SignatureEvidence[]) => T,
): T => {
  const source = new FileSource(path);
  try {
    const document = PdfDocument.open(source);
    return use(source, document, examineAll(document.source, document));
  } finally {
    source.close();
  }
};

/**
 * Proves that the file at `path` is the consented original, byte for byte, plus one signature: intact, over the whole
 * file, by the expected certificate, every earlier signature as it was. Says nothing of chains or revocation.
 * Faults `verification.original-altered`, `verification.own-…`, `verification.earlier-signature-damaged`, `pdf.*`,
 * `file.*`.
 */
export const proveOwnSignature = (path: string, expected: ExpectedSignature): void => {
  const before = examineFile(expected.originalPath, (_source, _document, all) => all);
  examineFile(path, (source, document, after) => {
    provePrefix(source, expected);
    proveOwn(after, document, expected);
    proveEarlier(before, after);
  });
};
