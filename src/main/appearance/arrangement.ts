/** Where text and image of a signature stand in its box, and how large a box they ask for. In points. */
import type { SignatureAppearance } from '../../contracts/jobs.js';
import type { Box } from '../pdf/pages.js';
import { type PlacedText, placeText } from './block-drawing.js';
import { type BlockText, blockSize, PADDING } from './block-layout.js';
import { type EncodedImage, encodedImage } from './image.js';
import { imageBox } from './image-box.js';
import type { PdfaPart } from './pdfa.js';
import { mm } from './units.js';

export interface AppearanceContent {
  readonly appearance: SignatureAppearance;
  /** An appearance of kind `image` shows its note, when there is one, and none of the lines. */
  readonly text: BlockText;
  /** A TrueType font with the Vietnamese letters. */
  readonly font: Uint8Array;
  readonly conformance: PdfaPart | null;
}

export interface Arrangement {
  readonly framed: boolean;
  readonly image: { readonly encoded: EncodedImage; readonly box: Box } | null;
  readonly placed: PlacedText | null;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Of the height of the box, for the note above an image. */
const NOTE_SHARE = 0.3;
/** Of the width of the box, for an image beside text: at most, and when its size is free. */
const WIDEST_IMAGE = 0.6;
const FREE_IMAGE = 0.35;

const imageShare = (widthMm: number | undefined): number => (widthMm === undefined ? FREE_IMAGE : WIDEST_IMAGE);

/**
 * What stands where in a box of this size.
 * @throws Fault `signing.image-unreadable`, `signing.image-kind`, `signing.image-cmyk`, `signing.image-too-large`,
 *   `signing.image-exceeds-box`
 */
export const arranged = (content: AppearanceContent, { width, height }: Size, fontSizePt: number): Arrangement => {
  const { appearance, text, font, conformance } = content;
  const whole: Box = { left: 0, bottom: 0, right: width, top: height };
  const place = (shown: BlockText, box: Box): PlacedText => placeText(shown, box, fontSizePt, font);
  switch (appearance.kind) {
    case 'text':
      return { framed: true, image: null, placed: place(text, whole) };
    case 'image': {
      const encoded = encodedImage(appearance.image.bytes, conformance);
      const { note } = text;
      const bar = note === undefined ? height : height * (1 - NOTE_SHARE);
      const box = imageBox(encoded, { ...whole, top: bar }, appearance.image.widthMm);
      const placed = note === undefined ? null : place({ note, lines: [] }, { ...whole, bottom: bar });
      return { framed: note !== undefined, image: { encoded, box }, placed };
    }
    case 'text-image': {
      const encoded = encodedImage(appearance.image.bytes, conformance);
      const { widthMm } = appearance.image;
      const room = { left: PADDING, bottom: PADDING, right: width * imageShare(widthMm), top: height - PADDING };
      const centred = imageBox(encoded, room, widthMm);
      const box = { ...centred, left: room.left, right: room.left + centred.right - centred.left };
      return { framed: true, image: { encoded, box }, placed: place(text, { ...whole, left: box.right }) };
    }
  }
};

/**
 * The box that just holds the content: text at this font size, an image at its physical width or as large as `most`
 * allows. Higher than `most` where the text is; an image never makes it so.
 * @throws Fault `signing.image-unreadable`, `signing.image-kind`, `signing.image-cmyk`, `signing.image-too-large`
 */
export const wantedSize = (content: AppearanceContent, fontSizePt: number, most: Size): Size => {
  const { appearance, text, font, conformance } = content;
  switch (appearance.kind) {
    case 'text':
      return blockSize(text, fontSizePt, most.width, font);
    case 'image': {
      const image = encodedImage(appearance.image.bytes, conformance);
      const { note } = text;
      if (note === undefined) return imageSize(image, most, appearance.image.widthMm);
      const bar = blockSize({ note, lines: [] }, fontSizePt, most.width, font);
      const room = { width: most.width, height: most.height * (1 - NOTE_SHARE) };
      const { width, height } = imageSize(image, room, appearance.image.widthMm);
      const needed = Math.max(height / (1 - NOTE_SHARE), bar.height / NOTE_SHARE);
      return { width: Math.max(width, bar.width), height: Math.min(most.height, needed) };
    }
    case 'text-image': {
      const image = encodedImage(appearance.image.bytes, conformance);
      const { widthMm } = appearance.image;
      const share = imageShare(widthMm);
      const room = { width: most.width * share - PADDING, height: most.height - 2 * PADDING };
      const { width, height } = imageSize(image, room, widthMm);
      const block = blockSize(text, fontSizePt, most.width - width - PADDING, font);
      return {
        // The image has no more than its share of the box, however short the text is.
        width: Math.max(block.width + width + PADDING, (width + PADDING) / share),
        height: Math.max(block.height, height + 2 * PADDING),
      };
    }
  }
};

/** As {@link imageBox} will draw it in this room; cut to the room where it is too large, so that it is refused there. */
const imageSize = (image: Size, room: Size, widthMm: number | undefined): Size => {
  const free = Math.min(room.width, (room.height * image.width) / image.height);
  const width = widthMm === undefined ? free : mm(widthMm);
  return {
    width: Math.min(room.width, width),
    height: Math.min(room.height, (width * image.height) / image.width),
  };
};
