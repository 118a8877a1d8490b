/** Bytes between two revisions that belong to neither. */
import { latin1 } from '../pdf/bytes.js';
import { Cursor } from '../pdf/cursor.js';
import type { PdfDocument } from '../pdf/document.js';
import { LIMITS } from '../pdf/limits.js';

/** What an increment begins with (ISO 32000-2 7.5.6), behind white space and comments. */
const beginning = /^(?:\d{1,10}[\0\t\n\f\r ]+\d{1,5}[\0\t\n\f\r ]+obj|xref)/;
const beginningBytes = 64;

/**
 * Whether something foreign stands between the revision that ends at `end` (bytes from `%PDF`) and the next: whoever
 * appends to such a file does not make it part of it. An object that no cross-reference names is not foreign in this
 * sense; `repair.ts` looks for those.
 */
const isFollowedByForeign = ({ source }: PdfDocument, end: number): boolean => {
  const cursor = new Cursor(source, end, Math.min(source.length, end + LIMITS.blankTailBytes));
  cursor.skipSpace();
  const { position } = cursor;
  return !beginning.test(latin1(source.read(position, Math.min(source.length, position + beginningBytes))));
};

/** Whether bytes that belong to no revision stand behind the one that ends at `end`, and before the newest. */
export const hasForeignGap = (document: PdfDocument, end: number): boolean =>
  document
    .revisions()
    .slice(0, -1)
    .some((revision) => revision.end >= end && isFollowedByForeign(document, revision.end));
