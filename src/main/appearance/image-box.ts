/** Where an image stands in its box: centred, never distorted. */
import { Fault } from '../../contracts/faults/index.js';
import type { Box } from '../pdf/pages.js';
import { mm } from './units.js';

interface PixelSize {
  readonly width: number;
  readonly height: number;
}

/** Points by which an image may exceed its box: a person types millimetres. */
const TOLERANCE = 0.1;

/**
 * The image at its physical width or, without one, as large as `box` allows.
 * @throws Fault `signing.image-exceeds-box`
 */
export const imageBox = (image: PixelSize, box: Box, widthMm: number | undefined): Box => {
  const room = { width: box.right - box.left, height: box.top - box.bottom };
  const width = widthMm === undefined ? Math.min(room.width, (room.height * image.width) / image.height) : mm(widthMm);
  const height = (width * image.height) / image.width;
  if (width > room.width + TOLERANCE || height > room.height + TOLERANCE) {
    throw new Fault('signing.image-exceeds-box', {
      size: millimetres(width, height),
      room: millimetres(room.width, room.height),
    });
  }
  const left = box.left + (room.width - width) / 2;
  const bottom = box.bottom + (room.height - height) / 2;
  return { left, bottom, right: left + width, top: bottom + height };
};

const millimetres = (width: number, height: number): string =>
  [width, height].map((points) => Math.round(points / mm(0.1)) / 10).join(' × ');
