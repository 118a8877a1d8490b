/** Verification of one file, from its bytes to a verdict. Reads only; opens no socket. */
import { basename } from 'node:path';
import { Fault } from '../../contracts/faults/index.js';
import type { FileReport, Reason, Verdict } from '../../contracts/verification.js';
import { PdfDocument } from '../pdf/document.js';
import { type ByteSource, FileSource } from '../pdf/source.js';
import { parseCertificate } from '../pki/certificate.js';
import { type Crl, parseCrl } from '../pki/crl.js';
import { readOcspResponse } from '../pki/ocsp.js';
import type { TrustStore } from '../pki/trust.js';
import { varyingContent } from './changes/varying-content.js';
import { examine, type SignatureEvidence } from './evidence.js';
import { proofsOfExistence } from './existence.js';
import { hasSignatureRemnant, type SignatureField, signatureFields } from './fields.js';
import { type FileEvidence, type FileIdentity, fileEvidence, identityOf, noEvidence } from './file-evidence.js';
import { reasonOf } from './findings.js';
import { signatureLevels } from './level.js';
import { withMarks } from './marks/judgement.js';
import { readRestrictions } from './mdp.js';
import { mergeNeeds, type Needs, noNeeds } from './needs.js';
import type { Policy } from './policy.js';
import { removedSignatures } from './removed-signatures.js';
import { reportedRevisions } from './reported-revisions.js';
import { rewrittenFile } from './rewritten-file.js';
import { embeddedMaterial, readSecurityStore } from './security-store.js';
import { reportSignature } from './signature-report.js';
import { signedAmbiguities } from './signed-ambiguities.js';
import { unreadableFile, withSummary } from './summary.js';

export interface VerifyOptions {
  readonly trust: TrustStore;
  readonly policy: Policy;
  /** Certificate revocation lists at hand, DER or PEM; one that cannot be read is told and passed over. */
  readonly crls: readonly Uint8Array[];
  /** OCSP responses at hand, DER. */
  readonly ocsps?: readonly Uint8Array[];
  /** Certificates at hand that may complete a path, DER; nothing in them is trusted. */
  readonly certificates?: readonly Uint8Array[];
  /** The time of the check: at which everything is judged that nothing proves to be older. */
  readonly at: Date;
  /** How the report names the file; default: the last part of its path. */
  readonly name?: string;
  /** Opens an encrypted file. */
  readonly password?: string | undefined;
  /** Hand out what is to be kept: which bytes were verified, and what the result rests on. */
  readonly keep?: boolean | undefined;
  /** Say of each signature where it stands and what its verdict rests on. */
  readonly details?: boolean | undefined;
}

export interface VerifiedFile {
  readonly report: FileReport;
  readonly needs: Needs;
  /** Where it was asked for; null for a file that could not be read. */
  readonly kept?: (FileIdentity & FileEvidence) | null;
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

/** What was fetched for this verification; one that cannot be read answers nothing. */
const readable = <T>(all: readonly Uint8Array[], read: (bytes: Uint8Array) => T): T[] =>
  all.flatMap((bytes) => {
    try {
      return [read(bytes)];
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown;
      return [];
    }
  });

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
const fileVerdict = (signatures: FileReport['signatures'], removed: boolean): Verdict => {
  if (signatures.some(({ verdict }) => verdict === 'invalid')) return 'invalid';
  if (!signatures.some(({ kind }) => kind === 'signature')) return 'unsigned';
  return removed || signatures.some(({ verdict }) => verdict === 'indeterminate') ? 'indeterminate' : 'valid';
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
    ocsps: [...readable(options.ocsps ?? [], readOcspResponse), ...brought.flatMap((one) => one.ocsps)],
    enclosed: [...store.certificates, ...readable(options.certificates ?? [], parseCertificate)],
  };
  const existence = proofsOfExistence(evidence, { ...options, ...material });
  const context = { ...options, ...material, document, restrictions, levels, existence };
  const results = evidence.map((one) => reportSignature(one, context));
  const signatures = results.map(({ report }) => report);
  const removed = removedSignatures(document, password).map(reasonOf);
  const warnings: Reason[] = [
    ...(removed.length === 0 && signatures.length === 0 && hasSignatureRemnant(document) ? [remnantWarning] : []),
    ...(unreadable > 0 ? [unreadableCrlWarning] : []),
  ];
  const report = withMarks(
    {
      file: name,
      verdict: fileVerdict(signatures, removed.length > 0),
      reasons: [...rewrittenFile(signatures), ...removed],
      warnings,
      signatures,
      revisions: reportedRevisions(signatures, document),
    },
    document,
    evidence,
    {
      policy: options.policy,
      further: signatures.length > 0 ? [...signedAmbiguities(document), ...varyingContent(document)] : [],
    },
  );
  return {
    report: withSummary(report),
    needs: mergeNeeds(results.map(({ needs }) => needs)),
    ...(options.keep ? { kept: { ...identityOf(source), ...fileEvidence(evidence, brought, options) } } : {}),
  };
};

/** Of a file that cannot be verified its hash is kept, if it can be read at all. */
const identityIfReadable = (source: ByteSource | null): (FileIdentity & FileEvidence) | null => {
  try {
    return source && { ...identityOf(source), ...noEvidence };
  } catch (thrown) {
    if (thrown instanceof Fault) return null;
    throw thrown;
  }
};

/**
 * Verifies every signature of a PDF file. Never throws for what is wrong with the file: one that cannot be read or
 * opened is `indeterminate` with `error`. A signature is judged at the time at which a trusted timestamp proves that it
 * existed, else at `options.at`.
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
      report: unreadableFile(name, thrown.value),
      needs: noNeeds,
      ...(options.keep ? { kept: identityIfReadable(source) } : {}),
    };
  } finally {
    source?.close();
  }
};
