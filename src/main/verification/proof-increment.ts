/** The objects that one increment wrote, and which of them have been accounted for by what was declared. */
import { Fault } from '../../contracts/faults/index.js';
import type { PdfDocument } from '../pdf/document.js';
import { LIMITS } from '../pdf/limits.js';
import { PdfDict, type PdfObject, PdfRef, PdfStream } from '../pdf/objects.js';
import { eachReference } from './comparison.js';
import { differingKeys, sameObject } from './same-object.js';

/** Something is there that nobody declared. @param object which, and what of it: `12 /Annots` */
export const undeclared = (object: string | number): Fault =>
  new Fault('verification.undeclared-change', { object: String(object) });

/** Something that was declared is not there. */
export const missing = (what: string): Fault => new Fault('verification.declared-missing', { what });

export class Increment {
  private readonly claimed = new Set<number>();
  /** Objects that only appearances lead to. */
  private readonly resources = new Set<number>();

  /** @param written numbers of all objects of the increment but a cross-reference stream */
  constructor(
    readonly before: PdfDocument,
    readonly after: PdfDocument,
    private readonly written: ReadonlySet<number>,
  ) {}

  /** Whether a reference leads to an object of this increment. */
  wrote(object: PdfObject): object is PdfRef {
    return object instanceof PdfRef && this.written.has(object.num);
  }

  /** The reference, where it leads to an object of this increment that the document did not have. */
  private fresh(object: PdfObject): PdfRef | null {
    return this.wrote(object) && this.before.entry(object.num) === undefined ? object : null;
  }

  same(was: PdfObject, is: PdfObject): boolean {
    return sameObject({ document: this.before, object: was }, { document: this.after, object: is });
  }

  /** The object behind `place` may have been written anew: it has been looked at. */
  claim(place: PdfObject): void {
    if (this.wrote(place)) this.claimed.add(place.num);
  }

  /** A new object that only one place may lead to. */
  take(place: PdfObject, what: string): PdfObject {
    const ref = this.fresh(place);
    if (!ref || this.claimed.has(ref.num)) throw undeclared(what);
    this.claimed.add(ref.num);
    return this.after.get(ref);
  }

  takeDict(place: PdfObject, what: string): PdfDict {
    const object = this.take(place, what);
    if (!(object instanceof PdfDict)) throw undeclared(what);
    return object;
  }

  /** Keys whose values changed. @throws when one of them may not */
  changedKeys(was: PdfDict, is: PdfDict, allowed: readonly string[], what: string | number): readonly string[] {
    const keys = differingKeys({ document: this.before, object: was }, { document: this.after, object: is });
    const other = keys.find((key) => !allowed.includes(key));
    if (other !== undefined) throw undeclared(`${what} /${other}`);
    return keys;
  }

  /** The same for a dictionary that stands under its old number. */
  changedAt(ref: PdfRef, allowed: readonly string[]): { was: PdfDict; is: PdfDict } {
    const [was, is] = [this.before.get(ref), this.after.get(ref)];
    if (!(was instanceof PdfDict) || !(is instanceof PdfDict)) throw undeclared(ref.num);
    this.changedKeys(was, is, allowed, ref.num);
    this.claim(ref);
    return { was, is };
  }

  /**
   * What was appended to the array `key` of a dictionary, wherever it lives. What it held stays first and in its order;
   * one object in its place counts as an array of it.
   */
  appended(was: PdfDict, is: PdfDict, key: string, what: string | number): readonly PdfObject[] {
    const [place, wasPlace] = [is.get(key), was.get(key)];
    const home = homeOf(this.after, place);
    if (home) {
      // Under the old number, or as a new object in the place of nothing.
      const kept = homeOf(this.before, wasPlace)?.num === home.num && this.same(wasPlace, place);
      if (!kept) this.take(home, `${what} /${key}`);
      this.claim(home);
    }
    const [old, now] = [this.before.resolve(wasPlace), this.after.resolve(place)];
    const oldItems = Array.isArray(old) ? old : old === null ? [] : [wasPlace];
    if (now === null && oldItems.length === 0) return [];
    const items = Array.isArray(now) ? now : now === null ? [] : [place];
    const kept = oldItems.every((item, i) => this.same(item, items[i] ?? null));
    if (!kept || items.length < oldItems.length) throw undeclared(`${what} /${key}`);
    return items.slice(oldItems.length);
  }

  /** An appearance stream and all that it leads to: new objects, used by appearances alone. */
  takeAppearance(place: PdfObject, what: string): void {
    const form = this.fresh(place);
    if (!form || !(this.after.get(form) instanceof PdfStream)) throw undeclared(what);
    const open = [form];
    for (let ref = open.pop(); ref; ref = open.pop()) {
      if (this.resources.has(ref.num)) continue;
      const object = this.take(ref, what);
      this.resources.add(ref.num);
      // 7.3.8.2: the data would stand in another file.
      if (object instanceof PdfStream && object.dict.get('F') !== null) throw undeclared(`${what} /F`);
      for (const found of referencesIn(object)) {
        if (!this.fresh(found)) throw undeclared(`${what} → ${found.num}`);
        open.push(found);
      }
    }
  }

  /** @throws Fault `verification.undeclared-change` for an object that nothing accounted for */
  finish(): void {
    for (const num of this.written) if (!this.claimed.has(num)) throw undeclared(num);
  }
}

/** The reference that leads straight to the object; null where the object stands at its place, or there is none. */
const homeOf = (document: PdfDocument, place: PdfObject): PdfRef | null => {
  let home: PdfRef | null = null;
  let object = place;
  for (let hops = 0; object instanceof PdfRef && hops < LIMITS.references; hops++) {
    home = object;
    object = document.get(object);
  }
  return object === null ? null : home;
};

const referencesIn = (object: PdfObject): PdfRef[] => {
  const found = new Set<number>();
  eachReference(object, (target) => found.add(target));
  return [...found].map((num) => new PdfRef(num, 0));
};
