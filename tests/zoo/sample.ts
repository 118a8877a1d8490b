/** A sample that a seed repeats, or everything. */
import { createHash } from 'node:crypto';

/** @param quick those that a sample may have */
export const sampleOf = <T extends { readonly name: string }>(
  all: readonly T[],
  size: number,
  quick: (one: T) => boolean,
): { chosen: readonly T[]; seed: string } => {
  // The workers of one run inherit it from the process that starts them.
  process.env.ZOO_SEED ??= String(Math.floor(Math.random() * 2 ** 31));
  const seed = process.env.ZOO_SEED;
  if (process.env.ZOO_WINDOW === 'all') return { chosen: all, seed };
  const rank = ({ name }: T): string => createHash('sha256').update(`${seed} ${name}`).digest('hex');
  const chosen = all.filter(quick).sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  return { chosen: chosen.slice(0, size), seed };
};
