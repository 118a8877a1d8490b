import type { PdfDocument } from './document.js';
import { LIMITS, limitFault } from './limits.js';
import { PdfDict, type PdfObject, PdfRef, PdfStream } from './objects.js';
import type { RevisionWriter } from './revision-writer.js';

/**
 * Copies `root` and everything it refers to out of `from` into the revision, under new numbers. Streams keep their
 * encoding. A reference that `root` shares with its parts is copied once.
 * @returns the copy of `root`, whose references lead to the new objects
 */
export const importObjects = (from: PdfDocument, root: PdfObject, writer: RevisionWriter): PdfObject => {
  const numbers = new Map<number, PdfRef>();
  const pending: { readonly source: PdfRef; readonly target: PdfRef }[] = [];

  const reference = (source: PdfRef): PdfRef => {
    const known = numbers.get(source.num);
    if (known) return known;
    const target = writer.allocate();
    numbers.set(source.num, target);
    pending.push({ source, target });
    return target;
  };

  const dict = (source: PdfDict, depth: number): PdfDict =>
    new PdfDict([...source.entries].map(([key, value]) => [key, copy(value, depth + 1)] as const));

  const copy = (object: PdfObject, depth: number): PdfObject => {
    if (depth > LIMITS.nesting) throw limitFault('nesting');
    if (object instanceof PdfRef) return reference(object);
    if (Array.isArray(object)) return object.map((item) => copy(item, depth + 1));
    if (object instanceof PdfDict) return dict(object, depth);
    if (!(object instanceof PdfStream)) return object;
    const plain = new PdfDict([...object.dict.entries].filter(([key]) => key !== 'Length'));
    return new PdfStream(dict(plain, depth), { kind: 'memory', bytes: from.raw(object) });
  };

  const result = copy(root, 0);
  for (let next = pending.pop(); next; next = pending.pop()) writer.set(next.target, copy(from.get(next.source), 0));
  return result;
};
