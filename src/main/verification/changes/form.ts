/** Rules for what may change in the form and on pages: signatures added, fields filled, annotations added. */
import { isName, PdfDict, PdfName, type PdfObject, PdfRef, PdfStream } from '../../pdf/objects.js';
import type { Comparison } from '../comparison.js';
import { allFields, type FormField, formFields } from '../fields.js';
import { compareDefaultLook } from './default-look.js';
import { changedFieldKeys } from './field-keys.js';
import { changedPageKeys } from './page.js';
import { bringOwnResources, onlyAddsResources } from './resources.js';
import { TextFields } from './text.js';
import { FilledWidgets } from './widgets.js';

/** Keys of the interactive form dictionary (12.7.3) that signing and filling touch. */
const formKeys: ReadonlySet<string> = new Set(['Fields', 'SigFlags', 'DR', 'DA', 'NeedAppearances']);
const signingKeys: ReadonlySet<string> = new Set(['V', 'AP', 'MK', 'M', 'F', 'Type']);
const fillingKeys: ReadonlySet<string> = new Set(['V', 'AP', 'AS', 'I', 'RV', 'M']);

/**
 * Where a field or widget is referred to: form, page, field tree, calculation order, actions, structure (14.7.4.3). A
 * page that takes one for a dictionary of resources would draw its value.
 */
const fieldUses: ReadonlySet<string> = new Set(['Fields', 'Annots', 'Kids', 'Parent', 'CO', 'T', 'Obj', 'IRT']);

/** All that a signature field merged with its widget may hold (12.5.2, 12.5.6.19, 12.7.4, 12.7.5.5). */
const newFieldKeys: ReadonlySet<string> = new Set([
  'Type',
  'Subtype',
  'FT',
  'T',
  'TU',
  'TM',
  'V',
  'DV',
  'F',
  'Ff',
  'Rect',
  'P',
  'AP',
  'MK',
  'DA',
  'DR',
  'Q',
  'Lock',
  'SV',
  'Kids',
  'Parent',
  'Border',
  'BS',
  'M',
  'NM',
  'H',
  'AS',
  'StructParent',
  'Contents',
]);

/** Rules about the form and pages share what is known of the fields of both revisions. */
export const compareForms = (comparison: Comparison): void => {
  const form = new FormComparison(comparison);
  form.compareDictionary();
  form.compareFields();
  form.comparePages();
  form.explainSharedObjects();
};

class FormComparison {
  private readonly oldFields: readonly FormField[];
  private readonly newFields: readonly FormField[];
  /** Object numbers of signature fields and their widgets that the signed revision does not have. */
  private readonly added = new Set<number>();
  /** Fields of the signed revision that were lawfully filled or signed: their appearances may be rewritten in place. */
  private readonly filled = new Set<number>();
  /** By number of the widget: the page on which an added one stands. */
  private readonly placed = new Map<number, number>();
  private readonly pages = new Set<number>();

  /** What calls itself a page may be a list of resources instead, with one named `Annots`. */
  private readonly oldPages: ReadonlySet<number>;
  private readonly texts: TextFields;
  private readonly widgets: FilledWidgets;

  constructor(private readonly comparison: Comparison) {
    this.texts = new TextFields(comparison.before, comparison.after);
    this.widgets = new FilledWidgets(comparison);
    this.oldPages = new Set(comparison.before.pages().map(({ ref }) => ref.num));
    this.oldFields = allFields(formFields(comparison.before));
    this.newFields = allFields(formFields(comparison.after));
  }

  compareDictionary(): void {
    const { before, after } = this.comparison;
    const reference = after.catalog.get('AcroForm');
    const was = before.dict(before.catalog, 'AcroForm');
    const is = after.dict(after.catalog, 'AcroForm');
    if (was === null && is === null) return;
    if (is === null) {
      this.comparison.add('illegal', 'form removed');
      return;
    }
    const keys = this.comparison.keys(was ?? new PdfDict(), is);
    for (const key of keys) if (!formKeys.has(key)) this.comparison.add('illegal', `form /${key}`);
    if (keys.includes('NeedAppearances') && is.get('NeedAppearances') === true) {
      this.comparison.add('illegal', 'form /NeedAppearances');
    }
    this.compareResources(was ?? new PdfDict(), is);
    // Moved to another number, the form may not take the place of something else.
    const inPlace = reference instanceof PdfRef && this.comparison.same(before.catalog.get('AcroForm'), reference);
    if (inPlace && this.comparison.belongsToCatalog(reference.num, 'AcroForm')) this.comparison.explain(reference);
  }

