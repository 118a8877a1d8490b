/** One sentence for a whole file: what it is, because of what or by whom. */
import type { FaultValue } from '../../contracts/faults/index.js';
import type { FileReport, Reason, Sentence, SignatureReport } from '../../contracts/verification.js';
import { isDoubt } from './findings.js';

const mostNames = 3;

const names = (signatures: readonly SignatureReport[]): string => {
  const all = [...new Set(signatures.map(({ signer }) => signer?.commonName ?? signer?.organization ?? '?'))];
  return all.length > mostNames ? `${all.slice(0, mostNames).join(', ')}, …` : all.join(', ');
};

const validSummary = (signatures: readonly SignatureReport[]): Sentence => {
  const [only, ...others] = signatures;
  if (only && others.length === 0)
    return { vi: `Văn bản hợp lệ. ${only.headline.vi}.`, en: `Valid. ${only.headline.en}.` };
  const count = signatures.length;
  return {
    vi: `Văn bản hợp lệ: cả ${count} chữ ký đều hợp lệ (${names(signatures)}).`,
    en: `Valid: all ${count} signatures are valid (${names(signatures)}).`,
  };
};

const unsignedSummary = ({ signatures, reasons, warnings }: Omit<FileReport, 'summary'>): Sentence => {
  const remnant = [...reasons, ...warnings].find(({ code }) => code.startsWith('signature-rem'));
  if (remnant) return { vi: remnant.vi, en: remnant.en };
  return signatures.length > 0
    ? { vi: 'Văn bản chỉ có dấu thời gian, không có chữ ký của ai.', en: 'Timestamped, but signed by nobody.' }
    : { vi: 'Văn bản không có chữ ký số.', en: 'There is no digital signature.' };
};

/**
 * The gravest reason there is: what speaks against a signature, else of the file as a whole, else of the first signature
 * that is as bad as the file.
 */
const because = ({ verdict, reasons, signatures }: Omit<FileReport, 'summary'>): Reason | undefined => {
  const first = signatures.filter((one) => one.verdict === verdict).flatMap((one) => one.reasons.slice(0, 1));
  return first.find(isDoubt) ?? reasons[0] ?? first[0];
};

/** A revoked certificate is worse than a network that did not answer, and is not said in the same words. */
const indeterminateSummary = (cause: Reason | undefined): Sentence => {
  const { vi, en } = cause ?? { vi: '', en: '' };
  return cause && isDoubt(cause)
    ? { vi: `Chưa được dùng văn bản này. ${vi}`, en: `Do not use this document yet. ${en}` }
    : { vi: `Chưa kết luận được. ${vi}`.trim(), en: `No conclusion yet. ${en}`.trim() };
};

const summaryOf = (report: Omit<FileReport, 'summary'>): Sentence => {
  const { verdict, error, signatures } = report;
  if (error) return { vi: error.vi, en: error.en };
  const cause = because(report);
  switch (verdict) {
    case 'valid':
      return validSummary(signatures.filter(({ kind }) => kind === 'signature'));
    case 'unsigned':
      return unsignedSummary(report);
    case 'invalid':
      return { vi: `Văn bản không hợp lệ. ${cause?.vi ?? ''}`.trim(), en: `Not valid. ${cause?.en ?? ''}`.trim() };
    case 'indeterminate':
      return indeterminateSummary(cause);
  }
};

/** The report with its sentence. */
export const withSummary = (report: Omit<FileReport, 'summary'>): FileReport => ({
  ...report,
  summary: summaryOf(report),
});

/** The report on a file that cannot be read or opened, called `file`. */
export const unreadableFile = (file: string, error: FaultValue): FileReport =>
  withSummary({
    file,
    verdict: 'indeterminate',
    reasons: [],
    warnings: [],
    error,
    signatures: [],
    marks: [],
    revisions: [],
  });
