/** Filling text fields in the revision that signs them (ISO 32000-2 12.7.5.3). */
import { Fault } from '../../contracts/faults/index.js';
import type { SigningIntent } from '../../contracts/jobs.js';
import type { FontFamily } from '../appearance/drawing.js';
import { TextFont } from '../appearance/font.js';
import type { PdfaPart } from '../appearance/pdfa.js';
import { writeTextFieldAppearance } from '../appearance/text-field.js';
import type { PdfDocument } from '../pdf/document.js';
import { isName, PdfDict, type PdfObject, type PdfRef, PdfString, pdfText, textString } from '../pdf/objects.js';
import { readBox } from '../pdf/pages.js';
import type { RevisionWriter } from '../pdf/revision-writer.js';
import type { Form, FormField, Widget } from './form-fields.js';
import { currentDict } from './form-writer.js';
import { isDrawable } from './geometry.js';
import { fieldRefusal, type Restrictions } from './permissions.js';
import { widgetFrame } from './widget-frame.js';

/** Bits of /Ff (tables 227 and 230). A password has no look, a file name means another file. */
const READ_ONLY = 1;
const PASSWORD_OR_FILE = (1 << 13) | (1 << 20);

export type Filling = NonNullable<SigningIntent['fill']>[number];

/** One of the fields that take a value: there may be several of its name. */
export interface Filled {
  readonly field: FormField;
  readonly text: string;
  readonly style: keyof FontFamily;
}

/**
 * Finds the fields and checks that each may take its value.
 * @throws Fault `signing.text-field-missing`, `signing.fields-differ`, `signing.field-*`, `signing.value-*`, `signing.filled-twice`,
 *   `signing.certified-no-changes`, `signing.xfa`
 */
export const checkFillings = (
  document: PdfDocument,
  form: Form,
  restrictions: Restrictions,
  fillings: readonly Filling[],
  font: Uint8Array,
): Filled[] => {
  // The data of an XFA form stand in its XML as well, and readers of XFA show those.
  const dict = document.dict(document.catalog, 'AcroForm');
  if (fillings.length > 0 && dict && document.value(dict, 'XFA') !== null) throw new Fault('signing.xfa');
  const names = new Set<string>();
  return fillings.flatMap(({ field: name, value, style = 'regular' }) => {
    if (names.has(name)) throw new Fault('signing.filled-twice', { field: name });
    names.add(name);
    const fields = fieldsNamed(form, name);
    const refused = fieldRefusal(restrictions, name);
    if (refused) throw refused;
    const text = value.normalize('NFC').trim();
    for (const field of fields) checkFilling(field, text, font);
    return fields.map((field) => ({ field, text, style }));
  });
};

/** Fields of one name are one field in several places, so they are of one type and have one value (12.7.4.2). */
const fieldsNamed = (form: Form, name: string): FormField[] => {
  const fields = form.fields.filter((candidate) => candidate.name === name);
  if (fields.length === 0) throw new Fault('signing.text-field-missing', { field: name });
  const texts = fields.filter(({ inherited }) => isName(inherited.FT, 'Tx'));
  if (texts.length > 0 && texts.length < fields.length) throw new Fault('signing.fields-differ', { field: name });
  return fields;
};

const checkFilling = ({ name, inherited }: FormField, text: string, font: Uint8Array): void => {
  const flags = typeof inherited.Ff === 'number' ? inherited.Ff : 0;
  if (!isName(inherited.FT, 'Tx') || (flags & PASSWORD_OR_FILE) !== 0) {
    throw new Fault('signing.field-not-text', { field: name });
  }
  if ((flags & READ_ONLY) !== 0) throw new Fault('signing.field-read-only', { field: name });
  const limit = inherited.MaxLen;
  if (typeof limit === 'number' && text.length > limit)
    throw new Fault('signing.value-too-long', { field: name, limit });
  if (TextFont.of(font).printable(text) !== text) throw new Fault('signing.value-unprintable', { field: name });
};

/** Sets the values, each with the appearance that shows it. @throws Fault `signing.text-too-long`, `signing.field-geometry` */
export const fillTextFields = async (
  document: PdfDocument,
  writer: RevisionWriter,
  filled: readonly Filled[],
  look: { readonly fonts: FontFamily; readonly conformance: PdfaPart | null },
): Promise<void> => {
  for (const { field, text, style } of filled) {
    // /RV would go on saying the old text to readers that know rich text (12.7.4.3).
    const entries = [...field.dict.entries].filter(([key]) => key !== 'RV');
    writer.set(field.ref, new PdfDict(entries).with({ V: textString(text) }));
    for (const widget of field.widgets) {
      const given = textStyle(document, field, widget);
      const font = look.fonts[style];
      const { conformance } = look;
      if (given) {
        const request = { ...given, text, font, conformance };
        showAppearance(writer, widget, await writeTextFieldAppearance(writer, request));
      }
    }
  }
};

const showAppearance = (writer: RevisionWriter, widget: Widget, appearance: PdfRef): void => {
  const dict = currentDict(writer, widget.ref) ?? widget.dict;
  writer.set(widget.ref, dict.with({ AP: new PdfDict([['N', appearance]]) }));
};

const ALIGNMENTS = ['left', 'center', 'right'] as const;

/** How the widget wants its text; null when it has no area. */
const textStyle = (document: PdfDocument, { name, inherited }: FormField, { dict }: Widget) => {
  const rect = readBox(document, dict.get('Rect'));
  if (!rect) return null;
  if (!isDrawable(rect)) throw new Fault('signing.field-geometry', { field: name });
  const [width, height] = [rect.right - rect.left, rect.top - rect.bottom];
  const look = document.dict(dict, 'MK') ?? new PdfDict();
  const rotate = quarterTurns(document.value(look, 'R'));
  const sideways = rotate === 90 || rotate === 270;
  const form = document.dict(document.catalog, 'AcroForm') ?? new PdfDict();
  const align = document.value(dict, 'Q') ?? inherited.Q ?? document.value(form, 'Q');
  return {
    widthPt: sideways ? height : width,
    heightPt: sideways ? width : height,
    rotate,
    frame: widgetFrame(document, dict),
    align: (typeof align === 'number' ? ALIGNMENTS[align] : undefined) ?? 'left',
    fontSizePt: statedSize(document.value(dict, 'DA') ?? inherited.DA ?? document.value(form, 'DA')),
  } as const;
};

const quarterTurns = (value: PdfObject): 0 | 90 | 180 | 270 =>
  value === 90 || value === 180 || value === 270 ? value : 0;

/** The size in the default appearance string (12.7.4.3); its font is replaced by one that has the Vietnamese letters. */
const statedSize = (value: PdfObject): number => {
  const [, size] = /([\d.]+)\s+Tf\b/.exec(value instanceof PdfString ? pdfText(value) : '') ?? [];
  return Number(size) || 0;
};
