import type { FileReport, SignatureReport } from '../../src/contracts/verification.js';

/** What `judge` looks at. */
export interface JudgedReport {
  readonly error?: FileReport['error'];
  readonly signatures: readonly Pick<
    SignatureReport,
    'kind' | 'verdict' | 'integrity' | 'changesAfter' | 'coveredBytes'
  >[];
}
export function judge(report: JudgedReport, originalSize: number): { code: string; message: string } | null;
