/** Images of a seal and a signature with known ink, real letters as they were before anybody signed, and pixel measures. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InkGrid } from '../../src/contracts/records-facts.js';
import { png } from '../unit/appearance/sample-images.js';
import { type Picture, rendered } from './appearance-support.js';
import { DOCUMENTS } from './signing-support.js';

const pngOf = (width: number, height: number, inkAt: (x: number, y: number) => boolean, rgb: readonly number[]) =>
  png({
    width,
    height,
    type: 6,
    depth: 8,
    sample: (x, y, channel) => (channel < 3 ? (rgb[channel] ?? 0) : inkAt(x + 0.5, y + 0.5) ? 255 : 0),
  });

/** Two rings and a star, red; ink over the middle 90 % of the square. */
export const SEAL_INK = 0.9;
const SEAL_PIXELS = 300;
export const sealPng = (): Uint8Array =>
  pngOf(
    SEAL_PIXELS,
    SEAL_PIXELS,
    (x, y) => {
      const [dx, dy] = [(2 * x) / SEAL_PIXELS - 1, (2 * y) / SEAL_PIXELS - 1];
      const radius = Math.hypot(dx, dy) / SEAL_INK;
      const inRing = (radius > 0.94 && radius <= 1) || (radius > 0.6 && radius < 0.63);
      const turn = (Math.atan2(dx, -dy) / (2 * Math.PI) + 1) * 5;
      const point = Math.abs((turn % 1) - 0.5) * 2;
      return inRing || radius < 0.14 + 0.24 * point ** 2;
    },
    [205, 20, 30],
  );

/** A pen stroke, blue; transparent margins of 8 % on the left and right. */
const PEN = { width: 420, height: 150, margin: 0.08, thickness: 5 } as const;
export const signaturePng = (): Uint8Array =>
  pngOf(
    PEN.width,
    PEN.height,
    (x, y) => {
      const along = (x / PEN.width - PEN.margin) / (1 - 2 * PEN.margin);
      if (along < 0 || along > 1) return false;
      const middle = PEN.height * (0.5 + 0.36 * Math.sin(along * 19) * (1 - 0.55 * along));
      const slope = 19 * PEN.height * 0.36 * Math.cos(along * 19) * (1 - 0.55 * along);
      return Math.abs(y - middle) <= PEN.thickness * Math.hypot(1, slope / (PEN.width * 0.84)) * 0.5;
    },
    [25, 50, 170],
  );

/** A real letter with blanks for number and date, as it was before its first signature. */
export const unsignedLetter = (): Uint8Array => {
  const bytes = readFileSync(
    join(DOCUMENTS, 'signed', 'd73b11b9_38_van_ban_du_thao_5dzyr0zq.ylq-cv-gui-xin-y-kien-c.pdf'),
  );
  const end = bytes.lastIndexOf('%%EOF', bytes.indexOf('/ByteRange'));
  return new Uint8Array(bytes.subarray(0, end + 6));
};

export type Rgb = readonly [number, number, number];
export const isRed = ([r, g, b]: Rgb): boolean => r - g > 60 && r - b > 60;
export const isBlue = ([r, g, b]: Rgb): boolean => b - r > 50 && b - g > 40;
export const isDark = ([r, g, b]: Rgb): boolean => Math.max(r, g, b) < 110;

/** Around all pixels of a page of `height` points that look so, in points from its lower left corner. */
export const boxOf = (picture: Picture, looks: (rgb: Rgb) => boolean, dpi: number) => {
  const found = { left: Infinity, right: -Infinity, top: -Infinity, bottom: Infinity };
  for (let y = 0; y < picture.height; y++) {
    for (let x = 0; x < picture.width; x++) {
      if (!looks(picture.at(x, y))) continue;
      found.left = Math.min(found.left, x);
      found.right = Math.max(found.right, x + 1);
      found.top = Math.max(found.top, picture.height - y);
      found.bottom = Math.min(found.bottom, picture.height - y - 1);
    }
  }
  const points = (pixels: number): number => (pixels * 72) / dpi;
  return {
    x: points(found.left),
    y: points(found.bottom),
    width: points(found.right - found.left),
    height: points(found.top - found.bottom),
  };
};

export const DPI = 200;
export const drawnPage = (folder: string, name: string, file: string): Picture =>
  rendered(folder, name, readFileSync(file), DPI);

const changedAt = function* (was: Picture, is: Picture): Generator<Rgb> {
  for (let y = 0; y < was.height; y++) {
    for (let x = 0; x < was.width; x++) {
      const [before, after] = [was.at(x, y), is.at(x, y)];
      if (before.some((value, i) => value !== after[i])) yield before;
    }
  }
};

/** How many pixels two drawings of one page differ in. */
export const changedPixels = (was: Picture, is: Picture): number => Array.from(changedAt(was, is)).length;

/** How many of them were print before: dark, and not the blue of a pen. */
export const printUnder = (was: Picture, is: Picture): number =>
  Array.from(changedAt(was, is)).filter((rgb) => isDark(rgb) && !isBlue(rgb)).length;

/** Cells of about 2 points, dark wherever a pixel of theirs is. */
export const inkGrid = (picture: Picture, page: number): InkGrid => {
  const side = Math.round((2 * DPI) / 72);
  const [columns, rows] = [Math.ceil(picture.width / side), Math.ceil(picture.height / side)];
  const cells = new Uint8Array(columns * rows);
  for (let y = 0; y < picture.height; y++) {
    for (let x = 0; x < picture.width; x++) {
      if (Math.min(...picture.at(x, y)) < 150) cells[Math.floor(y / side) * columns + Math.floor(x / side)] = 1;
    }
  }
  return { page, columns, rows, cells };
};
