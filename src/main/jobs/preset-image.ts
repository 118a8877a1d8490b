/** Pictures of seals and signatures as a person chooses them. */
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Fault } from '../../contracts/faults/index.js';
import type { RequestOf } from '../../contracts/ipc.js';
import type { PresetImage } from '../../contracts/records.js';
import { isPng } from '../appearance/png.js';
import { type ImageFacts, imageFacts } from '../records/marks/image-facts.js';

export type PresetImageUse = RequestOf<'presets:choose-image'>;

export const MAX_PRESET_IMAGE_BYTES = 2 * 1024 * 1024;
/** A seal of 42 mm at 1200 dots per inch; is decoded in well under a second. */
const maxPixels = 4_000_000;

/** Millimetres where the file does not say it: seals of most offices measure 36. */
const usualWidth: Readonly<Record<PresetImageUse, number>> = { seal: 36, signature: 40, initials: 15 };

/** What `presetImageSchema` takes. */
const narrowest = 5;
const widest = 120;

/** Width and height of the image header; zeros where it is cut off. */
const sizeOf = (bytes: Buffer): readonly [number, number] =>
  bytes.length < 24 ? [0, 0] : [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];

/** Dots per metre that the file states in square dots (PNG third edition, 11.3.4.3), before the image data. */
const dotsPerMetre = (bytes: Buffer): number | null => {
  for (let at = 8; at + 17 <= bytes.length; ) {
    const name = bytes.toString('latin1', at + 4, at + 8);
    if (name === 'IDAT') return null;
    if (name === 'pHYs') {
      const [x, y] = [bytes.readUInt32BE(at + 8), bytes.readUInt32BE(at + 12)];
      return x === y && x > 0 && bytes[at + 16] === 1 ? x : null;
    }
    at += 12 + bytes.readUInt32BE(at);
  }
  return null;
};

/** What screens and drawing programs write when nobody said it: no measure of a seal. */
const screenDots = [2835, 3780];

const widthOf = (bytes: Buffer, pixels: number, use: PresetImageUse): number => {
  const dots = dotsPerMetre(bytes);
  if (dots === null || screenDots.includes(dots)) return usualWidth[use];
  const width = Math.round((pixels / dots) * 10_000) / 10;
  return width >= narrowest && width <= widest ? width : usualWidth[use];
};

export interface ChosenImage {
  readonly image: PresetImage;
  readonly facts: ImageFacts;
}

/**
 * The PNG at `path` (absolute), as wide as it says or as usual for its use.
 * Faults: file.missing, file.unreadable, presets.image-not-png, presets.image-too-large, presets.image-unreadable.
 */
export const readPresetImage = async (path: string, use: PresetImageUse): Promise<ChosenImage> => {
  const file = basename(path);
  const tooLarge = (): Fault =>
    new Fault('presets.image-too-large', {
      file,
      megabytes: MAX_PRESET_IMAGE_BYTES / (1024 * 1024),
      megapixels: maxPixels / 1_000_000,
    });
  const unreadable = (cause: NodeJS.ErrnoException): never => {
    throw new Fault(cause.code === 'ENOENT' ? 'file.missing' : 'file.unreadable', { file }, { cause });
  };
  const { size } = await stat(path).catch(unreadable);
  if (size > MAX_PRESET_IMAGE_BYTES) throw tooLarge();
  const bytes = await readFile(path).catch(unreadable);
  if (!isPng(bytes)) throw new Fault('presets.image-not-png', { file });
  const [width, height] = sizeOf(bytes);
  if (width * height > maxPixels) throw tooLarge();
  try {
    const facts = imageFacts(bytes);
    return { image: { pngBase64: bytes.toString('base64'), widthMm: widthOf(bytes, facts.width, use) }, facts };
  } catch (cause) {
    throw new Fault('presets.image-unreadable', { file }, { cause });
  }
};
