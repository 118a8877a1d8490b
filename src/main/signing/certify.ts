/** Certification: the first signature says what may still change (ISO 32000-2 12.8.2.2, 12.8.6). */
import type { Certification } from '../../contracts/jobs.js';
import type { PdfDocument } from '../pdf/document.js';
import { PdfDict, PdfName, type PdfRef } from '../pdf/objects.js';
import type { RevisionWriter } from '../pdf/revision-writer.js';
import { currentDict } from './form-writer.js';

/** The signature reference that makes a signature the certification (tables 256 and 257). */
export const docMdpReference = (permission: Certification): PdfDict =>
  new PdfDict([
    ['Type', new PdfName('SigRef')],
    ['TransformMethod', new PdfName('DocMDP')],
    [
      'TransformParams',
      new PdfDict([
        ['Type', new PdfName('TransformParams')],
        ['V', new PdfName('1.2')],
        ['P', permission],
      ]),
    ],
  ]);

/** Names the signature in the catalog, without which it certifies nothing (table 263). */
export const nameCertification = (document: PdfDocument, writer: RevisionWriter, signature: PdfRef): void => {
  const catalog = currentDict(writer, document.catalogRef) ?? document.catalog;
  const permissions = currentDict(writer, catalog.get('Perms')) ?? new PdfDict();
  writer.set(document.catalogRef, catalog.with({ Perms: permissions.with({ DocMDP: signature }) }));
};
