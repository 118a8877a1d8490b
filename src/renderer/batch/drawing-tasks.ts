/** What the page asks of the drawing worker, and what it answers. */
import type { PixelFacts } from '../../contracts/records-facts.js';

/** Sent once, before any task: addresses are absolute, a worker has no base of its own. */
export interface DrawingPlace {
  readonly parser: string;
  /** Folder of pdf.js's own files, with its slash. */
  readonly assets: string;
}

interface Source {
  readonly document: string;
  /** Of an encrypted document. */
  readonly password: string | undefined;
}

export type DrawingTask =
  /** The first page, as wide as this in pixels. */
  (Source & { readonly kind: 'thumbnail'; readonly width: number }) | (Source & MeasureTask);

interface MeasureTask {
  readonly kind: 'measure';
  readonly pages: readonly number[];
}

export interface DrawingRequest {
  readonly id: number;
  readonly task: DrawingTask;
}

export type DrawingReply =
  | { readonly id: number; readonly thumbnail: ImageBitmap }
  | { readonly id: number; readonly pixels: PixelFacts }
  | { readonly id: number; readonly failed: true };
