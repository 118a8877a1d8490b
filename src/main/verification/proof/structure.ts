/** New widgets in the logical structure of a tagged document (ISO 32000-2 14.7): elements and keys for them alone. */
import type { PdfDocument } from '../../pdf/document.js';
import { LIMITS } from '../../pdf/limits.js';
import { isName, PdfDict, type PdfObject, PdfRef } from '../../pdf/objects.js';
import { type Increment, undeclared } from './increment.js';

/** A widget that says it is part of the structure. */
export interface TaggedWidget {
  readonly ref: PdfRef;
  readonly page: PdfRef;
  /** /StructParent. */
  readonly key: PdfObject;
}

const TREE = 'structure';
const ELEMENT_KEYS = ['Type', 'S', 'P', 'Pg', 'K'];
const OBJECT_KEYS = ['Type', 'Obj', 'Pg'];

const closed = (dict: PdfDict, keys: readonly string[]): void => {
  for (const key of dict.entries.keys()) if (!keys.includes(key)) throw undeclared(`${TREE} /${key}`);
};

const isRef = (object: PdfObject, { num, gen }: PdfRef): boolean =>
  object instanceof PdfRef && object.num === num && object.gen === gen;

/** @throws Fault `verification.undeclared-change` */
export const proveStructure = (increment: Increment, widgets: readonly TaggedWidget[]): void => {
  const { before, after } = increment;
  const rootRef = before.catalog.get('StructTreeRoot');
  if (widgets.length === 0) return;
  if (!(rootRef instanceof PdfRef)) throw undeclared(TREE);
  const { was, is } = increment.changedAt(rootRef, ['K', 'ParentTree', 'ParentTreeNextKey']);
  const { parent, elements } = newElements(increment, rootRef, was, is);
  const pairs = newPairs(increment, was, is);
  if (elements.length !== widgets.length || pairs.length !== widgets.length) throw undeclared(TREE);
  const keys = pairs.map(([key]) => Number(key));
  if (new Set(keys).size !== keys.length || Math.min(...keys) < firstFreeKey(before, was)) {
    throw undeclared(`${TREE} /ParentTree`);
  }
  if (after.value(is, 'ParentTreeNextKey') !== Math.max(...keys) + 1) throw undeclared(`${TREE} /ParentTreeNextKey`);
  for (const widget of widgets) {
    const element = pairs.find(([key]) => key === widget.key)?.[1] ?? null;
    if (!elements.some((one) => element instanceof PdfRef && isRef(one, element))) throw undeclared(TREE);
    proveElement(increment, element, parent, widget);
  }
};

/** Above all keys in use, of which the last is the greatest (7.9.7), and of which none is used again (14.7.2). */
const firstFreeKey = (document: PdfDocument, root: PdfDict): number => {
  const promised = document.value(root, 'ParentTreeNextKey');
  let node = document.dict(root, 'ParentTree');
  let greatest: PdfObject = null;
  for (let depth = 0; node && greatest === null && depth < LIMITS.references; depth++) {
    greatest = document.resolve(document.array(node, 'Nums')?.at(-2) ?? null);
    const last = document.resolve(document.array(node, 'Kids')?.at(-1) ?? null);
    node = last instanceof PdfDict ? last : null;
  }
  return Math.max(typeof promised === 'number' ? promised : 0, typeof greatest === 'number' ? greatest + 1 : 0);
};

/** Elements under the root, or under the one element that holds everything. */
const newElements = (
  increment: Increment,
  rootRef: PdfRef,
  was: PdfDict,
  is: PdfDict,
): { parent: PdfRef; elements: readonly PdfObject[] } => {
  const under = increment.appended(was, is, 'K', TREE);
  if (under.length > 0) return { parent: rootRef, elements: under };
  const kids = increment.after.resolve(is.get('K'));
  const sole = Array.isArray(kids) ? kids[0] : is.get('K');
  if (!(sole instanceof PdfRef)) throw undeclared(`${TREE} /K`);
  const element = increment.changedAt(sole, ['K']);
  return { parent: sole, elements: increment.appended(element.was, element.is, 'K', TREE) };
};

/** Keys and elements that the parent tree gained: as pairs at its end, or as leaves of one pair each (7.9.7). */
const newPairs = (increment: Increment, was: PdfDict, is: PdfDict): (readonly [PdfObject, PdfObject])[] => {
  const place = is.get('ParentTree');
  const [tree, now] = [increment.former(was, 'ParentTree', TREE), increment.after.dict(is, 'ParentTree')];
  if (!now) throw undeclared(`${TREE} /ParentTree`);
  if (place instanceof PdfRef && !increment.same(was.get('ParentTree'), place)) throw undeclared(`${TREE} /ParentTree`);
  increment.claimAlone(place);
  increment.changedKeys(tree, now, ['Nums', 'Kids'], `${TREE} /ParentTree`);
  const numbers = increment.appended(tree, now, 'Nums', TREE);
  const leaves = increment.appended(tree, now, 'Kids', TREE).map((leaf) => increment.takeDict(leaf, `${TREE} /Kids`));
  return [
    ...pairsOf(numbers),
    ...leaves.flatMap((leaf) => {
      closed(leaf, ['Limits', 'Nums']);
      const [nums, limits] = [leaf.get('Nums'), leaf.get('Limits')];
      const [key = null] = Array.isArray(nums) ? nums : [];
      const bounded = Array.isArray(limits) && limits.length === 2 && limits.every((limit) => limit === key);
      if (!bounded) throw undeclared(`${TREE} /Limits`);
      return pairsOf(Array.isArray(nums) ? nums : []);
    }),
  ];
};

const pairsOf = (items: readonly PdfObject[]): (readonly [PdfObject, PdfObject])[] => {
  if (items.length % 2 !== 0) throw undeclared(`${TREE} /Nums`);
  return items.flatMap((key, i) => (i % 2 === 0 ? [[key, items[i + 1] ?? null] as const] : []));
};

const proveElement = (increment: Increment, place: PdfObject, parent: PdfRef, { ref, page }: TaggedWidget): void => {
  const element = increment.takeDict(place, TREE);
  closed(element, ELEMENT_KEYS);
  const content = element.get('K');
  if (!(content instanceof PdfDict)) throw undeclared(`${TREE} /K`);
  closed(content, OBJECT_KEYS);
  const right =
    isName(element.get('Type'), 'StructElem') &&
    isName(element.get('S'), 'Form') &&
    isRef(element.get('P'), parent) &&
    isRef(element.get('Pg'), page) &&
    isName(content.get('Type'), 'OBJR') &&
    isRef(content.get('Obj'), ref) &&
    isRef(content.get('Pg'), page);
  if (!right) throw undeclared(TREE);
};
