/** Numbers of a register as people write them, and what is to be said of a series. */
import type { RegisterEntry } from '../../contracts/registers.js';
import type { ShownSeries } from '../../contracts/registers-window.js';

/** Below ten with a leading zero (NĐ 30/2020 PL I). */
export const shownNumber = (number: number): string => String(number).padStart(2, '0');

/** `05/QĐ-UBND`, or what of it is known. */
export const shownNotation = (number: string, notation: string): string =>
  [number, notation].filter((part) => part !== '').join('/');

/** The number in this register, with the notation where the register is that of the documents themselves. */
export const entryName = (entry: RegisterEntry): string =>
  entry.direction === 'outgoing'
    ? shownNotation(shownNumber(entry.number), entry.fields.notation)
    : shownNumber(entry.number);

export interface NumberRange {
  readonly from: number;
  /** Included. */
  readonly to: number;
}

/** Runs of numbers that follow each other; `numbers` ascend. */
export const rangesOf = (numbers: readonly number[]): NumberRange[] => {
  const ranges: { from: number; to: number }[] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last && number === last.to + 1) last.to = number;
    else ranges.push({ from: number, to: number });
  }
  return ranges;
};

/** A register with more holes than these is not understood by a longer list either. */
const mostRanges = 8;

/** `05, 12–14, …`. */
export const shownRanges = (ranges: readonly NumberRange[]): string => {
  const words = ranges
    .slice(0, mostRanges)
    .map(({ from, to }) => (from === to ? shownNumber(from) : `${shownNumber(from)}–${shownNumber(to)}`));
  return [...words, ...(ranges.length > mostRanges ? ['…'] : [])].join(', ');
};

/**
 * `unused`: no number was given. `held`: nothing is registered yet. `whole`: every number up to `last` is. `gaps`:
 * numbers in between were given back. `broken`: numbers are missing, in the series or in the register.
 */
export interface SeriesStanding {
  readonly kind: 'unused' | 'held' | 'whole' | 'gaps' | 'broken';
  readonly first: number;
  /** The highest number behind which nothing but held ones come. */
  readonly last: number;
  readonly held: readonly NumberRange[];
  readonly free: readonly NumberRange[];
  readonly missing: readonly NumberRange[];
  readonly unregistered: readonly NumberRange[];
}

export const standingOf = ({ integrity }: Pick<ShownSeries, 'integrity'>): SeriesStanding => {
  const { first, used, held, free, missing, unregistered } = integrity;
  const waiting = new Set([...held, ...free]);
  let last = integrity.last ?? first - 1;
  while (last >= first && waiting.has(last)) last -= 1;
  const broken = missing.length > 0 || unregistered.length > 0;
  const kind = (): SeriesStanding['kind'] => {
    if (integrity.last === null) return 'unused';
    if (broken) return 'broken';
    if (used === 0) return 'held';
    return free.some((number) => number < last) ? 'gaps' : 'whole';
  };
  return {
    kind: kind(),
    first,
    last: broken ? (integrity.last ?? first) : last,
    held: rangesOf(held),
    free: rangesOf(free),
    missing,
    unregistered: rangesOf(unregistered),
  };
};

/**
 * The first number that a series can still be given, or null where its numbers go on already: one without numbers, or
 * one whose first number was chosen by hand.
 */
export const possibleStart = ({ next, integrity: { last, missing } }: ShownSeries): number | null => {
  if (last === null) return next;
  const [gap] = missing;
  return gap?.from === 1 ? gap.to + 1 : null;
};

/** Null for what is no number of a register. */
export const numberOf = (text: string): number | null => {
  const number = /^\s*\d{1,7}\s*$/u.test(text) ? Number(text) : 0;
  return number > 0 ? number : null;
};
