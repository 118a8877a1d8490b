/** A decoded image: rows from the top, 8 bits for each component. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly colours: 'gray' | 'rgb';
  readonly pixels: Uint8Array;
  /** One byte for each pixel, 255 opaque; null when all are. */
  readonly alpha: Uint8Array | null;
}

/** A4 at 300 dots per inch and more; keeps decoding below 200 MB. */
export const MAX_PIXELS = 10_000_000;
/** Of an image as it is given and as it is written: each document of a batch carries it. */
export const MAX_IMAGE_BYTES = 4 * 1024 * 1024;