  /** Resources of the form may be added to, not replaced. */
  private compareResources(was: PdfDict, is: PdfDict): void {
    const { before, after } = this.comparison;
    const old = before.dict(was, 'DR') ?? new PdfDict();
    const now = after.dict(is, 'DR') ?? new PdfDict();
    for (const [category, value] of old.entries) {
      const [oldNames, newNames] = [before.resolve(value), after.value(now, category)];
      if (this.comparison.same(oldNames, newNames)) continue;
      const kept =
        oldNames instanceof PdfDict &&
        newNames instanceof PdfDict &&
        [...oldNames.entries].every(([name, object]) => this.comparison.same(object, newNames.get(name)));
      // Text is drawn with fonts alone (12.7.4.3); PDFBox gives the form the pictures of its newest signature.
      if (!kept && !(category === 'XObject' && bringOwnResources(before, this.oldFields)))
        this.comparison.add('illegal', `form resources /${category}`);
    }
    compareDefaultLook(this.comparison, this.oldFields, was, is);
  }

  compareFields(): void {
    const now = new Map(
      this.newFields.flatMap((field) => (field.ref === null ? [] : [[field.ref.num, field] as const])),
    );
    const old = new Set(this.oldFields.flatMap((field) => (field.ref === null ? [] : [field.ref.num])));
    for (const field of this.oldFields) {
      if (this.isDirect(field, this.newFields)) continue;
      const later = field.ref === null ? undefined : now.get(field.ref.num);
      if (later === undefined || (later.stray && !field.stray))
        this.comparison.add('illegal', `field “${field.name}” removed`);
      else this.compareField(field, later);
    }
    for (const field of this.newFields) {
      if (this.isDirect(field, this.oldFields)) continue;
      if (field.ref === null) this.comparison.add('illegal', `field “${field.name}” without an object of its own`);
      else if (!old.has(field.ref.num)) this.acceptNewField(field, field.ref.num);
    }
  }

  /** Written in the list itself, against 12.7.4.1, and the same before and after. */
  private isDirect({ ref, name, dict }: FormField, others: readonly FormField[]): boolean {
    if (ref !== null) return false;
    const unchanged = (other: FormField): boolean => this.comparison.keys(dict, other.dict).length === 0;
    return others.some((other) => other.ref === null && other.name === name && unchanged(other));
  }

  private compareField(was: FormField, is: FormField): void {
    const keys = changedFieldKeys(this.comparison, was, is);
    const number = is.ref?.num ?? -1;
    const contradiction = this.widgets.contradiction(was, is, keys);
    if (contradiction !== null) {
      this.comparison.add(contradiction.kind, `field “${was.name}”: ${contradiction.detail}`, was.name);
      if (contradiction.kind === 'illegal') return;
    }
    const filling = this.texts.filling(was, is, keys.length > 0);
    if (keys.length === 0) {
      // It has the value of the field above it: a lock that names this one alone is broken by filling that one.
      const inherited = was.type !== 'Sig' && !this.comparison.same(was.value, is.value);
      if (filling) this.comparison.add(filling.kind, filling.detail, was.name);
      else if (inherited) this.comparison.add('form', `field “${was.name}”`, was.name);
      const rewritten = this.comparison.keys(was.dict, is.dict).length > 0 && was.ref?.gen === is.ref?.gen;
      if (rewritten && was.name === is.name && this.hasFieldUses(number)) this.comparison.explain(is.ref);
      return;
    }
    if (
      was.type === null &&
      keys.length === 1 &&
      keys[0] === 'Kids' &&
      this.keepsKids(was, is) &&
      this.hasFieldUses(number)
    ) {
      this.comparison.explain(is.ref);
      return;
    }
    if (was.type !== is.type || was.name !== is.name) {
      this.comparison.add('illegal', `field “${was.name}” turned into another`, was.name);
      return;
    }
    const wasSigned = was.type === 'Sig' && this.comparison.before.resolve(was.value) !== null;
    const allowed = was.type === 'Sig' ? signingKeys : fillingKeys;
    const bad = keys.filter((key) => !allowed.has(key) && !(key === 'Kids' && was.type === 'Sig'));
    if (wasSigned || bad.length > 0) {
      this.comparison.add('illegal', `field “${was.name}”: /${(wasSigned ? keys : bad).join(' /')}`, was.name);
      return;
    }
    const uses = this.comparison.usesOf(number);
    if (uses.some(({ path }) => !fieldUses.has(path[path.length - 1] ?? ''))) {
      this.comparison.add('illegal', `field “${was.name}” with another use`, was.name);
      return;
    }
    if (uses.filter(({ path }) => path[path.length - 1] === 'Annots').length > 1) {
      this.comparison.add('illegal', `field “${was.name}” in two places`, was.name);
      return;
    }
    if (was.type !== 'Btn' && keys.includes('AP') && this.looksChange(is.dict)) {
      this.comparison.add('illegal', `field “${was.name}”: another appearance under the pointer`, was.name);
      return;
    }
    const { kind, detail } = filling ?? {
      kind: was.type === 'Sig' ? this.signatureKind(is) : ('form' as const),
      detail: `field “${was.name}”`,
    };
    this.comparison.add(kind, detail, was.name);
    this.comparison.explain(is.ref);
    if (was.type !== 'Sig' || this.isSigned(is)) this.filled.add(number);
  }

