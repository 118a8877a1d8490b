import { Fault } from '../../contracts/faults/index.js';
import { MAX_IMAGE_BYTES, MAX_PIXELS } from './raster.js';

export const unreadable = (cause?: unknown): Fault => new Fault('signing.image-unreadable', {}, { cause });

export const tooLarge = (): Fault =>
  new Fault('signing.image-too-large', {
    megapixels: MAX_PIXELS / 1_000_000,
    megabytes: MAX_IMAGE_BYTES / (1024 * 1024),
  });

/** Before anything is decoded. */
export const checkPixels = (width: number, height: number): void => {
  if (width === 0 || height === 0) throw unreadable();
  if (width * height > MAX_PIXELS) throw tooLarge();
};
