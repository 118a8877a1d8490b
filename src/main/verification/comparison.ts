/** What differs between the signed revision and a later one, object by object, and what has been explained of it. */
import { Fault } from '../../contracts/faults/index.js';
import type { PdfDocument } from '../pdf/document.js';
import { PdfDict, type PdfObject, PdfRef, PdfStream } from '../pdf/objects.js';
import { differingKeys, sameObject } from './same-object.js';

/** `metadata`: document information or XMP, which no page shows. */
export type ChangeKind = 'metadata' | 'ltv' | 'signature' | 'form' | 'annotation' | 'illegal';

export interface Change {
  readonly kind: ChangeKind;
  /** The field that was filled or signed, where one was. */
  readonly field: string | null;
  /** For the technical report: which object, which key. */
  readonly detail: string;
}

const sameEntry = (before: PdfDocument, after: PdfDocument, num: number): boolean =>
  JSON.stringify(before.entry(num)) === JSON.stringify(after.entry(num));

const maxObjects = 500_000;

/** The two revisions, what differs between them, and what has been explained so far. */
export class Comparison {
  readonly changes: Change[] = [];
  /** Objects of the signed revision that read otherwise, or are gone. */
  readonly changed: ReadonlySet<number>;
  private readonly explained = new Set<number>();

  constructor(
    readonly before: PdfDocument,
    readonly after: PdfDocument,
  ) {
    this.changed = changedObjects(before, after);
  }

  add(kind: ChangeKind, detail: string, field: string | null = null): void {
    this.changes.push({ kind, detail, field });
  }

  /** The object may have changed: a rule has looked at it. */
  explain(reference: PdfObject): void {
    if (reference instanceof PdfRef) this.explained.add(reference.num);
  }

  unexplained(): number[] {
    return [...this.changed].filter((num) => !this.explained.has(num));
  }

  was(num: number): PdfObject {
    return objectAt(this.before, num);
  }

  is(num: number): PdfObject {
    return objectAt(this.after, num);
  }

  /** Keys of a dictionary that differ between the revisions, references compared as references. */
  keys(before: PdfDict, after: PdfDict): string[] {
    return differingKeys({ document: this.before, object: before }, { document: this.after, object: after });
  }

  same(before: PdfObject, after: PdfObject): boolean {
    return sameObject({ document: this.before, object: before }, { document: this.after, object: after });
  }

  /** Every place in the file as it is now that refers to one of `targets`. */
  usesOf(targets: ReadonlySet<number>): Use[] {
    const uses: Use[] = [];
    let scanned = 0;
    for (const num of this.after.objectNumbers()) {
      scanned += 1;
      if (scanned > maxObjects) throw new Fault('pdf.limit', { limit: 'objects' });
      collectUses(objectAt(this.after, num), { owner: num, path: [] }, targets, uses);
    }
    return uses;
  }
}

/** A reference inside object `owner`, reached through these keys (array indices left out). */
export interface Use {
  readonly owner: number;
  readonly path: readonly string[];
  readonly target: number;
}

const collectUses = (
  object: PdfObject,
  place: { owner: number; path: readonly string[] },
  targets: ReadonlySet<number>,
  found: Use[],
): void => {
  if (object instanceof PdfRef) {
    if (targets.has(object.num)) found.push({ ...place, target: object.num });
  } else if (Array.isArray(object)) {
    for (const item of object) collectUses(item, place, targets, found);
  } else if (object instanceof PdfDict || object instanceof PdfStream) {
    const dict = object instanceof PdfDict ? object : object.dict;
    for (const [key, value] of dict.entries)
      collectUses(value, { ...place, path: [...place.path, key] }, targets, found);
  }
};

const objectAt = (document: PdfDocument, num: number): PdfObject => {
  const entry = document.entry(num);
  if (entry === undefined || entry.kind === 'free') return null;
  return document.get(new PdfRef(num, entry.kind === 'offset' ? entry.generation : 0));
};

/** Numbers that the sections newer than the signed revision have entries for, and that read otherwise than before. */
const changedObjects = (before: PdfDocument, after: PdfDocument): Set<number> => {
  const changed = new Set<number>();
  for (const section of after.sections) {
    if (section.offset === before.startXref) break;
    for (const num of section.objects) {
      if (changed.has(num) || sameEntry(before, after, num)) continue;
      const was = objectAt(before, num);
      if (was === null) continue;
      if (!sameObject({ document: before, object: was }, { document: after, object: objectAt(after, num) }))
        changed.add(num);
    }
  }
  return changed;
};
