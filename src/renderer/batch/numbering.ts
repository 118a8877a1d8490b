/** Which document gets which number, as long as nobody else takes one meanwhile: the main process has the last word. */
import type { Operation, Series } from '../../contracts/records.js';
import { seriesOf } from '../../contracts/registers.js';
import type { Row } from './rows.js';

export interface NumberQuestion {
  /** Types of the documents that get a number by themselves, in order; then those with a typed one, as spares. */
  readonly types: readonly (string | null)[];
}

const typeOf = ({ plan }: Row): string | null => plan?.facts.type?.name ?? null;

/** @param rows those that go, in the order in which they are numbered */
export const numberQuestion = (rows: readonly Row[]): NumberQuestion => {
  const numbered = rows.filter((row) => row.numbered);
  return {
    types: [
      ...numbered.filter(({ number }) => number === null),
      ...numbered.filter(({ number }) => number !== null),
    ].map(typeOf),
  };
};

/** Incoming documents have one register for all types. */
const registerOf = (operation: Operation, row: Row, series: readonly Series[]): string =>
  operation === 'incoming' ? '' : (seriesOf(series, typeOf(row) ?? '')?.id ?? '');

/**
 * Numbers by document.
 * @param free what `records:numbers` answered to {@link numberQuestion}
 */
export const assigned = (
  rows: readonly Row[],
  free: readonly number[],
  operation: Operation,
  series: readonly Series[],
): Map<string, number> => {
  const numbered = rows.filter((row) => row.numbered);
  const typed = numbered.filter(({ number }) => number !== null);
  const open = numbered.filter(({ number }) => number === null);
  const pools = new Map<string, number[]>();
  const order = [...open, ...typed].map((row) => registerOf(operation, row, series));
  for (const [index, register] of order.entries()) {
    const number = free[index];
    if (number !== undefined) pools.set(register, [...(pools.get(register) ?? []), number]);
  }
  const taken = new Set(typed.map((row) => `${registerOf(operation, row, series)}:${row.number}`));
  const given = new Map<string, number>();
  for (const row of typed) if (row.number !== null) given.set(row.document.id, row.number);
  for (const row of open) {
    const register = registerOf(operation, row, series);
    const pool = pools.get(register) ?? [];
    let number = pool.shift();
    while (number !== undefined && taken.has(`${register}:${number}`)) number = pool.shift();
    if (number !== undefined) given.set(row.document.id, number);
  }
  return given;
};

/** Numbers below ten get a leading zero (NĐ 30/2020 PL I). */
export const shownNumber = (number: number): string => String(number).padStart(2, '0');

/** `57–143`; with gaps `42, 57–60`; at most three stretches, then an ellipsis. */
export const numberRange = (numbers: Iterable<number>): string => {
  const stretches: [number, number][] = [];
  for (const number of [...new Set(numbers)].sort((a, b) => a - b)) {
    const last = stretches.at(-1);
    if (last && number === last[1] + 1) last[1] = number;
    else stretches.push([number, number]);
  }
  const shown = stretches
    .slice(0, 3)
    .map(([from, to]) => (from === to ? shownNumber(from) : `${shownNumber(from)}–${shownNumber(to)}`));
  return stretches.length > 3 ? `${shown.join(', ')}…` : shown.join(', ');
};
