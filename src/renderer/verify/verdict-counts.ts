import type { FileReport } from '../../contracts/verification.js';
import { type Standing, standingOfSignature } from './standing.js';

/** Worst first: what keeps a document from being relied on is read first. */
const worstFirst: readonly Standing[] = ['invalid', 'indeterminate', 'own-root', 'valid'];

/** How many signatures have each standing, worst first; those that none has are left out. */
export const verdictCounts = ({ signatures }: FileReport): { standing: Standing; count: number }[] => {
  const standings = signatures.map(standingOfSignature);
  return worstFirst
    .map((standing) => ({ standing, count: standings.filter((one) => one === standing).length }))
    .filter(({ count }) => count > 0);
};
