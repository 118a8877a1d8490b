/** Fonts, images and colour profiles that several appearances of one revision show are written once. */
import type { PdfObject, PdfRef } from '../pdf/objects.js';
import type { RevisionWriter } from '../pdf/revision-writer.js';

const written = new WeakMap<RevisionWriter, Map<object, PdfRef>>();

/** The reference of what stands for `key` in this revision; `make` is called the first time. */
export const sharedObject = (writer: RevisionWriter, key: object, make: () => PdfObject): PdfRef => {
  const known = written.get(writer) ?? new Map<object, PdfRef>();
  written.set(writer, known);
  const found = known.get(key);
  if (found) return found;
  const ref = added(writer, make());
  known.set(key, ref);
  return ref;
};

/** Writes `object` under a number of its own. */
export const added = (writer: RevisionWriter, object: PdfObject): PdfRef => {
  const ref = writer.allocate();
  writer.set(ref, object);
  return ref;
};
