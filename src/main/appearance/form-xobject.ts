import { deflateSync } from 'node:zlib';
import { importObjects } from '../pdf/copy.js';
import type { PdfDocument } from '../pdf/document.js';
import { PdfDict, PdfName, type PdfRef, PdfStream } from '../pdf/objects.js';
import type { RevisionWriter } from '../pdf/revision-writer.js';

/**
 * Brings page 1 of a scratch document into a revision as a Form XObject (ISO 32000-2 8.10) and returns its reference.
 * `rotate`: the clockwise rotation of the page that shows it; the form turns the other way and so stands upright.
 */
export const importFormXObject = (scratch: PdfDocument, writer: RevisionWriter, rotate: 0 | 90 | 180 | 270): PdfRef => {
  const [page] = scratch.pages();
  if (!page) throw new TypeError('the scratch document has no page');
  const { left, bottom, right, top } = page.cropBox;
  const dict = new PdfDict([
    ['Type', new PdfName('XObject')],
    ['Subtype', new PdfName('Form')],
    ['BBox', [left, bottom, right, top]],
    ['Matrix', matrix(rotate)],
    ['Resources', importObjects(scratch, page.dict.get('Resources') ?? new PdfDict(), writer)],
    ['Filter', new PdfName('FlateDecode')],
  ]);
  const ref = writer.allocate();
  writer.set(ref, new PdfStream(dict, { kind: 'memory', bytes: deflateSync(contents(scratch, page.dict)) }));
  return ref;
};

/** Counter-clockwise by the same angle; the viewer moves the result into /Rect (12.5.5, algorithm 8). */
const matrix = (rotate: 0 | 90 | 180 | 270): number[] => {
  switch (rotate) {
    case 0:
      return [1, 0, 0, 1, 0, 0];
    case 90:
      return [0, 1, -1, 0, 0, 0];
    case 180:
      return [-1, 0, 0, -1, 0, 0];
    case 270:
      return [0, -1, 1, 0, 0, 0];
  }
};

/** The content streams of a page count as one, with white space between them (7.8.2). */
const contents = (scratch: PdfDocument, page: PdfDict): Uint8Array => {
  const value = scratch.value(page, 'Contents');
  const parts = (Array.isArray(value) ? value : [value]).map((part) => scratch.resolve(part));
  const streams = parts.filter((part) => part instanceof PdfStream);
  return Buffer.concat(streams.flatMap((stream) => [scratch.decode(stream), Buffer.from('\n')]));
};
