/** What a visible signature shows, as a Form XObject (ISO 32000-2 12.5.5, 12.7.5.5). */
import type { SignatureAppearance } from '../../contracts/jobs.js';
import { PdfDict, type PdfRef } from '../pdf/objects.js';
import type { Box, PdfPage } from '../pdf/pages.js';
import type { RevisionWriter } from '../pdf/revision-writer.js';
import { borderOperators, imageOperators, type PlacedText, placeText, textOperators } from './block-drawing.js';
import { type BlockText, PADDING } from './block-layout.js';
import { TextFont } from './font.js';
import { writeForm } from './form.js';
import { type EncodedImage, encodedImage, writeImage } from './image.js';
import { imageBox } from './image-box.js';
import { palette } from './palette.js';
import type { PdfaPart } from './pdfa.js';

export interface AppearanceRequest {
  readonly appearance: SignatureAppearance;
  /** An appearance of kind `image` shows its note, when there is one, and none of the lines. */
  readonly text: BlockText;
  /** Of the box on the page as displayed, in points. */
  readonly widthPt: number;
  readonly heightPt: number;
  /** Of the page, clockwise. */
  readonly rotate: PdfPage['rotate'];
  /** The largest size wanted; long texts come out smaller and wrapped. */
  readonly fontSizePt: number;
  /** A TrueType font with the Vietnamese letters. */
  readonly font: Uint8Array;
  readonly conformance: PdfaPart | null;
}

/**
 * Writes the form and all it needs into the revision and returns its reference. The same request gives the same bytes.
 * @throws Fault `signing.image-unreadable`, `signing.image-kind`, `signing.image-cmyk`, `signing.image-too-large`,
 *   `signing.image-exceeds-box`
 */
export const writeAppearance = async (writer: RevisionWriter, request: AppearanceRequest): Promise<PdfRef> => {
  const { text, widthPt, heightPt, rotate, conformance } = request;
  const { framed, image, placed } = arranged(request);
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

interface Arrangement {
  readonly framed: boolean;
  readonly image: { readonly encoded: EncodedImage; readonly box: Box } | null;
  readonly placed: PlacedText | null;
}

/** Of the height of the box, for the note above an image. */
const NOTE_SHARE = 0.3;
/** Of the width of the box, for an image beside text: at most, and when its size is free. */
const WIDEST_IMAGE = 0.6;
const FREE_IMAGE = 0.35;

const arranged = (request: AppearanceRequest): Arrangement => {
  const { appearance, text, widthPt, heightPt, fontSizePt, font, conformance } = request;
  const whole: Box = { left: 0, bottom: 0, right: widthPt, top: heightPt };
  const place = (shown: BlockText, box: Box): PlacedText => placeText(shown, box, fontSizePt, font);
  switch (appearance.kind) {
    case 'text':
      return { framed: true, image: null, placed: place(text, whole) };
    case 'image': {
      const encoded = encodedImage(appearance.image.bytes, conformance);
      const { note } = text;
      const bar = note === undefined ? heightPt : heightPt * (1 - NOTE_SHARE);
      const box = imageBox(encoded, { ...whole, top: bar }, appearance.image.widthMm);
      const placed = note === undefined ? null : place({ note, lines: [] }, { ...whole, bottom: bar });
      return { framed: note !== undefined, image: { encoded, box }, placed };
    }
    case 'text-image': {
      const encoded = encodedImage(appearance.image.bytes, conformance);
      const { widthMm } = appearance.image;
      const share = widthMm === undefined ? FREE_IMAGE : WIDEST_IMAGE;
      const room = { left: PADDING, bottom: PADDING, right: widthPt * share, top: heightPt - PADDING };
      const centred = imageBox(encoded, room, widthMm);
      const box = { ...centred, left: room.left, right: room.left + centred.right - centred.left };
      return { framed: true, image: { encoded, box }, placed: place(text, { ...whole, left: box.right }) };
    }
  }
};
