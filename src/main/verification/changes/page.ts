/** What of a page other software writes otherwise, though it means the same. */
import type { PdfDocument } from '../../pdf/document.js';
import { PdfDict, type PdfObject, PdfRef } from '../../pdf/objects.js';
import type { Comparison } from '../comparison.js';

/** Table 31: what a page has from the nodes above it where it states none itself; iText writes it into the page. */
const inheritable: ReadonlySet<string> = new Set(['Resources', 'MediaBox', 'CropBox', 'Rotate']);
const boxes: ReadonlySet<string> = new Set(['MediaBox', 'CropBox', 'BleedBox', 'TrimBox', 'ArtBox']);
/** The order of the tabulator key, and the time of an edit: neither is seen. */
const unseen: ReadonlySet<string> = new Set(['Tabs', 'LastModified']);

/** In points: PDF.js writes numbers with two decimals. */
const ROUNDING = 0.006;
const mostLevels = 64;

/** Whether two values differ by rounded numbers at most. */
export const isRounded = (comparison: Comparison, was: PdfObject, is: PdfObject): boolean => {
  const [old, now] = [comparison.before.resolve(was), comparison.after.resolve(is)];
  if (typeof old === 'number' && typeof now === 'number') return Math.abs(old - now) <= ROUNDING;
  if (Array.isArray(old) && Array.isArray(now))
    return old.length === now.length && old.every((item, i) => isRounded(comparison, item, now[i] ?? null));
  if (old instanceof PdfDict && now instanceof PdfDict)
    return comparison.keys(old, now).every((key) => isRounded(comparison, old.get(key), now.get(key)));
  return comparison.same(was, is);
};

/**
 * By /Parent, which is what software goes by that has only the page. A node that does not hold the one below it in turn
 * hands down nothing, nor does one that is not in the page tree: readers that come from above would see another value.
 */
const inherited = (document: PdfDocument, page: Place, key: string): PdfObject => {
  let { num, dict } = page;
  let found: PdfObject = null;
  for (let level = 0; level < mostLevels; level += 1) {
    found ??= dict.get(key);
    const above = dict.get('Parent');
    const parent = document.resolve(above);
    const root = document.catalog.get('Pages');
    if (root instanceof PdfRef && root.num === num) return found;
    if (!(above instanceof PdfRef) || !(parent instanceof PdfDict)) return level === 0 ? found : null;
    const child = num;
    if (!document.array(parent, 'Kids')?.some((kid) => kid instanceof PdfRef && kid.num === child))
      return level === 0 ? found : null;
    num = above.num;
    dict = parent;
  }
  return null;
};

interface Place {
  readonly num: number;
  readonly dict: PdfDict;
}

const means = (comparison: Comparison, was: Place, is: Place, key: string): boolean => {
  if (unseen.has(key)) return true;
  const [old, now] = inheritable.has(key)
    ? [inherited(comparison.before, was, key), inherited(comparison.after, is, key)]
    : [was.dict.get(key), is.dict.get(key)];
  if (old === null || now === null) return false;
  return boxes.has(key) ? isRounded(comparison, old, now) : inheritable.has(key) && comparison.same(old, now);
};

/** Keys of the page `num` other than its annotations by which it is another one than it was. */
export const changedPageKeys = (comparison: Comparison, num: number, was: PdfDict, is: PdfDict): string[] =>
  comparison
    .keys(was, is)
    .filter((key) => key !== 'Annots' && !means(comparison, { num, dict: was }, { num, dict: is }, key));
