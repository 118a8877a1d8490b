/**
 * The structure of a tagged document (14.7): signing software adds its widget there, as Acrobat and iText 7 do. No page
 * shows any of it. What was there stays, in its order.
 */
import { isName, PdfDict, PdfName, type PdfObject, PdfRef } from '../../pdf/objects.js';
import { type Comparison, objectAt, type Use } from '../comparison.js';

type Part = 'root' | 'element' | 'node';

/** Table 354, table 355, and number trees (7.9.7): what may change in each. */
const changing: Readonly<Record<Part, ReadonlySet<string>>> = {
  root: new Set(['K', 'ParentTree', 'ParentTreeNextKey']),
  element: new Set(['K']),
  node: new Set(['Nums', 'Kids', 'Limits']),
};
/** Keys under which the structure refers to its own parts, and an outline item (table 151) to an element. */
const inside: ReadonlySet<string> = new Set(['K', 'P', 'ParentTree', 'Kids', 'Nums']);

const deepestTree = 8;

class Structure {
  private readonly root: number | null;

  constructor(private readonly comparison: Comparison) {
    const root = comparison.after.catalog.get('StructTreeRoot');
    const kept = comparison.same(comparison.before.catalog.get('StructTreeRoot'), root);
    this.root = kept && root instanceof PdfRef ? root.num : null;
  }

  explain(): void {
    if (this.root === null) return;
    const parts = [...this.comparison.changed].filter((num) => this.grows(num));
    for (const num of parts) this.comparison.explain(new PdfRef(num, 0));
    if (parts.length > 0) this.comparison.add('metadata', 'structure tree');
  }

  private grows(num: number): boolean {
    const [was, is] = [this.comparison.was(num), this.comparison.is(num)];
    const uses = this.comparison.usesOf(num);
    if (uses.length === 0 || !uses.every((use) => this.isInside(use))) return false;
    if (Array.isArray(was)) return this.keeps(was, is);
    const part = this.partOf(num, was);
    if (part === null || part !== this.partOf(num, is) || !(was instanceof PdfDict) || !(is instanceof PdfDict))
      return false;
    const keys = this.comparison.keys(was, is);
    return (
      keys.every((key) => changing[part].has(key)) && (!keys.includes('K') || this.keeps(was.get('K'), is.get('K')))
    );
  }

  private partOf(num: number, object: PdfObject): Part | null {
    if (!(object instanceof PdfDict)) return null;
    if (num === this.root) return isName(object.get('Type'), 'StructTreeRoot') ? 'root' : null;
    const type = object.get('Type');
    const element = object.get('S') instanceof PdfName && object.get('P') !== null;
    if (element && (type === null || isName(type, 'StructElem'))) return 'element';
    return object.entries.size > 0 && [...object.entries.keys()].every((key) => changing.node.has(key)) ? 'node' : null;
  }

  /** From the catalog to the root, an outline item to an element, or one part of the structure to another. */
  private isInside({ owner, path, target }: Use): boolean {
    const key = path.at(-1) ?? '';
    if (owner === this.comparison.after.catalogRef.num)
      return path.length === 1 && key === 'StructTreeRoot' && target === this.root;
    const object = objectAt(this.comparison.after, owner);
    if (Array.isArray(object)) return path.length === 0 && this.isList(owner);
    if (key === 'SE') return true;
    if (key === 'Kids') return path.length === 1 && this.isOfParentTree(owner);
    return path.length === 1 && inside.has(key) && this.partOf(owner, object) !== null;
  }

  /** A list that is an object of its own is one of the structure if only parts of it have it. */
  private isList(num: number): boolean {
    return this.usesOf(num).every(({ owner, path }) => {
      const part = this.partOf(owner, objectAt(this.comparison.after, owner));
      return part !== null && path.length === 1 && inside.has(path[0] ?? '');
    });
  }

  /** Other number trees, such as that of page labels, are none of the structure. */
  private isOfParentTree(num: number, level = 0): boolean {
    if (level > deepestTree) return false;
    return this.usesOf(num).every(({ owner, path }) =>
      owner === this.root
        ? path.length === 1 && path[0] === 'ParentTree'
        : path.length === 1 && path[0] === 'Kids' && this.isOfParentTree(owner, level + 1),
    );
  }

  private usesOf(num: number): readonly Use[] {
    return this.comparison.changed.has(num) ? this.comparison.usesOf(num) : this.comparison.referencesTo(num);
  }

  /** /K may be one item or a list of them. */
  private keeps(was: PdfObject, is: PdfObject): boolean {
    const { before, after } = this.comparison;
    const items = (object: PdfObject, resolved: PdfObject): readonly PdfObject[] =>
      Array.isArray(resolved) ? resolved : object === null ? [] : [object];
    const [old, now] = [items(was, before.resolve(was)), items(is, after.resolve(is))];
    let kept = 0;
    for (const item of now) if (kept < old.length && this.comparison.same(old[kept] ?? null, item)) kept += 1;
    return kept === old.length;
  }
}

/** Explains what only adds to the structure. @throws Fault `pdf.*` */
export const explainStructure = (comparison: Comparison): void => new Structure(comparison).explain();
