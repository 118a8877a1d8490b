/** The form after one increment (ISO 32000-2 12.7): the fields that were declared, and every other as it was. */
import { Fault } from '../../../contracts/faults/index.js';
import type { PdfDocument } from '../../pdf/document.js';
import { isName, type PdfDict, PdfRef, PdfString, pdfText } from '../../pdf/objects.js';
import { allFields, type FormField, formFields } from '../fields.js';
import { Appearances } from './appearance.js';
import type { DeclaredSignature } from './declared-outcome.js';
import { type Increment, missing, undeclared } from './increment.js';
import { proveStructure, type TaggedWidget } from './structure.js';
import { hasArea, isRotationOnly, isSignedFlags, type NewWidget, proveNewWidget, provePages } from './widgets.js';

/** What may be done to the form in one increment. */
export interface FormWish {
  /** The field that is signed; `name` null: a new one of any unused name. */
  readonly signed: { readonly name: string | null; readonly isNew: boolean; readonly visible: boolean | null };
  readonly prepare: DeclaredSignature['prepare'];
  readonly fill: DeclaredSignature['fill'];
}

/** The field that this increment signed. */
export interface SignedField {
  readonly name: string;
  readonly dict: PdfDict;
  readonly signatureRef: PdfRef;
  readonly signature: PdfDict;
}

/** SignaturesExist and AppendOnly (table 225). */
const SIGNATURE_FLAGS = 3;

/**
 * @returns the signed field; its signature dictionary has been claimed and not yet looked at
 * @throws Fault `verification.undeclared-change`, `verification.declared-missing`, `verification.fill-mismatch`,
 *   `verification.own-signature-missing`
 */
export const proveForm = (increment: Increment, wish: FormWish): SignedField => {
  const added = newWidgets(increment, wish);
  const old = needsOldFields(wish) ? allFields(formFields(increment.before)) : [];
  const looks = new Appearances(increment);
  const prepared = provePrepared(looks, wish.prepare, added);
  const own = added.filter((widget) => !prepared.includes(widget));
  const field = wish.signed.isNew ? proveAddedField(looks, wish, own) : proveExisting(looks, wish, own, old);
  for (const { name } of added) {
    if (old.some((one) => one.name === name)) throw undeclared(`${name} /T`);
  }
  for (const filling of wish.fill) proveFilled(looks, filling, old);
  provePages(increment, added);
  proveStructure(increment, taggedAmong(added));
  const signature = increment.takeDict(field.signatureRef, field.name);
  return { ...field, signature };
};

const needsOldFields = ({ signed, prepare, fill }: FormWish): boolean =>
  signed.isNew || prepare.length > 0 || fill.length > 0 || signed.name !== null;

/** The form dictionary, and the fields that its list gained. */
const newWidgets = (increment: Increment, { prepare }: FormWish): NewWidget[] => {
  const { before, after } = increment;
  const [wasPlace, place] = [before.catalog.get('AcroForm'), after.catalog.get('AcroForm')];
  const was = increment.former(before.catalog, 'AcroForm', 'catalog');
  const is = after.dict(after.catalog, 'AcroForm');
  if (!is) throw missing('/AcroForm');
  if (increment.same(wasPlace, place) && before.resolve(wasPlace) !== null) increment.claimAlone(place);
  else if (place instanceof PdfRef) increment.take(place, '/AcroForm');
  const texts = prepare.some(({ kind }) => kind === 'text');
  increment.changedKeys(was, is, texts ? ['Fields', 'SigFlags', 'DR'] : ['Fields', 'SigFlags'], '/AcroForm');
  if (texts) proveTextFont(increment, was, is);
  const flags = before.value(was, 'SigFlags');
  if (after.value(is, 'SigFlags') !== ((typeof flags === 'number' ? flags : 0) | SIGNATURE_FLAGS)) {
    throw undeclared('/AcroForm /SigFlags');
  }
  return increment.appended(was, is, 'Fields', '/AcroForm').map((place) => {
    const dict = increment.takeDict(place, '/AcroForm /Fields');
    const title = dict.get('T');
    if (!(title instanceof PdfString) || !(place instanceof PdfRef)) throw undeclared('/AcroForm /Fields');
    return { ref: place, dict, name: pdfText(title) };
  });
};

