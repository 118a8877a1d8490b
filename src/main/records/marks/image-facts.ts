/** What there is to say of an image before it becomes a mark (NĐ 30/2020 PL I: PNG, transparent, blue or red). */

import { createHash } from 'node:crypto';
import type { Rect } from '../../../contracts/records-facts.js';
import { BoundedCache } from '../../appearance/bounded-cache.js';
import { decodePng } from '../../appearance/png.js';
import type { Raster } from '../../appearance/raster.js';

export interface ImageFacts {
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  /** Whether any pixel lets the page shine through. */
  readonly hasAlpha: boolean;
  /** What part of its pixels is fully opaque, 0 to 1. */
  readonly opaqueShare: number;
  /** What part of its pixels is ink rather than paper, 0 to 1. */
  readonly inkShare: number;
  /** Around the ink, in parts of the image's width and height, origin at the lower left; null without ink. */
  readonly ink: Rect | null;
  /** Of the ink: red, green and blue, 0 to 255; null without ink. */
  readonly meanColour: readonly [number, number, number] | null;
  readonly hue: 'red' | 'blue' | 'black' | 'other' | null;
}

/** From where on a pixel covers what is under it, and how light paper is. */
const COVERING = 96;
const PAPER = 215;
/** Pixels of a row or column that make it part of the ink: specks of dust do not. */
const SPECKS = 2;

const CACHED_IMAGES = 16;
const cache = new BoundedCache<ImageFacts>(CACHED_IMAGES);

/** All documents of a batch ask for the same images. @throws Fault `signing.image-unreadable`, `signing.image-too-large` */
export const imageFacts = (png: Uint8Array): ImageFacts =>
  cache.get(createHash('sha256').update(png).digest('base64'), () => measured(decodePng(png)));

const measured = (raster: Raster): ImageFacts => {
  const { width, height, alpha } = raster;
  const count = new InkCount(width, height);
  let opaque = 0;
  for (let pixel = 0; pixel < width * height; pixel++) {
    const covers = alpha?.[pixel] ?? 255;
    if (covers === 255) opaque++;
    const colour = colourAt(raster, pixel);
    if (covers >= COVERING && Math.min(...colour) < PAPER) count.add(pixel, colour);
  }
  const meanColour = count.mean();
  return {
    width,
    height,
    hasAlpha: alpha !== null,
    opaqueShare: opaque / (width * height),
    inkShare: count.pixels / (width * height),
    ink: count.box(),
    meanColour,
    hue: meanColour && hueOf(meanColour),
  };
};

type Rgb = readonly [number, number, number];

const colourAt = ({ colours, pixels }: Raster, pixel: number): Rgb => {
  if (colours === 'gray') {
    const value = pixels[pixel] ?? 0;
    return [value, value, value];
  }
  return [pixels[3 * pixel] ?? 0, pixels[3 * pixel + 1] ?? 0, pixels[3 * pixel + 2] ?? 0];
};

class InkCount {
  pixels = 0;
  private readonly sum = [0, 0, 0] as [number, number, number];
  private readonly columns: Uint32Array;
  private readonly rows: Uint32Array;

  constructor(
    private readonly width: number,
    private readonly height: number,
  ) {
    this.columns = new Uint32Array(width);
    this.rows = new Uint32Array(height);
  }

  add(pixel: number, [red, green, blue]: Rgb): void {
    const [x, y] = [pixel % this.width, Math.floor(pixel / this.width)];
    this.pixels++;
    this.sum[0] += red;
    this.sum[1] += green;
    this.sum[2] += blue;
    this.columns[x] = (this.columns[x] ?? 0) + 1;
    this.rows[y] = (this.rows[y] ?? 0) + 1;
  }

  mean(): Rgb | null {
    const { pixels, sum } = this;
    return pixels === 0 ? null : [sum[0] / pixels, sum[1] / pixels, sum[2] / pixels];
  }

  box(): Rect | null {
    const across = inked(this.columns);
    const down = inked(this.rows);
    if (!across || !down) return null;
    return {
      x: across.first / this.width,
      y: 1 - (down.last + 1) / this.height,
      width: (across.last + 1 - across.first) / this.width,
      height: (down.last + 1 - down.first) / this.height,
    };
  }
}

const inked = (counts: Uint32Array): { readonly first: number; readonly last: number } | null => {
  const least = Math.min(SPECKS, Math.max(...counts));
  if (least === 0) return null;
  const first = counts.findIndex((count) => count >= least);
  let last = counts.length - 1;
  while ((counts[last] ?? 0) < least) last--;
  return { first, last };
};

/** Distances between components from where on a colour is seen as one. */
const CHROMA = 40;

const hueOf = ([red, green, blue]: Rgb): NonNullable<ImageFacts['hue']> => {
  if (red - green > CHROMA && red - blue > CHROMA) return 'red';
  if (blue - red > CHROMA && blue - green > CHROMA / 4) return 'blue';
  return Math.max(red, green, blue) < 110 && Math.max(red, green, blue) - Math.min(red, green, blue) <= CHROMA
    ? 'black'
    : 'other';
};
