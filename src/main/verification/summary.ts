/** One sentence for a whole file: what it is, because of what or by whom. */
import type { FaultValue } from '../../contracts/faults/index.js';
import type { FileReport, Sentence, SignatureReport } from '../../contracts/verification.js';

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

/** The gravest reason there is: of the file as a whole, else of the first signature that is as bad as the file. */
const because = ({ verdict, reasons, signatures }: Omit<FileReport, 'summary'>): Sentence | undefined =>
  reasons[0] ?? signatures.find((one) => one.verdict === verdict)?.reasons[0];

const summaryOf = (report: Omit<FileReport, 'summary'>): Sentence => {
  const { verdict, error, signatures } = report;
  if (error) return { vi: error.vi, en: error.en };
  const cause = because(report) ?? { vi: '', en: '' };
  switch (verdict) {
    case 'valid':
      return validSummary(signatures.filter(({ kind }) => kind === 'signature'));
    case 'unsigned':
      return unsignedSummary(report);
    case 'invalid':
      return { vi: `Văn bản không hợp lệ. ${cause.vi}`.trim(), en: `Not valid. ${cause.en}`.trim() };
    case 'indeterminate':
      return { vi: `Chưa kết luận được. ${cause.vi}`.trim(), en: `No conclusion yet. ${cause.en}`.trim() };
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
