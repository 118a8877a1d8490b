/** What is ordered when the person presses the button. */
import type { RecordOrder } from '../../contracts/records.js';
import { type Choices, choiceOf } from './choices.js';
import { learnedOf } from './marks.js';
import type { Row } from './rows.js';
import type { Numbers } from './use-numbers.js';

/** Whose paper original the clerk has to have seen signed. */
export const needsPaper = ({ operation }: Choices, rows: readonly Row[]): boolean =>
  (operation === 'issue' || operation === 'copy') &&
  rows.some(({ kind }) => kind === 'scan' || kind === 'unnumbered-scan');

/** As the contract has it. */
const longestSubject = 2000;

interface OrderParts {
  readonly rows: readonly Row[];
  readonly choices: Choices;
  /** With the day that they were asked for. */
  readonly numbers: Pick<Numbers, 'of' | 'date'>;
  readonly certificate: string;
  readonly paperConfirmed: boolean;
}

/** The kind and the places that were shown are ordered, not those that would be proposed anew meanwhile. */
export const orderOf = ({ rows, choices, numbers, certificate, paperConfirmed }: OrderParts): RecordOrder => ({
  operation: choices.operation,
  certificate,
  items: rows.map(({ document: { id }, plan, kind, numbered }) => {
    const number = numbers.of.get(id);
    const { type, subject } = plan?.facts ?? {};
    const learned = plan ? learnedOf(plan, choices.own.get(id)?.places ?? []) : undefined;
    return {
      document: id,
      choice: {
        ...choiceOf(choices, id),
        ...(type && { type: type.name }),
        ...(subject && { subject: subject.text.slice(0, longestSubject) }),
        ...(kind !== 'unknown' && { kind }),
        ...(plan && { places: plan.marks.map(({ role, page, rect }) => ({ role, page, rect })) }),
        ...(learned && { learned }),
        ...(numbered && number !== undefined && { number, date: numbers.date }),
      },
    };
  }),
  paperConfirmed: paperConfirmed && needsPaper(choices, rows),
});
