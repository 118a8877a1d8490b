/**
 * What the original refers to (ISO 32000-2 7.3.10): no object of an increment may serve a place that nobody declared,
 * neither by taking a number that something waited for nor by changing under a number that something else uses.
 */
import type { PdfDocument } from '../../pdf/document.js';
import { eachReference, objectAt } from '../comparison.js';
import { type Increment, undeclared } from './increment.js';

/**
 * Reads each object of the original once, and keeps a byte for each.
 * @throws Fault `verification.undeclared-change`, `pdf.*`
 */
export const proveReferences = (original: PdfDocument, increments: readonly Increment[]): void => {
  const { highest } = original.references();
  for (const increment of increments) {
    for (const num of increment.numbers) {
      if (num <= highest && original.entry(num) === undefined) throw undeclared(num);
    }
    for (const num of increment.ownedAlone) if (isShared(original, increment, num)) throw undeclared(num);
    proveNothingOpen(increment, highest);
  }
};

/** An earlier increment may have taken the other use away: seldom enough to read all of it again. */
const isShared = (original: PdfDocument, { before }: Increment, num: number): boolean =>
  original.references().isShared(num) && before.references().isShared(num);

/** What an increment leaves open a later one could fill. */
const proveNothingOpen = ({ after, written }: Increment, highest: number): void => {
  for (const num of written) {
    eachReference(objectAt(after, num), (target) => {
      if (target > highest && after.entry(target) === undefined) throw undeclared(`${num} → ${target}`);
    });
  }
};
