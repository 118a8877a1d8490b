/** A sample that a seed repeats, or everything. */
import { createHash } from 'node:crypto';
import { seed } from '../seed.js';

/** @param quick those that a sample may have */
export const sampleOf = <T extends { readonly name: string }>(
  all: readonly T[],
  size: number,
  quick: (one: T) => boolean,
): { chosen: readonly T[]; seed: number } => {
  if (process.env.ZOO === 'all') return { chosen: all, seed };
  const rank = ({ name }: T): string => createHash('sha256').update(`${seed} ${name}`).digest('hex');
  const chosen = all.filter(quick).sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  return { chosen: chosen.slice(0, size), seed };
};
