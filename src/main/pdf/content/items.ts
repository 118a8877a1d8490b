/** What a content stream leaves on the page, in the order in which it is painted. */
import type { PdfStream } from '../objects.js';
import type { Box } from '../pages.js';
import type { Matrix } from './matrix.js';

interface Painted {
  /** In default user space, within the clipping path's box. */
  readonly box: Box;
  /** Constant opacity (ISO 32000-2 11.6.4.4), 0 to 1. */
  readonly alpha: number;
  /** Whether nothing of what is under {@link box} can be seen: no mask, no transparency, nothing but this. */
  readonly opaque: boolean;
  /** Text of rendering mode 3 or without size, and what is fully transparent. */
  readonly invisible: boolean;
}

export interface TextItem extends Painted {
  readonly kind: 'text';
  /** A word, or the part of one that is shown in one go; U+FFFD for glyphs that the font gives no character for. */
  readonly text: string;
  /** Height of the letters, in default user space units. */
  readonly size: number;
  /** White on white paper, or so transparent that nobody reads it. */
  readonly pale: boolean;
}

export interface ImageItem extends Painted {
  readonly kind: 'image';
  /** null for an inline image. */
  readonly stream: PdfStream | null;
  /** From the unit square to default user space. */
  readonly matrix: Matrix;
}

export interface PathItem extends Painted {
  readonly kind: 'path';
  /** A stroked line is as filled as a filled shape. */
  readonly shape: 'rectangle' | 'other';
  /** Rather than stroked. */
  readonly filled: boolean;
}

export type ContentItem = TextItem | ImageItem | PathItem;

export interface DrawnContent {
  readonly items: readonly ContentItem[];
  /** false when a limit, damage or a filter that is not known left something out. */
  readonly complete: boolean;
}
