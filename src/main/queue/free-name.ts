import { existsSync } from 'node:fs';

/**
 * `<path>-<time>Z`, or the first of `…-2`, `…-3` that nothing has: what is kept aside twice within one second may be
 * needed both times. @param path absolute @param at in UTC, to the second
 */
export const freeName = (path: string, at: Date): string => {
  const name = `${path}-${at.toISOString().slice(0, 19).replaceAll(':', '-')}Z`;
  let free = name;
  for (let number = 2; existsSync(free); number += 1) free = `${name}-${number}`;
  return free;
};
