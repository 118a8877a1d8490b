import type { PdfDocument } from '../pdf/document.js';
import { type PdfArray, PdfDict, PdfName, type PdfObject, PdfString, textString } from '../pdf/objects.js';
import type { SignatureField } from './form-fields.js';

/** Ten digits each: room for every offset that a file may have. */
const UNKNOWN = 9_999_999_999;

export interface SignatureDictionary {
  readonly dict: PdfDict;
  /** The placeholders inside `dict`, to be found again after it was written. */
  readonly contents: PdfString;
  readonly byteRange: PdfArray;
}

/** A signature dictionary of PAdES baseline (ETSI EN 319 142-1 6.3; ISO 32000-2 table 255) with its placeholders. */
export const signatureDictionary = (facts: {
  readonly contentsSize: number;
  readonly date: string;
  readonly name: string | null;
  readonly reason: string | undefined;
  readonly location: string | undefined;
  readonly reference: PdfDict | null;
}): SignatureDictionary => {
  const contents = new PdfString(new Uint8Array(facts.contentsSize), true);
  const byteRange = [0, UNKNOWN, UNKNOWN, UNKNOWN];
  const entries: [string, PdfObject][] = [
    ['Type', new PdfName('Sig')],
    ['Filter', new PdfName('Adobe.PPKLite')],
    ['SubFilter', new PdfName('ETSI.CAdES.detached')],
    ['M', textString(facts.date)],
  ];
  if (facts.name !== null) entries.push(['Name', textString(facts.name)]);
  if (facts.reason !== undefined) entries.push(['Reason', textString(facts.reason)]);
  if (facts.location !== undefined) entries.push(['Location', textString(facts.location)]);
  if (facts.reference) entries.push(['Reference', [facts.reference]]);
  entries.push(['ByteRange', byteRange], ['Contents', contents]);
  return { dict: new PdfDict(entries), contents, byteRange };
};

/**
 * The FieldMDP reference with which a signature carries out the lock of its field (12.8.2.4, 12.7.5.5); null when the
 * field has none.
 */
export const lockReference = (document: PdfDocument, field: SignatureField | null): PdfDict | null => {
  const lock = field && document.dict(field.dict, 'Lock');
  if (!lock) return null;
  const parameters = new PdfDict([
    ['Type', new PdfName('TransformParams')],
    ['V', new PdfName('1.2')],
    ['Action', document.value(lock, 'Action')],
  ]);
  const fields = document.array(lock, 'Fields');
  return new PdfDict([
    ['Type', new PdfName('SigRef')],
    ['TransformMethod', new PdfName('FieldMDP')],
    ['TransformParams', fields ? parameters.with({ Fields: fields }) : parameters],
    ['Data', document.catalogRef],
  ]);
};
