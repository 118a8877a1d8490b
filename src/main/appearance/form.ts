/** Form XObjects (ISO 32000-2 8.10). */
import { PdfDict, PdfName, type PdfObject, type PdfRef, PdfStream } from '../pdf/objects.js';
import type { PdfPage } from '../pdf/pages.js';
import type { RevisionWriter } from '../pdf/revision-writer.js';
import { added } from './shared-objects.js';

export interface FormContent {
  readonly widthPt: number;
  readonly heightPt: number;
  /** Clockwise rotation of the page that shows it; the form turns the other way and so stands upright. */
  readonly rotate: PdfPage['rotate'];
  readonly operators: readonly string[];
  readonly resources: readonly (readonly [string, PdfObject])[];
}

/** Never with a /Group: PDF/A-1 allows no transparency (ISO 19005-1 6.4). */
export const writeForm = (writer: RevisionWriter, form: FormContent): PdfRef =>
  added(
    writer,
    new PdfStream(
      new PdfDict([
        ['Type', new PdfName('XObject')],
        ['Subtype', new PdfName('Form')],
        ['BBox', [0, 0, form.widthPt, form.heightPt]],
        ['Matrix', [...MATRIX[form.rotate]]],
        ['Resources', new PdfDict(form.resources)],
      ]),
      { kind: 'memory', bytes: Buffer.from(form.operators.join('\n'), 'latin1') },
    ),
  );

/** Counter-clockwise by the same angle; the viewer moves the result into /Rect (12.5.5, algorithm 8). */
const MATRIX: Readonly<Record<PdfPage['rotate'], readonly number[]>> = {
  0: [1, 0, 0, 1, 0, 0],
  90: [0, 1, -1, 0, 0, 0],
  180: [-1, 0, 0, -1, 0, 0],
  270: [0, -1, 1, 0, 0, 0],
};

/** Operands of a content stream, which knows no exponents (7.3.3). */
export const numbers = (...values: readonly number[]): string =>
  values
    .map((value) =>
      value
        .toFixed(3)
        .replace(/\.?0+$/, '')
        .replace(/^-0$/, '0'),
    )
    .join(' ');