  private hasFieldUses(number: number): boolean {
    return this.comparison.usesOf(number).every(({ path }) => fieldUses.has(path[path.length - 1] ?? ''));
  }

  /** A field that only holds others got more of them; what they are is looked at with every new field. */
  private keepsKids(was: FormField, is: FormField): boolean {
    const { before, after } = this.comparison;
    const [old, now] = [before.array(was.dict, 'Kids') ?? [], after.array(is.dict, 'Kids') ?? []];
    const sole = is.dict.get('Subtype') === null && is.name === was.name && old.length <= now.length;
    return sole && old.every((kid, i) => this.comparison.same(kid, now[i] ?? null));
  }

  private isSigned(field: FormField): boolean {
    return this.comparison.after.resolve(field.value) instanceof PdfDict;
  }

  /**
   * A field with a picture and no signature is an annotation like any other: anybody can add one. An empty one waits for
   * who is to sign next.
   */
  private signatureKind(field: FormField): 'ltv' | 'signature' | 'form' | 'annotation' {
    if (!this.isSigned(field)) return this.showsNothing(field.dict) ? 'form' : 'annotation';
    const value = this.comparison.after.resolve(field.value);
    const states = (key: string, name: string): boolean =>
      value instanceof PdfDict && isName(this.comparison.after.value(value, key), name);
    // 12.8.5: both; a signature that calls itself a timestamp is a signature.
    const timestamp = states('Type', 'DocTimeStamp') && states('SubFilter', 'ETSI.RFC3161');
    return timestamp && this.invisible(field.dict) ? 'ltv' : 'signature';
  }

  /** 12.5.5: what shows under the pointer, or while its button is down, is for buttons. */
  private looksChange(widget: PdfDict): boolean {
    const looks = this.comparison.after.dict(widget, 'AP');
    const normal = looks?.get('N') ?? null;
    return ['R', 'D'].some((key) => {
      const look = looks?.get(key) ?? null;
      return look !== null && !(look instanceof PdfRef && normal instanceof PdfRef && look.num === normal.num);
    });
  }

  /** Neither an appearance nor a background or border (table 192) that a reader would draw one from. */
  private showsNothing(widget: PdfDict): boolean {
    const look = this.comparison.after.dict(widget, 'MK');
    const drawn = widget.get('AP') !== null || look?.get('BG') != null || look?.get('BC') != null;
    return !drawn || this.invisible(widget);
  }

  private invisible(widget: PdfDict): boolean {
    const rectangle = this.comparison.after.array(widget, 'Rect')?.map((item) => this.comparison.after.resolve(item));
    if (rectangle === undefined) return true;
    const [left = 0, bottom = 0, right = 0, top = 0] = rectangle.map(Number);
    return left === right || bottom === top;
  }

  private acceptNewField(field: FormField, number: number): void {
    const bad = [...field.dict.entries.keys()].filter((key) => !newFieldKeys.has(key));
    const widget = isName(field.dict.get('Subtype'), 'Widget') || field.dict.get('Subtype') === null;
    // An object of the signed revision cannot become a new field: it was something else there.
    const reused = this.comparison.was(number) !== null;
    // 12.7.4.2: a node of a hierarchical name; a field of the signed revision below it would get another name.
    const holdsNew =
      field.kids.length > 0 && field.kids.every(({ ref }) => ref && this.comparison.was(ref.num) === null);
    const isNode = holdsNew && field.dict.get('Subtype') === null && field.dict.get('V') === null;
    const right = field.type === 'Sig' || (field.type === null && isNode);
    if (!right || bad.length > 0 || !widget || reused) {
      this.comparison.add(
        'illegal',
        `new field “${field.name}”${bad.length > 0 ? `: /${bad.join(' /')}` : ''}`,
        field.name,
      );
      return;
    }
    if (this.looksChange(field.dict)) {
      this.comparison.add('illegal', `new field “${field.name}”: another appearance under the pointer`, field.name);
      return;
    }
    if (isNode) return;
    if (this.isSigned(field) || this.showsNothing(field.dict)) this.added.add(number);
    // No lock (12.8.2.4) names a field that did not exist: `field` stays null.
    this.comparison.add(this.signatureKind(field), `new signature field “${field.name}”`);
  }

