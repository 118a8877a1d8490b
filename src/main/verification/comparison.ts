/** What differs between the signed revision and a later one, object by object, and what has been explained of it. */
import { Fault } from '../../contracts/faults/index.js';
import { numbersByPlace } from '../pdf/by-place.js';
import type { PdfDocument } from '../pdf/document.js';
import type { XrefEntry } from '../pdf/object-table.js';
import { PdfDict, type PdfObject, PdfRef, PdfStream } from '../pdf/objects.js';
import { differingKeys, sameObject } from './changes/same-object.js';

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

  /** As the references of the signed revision find it: under another generation they find nothing (7.3.10). */
  is(num: number): PdfObject {
    return keepsName(this.before, this.after, num) ? objectAt(this.after, num) : null;
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

  /** The same of an object that is as it was. */
  referencesTo(num: number): readonly Use[] {
    return findUses(this.after, new Set([num])).get(num) ?? [];
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

/**
 * Every place of the document that refers to one of `targets`, by target; but for those in objects that nothing refers
 * to, such as a catalog that was replaced by one under another number.
 */
export const findUses = (document: PdfDocument, targets: ReadonlySet<number>): ReadonlyMap<number, readonly Use[]> => {
  const found: Use[] = [];
  const referred = new Set<number>();
  eachReference(document.trailer, (target) => referred.add(target));
  for (const owner of comparedNumbers(document)) {
    eachReference(objectAt(document, owner), (target, path) => {
      if (target !== owner) referred.add(target);
      if (targets.has(target)) found.push({ owner, path, target });
      if (found.length > maxUses) throw new Fault('pdf.limit', { limit: 'references' });
    });
  }
  const uses = new Map<number, Use[]>();
  for (const use of found) {
    if (!referred.has(use.owner)) continue;
    const known = uses.get(use.target);
    if (known === undefined) uses.set(use.target, [use]);
    else known.push(use);
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

/**
 * 7.5.5: objects at or above /Size are missing for a reader that keeps to it, and there for one that does not. Where the
 * catalog or the page tree is among them, one that keeps to it shows nothing at all: that is no other document, but a
 * wrong number, as PDFBox writes it when it saves old objects alone, counting those of its own section.
 */
const declaredSize = (document: PdfDocument): number => {
  const size = document.trailer.get('Size');
  const pages = document.catalog.get('Pages');
  const needed = Math.max(document.catalogRef.num, pages instanceof PdfRef ? pages.num : 0);
  if (typeof size !== 'number' || size > needed) return typeof size === 'number' ? size : 0;
  let highest = 0;
  for (const num of document.sections[0]?.objects ?? []) highest = Math.max(highest, num);
  return size === highest + 1 ? Infinity : size;
};

const entryOf = (document: PdfDocument, num: number): XrefEntry | undefined =>
  num < declaredSize(document) ? document.entry(num) : undefined;

/** The object under this number, whatever its generation; null when there is none below /Size. */
export const objectAt = (document: PdfDocument, num: number): PdfObject => {
  const entry = entryOf(document, num);
  if (entry === undefined || entry.kind === 'free') return null;
  return document.get(new PdfRef(num, entry.kind === 'offset' ? entry.generation : 0));
};

/** Numbers that the sections newer than the signed revision have entries for, or that /Size shows or hides since. */
export const rewrittenNumbers = (before: PdfDocument, after: PdfDocument): ReadonlySet<number> => {
  const numbers = new Set<number>();
  for (const section of after.sections) {
    if (section.offset === before.startXref) break;
    for (const num of section.objects) numbers.add(num);
  }
  const size = Math.min(declaredSize(before), declaredSize(after));
  if (size < before.size) for (const num of before.objectNumbers()) if (num >= size) numbers.add(num);
  return numbers;
};

const sameEntry = (before: PdfDocument, after: PdfDocument, num: number): boolean =>
  JSON.stringify(entryOf(before, num)) === JSON.stringify(entryOf(after, num));

const generation = (document: PdfDocument, num: number): number => {
  const entry = entryOf(document, num);
  return entry === undefined || entry.kind === 'compressed' ? 0 : entry.generation;
};

/** Whether the number, if the signed revision has an object there, still goes by the same generation (7.3.10). */
const keepsName = (before: PdfDocument, after: PdfDocument, num: number): boolean => {
  const entry = entryOf(before, num);
  return entry === undefined || entry.kind === 'free' || generation(before, num) === generation(after, num);
};

const changedObjects = (before: PdfDocument, after: PdfDocument): Set<number> => {
  const changed = new Set<number>();
  for (const num of rewrittenNumbers(before, after)) {
    if (sameEntry(before, after, num)) continue;
    const was = objectAt(before, num);
    if (was === null) continue;
    const same =
      keepsName(before, after, num) &&
      sameObject({ document: before, object: was }, { document: after, object: objectAt(after, num) });
    if (!same) changed.add(num);
  }
  return changed;
};
