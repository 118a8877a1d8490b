import type { FileReport, SignatureReport } from '../../contracts/verification.js';

type SignatureVerdict = SignatureReport['verdict'];

/** Worst first: what keeps a document from being relied on is read first. */
const worstFirst: readonly SignatureVerdict[] = ['invalid', 'indeterminate', 'valid'];

/** How many signatures have each verdict, worst first; verdicts that none has are left out. */
export const verdictCounts = ({ signatures }: FileReport): { verdict: SignatureVerdict; count: number }[] =>
  worstFirst
    .map((verdict) => ({ verdict, count: signatures.filter((signature) => signature.verdict === verdict).length }))
    .filter(({ count }) => count > 0);