/** One font more in the default resources, where there was none of its name: a plain standard one. */
const proveTextFont = (increment: Increment, was: PdfDict, is: PdfDict): void => {
  const { after } = increment;
  if (increment.same(was.get('DR'), is.get('DR'))) return;
  const [old, now] = [increment.former(was, 'DR', '/AcroForm'), after.dict(is, 'DR')];
  if (!now) throw undeclared('/AcroForm /DR');
  if (increment.wrote(is.get('DR'))) throw undeclared('/AcroForm /DR');
  increment.changedKeys(old, now, ['Font'], '/AcroForm /DR');
  const [oldFonts, fonts] = [increment.former(old, 'Font', '/AcroForm /DR'), after.dict(now, 'Font')];
  if (!fonts) throw undeclared('/AcroForm /DR /Font');
  const added = [...fonts.entries.keys()].filter((name) => oldFonts.get(name) === null);
  increment.changedKeys(oldFonts, fonts, added, '/AcroForm /DR /Font');
  const [name, ...more] = added;
  if (name === undefined || more.length > 0) throw undeclared('/AcroForm /DR /Font');
  const font = increment.takeDict(fonts.get(name), '/AcroForm /DR /Font');
  const names = [...font.entries.values()].every(
    (value) => typeof value === 'object' && value !== null && 'value' in value,
  );
  if (!isName(font.get('Subtype'), 'Type1') || !names) throw undeclared('/AcroForm /DR /Font');
};

const provePrepared = (
  looks: Appearances,
  prepare: FormWish['prepare'],
  added: readonly NewWidget[],
): readonly NewWidget[] =>
  prepare.map(({ kind, name }) => {
    const widget = added.find((one) => one.name === name.normalize('NFC'));
    if (!widget) throw missing(name);
    proveNewWidget(looks, widget, kind === 'text' ? 'empty-text' : 'empty-signature', true);
    return widget;
  });

type Signed = Omit<SignedField, 'signature'>;

const proveAddedField = (looks: Appearances, { signed }: FormWish, own: readonly NewWidget[]): Signed => {
  const [widget, ...more] = own;
  const stranger = more[0];
  if (stranger) throw undeclared(`${stranger.name} /T`);
  if (!widget || (signed.name !== null && widget.name !== signed.name)) {
    throw new Fault('verification.own-signature-missing');
  }
  proveNewWidget(looks, widget, 'signature', signed.visible);
  return signedBy(widget.name, widget.dict);
};

const signedBy = (name: string, dict: PdfDict): Signed => {
  const signatureRef = dict.get('V');
  if (!(signatureRef instanceof PdfRef)) throw undeclared(`${name} /V`);
  return { name, dict, signatureRef };
};

/** A field that was there and empty got its value; its widget may have got a look. */
const proveExisting = (
  looks: Appearances,
  { signed }: FormWish,
  own: readonly NewWidget[],
  old: readonly FormField[],
): Signed => {
  const { increment } = looks;
  const [stranger] = own;
  if (stranger) throw undeclared(`${stranger.name} /T`);
  const [field] = terminals(old, signed.name ?? '');
  if (field?.type !== 'Sig' || increment.before.resolve(field.value) !== null) {
    throw new Fault('verification.own-signature-missing');
  }
  const widget = widgetsOf(increment.before, field)[0] ?? null;
  const merged = widget?.ref.num === field.ref.num;
  const { is } = increment.changedAt(field.ref, merged ? ['V', 'AP', 'MK', 'F'] : ['V']);
  if (widget) proveSignedWidget(looks, widget, merged);
  return signedBy(field.name, is);
};