  comparePages(): void {
    for (const num of this.comparison.changed) {
      const [was, is] = [this.comparison.was(num), this.comparison.is(num)];
      if (!(was instanceof PdfDict) || !(is instanceof PdfDict)) continue;
      if (isName(was.get('Type'), 'Page')) this.comparePage(num, was, is);
      else if (this.isAnnotation(was) && this.isAnnotation(is)) {
        this.comparison.add('annotation', `annotation ${num}`);
        this.comparison.explain(new PdfRef(num, 0));
      }
    }
  }

  private comparePage(num: number, was: PdfDict, is: PdfDict): void {
    const bad = changedPageKeys(this.comparison, num, was, is);
    const [old, now] = [this.comparison.before.value(was, 'Annots'), this.comparison.after.value(is, 'Annots')];
    if (!this.oldPages.has(num) || [old, now].some((list) => list !== null && !Array.isArray(list))) return;
    if (bad.length > 0) this.comparison.add('illegal', `page object ${num}: /${bad.join(' /')}`);
    this.compareAnnotations(num, was.get('Annots'), is.get('Annots'));
    this.comparison.explain(new PdfRef(num, 0));
    this.pages.add(num);
  }

  private isAnnotation(dict: PdfDict): boolean {
    const subtype = dict.get('Subtype');
    const type = dict.get('Type');
    return (
      subtype instanceof PdfName &&
      subtype.value !== 'Widget' &&
      dict.get('Rect') !== null &&
      dict.get('FT') === null &&
      (type === null || isName(type, 'Annot'))
    );
  }

  /** Annotations may be appended: those of the signed revision stay, and in their order. */
  private compareAnnotations(owner: number, was: PdfObject, is: PdfObject): void {
    const [old, now] = [this.comparison.before.resolve(was), this.comparison.after.resolve(is)];
    const oldItems = Array.isArray(old) ? old : [];
    if (now !== null && !Array.isArray(now) && !this.comparison.same(was, is))
      this.comparison.add('illegal', `annotations of object ${owner} that are no list`);
    let kept = 0;
    for (const item of Array.isArray(now) ? now : []) {
      if (kept < oldItems.length && this.comparison.same(oldItems[kept] ?? null, item)) kept += 1;
      else if (!(item instanceof PdfRef && this.added.has(item.num)))
        this.comparison.add('annotation', `annotation added to object ${owner}`);
      else if (this.placed.has(item.num) && this.placed.get(item.num) !== owner)
        this.comparison.add('illegal', `object ${item.num} on two pages`);
      else this.placed.set(item.num, owner);
    }
    if (kept < oldItems.length) this.comparison.add('illegal', `annotation removed from or moved in object ${owner}`);
  }

  /**
   * Lists and streams that are objects of their own may be used from several places; one that changed is explained
   * only if every use of it is one that a rule allows.
   */
  explainSharedObjects(): void {
    const shared = new Set(
      this.comparison.unexplained().filter((num) => {
        const was = this.comparison.was(num);
        return Array.isArray(was) || was instanceof PdfStream || (was instanceof PdfDict && was.get('Type') === null);
      }),
    );
    for (const num of shared) {
      if (onlyAddsResources(this.comparison, num)) {
        this.comparison.explain(new PdfRef(num, 0));
        continue;
      }
      const own = this.comparison.usesOf(num);
      if (own.length > 0 && own.every((use) => this.allowsUse(use.owner, use.path, num)))
        this.comparison.explain(new PdfRef(num, 0));
    }
  }

  private allowsUse(owner: number, path: readonly string[], num: number): boolean {
    const form = this.comparison.after.catalog.get('AcroForm');
    const direct = owner === this.comparison.after.catalogRef.num && path[0] === 'AcroForm';
    const ownerIsForm = direct || (form instanceof PdfRef && form.num === owner);
    const [was, is] = [this.comparison.was(num), this.comparison.is(num)];
    const [key, category, ...below] = direct ? path.slice(1) : path;
    // compareFields has already gone through every field of both lists, compareResources through both levels of /DR.
    if (ownerIsForm && key === 'Fields') return category === undefined && Array.isArray(was) && Array.isArray(is);
    if (ownerIsForm && key === 'DR') return below.length === 0 && was instanceof PdfDict && is instanceof PdfDict;
    if (category === undefined && key === 'Annots' && Array.isArray(was) && Array.isArray(is)) {
      if (!isName(dictionary(this.comparison.is(owner))?.get('Type') ?? null, 'Page')) return false;
      if (!this.oldPages.has(owner)) return false;
      this.compareAnnotations(owner, was, is);
      return true;
    }
    return this.filled.has(owner) && key === 'AP' && isAppearance(was) && isAppearance(is);
  }
}

/** An object stream holds other objects, whatever else it may be used as. */
const isAppearance = (object: PdfObject): boolean =>
  object instanceof PdfStream && !isName(object.dict.get('Type'), 'ObjStm');

const dictionary = (object: PdfObject): PdfDict | null => (object instanceof PdfDict ? object : null);
