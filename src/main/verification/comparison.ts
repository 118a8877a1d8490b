/** What differs between the signed revision and a later one, object by object, and what has been explained of it. */
import { Fault } from '../../contracts/faults/index.js';
import { numbersByPlace } from '../pdf/by-place.js';
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

const maxObjects = 2_000_000;
const maxUses = 100_000;

/** The two revisions, what differs between them, and what has been explained so far. */
export class Comparison {
  readonly changes: Change[] = [];
  /** Objects of the signed revision that read otherwise, or are gone. */
  readonly changed: ReadonlySet<number>;
  private readonly explained = new Set<number>();
  private uses: ReadonlyMap<number, readonly Use[]> | undefined;

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

  /** Every place in the file as it is now that refers to this object, which has to be one of {@link changed}. */
  usesOf(num: number): readonly Use[] {
    this.uses ??= findUses(this.after, this.changed);
    return this.uses.get(num) ?? [];
  }

  /** Whether the catalog's entry `key` is the only place that refers to this changed object. */
  belongsToCatalog(num: number, key: string): boolean {
    return this.usesOf(num).every(
      ({ owner, path }) => owner === this.after.catalogRef.num && path.length === 1 && path[0] === key,
    );
  }
}

/** A reference inside object `owner`, reached through these keys (array indices left out). */
export interface Use {
  readonly owner: number;
  readonly path: readonly string[];
  readonly target: number;
}

/** Calls `found` for every reference inside `object`. */
export const eachReference = (
  object: PdfObject,
  found: (target: number, path: readonly string[]) => void,
  path: readonly string[] = [],
): void => {
  if (object instanceof PdfRef) found(object.num, path);
  else if (Array.isArray(object)) for (const item of object) eachReference(item, found, path);
  else if (object instanceof PdfDict || object instanceof PdfStream) {
    const { entries } = object instanceof PdfDict ? object : object.dict;
    for (const [key, value] of entries) eachReference(value, found, [...path, key]);
  }
};

/** Every place of the document that refers to one of `targets`, by target. */
export const findUses = (document: PdfDocument, targets: ReadonlySet<number>): ReadonlyMap<number, readonly Use[]> => {
  const uses = new Map<number, Use[]>();
  let count = 0;
  for (const owner of comparedNumbers(document)) {
    eachReference(objectAt(document, owner), (target, path) => {
      if (!targets.has(target)) return;
      count += 1;
      if (count > maxUses) throw new Fault('pdf.limit', { limit: 'references' });
      const known = uses.get(target);
      if (known === undefined) uses.set(target, [{ owner, path, target }]);
      else known.push({ owner, path, target });
    });
  }
  return uses;
};

/** The numbers of all objects that are in use, in a good order for reading them. @throws Fault `pdf.limit` */
export function* comparedNumbers(document: PdfDocument): Iterable<number> {
  let count = 0;
  for (const num of numbersByPlace(document)) {
    count += 1;
    if (count > maxObjects) throw new Fault('pdf.limit', { limit: 'objects' });
    yield num;
  }
}

/** The object under this number, whatever its generation; null when there is none. */
export const objectAt = (document: PdfDocument, num: number): PdfObject => {
  const entry = document.entry(num);
  if (entry === undefined || entry.kind === 'free') return null;
  return document.get(new PdfRef(num, entry.kind === 'offset' ? entry.generation : 0));
};

/** Numbers that the sections newer than the signed revision have entries for. */
export const rewrittenNumbers = (before: PdfDocument, after: PdfDocument): ReadonlySet<number> => {
  const numbers = new Set<number>();
  for (const section of after.sections) {
    if (section.offset === before.startXref) break;
    for (const num of section.objects) numbers.add(num);
  }
  return numbers;
};

const sameEntry = (before: PdfDocument, after: PdfDocument, num: number): boolean =>
  JSON.stringify(before.entry(num)) === JSON.stringify(after.entry(num));

/** Part of an object's name (7.3.10): references to another generation find nothing. */
const generation = (document: PdfDocument, num: number): number => {
  const entry = document.entry(num);
  return entry === undefined || entry.kind === 'compressed' ? 0 : entry.generation;
};

const changedObjects = (before: PdfDocument, after: PdfDocument): Set<number> => {
  const changed = new Set<number>();
  for (const num of rewrittenNumbers(before, after)) {
    if (sameEntry(before, after, num)) continue;
    const was = objectAt(before, num);
    if (was === null) continue;
    const same =
      generation(before, num) === generation(after, num) &&
      sameObject({ document: before, object: was }, { document: after, object: objectAt(after, num) });
    if (!same) changed.add(num);
  }
  return changed;
};
