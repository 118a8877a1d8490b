/** What is ordered when the person presses the button. */
import type { RecordOrder } from '../../contracts/records.js';
import { type Choices, choiceOf } from './choices.js';
import type { Row } from './rows.js';

/** Whose paper original the clerk has to have seen signed. */
export const needsPaper = ({ operation }: Choices, rows: readonly Row[]): boolean =>
  (operation === 'issue' || operation === 'copy') &&
  rows.some(({ kind }) => kind === 'scan' || kind === 'unnumbered-scan');

/** As the contract has it. */
const longestSubject = 2000;

interface OrderParts {
  readonly rows: readonly Row[];
  readonly choices: Choices;
  readonly numbers: ReadonlyMap<string, number>;
  readonly certificate: string;
  readonly paperConfirmed: boolean;
}

/** The kind and the places that were shown are ordered, not those that would be proposed anew meanwhile. */
export const orderOf = ({ rows, choices, numbers, certificate, paperConfirmed }: OrderParts): RecordOrder => ({
  operation: choices.operation,
  certificate,
  items: rows.map(({ document: { id }, plan, kind, numbered }) => {
    const number = numbers.get(id);
    const { type, subject } = plan?.facts ?? {};
    return {
      document: id,
      choice: {
        ...choiceOf(choices, id),
        ...(type && { type: type.name }),
        ...(subject && { subject: subject.text.slice(0, longestSubject) }),
        ...(kind !== 'unknown' && { kind }),
        ...(plan && { places: plan.marks.map(({ role, page, rect }) => ({ role, page, rect })) }),
        ...(numbered && number !== undefined && { number }),
      },
    };
  }),
  paperConfirmed: paperConfirmed && needsPaper(choices, rows),
});
