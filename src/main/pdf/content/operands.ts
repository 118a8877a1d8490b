/** What of the operands before an operator readers take (ISO 32000-2 7.8.2, annex A). */
import type { PdfObject } from '../objects.js';

/** How many numbers an operator takes (annex A). */
const NUMBERS: ReadonlyMap<string, number> = new Map([
  ...['w', 'M', 'Tc', 'Tw', 'Tz', 'TL', 'Ts', 'Tr'].map((operator) => [operator, 1] as const),
  ...['m', 'l', 'Td', 'TD'].map((operator) => [operator, 2] as const),
  ...['v', 'y', 're'].map((operator) => [operator, 4] as const),
  ...['c', 'cm', 'Tm'].map((operator) => [operator, 6] as const),
]);
/** Operators whose operands are not numbers alone. */
const OTHERS: ReadonlyMap<string, number> = new Map([
  ...['gs', 'Do', 'Tj', 'TJ', "'", 'BI'].map((operator) => [operator, 1] as const),
  ['Tf', 2],
  ['"', 3],
]);

/**
 * The operands that count: readers take the last ones, and pass over an operator that has too few or wrong ones. Empty for
 * operators that need none, null for one that is passed over.
 */
export const countedOperands = (operator: string, operands: readonly PdfObject[]): readonly PdfObject[] | null => {
  const count = NUMBERS.get(operator) ?? OTHERS.get(operator);
  if (count === undefined) return [];
  const own = operands.slice(-count);
  const isWrong = NUMBERS.has(operator) && own.some((operand) => typeof operand !== 'number');
  return own.length < count || isWrong ? null : own;
};
