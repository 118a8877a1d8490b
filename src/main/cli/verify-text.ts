/** The result of a verification as a person reads it in a terminal. */
import type { FileReport, SignatureReport, Verdict } from '../../contracts/verification.js';

const verdictText: Readonly<Record<Verdict, string>> = {
  valid: 'Hợp lệ',
  indeterminate: 'Chưa xác định',
  invalid: 'Không hợp lệ',
  unsigned: 'Không có chữ ký số',
};

/** Names out of files stay in the line that speaks of them: one of their own would read like a verdict. */
const inLine = (text: string): string => text.replace(/[\s\u0085]+/gu, ' ');

const signatureText = (signature: SignatureReport): string[] => {
  const sentences = [...signature.reasons, ...signature.warnings].map(({ vi }) => `      ${inLine(vi)}`);
  const head = `${signature.headline.vi} (${signature.field ?? 'không tên'})`;
  return [`   ${verdictText[signature.verdict]}: ${inLine(head)}`, ...sentences];
};

/** A file with its signatures, and every sentence about them, a line each. */
export const asText = (report: FileReport): string =>
  [
    `${verdictText[report.verdict]}: ${inLine(report.file)}`,
    ...(report.error ? [`   ${inLine(report.error.vi)}`] : []),
    ...[...report.reasons, ...report.warnings].map(({ vi }) => `   ${inLine(vi)}`),
    ...report.signatures.flatMap(signatureText),
  ].join('\n');
