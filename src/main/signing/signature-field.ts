/** The changes to the form that a signature makes (ISO 32000-2 12.7.5.5, 12.8.1). */
import type { PdfDocument } from '../pdf/document.js';
import { PdfDict, PdfName, type PdfObject, type PdfRef, textString } from '../pdf/objects.js';
import type { Box, PdfPage } from '../pdf/pages.js';
import type { RevisionWriter } from '../pdf/revision-writer.js';
import type { SignatureField } from './form-fields.js';
import { addField, changeForm, currentDict } from './form-writer.js';

/** Print and locked (12.5.3): the block is printed and cannot be moved. */
const WIDGET_FLAGS = 4 | 128;
/** SignaturesExist and AppendOnly (12.7.3, table 225). */
const SIGNATURE_FLAGS = 3;

export interface Appearance {
  readonly form: PdfRef;
  readonly rotate: PdfPage['rotate'];
}

const appearanceEntries = ({ form, rotate }: Appearance): Record<string, PdfObject> => ({
  AP: new PdfDict([['N', form]]),
  ...(rotate === 0 ? {} : { MK: new PdfDict([['R', rotate]]) }),
});

/** Adds a field merged with its one widget to the form and to the page. `rect` null: invisible (12.7.5.5). */
export const addSignatureField = (
  document: PdfDocument,
  writer: RevisionWriter,
  field: {
    readonly name: string;
    readonly page: PdfPage;
    readonly rect: Box | null;
    readonly appearance: Appearance | null;
    readonly signature: PdfRef;
  },
): PdfRef => {
  const { rect, page } = field;
  const dict = new PdfDict([
    ['Type', new PdfName('Annot')],
    ['Subtype', new PdfName('Widget')],
    ['FT', new PdfName('Sig')],
    ['T', textString(field.name)],
    ['V', field.signature],
    ['Rect', rect ? [rect.left, rect.bottom, rect.right, rect.top] : [0, 0, 0, 0]],
    ['F', WIDGET_FLAGS],
    ['P', page.ref],
  ]);
  const ref = addField(
    document,
    writer,
    page,
    field.appearance ? dict.with(appearanceEntries(field.appearance)) : dict,
  );
  raiseSignatureFlags(document, writer);
  return ref;
};

/** Puts the signature, and its appearance where there is one, into a field that is there and empty. */
export const fillSignatureField = (
  document: PdfDocument,
  writer: RevisionWriter,
  field: SignatureField,
  signature: PdfRef,
  appearance: Appearance | null,
): void => {
  writer.set(field.ref, field.dict.with({ V: signature }));
  if (field.widget && appearance) {
    const widget = currentDict(writer, field.widget.ref) ?? field.widget.dict;
    const given = document.value(widget, 'F');
    const flags = (typeof given === 'number' ? given : 0) | WIDGET_FLAGS;
    writer.set(field.widget.ref, widget.with({ ...appearanceEntries(appearance), F: flags }));
  }
  raiseSignatureFlags(document, writer);
};

const raiseSignatureFlags = (document: PdfDocument, writer: RevisionWriter): void =>
  changeForm(document, writer, (form) => {
    const given = document.value(form, 'SigFlags');
    const flags = (typeof given === 'number' ? given : 0) | SIGNATURE_FLAGS;
    return given === flags ? form : form.with({ SigFlags: flags });
  });
