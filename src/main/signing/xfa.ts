/** Forms whose look is built by instructions in XML (ISO 32000-2 Annex K; deprecated in PDF 2.0). */
import { Fault } from '../../contracts/faults/index.js';
import type { PdfDocument } from '../pdf/document.js';
import { PdfDict, PdfStream } from '../pdf/objects.js';

/**
 * Whether the pages are laid out by an XFA template when the file is opened, so that a signature over the PDF says
 * nothing about them. A static one only lies over pages that are there.
 */
export const isDynamicXfa = (document: PdfDocument): boolean => {
  const form = document.dict(document.catalog, 'AcroForm') ?? new PdfDict();
  const xfa = document.value(form, 'XFA');
  if (xfa === null) return false;
  if (document.value(document.catalog, 'NeedsRendering') === true) return true;
  // Name and stream by turns, or one stream.
  const packets = (Array.isArray(xfa) ? xfa : [xfa]).map((item) => document.resolve(item));
  return packets.some((packet) => packet instanceof PdfStream && demandsRendering(document, packet));
};

const demandsRendering = (document: PdfDocument, packet: PdfStream): boolean => {
  try {
    const xml = Buffer.from(document.decode(packet)).toString('utf8');
    return /<(?:\w+:)?dynamicRender\s*>\s*required\s*</.test(xml);
  } catch (thrown) {
    // What cannot be read may demand anything.
    if (thrown instanceof Fault) return true;
    throw thrown;
  }
};
