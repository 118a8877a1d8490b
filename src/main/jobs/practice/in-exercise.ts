import type { FileReport, SignatureReport } from '../../../contracts/verification.js';

/** Reasons that an exercise has by its nature: its certificates lead to no anchor, and nobody revokes them. */
const ofExercise: ReadonlySet<string> = new Set(['training-signature', 'no-chain', 'revocation-unknown']);

const countsAsValid = ({ verdict, integrity, trust, reasons, changesAfter }: SignatureReport): boolean =>
  verdict === 'indeterminate' &&
  integrity === 'intact' &&
  changesAfter !== 'illegal' &&
  trust.scheme === 'training' &&
  reasons.every(({ code }) => ofExercise.has(code));

/**
 * What công tác văn thư works with in practice mode: a training signature that lacks nothing but its legal effect stands
 * for the leader's, so that issuing can be learned. Only plans are made of it; what is shown of a verification, saved or
 * enclosed is the report itself, in which such a signature is never valid.
 */
export const inExercise = (report: FileReport): FileReport => {
  const signatures = report.signatures.map(
    (signature): SignatureReport => (countsAsValid(signature) ? { ...signature, verdict: 'valid' } : signature),
  );
  const all = signatures.length > 0 && signatures.every(({ verdict }) => verdict === 'valid');
  return { ...report, verdict: all ? 'valid' : report.verdict, signatures };
};
