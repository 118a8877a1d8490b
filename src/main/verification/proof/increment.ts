/** The objects that one increment wrote, and which of them have been accounted for by what was declared. */
import { Fault } from '../../../contracts/faults/index.js';
import type { PdfDocument } from '../../pdf/document.js';
import { LIMITS } from '../../pdf/limits.js';
import { PdfDict, type PdfObject, PdfRef } from '../../pdf/objects.js';
import { differingKeys, sameObject } from '../changes/same-object.js';

/** Something is there that nobody declared. @param object which, and what of it: `12 /Annots` */
export const undeclared = (object: string | number): Fault =>
  new Fault('verification.undeclared-change', { object: String(object) });

/** Something that was declared is not there. */
export const missing = (what: string): Fault => new Fault('verification.declared-missing', { what });

export class Increment {
  private readonly claimed = new Set<number>();
  private readonly alone = new Set<number>();
  /** Numbers of its objects but a cross-reference stream. */
  readonly written: ReadonlySet<number>;

  /**
   * @param numbers of all objects of the increment
   * @param section number of the cross-reference stream; null when it has none
   */
  constructor(
    readonly before: PdfDocument,
    readonly after: PdfDocument,
    readonly numbers: readonly number[],
    section: number | null,
  ) {
    this.written = new Set(numbers.filter((num) => num !== section));
  }

  /** Objects of before that may have changed only because nothing but the declared place leads to them. */
  get ownedAlone(): Iterable<number> {
    return this.alone;
  }

  /** Whether a reference leads to an object of this increment. */
  wrote(object: PdfObject): object is PdfRef {
    return object instanceof PdfRef && this.written.has(object.num);
  }

  /** The reference, where it leads to an object of this increment that the document did not have. */
  fresh(object: PdfObject): PdfRef | null {
    const isNew = this.wrote(object) && object.gen === 0 && this.before.entry(object.num) === undefined;
    return isNew ? object : null;
  }

  same(was: PdfObject, is: PdfObject): boolean {
    return sameObject({ document: this.before, object: was }, { document: this.after, object: is });
  }

  /** The object behind `place` may have been written anew: it has been looked at. */
  claim(place: PdfObject): void {
    if (this.wrote(place)) this.claimed.add(place.num);
  }

  /** The same for the object at the end of `place`, where no other place leads to it or to what is on the way. */
  claimAlone(place: PdfObject): void {
    const chain = chainOf(this.before, place);
    const home = chain.at(-1) ?? null;
    if (!this.wrote(home)) return;
    this.claim(home);
    for (const { num } of chain) this.alone.add(num);
  }

  /** What is extended at `key`, or what is put in the place of nothing. @throws when something else is there */
  former(dict: PdfDict, key: string, what: string): PdfDict {
    const value = this.before.value(dict, key);
    if (value === null) return new PdfDict();
    if (!(value instanceof PdfDict)) throw undeclared(`${what} /${key}`);
    return value;
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
    const [old, now] = [this.before.resolve(wasPlace), this.after.resolve(place)];
    const home = homeOf(this.after, place);
    // Under the old number, or as a new object in the place of nothing.
    const inPlace = homeOf(this.before, wasPlace)?.num === home?.num && this.same(wasPlace, place);
    if (home && !inPlace) this.take(home, `${what} /${key}`);
    // An object that becomes a list would be the first of its items no more.
    if (inPlace && Array.isArray(now) !== Array.isArray(old)) throw undeclared(`${what} /${key}`);
    if (inPlace && Array.isArray(now)) this.claimAlone(place);
    const oldItems = Array.isArray(old) ? old : old === null ? [] : [wasPlace];
    if (now === null && oldItems.length === 0) return [];
    const items = Array.isArray(now) ? now : now === null ? [] : [place];
    const kept = oldItems.every((item, i) => this.same(item, items[i] ?? null));
    if (!kept || items.length < oldItems.length) throw undeclared(`${what} /${key}`);
    return items.slice(oldItems.length);
  }

  /** @throws Fault `verification.undeclared-change` for an object that nothing accounted for */
  finish(): void {
    for (const num of this.written) if (!this.claimed.has(num)) throw undeclared(num);
  }
}

/** References from `place` to the object, the last one leads straight to it; none where it is direct or there is none. */
const chainOf = (document: PdfDocument, place: PdfObject): readonly PdfRef[] => {
  const chain: PdfRef[] = [];
  let object = place;
  while (object instanceof PdfRef && chain.length < LIMITS.references) {
    chain.push(object);
    object = document.get(object);
  }
  return object === null ? [] : chain;
};

const homeOf = (document: PdfDocument, place: PdfObject): PdfRef | null => chainOf(document, place).at(-1) ?? null;
