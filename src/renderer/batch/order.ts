/** What is ordered when the person presses the button. */
import type { RecordOrder } from '../../contracts/records.js';
import { type Choices, choiceOf } from './choices.js';
import type { Row } from './rows.js';

/** Whose paper original the clerk has to have seen signed. */
export const needsPaper = ({ operation }: Choices, rows: readonly Row[]): boolean =>
  (operation === 'issue' || operation === 'copy') &&
  rows.some(({ kind }) => kind === 'scan' || kind === 'unnumbered-scan');

interface OrderParts {
  readonly rows: readonly Row[];
  readonly choices: Choices;
  readonly numbers: ReadonlyMap<string, number>;
  readonly certificate: string;
  readonly paperConfirmed: boolean;
}

/** The kind that was shown is ordered, not one that is proposed anew meanwhile. */
export const orderOf = ({ rows, choices, numbers, certificate, paperConfirmed }: OrderParts): RecordOrder => ({
  operation: choices.operation,
  certificate,
  items: rows.map(({ document: { id }, kind, numbered }) => {
    const number = numbers.get(id);
    return {
      document: id,
      choice: {
        ...choiceOf(choices, id),
        ...(kind !== 'unknown' && { kind }),
        ...(numbered && number !== undefined && { number }),
      },
    };
  }),
  paperConfirmed: paperConfirmed && needsPaper(choices, rows),
});
