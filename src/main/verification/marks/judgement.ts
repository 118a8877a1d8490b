/** Marks that were added after a signature: who answers for each of them, and whether it covers what was signed. */
import { Fault } from '../../../contracts/faults/index.js';
import type { FileReport, ReportedMark } from '../../../contracts/verification.js';
import { Budget } from '../../pdf/content/budget.js';
import { displayMatrix, transformed } from '../../pdf/content/matrix.js';
import { ContentReader } from '../../pdf/content/reader.js';
import type { PdfDocument } from '../../pdf/document.js';
import type { SignatureEvidence } from '../evidence.js';
import { type Finding, type Judgement, judge } from '../findings.js';
import type { Policy } from '../policy.js';
import { type JudgedSignature, MarkJudge } from './judge.js';
import { type Mark, readMarks } from './marks.js';

interface JudgedMarks {
  /** What the signature fields of the file show, for whoever registers it. */
  readonly marks: readonly ReportedMark[];
  /** About the file as a whole. */
  readonly findings: readonly Finding[];
}

/**
 * Reads the marks of all signature fields and filled text fields, and judges those that came after the first signature, fields that were filled
 * included: each is compared with its page as the signer before it left it.
 * @param signatures in the order in which they were made, each with its verdict
 */
export const judgeMarks = (document: PdfDocument, signatures: readonly JudgedSignature[]): JudgedMarks => {
  const budget = new Budget();
  const marks = attempted(() => readMarks(new ContentReader(document, budget), new Set(['Sig', 'Tx'])));
  const judge = new MarkJudge(signatures, budget);
  const findings = attempted(() => marks?.flatMap((mark) => judge.findings(mark)) ?? null);
  const unread: Finding = {
    code: 'marks-unread',
    params: { detail: { vi: 'quá phức tạp hoặc hỏng', en: 'damaged or too complex' } },
  };
  return {
    marks: (marks ?? [])
      .filter(({ field, text, shown }) => shown && (field.type === 'Sig' || text !== null))
      .map(reported),
    findings: findings ?? (signatures.length > 0 ? [unread] : []),
  };
};

/** null where a fault of the file, or a limit, was in the way. */
const attempted = <T>(read: () => T): T | null => {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof Fault) return null;
    throw thrown;
  }
};

/**
 * The report on a file with its marks, and with what they mean for its verdict.
 * @param evidence of the report's signatures, in the same order
 * @param further what else was found about the file as a whole
 */
export const withMarks = (
  report: Omit<FileReport, 'marks' | 'summary'>,
  document: PdfDocument,
  evidence: readonly SignatureEvidence[],
  { policy, further }: { readonly policy: Policy; readonly further: readonly Finding[] },
): Omit<FileReport, 'summary'> => {
  const signatures = report.signatures.flatMap((signature, i) => {
    const own = evidence[i];
    return own ? [{ evidence: own, report: signature }] : [];
  });
  const { marks, findings } = judgeMarks(document, signatures);
  const { verdict, reasons, warnings } = judge([...findings, ...further], policy);
  return {
    ...report,
    verdict: worse(report.verdict, verdict),
    reasons: [...report.reasons, ...reasons],
    warnings: [...report.warnings, ...warnings],
    marks: [...marks],
  };
};

const worse = (file: FileReport['verdict'], marks: Judgement['verdict']): FileReport['verdict'] => {
  if (file === 'unsigned' || file === 'invalid' || marks === 'valid') return file;
  return marks;
};

const rounded = (value: number): number => Math.round(value * 100) / 100;

const reported = ({ field, page, rect, kind, text }: Mark): ReportedMark => {
  const { left, bottom, right, top } = transformed(displayMatrix(page), rect);
  return {
    field: field.name,
    page: page.index + 1,
    x: rounded(left),
    y: rounded(bottom),
    width: rounded(right - left),
    height: rounded(top - bottom),
    kind,
    text,
  };
};
