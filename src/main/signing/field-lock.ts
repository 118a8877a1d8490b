/** Which fields a signature locks (ISO 32000-2 12.8.2.4 FieldMDP, 12.7.5.5 /Lock). */
import type { PdfDocument } from '../pdf/document.js';
import { PdfDict, PdfName, PdfString, pdfText, textString } from '../pdf/objects.js';

export interface FieldLock {
  readonly action: 'All' | 'Include' | 'Exclude';
  readonly fields: readonly string[];
}

/** Reads a lock dictionary or the parameters of a FieldMDP transform; an action that is not known locks everything. */
export const readLock = (document: PdfDocument, parameters: PdfDict): FieldLock => {
  const fields = (document.array(parameters, 'Fields') ?? []).flatMap((item) => {
    const name = document.resolve(item);
    return name instanceof PdfString ? [pdfText(name)] : [];
  });
  const action = document.value(parameters, 'Action');
  const stated = action instanceof PdfName ? action.value : null;
  return stated === 'Include' || stated === 'Exclude' ? { action: stated, fields } : { action: 'All', fields: [] };
};

/** A name stands for the field and everything below it. */
const names = (listed: string, name: string): boolean => name === listed || name.startsWith(`${listed}.`);

export const isLocked = ({ action, fields }: FieldLock, name: string): boolean => {
  switch (action) {
    case 'All':
      return true;
    case 'Include':
      return fields.some((listed) => names(listed, name));
    case 'Exclude':
      return !fields.some((listed) => names(listed, name));
  }
};

/**
 * One lock for what the field demands and for the fields that are filled, so that readers that look at one FieldMDP
 * reference only see all of it. Locks these fields and whatever `lock` locks.
 */
export const lockWith = (lock: FieldLock | null, filled: readonly string[]): FieldLock | null => {
  if (lock === null) return filled.length === 0 ? null : { action: 'Include', fields: filled };
  switch (lock.action) {
    case 'All':
      return lock;
    case 'Include':
      return { action: 'Include', fields: [...new Set([...lock.fields, ...filled])] };
    case 'Exclude':
      return {
        action: 'Exclude',
        fields: lock.fields.filter((listed) => !filled.some((name) => names(listed, name))),
      };
  }
};

/** The signature reference that carries a lock out (12.8.1 table 256, 12.8.2.4 table 259). */
export const fieldMdpReference = (document: PdfDocument, { action, fields }: FieldLock): PdfDict =>
  new PdfDict([
    ['Type', new PdfName('SigRef')],
    ['TransformMethod', new PdfName('FieldMDP')],
    [
      'TransformParams',
      new PdfDict([
        ['Type', new PdfName('TransformParams')],
        ['V', new PdfName('1.2')],
        ['Action', new PdfName(action)],
        ...(action === 'All' ? [] : [['Fields', fields.map(textString)] as const]),
      ]),
    ],
    ['Data', document.catalogRef],
  ]);
