/** Transformation matrices (ISO 32000-2 8.3.4) and boxes that go through them. */
import type { ObjectReader } from '../object-reader.js';
import type { PdfObject } from '../objects.js';
import type { Box, PdfPage } from '../pages.js';

export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];
export type Point = readonly [x: number, y: number];

export const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];

export const translation = (x: number, y: number): Matrix => [1, 0, 0, 1, x, y];

/** An array of six numbers; null for anything else. */
export const matrixFrom = (document: ObjectReader, object: PdfObject): Matrix | null => {
  const array = document.resolve(object);
  if (!Array.isArray(array) || array.length !== 6) return null;
  const [a, b, c, d, e, f] = array.map((item) => document.resolve(item));
  const stated = [a, b, c, d, e, f].every((item) => typeof item === 'number' && Number.isFinite(item));
  return stated ? [Number(a), Number(b), Number(c), Number(d), Number(e), Number(f)] : null;
};

/** First `a`, then `b`. */
export const times = (a: Matrix, b: Matrix): Matrix => [
  a[0] * b[0] + a[1] * b[2],
  a[0] * b[1] + a[1] * b[3],
  a[2] * b[0] + a[3] * b[2],
  a[2] * b[1] + a[3] * b[3],
  a[4] * b[0] + a[5] * b[2] + b[4],
  a[4] * b[1] + a[5] * b[3] + b[5],
];

export const applied = (matrix: Matrix, [x, y]: Point): Point => [
  x * matrix[0] + y * matrix[2] + matrix[4],
  x * matrix[1] + y * matrix[3] + matrix[5],
];

/** null for a matrix that makes everything flat. */
export const inverse = ([a, b, c, d, e, f]: Matrix): Matrix | null => {
  const area = a * d - b * c;
  if (area === 0 || !Number.isFinite(area)) return null;
  return [d / area, -b / area, -c / area, a / area, (c * f - d * e) / area, (b * e - a * f) / area];
};

/** The smallest box around all of these points; there has to be one. */
export const around = (points: readonly Point[]): Box => {
  const box = { left: Infinity, bottom: Infinity, right: -Infinity, top: -Infinity };
  for (const [x, y] of points) {
    box.left = Math.min(box.left, x);
    box.bottom = Math.min(box.bottom, y);
    box.right = Math.max(box.right, x);
    box.top = Math.max(box.top, y);
  }
  return box;
};

/** The smallest box around what becomes of a box. */
export const transformed = (matrix: Matrix, { left, bottom, right, top }: Box): Box =>
  around([
    applied(matrix, [left, bottom]),
    applied(matrix, [left, top]),
    applied(matrix, [right, bottom]),
    applied(matrix, [right, top]),
  ]);

/** From default user space to the page as displayed: points, origin at its lower left corner (8.3.2.3, 7.7.3.3). */
export const displayMatrix = ({ cropBox, rotate, userUnit: unit }: PdfPage): Matrix => {
  const { left, bottom, right, top } = cropBox;
  switch (rotate) {
    case 0:
      return [unit, 0, 0, unit, -left * unit, -bottom * unit];
    case 90:
      return [0, -unit, unit, 0, -bottom * unit, right * unit];
    case 180:
      return [-unit, 0, 0, -unit, right * unit, top * unit];
    case 270:
      return [0, unit, -unit, 0, top * unit, -left * unit];
  }
};
