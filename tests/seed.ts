/**
 * One seed for everything that a run chooses at random: SEED repeats it. `npm test` sets it from the commit (so that a
 * commit that passed passes again) and prints it; a single test file takes a new one each time.
 */
import { randomInt } from 'node:crypto';

// The workers of one run inherit it from the process that starts them.
process.env.SEED ??= String(randomInt(2 ** 31));
/** 0 … 2^31 - 1. */
export const seed = Number(process.env.SEED);
