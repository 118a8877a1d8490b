/** What a visible signature shows, as a Form XObject (ISO 32000-2 12.5.5, 12.7.5.5). */
import { PdfDict, type PdfRef } from '../pdf/objects.js';
import type { PdfPage } from '../pdf/pages.js';
import type { RevisionWriter } from '../pdf/revision-writer.js';
import { type AppearanceContent, arranged } from './arrangement.js';
import { borderOperators, imageOperators, textOperators } from './block-drawing.js';
import { TextFont } from './font.js';
import { writeForm } from './form.js';
import { writeImage } from './image.js';
import { palette } from './palette.js';

export interface AppearanceRequest extends AppearanceContent {
  /** Of the box on the page as displayed, in points. */
  readonly widthPt: number;
  readonly heightPt: number;
  /** Of the page, clockwise. */
  readonly rotate: PdfPage['rotate'];
  /** The largest size wanted; long texts come out smaller and wrapped. */
  readonly fontSizePt: number;
}

/**
 * Writes the form and all it needs into the revision and returns its reference. The same request gives the same bytes.
 * @throws Fault `signing.image-unreadable`, `signing.image-kind`, `signing.image-cmyk`, `signing.image-too-large`,
 *   `signing.image-exceeds-box`
 */
export const writeAppearance = async (writer: RevisionWriter, request: AppearanceRequest): Promise<PdfRef> => {
  const { text, widthPt, heightPt, rotate, conformance } = request;
  const { framed, image, placed } = arranged(request, { width: widthPt, height: heightPt }, request.fontSizePt);
  const colours = palette(writer, conformance);
  const lines = placed ? [...placed.layout.note, ...placed.layout.lines] : [];
  const font = placed && (await TextFont.of(request.font).subset(writer, lines));
  return writeForm(writer, {
    widthPt,
    heightPt,
    rotate,
    operators: [
      ...(framed ? borderOperators(widthPt, heightPt, text.note !== undefined, colours) : []),
      ...(image ? imageOperators(image.box) : []),
      ...(placed && font ? textOperators(placed, font, colours) : []),
    ],
    resources: [
      ...colours.resources,
      ...(image
        ? [['XObject', new PdfDict([['Image', writeImage(writer, image.encoded, conformance)]])] as const]
        : []),
      ...(font ? [['Font', new PdfDict([['Text', font.writeTo(writer, conformance?.part === 1)]])] as const] : []),
    ],
  });
};
