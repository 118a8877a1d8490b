/** Verification of one file, from its bytes to a verdict. Reads only; opens no socket. */
import { basename } from 'node:path';
import { Fault } from '../../contracts/faults/index.js';
import type { FileReport, Reason, Verdict } from '../../contracts/verification.js';
import { PdfDocument } from '../pdf/document.js';
import { type ByteSource, FileSource } from '../pdf/source.js';
import { type Crl, parseCrl } from '../pki/crl.js';
import type { TrustStore } from '../pki/trust.js';
import { examine, type SignatureEvidence } from './evidence.js';
import { hasSignatureRemnant, type SignatureField, signatureFields } from './fields.js';
import { signatureLevels } from './level.js';
import { readRestrictions } from './mdp.js';
import type { Policy } from './policy.js';
import { embeddedMaterial, readSecurityStore } from './security-store.js';
import { reportSignature } from './signature-report.js';

export interface VerifyOptions {
  readonly trust: TrustStore;
  readonly policy: Policy;
  /** Certificate revocation lists at hand, DER or PEM; one that cannot be read is told and passed over. */
  readonly crls: readonly Uint8Array[];
  /** The instant certificates and lists are judged at. */
  readonly at: Date;
  /** How the report names the file; default: the last part of its path. */
  readonly name?: string;
  /** Opens an encrypted file. */
  readonly password?: string | undefined;
}

export interface VerifiedFile {
  readonly report: FileReport;
  /** http(s) addresses of lists that would answer what is unknown, for a caller who has a network and calls again. */
  readonly crlUrls: readonly string[];
}

const contentsStart = (field: SignatureField): number | null => {
  const contents = field.signature.get('Contents');
  return contents !== null && typeof contents === 'object' && 'range' in contents
    ? (contents.range?.start ?? null)
    : null;
};

/** Two fields with one value, or with two dictionaries around the same /Contents. */
const isShared = (field: SignatureField, all: readonly SignatureField[]): boolean =>
  all.some(
    (other) =>
      other !== field &&
      ((field.signatureRef !== null && other.signatureRef?.num === field.signatureRef.num) ||
        (contentsStart(field) !== null && contentsStart(field) === contentsStart(other))),
  );

/** Each one costs a digest of the file and a comparison of revisions; real documents have a dozen at most. */
const maxSignatures = 256;

/**
 * Every signature of the file by structure and cryptography, in the order in which they were made. `password` is the
 * one that `document` was opened with.
 */
export const examineAll = (source: ByteSource, document: PdfDocument, password?: string): SignatureEvidence[] => {
  const fields = signatureFields(document);
  if (fields.length > maxSignatures) throw new Fault('pdf.limit', { limit: 'signatures' });
  const open = (end: number): PdfDocument =>
    PdfDocument.open(source, { end, ...(password === undefined ? {} : { password }) });
  return fields
    .map((field) => examine(document, open, field, isShared(field, fields)))
    .sort((left, right) => (left.range?.end ?? 0) - (right.range?.end ?? 0));
};

/** The lists that were given, and how many of them cannot be read. */
const readLists = (lists: readonly Uint8Array[]): { crls: Crl[]; unreadable: number } => {
  const crls: Crl[] = [];
  let unreadable = 0;
  for (const bytes of lists) {
    try {
      crls.push(parseCrl(bytes));
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown;
      unreadable += 1;
    }
  }
  return { crls, unreadable };
};

const remnantWarning: Reason = {
  code: 'signature-remnant',
  vi: 'Tệp còn dấu vết một chữ ký số nhưng chữ ký đã bị gỡ hoặc hỏng, thường do phần mềm quét, nén hay đóng dấu đến. Hãy đề nghị nơi gửi cung cấp bản gốc còn chữ ký.',
  en: 'The file holds traces of a signature that was stripped or destroyed, usually by scanning, compressing or stamping software. Ask the sender for the signed original.',
};

const unreadableCrlWarning: Reason = {
  code: 'crl-unreadable',
  vi: 'Có danh sách thu hồi không đọc được nên đã bỏ qua. Hãy tải lại danh sách từ cơ quan cấp chứng thư.',
  en: 'A revocation list could not be read and was passed over. Download it again from the issuer.',
};

/** The worst of the signatures; a file with document timestamps alone is signed by nobody. */
const fileVerdict = (signatures: FileReport['signatures']): Verdict => {
  if (signatures.some(({ verdict }) => verdict === 'invalid')) return 'invalid';
  if (!signatures.some(({ kind }) => kind === 'signature')) return 'unsigned';
  return signatures.some(({ verdict }) => verdict === 'indeterminate') ? 'indeterminate' : 'valid';
};

const verifySource = (source: ByteSource, name: string, options: VerifyOptions): VerifiedFile => {
  const { password } = options;
  const document = PdfDocument.open(source, password === undefined ? {} : { password });
  const evidence = examineAll(document.source, document, password);
  const store = readSecurityStore(document);
  const brought = [store, ...evidence.flatMap(({ check }) => (check === null ? [] : embeddedMaterial(check)))];
  const { crls, unreadable } = readLists(options.crls);
  const restrictions = new Map(
    evidence.map((one) => [one, readRestrictions(document, one.field.signature, one.field.field)] as const),
  );
  const levels = signatureLevels(evidence, document, options.trust);
  const material = {
    crls: [...crls, ...brought.flatMap((one) => one.crls)],
    ocsps: brought.flatMap((one) => one.ocsps),
    enclosed: store.certificates,
  };
  const context = { ...options, ...material, document, restrictions, levels };
  const results = evidence.map((one) => reportSignature(one, context));
  const signatures = results.map(({ report }) => report);
  const warnings: Reason[] = [
    ...(signatures.length === 0 && hasSignatureRemnant(document) ? [remnantWarning] : []),
    ...(unreadable > 0 ? [unreadableCrlWarning] : []),
  ];
  return {
    report: { file: name, verdict: fileVerdict(signatures), warnings, signatures },
    crlUrls: [...new Set(results.flatMap(({ crlUrls }) => crlUrls))],
  };
};

/**
 * Verifies every signature of a PDF file. Never throws for what is wrong with the file: one that cannot be read or
 * opened is `indeterminate` with `error`. Signatures are judged at `options.at`; a timestamp in them is shown if it is
 * right in itself, but moves no judgement back in time, as its authority's chain is not judged here.
 */
export const verifyFile = (path: string, options: VerifyOptions): VerifiedFile => {
  const name = options.name ?? basename(path);
  let source: ByteSource | null = null;
  try {
    source = new FileSource(path);
    return verifySource(source, name, options);
  } catch (thrown) {
    if (!(thrown instanceof Fault)) throw thrown;
    return {
      report: { file: name, verdict: 'indeterminate', warnings: [], error: thrown.value, signatures: [] },
      crlUrls: [],
    };
  } finally {
    source?.close();
  }
};
