/**
 * What the signed revision left open: references to objects that it does not hold, and objects that begin in it and end
 * behind it. A later revision that supplies them changes what is shown without changing an object.
 */
import { Fault } from '../../contracts/faults/index.js';
import type { PdfDocument } from '../pdf/document.js';
import { PdfDict, type PdfObject, PdfStream } from '../pdf/objects.js';
import { type Comparison, comparedNumbers, eachReference, objectAt, rewrittenNumbers } from './comparison.js';

/** undefined where the bytes give no object. */
const readable = (document: PdfDocument, num: number): PdfObject | undefined => attempt(() => objectAt(document, num));

const attempt = <T>(read: () => T): T | undefined => {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof Fault) return undefined;
    throw thrown;
  }
};

/** Whether the same entry leads to more than it did, because the object goes on behind the signed revision. */
const goesOn = ({ before, after }: Comparison, was: PdfObject | undefined, is: PdfObject | undefined): boolean => {
  if (was === undefined) return is !== undefined;
  if (was instanceof PdfStream) {
    const length = attempt(() => before.value(was.dict, 'Length'));
    const beyond = was.data.kind === 'file' && typeof length === 'number' && was.data.start + length > before.end;
    return beyond && attempt(() => after.raw(was)) !== undefined;
  }
  return typeof was === 'number' ? was !== is : was instanceof PdfDict && !(is instanceof PdfDict);
};

/** Every completion of something open is an illegal change. */
export const compareOpenEnds = (comparison: Comparison): void => {
  const { before, after } = comparison;
  const rewritten = rewrittenNumbers(before, after);
  const supplied = new Set<number>();
  for (const num of rewritten) if (readable(before, num) === null && readable(after, num) !== null) supplied.add(num);
  for (const num of comparedNumbers(before)) {
    const was = readable(before, num);
    if (!rewritten.has(num) && goesOn(comparison, was, readable(after, num))) {
      comparison.add('illegal', `object ${num} completed`);
    }
    eachReference(was ?? null, (target) => {
      if (supplied.has(target)) comparison.add('illegal', `object ${target} supplied`);
    });
  }
};
