/** Empty fields for later steps: number, date, the seal (ISO 32000-2 12.7.5.3, 12.7.5.5). */
import { Fault } from '../../contracts/faults/index.js';
import type { PreparedField } from '../../contracts/jobs.js';
import { writeForm } from '../appearance/form.js';
import type { PdfDocument } from '../pdf/document.js';
import { PdfDict, PdfName, type PdfObject, type PdfRef, PdfString, textString } from '../pdf/objects.js';
import type { PdfPage } from '../pdf/pages.js';
import type { RevisionWriter } from '../pdf/revision-writer.js';
import { type Form, isSigned } from './form-fields.js';
import { added, addField, changeForm, currentDict } from './form-writer.js';
import { toUserSpace } from './geometry.js';
import { drawnPlace } from './placement.js';

const PRINT = 4;
/** Name that Acrobat gives Times-Roman. */
const FONT = 'TiRo';
/** A size of 0 lets the text fill its box (12.7.4.3). */
const defaultAppearance = (sizePt = 0): string => `/${FONT} ${sizePt} Tf 0 g`;

export interface AddedField {
  readonly ref: PdfRef;
  readonly page: PdfPage;
  readonly name: string;
}

/**
 * Checks the names and that the document is still unsigned: a field that comes later is a change (12.8.2.2).
 * @throws Fault `signing.prepare-after-signature`, `signing.field-name-taken`, `signing.field-name-invalid`
 */
export const checkPreparedFields = (form: Form, wanted: readonly PreparedField[]): ReadonlySet<string> => {
  if (wanted.length > 0 && isSigned(form)) throw new Fault('signing.prepare-after-signature');
  const names = new Set<string>();
  for (const { name } of wanted) {
    // 12.7.4.2: a partial name holds no full stop.
    if (name.includes('.') || name.trim() === '') throw new Fault('signing.field-name-invalid', { field: name });
    if (form.names.has(name) || names.has(name)) throw new Fault('signing.field-name-taken', { field: name });
    names.add(name);
  }
  return names;
};

/** Adds the fields, after {@link checkPreparedFields}. @throws Fault `signing.page-missing`, `signing.rect-outside` */
export const addPreparedFields = (
  document: PdfDocument,
  writer: RevisionWriter,
  wanted: readonly PreparedField[],
): AddedField[] => {
  if (wanted.some(({ kind }) => kind === 'text')) changeForm(document, writer, (form) => withTextFont(writer, form));
  return wanted.map((field) => {
    const { page, box } = drawnPlace(document.pages(), field);
    const rect = toUserSpace(page, box);
    // Empty as it is: PDF 2.0 and PDF/A ask for an appearance (12.5.2, ISO 19005-2 6.3.3).
    const appearance = writeForm(writer, {
      widthPt: box.right - box.left,
      heightPt: box.top - box.bottom,
      rotate: page.rotate,
      operators: ['/Tx BMC', 'EMC'],
      resources: [],
    });
    const dict = new PdfDict([
      ['Type', new PdfName('Annot')],
      ['Subtype', new PdfName('Widget')],
      ...kindEntries(field),
      ['T', textString(field.name)],
      ['Rect', [rect.left, rect.bottom, rect.right, rect.top]],
      ['F', PRINT],
      ['P', page.ref],
      ['AP', new PdfDict([['N', appearance]])],
      ...(page.rotate === 0 ? [] : [['MK', new PdfDict([['R', page.rotate]])] as const]),
    ]);
    return { ref: addField(document, writer, page, dict), page, name: field.name };
  });
};

const kindEntries = ({ kind, fontSizePt }: PreparedField): [string, PdfObject][] => {
  switch (kind) {
    case 'signature':
      return [['FT', new PdfName('Sig')]];
    case 'text':
      return [
        ['FT', new PdfName('Tx')],
        ['DA', new PdfString(Buffer.from(defaultAppearance(fontSizePt), 'latin1'))],
        // Wide enough for the longest value, a shorter one stands in the middle (ISO 32000-2 12.7.4.3, table 228).
        ['Q', 1],
      ];
  }
};

/**
 * The form with the font that the default appearance names. Resources that are objects of their own may be those of a
 * page too: they are copied, not changed.
 */
const withTextFont = (writer: RevisionWriter, form: PdfDict): PdfDict => {
  const resources = currentDict(writer, form.get('DR')) ?? new PdfDict();
  const fonts = currentDict(writer, resources.get('Font')) ?? new PdfDict();
  if (fonts.get(FONT) !== null) return form;
  const font = new PdfDict([
    ['Type', new PdfName('Font')],
    ['Subtype', new PdfName('Type1')],
    ['BaseFont', new PdfName('Times-Roman')],
    ['Encoding', new PdfName('WinAnsiEncoding')],
  ]);
  return form.with({ DR: resources.with({ Font: fonts.with({ [FONT]: added(writer, font) }) }) });
};
