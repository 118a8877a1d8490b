/** How an image is to be turned, as its Exif data say (PNG third edition 11.3.4.5 eXIf; TIFF 6.0 section 8, tag 274). */

/** Table of TIFF: where row 0 and column 0 of the stored image stand; 1: at the top and at the left. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

const ORIENTATION_TAG = 0x0112;
const SHORT = 3;
const ENTRY_BYTES = 12;

/** As it is stored, where the data say nothing or cannot be read: they are a note about the image, not the image. */
export const orientationOf = (exif: Buffer): Orientation => {
  const order = exif.toString('latin1', 0, 4);
  if (exif.length < 8 || (order !== 'II*\0' && order !== 'MM\0*')) return 1;
  const little = order === 'II*\0';
  const short = (at: number): number => (little ? exif.readUInt16LE(at) : exif.readUInt16BE(at));
  const long = (at: number): number => (little ? exif.readUInt32LE(at) : exif.readUInt32BE(at));
  const directory = long(4);
  if (directory + 2 > exif.length) return 1;
  const entries = Math.min(short(directory), Math.floor((exif.length - directory - 2) / ENTRY_BYTES));
  for (let i = 0; i < entries; i++) {
    const at = directory + 2 + i * ENTRY_BYTES;
    if (short(at) !== ORIENTATION_TAG) continue;
    return short(at + 2) === SHORT && long(at + 4) === 1 ? known(short(at + 8)) : 1;
  }
  return 1;
};

const known = (value: number): Orientation => {
  switch (value) {
    case 2:
    case 3:
    case 4:
    case 5:
    case 6:
    case 7:
    case 8:
      return value;
    default:
      return 1;
  }
};

/** Size of the image as displayed, and the place of each stored pixel in it: `start + x * dx + y * dy`. */
export interface Turned {
  readonly width: number;
  readonly height: number;
  readonly start: number;
  readonly dx: number;
  readonly dy: number;
}

export const turned = (width: number, height: number, orientation: Orientation): Turned => {
  const last = width * height - 1;
  const upright = { width, height };
  const sideways = { width: height, height: width };
  switch (orientation) {
    case 1:
      return { ...upright, start: 0, dx: 1, dy: width };
    case 2:
      return { ...upright, start: width - 1, dx: -1, dy: width };
    case 3:
      return { ...upright, start: last, dx: -1, dy: -width };
    case 4:
      return { ...upright, start: last - width + 1, dx: 1, dy: -width };
    case 5:
      return { ...sideways, start: 0, dx: height, dy: 1 };
    case 6:
      return { ...sideways, start: height - 1, dx: height, dy: -1 };
    case 7:
      return { ...sideways, start: last, dx: -height, dy: -1 };
    case 8:
      return { ...sideways, start: last - height + 1, dx: -height, dy: 1 };
  }
};
