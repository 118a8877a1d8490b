/** Resources of the form (12.7.3, table 224) that other software adds to or replaces, and pages that share them. */
import type { PdfDocument } from '../../pdf/document.js';
import { isName, PdfDict, type PdfObject, PdfRef, PdfStream } from '../../pdf/objects.js';
import { type Comparison, comparedNumbers, findUses, objectAt, type Use } from '../comparison.js';
import type { FormField } from '../fields.js';

const looks = ['N', 'R', 'D'] as const;

/** Whether every appearance of these fields brings its own resources, so that none is looked up in those of the form. */
export const bringOwnResources = (document: PdfDocument, fields: readonly FormField[]): boolean => {
  const brings = (object: PdfObject): boolean => {
    const look = document.resolve(object);
    if (look instanceof PdfStream) return document.dict(look.dict, 'Resources') !== null;
    return (
      !(look instanceof PdfDict) ||
      [...look.entries.values()].every((state) => document.resolve(state) === null || brings(state))
    );
  };
  return fields.every(({ dict }) => {
    const appearances = document.dict(dict, 'AP');
    return appearances === null || looks.every((key) => brings(appearances.get(key)));
  });
};

/** Categories (table 34) by the names that were added to them. */
type Added = ReadonlyMap<string, ReadonlySet<string>>;

const wholeKeys: ReadonlySet<string> = new Set(['Resources', 'DR']);

/** What of each category `is` has and `was` has not; null where something of `was` is gone or replaced. */
const addedNames = (comparison: Comparison, was: PdfDict, is: PdfDict, uses: readonly Use[]): Added | null => {
  const kinds = new Set(uses.map(({ path }) => (wholeKeys.has(path.at(-1) ?? '') ? null : (path.at(-1) ?? ''))));
  const [kind] = kinds;
  if (kinds.size !== 1 || kind === undefined) return null;
  const added = new Map<string, Set<string>>();
  const compare = (category: string, old: PdfDict, now: PdfDict): boolean =>
    comparison.keys(old, now).every((name) => {
      added.set(name, (added.get(name) ?? new Set()).add(category));
      return old.get(name) === null;
    });
  if (kind !== null) return compare(kind, was, is) ? added : null;
  const kept = comparison.keys(was, is).every((category) => {
    const [old, now] = [comparison.before.resolve(was.get(category)), comparison.after.resolve(is.get(category))];
    if (old === null && !(now instanceof PdfDict)) return true;
    return (
      (old === null || old instanceof PdfDict) &&
      now instanceof PdfDict &&
      compare(category, old instanceof PdfDict ? old : new PdfDict(), now)
    );
  });
  return kept ? added : null;
};

const NAME = /\/([^\s/<>[\](){}%\0]+)/g;
const plain = (name: string): string =>
  name.replace(/#([\da-f]{2})/gi, (_escape, digits) => String.fromCharCode(Number.parseInt(digits, 16)));

/** Whether something of the document is drawn with the resources of what draws it: a form or Type 3 font without its own. */
const borrows = (document: PdfDocument): boolean => {
  for (const num of comparedNumbers(document)) {
    const object = objectAt(document, num);
    const dict = object instanceof PdfStream ? object.dict : object;
    if (!(dict instanceof PdfDict) || document.dict(dict, 'Resources') !== null) continue;
    const form = object instanceof PdfStream && (isName(dict.get('Subtype'), 'Form') || dict.get('PatternType') === 1);
    if (form || isName(dict.get('Subtype'), 'Type3')) return true;
  }
  return false;
};

const notDrawn = ['Length1', 'Length2', 'Length3', 'FunctionType', 'ShadingType', 'N', 'Width'] as const;

/** Contents of pages, forms, patterns and drawn glyphs do not have to say what they are; images, fonts and others do. */
const mayDraw = ({ dict }: PdfStream): boolean => {
  const type = dict.get('Type');
  const known = type === null || isName(type, 'XObject') || isName(type, 'Pattern');
  return known && notDrawn.every((key) => dict.get(key) === null);
};

/**
 * Whether anything that the signed revision may draw names something of `added`: what it waited for would show. What is
 * not found in its own resources is looked for by many readers in those of the page.
 */
const waitsFor = (document: PdfDocument, added: Added): boolean => {
  for (const num of comparedNumbers(document)) {
    const stream = objectAt(document, num);
    if (!(stream instanceof PdfStream) || !mayDraw(stream)) continue;
    const own = document.dict(stream.dict, 'Resources') ?? new PdfDict();
    const lacks = (category: string, name: string): boolean =>
      (document.dict(own, category)?.get(name) ?? null) === null;
    const text = Buffer.from(document.decode(stream)).toString('latin1');
    for (const [, token] of text.matchAll(NAME)) {
      const name = plain(token ?? '');
      if ([...(added.get(name) ?? [])].some((category) => lacks(category, name))) return true;
    }
  }
  return false;
};

/** `Resources` of a page, a node of the page tree or a drawing; /DR of the form; or one of their categories. */
const isResources = (use: Use, comparison: Comparison, sharing: ReadonlyMap<number, unknown>): boolean => {
  const [key, ...below] = use.path;
  const form = comparison.after.catalog.get('AcroForm');
  const owner = objectAt(comparison.after, use.owner);
  const ofForm = form instanceof PdfRef && form.num === use.owner && key === 'DR' && below.length <= 1;
  const direct =
    use.owner === comparison.after.catalogRef.num && key === 'AcroForm' && below[0] === 'DR' && below.length <= 2;
  const typed = owner instanceof PdfStream ? isName(owner.dict.get('Subtype'), 'Form') : isPageOrNode(owner);
  return (
    ofForm ||
    direct ||
    (typed && key === 'Resources' && below.length <= 1) ||
    (sharing.has(use.owner) && below.length === 0)
  );
};

const isPageOrNode = (object: PdfObject): boolean =>
  object instanceof PdfDict && (isName(object.get('Type'), 'Page') || isName(object.get('Type'), 'Pages'));

/** Of objects that refer to a category of resources, those that are resources as a whole, and who uses these. */
const wholes = (comparison: Comparison, uses: readonly Use[]): ReadonlyMap<number, readonly Use[]> => {
  const found = findUses(comparison.after, new Set(uses.map(({ owner }) => owner)));
  const whole = ({ path }: Use): boolean => path.at(-1) === 'Resources' || path.at(-1) === 'DR';
  return new Map(
    [...found].filter(([owner, own]) => {
      const dict = objectAt(comparison.after, owner);
      return dict instanceof PdfDict && dict.get('Type') === null && own.every(whole);
    }),
  );
};

/**
 * Whether the changed dictionary `num` is one of resources that only has more of them than before, under names that
 * nothing which was signed uses: LibreOffice gives the form the resources of its pages, and signing adds a font there.
 */
export const onlyAddsResources = (comparison: Comparison, num: number): boolean => {
  const [was, is] = [comparison.was(num), comparison.is(num)];
  if (!(was instanceof PdfDict) || !(is instanceof PdfDict) || was.get('Type') !== null) return false;
  const uses = comparison.usesOf(num);
  const added = addedNames(comparison, was, is, uses);
  if (added === null) return false;
  const sharing = wholes(comparison, uses);
  const all = [...uses, ...[...sharing.values()].flat()];
  const { before } = comparison;
  return all.every((use) => isResources(use, comparison, sharing)) && !borrows(before) && !waitsFor(before, added);
};
