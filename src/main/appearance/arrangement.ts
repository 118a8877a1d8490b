/** Where text and image of a signature stand in its box, and how large a box they ask for. In points. */
import type { SignatureAppearance } from '../../contracts/jobs.js';
import type { Box } from '../pdf/pages.js';
import { type PlacedText, placeText } from './block-drawing.js';
import { type BlockText, blockSize, PADDING } from './block-layout.js';
import { type FontFamily, type PlacedDrawing, placeDrawing } from './drawing.js';
import { type EncodedImage, encodedImage } from './image.js';
import { imageBox } from './image-box.js';
import type { PdfaPart } from './pdfa.js';
import { mm } from './units.js';

export interface AppearanceContent {
  readonly appearance: SignatureAppearance;
  /** An appearance of kind `image` or `drawing` shows its note, when there is one, and none of the lines. */
  readonly text: BlockText;
  /** A TrueType font with the Vietnamese letters. */
  readonly font: Uint8Array;
  /** The same font for drawings; without them they are drawn in `font` throughout. */
  readonly emphasis?: Pick<FontFamily, 'bold' | 'italic'> | undefined;
  readonly conformance: PdfaPart | null;
}

export interface Arrangement {
  readonly framed: boolean;
  readonly image: { readonly encoded: EncodedImage; readonly box: Box } | null;
  readonly drawing: PlacedDrawing | null;
  readonly placed: PlacedText | null;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Of the height of the box, for the note above an image or a drawing. */
const NOTE_SHARE = 0.3;
/** A note drawn smaller than this is cut to what stands before its dash. */
const LEGIBLE = 0.75;
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
      return { framed: true, image: null, drawing: null, placed: place(text, whole) };
    case 'image': {
      const encoded = encodedImage(appearance.image.bytes, conformance);
      const { room, ...note } = noted(content, whole, fontSizePt);
      return {
        image: { encoded, box: imageBox(encoded, room, appearance.image.widthMm) },
        drawing: null,
        ...note,
      };
    }
    case 'drawing': {
      const { room, ...note } = noted(content, whole, fontSizePt);
      return { image: null, drawing: placeDrawing(appearance.drawing, room), ...note };
    }
    case 'text-image': {
      const encoded = encodedImage(appearance.image.bytes, conformance);
      const { widthMm } = appearance.image;
      const room = { left: PADDING, bottom: PADDING, right: width * imageShare(widthMm), top: height - PADDING };
      const centred = imageBox(encoded, room, widthMm);
      const box = { ...centred, left: room.left, right: room.left + centred.right - centred.left };
      return {
        framed: true,
        image: { encoded, box },
        drawing: null,
        placed: place(text, { ...whole, left: box.right }),
      };
    }
  }
};

/** The note in a bar of its own at the top of the box, and the room that it leaves. */
const noted = ({ text: { note }, font }: AppearanceContent, whole: Box, fontSizePt: number) => {
  if (note === undefined) return { framed: false, placed: null, room: whole };
  const bar = whole.bottom + (whole.top - whole.bottom) * (1 - NOTE_SHARE);
  const box = { ...whole, bottom: bar };
  const full = placeText({ note, lines: [] }, box, fontSizePt, font);
  const room = { ...whole, top: bar };
  if (full.scale >= LEGIBLE) return { framed: true, placed: full, room };
  // A word that can be read warns better than a sentence that cannot.
  const word = { note: note.split(' – ')[0], lines: [] };
  const size = blockSize(word, fontSizePt, Number.POSITIVE_INFINITY, font);
  return { framed: true, placed: placeText(word, box, fontSizePt, font, size), room };
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
      const { widthMm } = appearance.image;
      return notedSize(content, fontSizePt, most, (room) => imageSize(image, room, widthMm));
    }
    case 'drawing':
      return notedSize(content, fontSizePt, most, (room) => drawingSize(appearance.drawing, room));
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

/** With the bar of the note, where there is one. */
const notedSize = (
  { text: { note }, font }: AppearanceContent,
  fontSizePt: number,
  most: Size,
  sizeIn: (room: Size) => Size,
): Size => {
  if (note === undefined) return sizeIn(most);
  const bar = blockSize({ note, lines: [] }, fontSizePt, most.width, font);
  const { width, height } = sizeIn({ width: most.width, height: most.height * (1 - NOTE_SHARE) });
  const needed = Math.max(height / (1 - NOTE_SHARE), bar.height / NOTE_SHARE);
  return { width: Math.max(width, bar.width), height: Math.min(most.height, needed) };
};

/** Its own, or smaller where the room is. */
const drawingSize = ({ width, height }: Size, room: Size): Size => {
  const scale = Math.min(1, room.width / width, room.height / height);
  return { width: width * scale, height: height * scale };
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