interface PlacedField extends FormField {
  readonly ref: PdfRef;
}

/** The fields of this name that have no fields below them: one field in several places (12.7.4.2). */
const terminals = (fields: readonly FormField[], name: string): PlacedField[] =>
  fields.flatMap((field) => {
    const { ref, dict } = field;
    return field.name === name && dict.get('T') !== null && !hasFields(field) && ref ? [{ ...field, ref }] : [];
  });

/** A kid without a partial name is a widget (12.7.4.1). */
const hasFields = ({ kids }: FormField): boolean => kids.some(({ dict }) => dict.get('T') !== null);

const widgetsOf = (document: PdfDocument, field: PlacedField): readonly { ref: PdfRef; dict: PdfDict }[] => {
  if (isName(document.value(field.dict, 'Subtype'), 'Widget')) return [field];
  return field.kids.flatMap(({ ref, dict }) => (ref ? [{ ref, dict }] : []));
};

const proveSignedWidget = (looks: Appearances, { ref }: { ref: PdfRef }, merged: boolean): void => {
  const { increment } = looks;
  const keys = merged ? ['V', 'AP', 'MK', 'F'] : ['AP', 'MK', 'F'];
  const { was, is } = increment.changedAt(ref, keys);
  const changed = increment.changedKeys(was, is, keys, ref.num);
  if (!changed.includes('AP')) {
    // Nothing to be seen of it, or a page that nobody finds: then nothing of its look changed at all.
    if (changed.some((key) => key !== 'V')) throw undeclared(`${ref.num} /${changed.join(' /')}`);
    if (hasArea(increment.before, was) && is.get('P') instanceof PdfRef) throw missing(`${ref.num} /AP`);
    return;
  }
  if (changed.includes('MK') && !isRotationOnly(is.get('MK'))) throw undeclared(`${ref.num} /MK`);
  if (!isSignedFlags(increment.before.value(was, 'F'), is.get('F'))) throw undeclared(`${ref.num} /F`);
  looks.prove(is, String(ref.num));
};

/** Every field of the name says what was declared, and every widget of it shows something new. */
const proveFilled = (looks: Appearances, filling: FormWish['fill'][number], old: readonly FormField[]): void => {
  const fields = terminals(old, filling.field);
  if (fields.length === 0) throw missing(filling.field);
  for (const field of fields) proveFilledField(looks, filling, field);
};

const proveFilledField = (
  looks: Appearances,
  { field: name, value }: FormWish['fill'][number],
  field: PlacedField,
): void => {
  const { increment } = looks;
  if (field.type !== 'Tx') throw missing(name);
  const widgets = widgetsOf(increment.before, field);
  const merged = widgets[0]?.ref.num === field.ref.num;
  const { is } = increment.changedAt(field.ref, merged ? ['V', 'RV', 'AP'] : ['V', 'RV']);
  const stated = is.get('V');
  if (!(stated instanceof PdfString) || pdfText(stated) !== value.normalize('NFC').trim() || is.get('RV') !== null) {
    throw mismatch(name);
  }
  for (const { ref } of widgets) proveFilledWidget(looks, ref, merged);
};

const mismatch = (field: string): Fault => new Fault('verification.fill-mismatch', { field });

const proveFilledWidget = (looks: Appearances, ref: PdfRef, merged: boolean): void => {
  const { increment } = looks;
  const { was, is } = increment.changedAt(ref, merged ? ['V', 'RV', 'AP'] : ['AP']);
  if (hasArea(increment.before, was)) looks.prove(is, String(ref.num));
  else if (!increment.same(was.get('AP'), is.get('AP'))) throw undeclared(`${ref.num} /AP`);
};

const taggedAmong = (widgets: readonly NewWidget[]): TaggedWidget[] =>
  widgets.flatMap(({ ref, dict }) => {
    const [key, page] = [dict.get('StructParent'), dict.get('P')];
    return key === null || !(page instanceof PdfRef) ? [] : [{ ref, page, key }];
  });
