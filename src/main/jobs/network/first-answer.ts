import { Fault } from '../../../contracts/faults/index.js';
import { NoAnswer } from './bounded-fetch.js';
import type { Asked, Failure } from './kept-answers.js';

/** Addresses of one kind in one certificate that are tried. */
export const maxUrls = 3;

/**
 * Asks one address after the other for something; network trouble and answers that cannot be read are failures, anything
 * else is a defect.
 */
export const firstAnswer = async (
  urls: readonly string[],
  ask: (url: string) => Promise<Omit<Asked, 'failures'>>,
): Promise<Asked> => {
  const failures: Failure[] = [];
  for (const url of urls.slice(0, maxUrls)) {
    try {
      return { ...(await ask(url)), failures };
    } catch (reason) {
      if (!(reason instanceof NoAnswer || reason instanceof Fault)) throw reason;
      failures.push({ url, reason });
    }
  }
  return { bytes: null, nextUpdate: null, failures };
};
