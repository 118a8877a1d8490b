/** Whether an appearance is text and nothing that could pass for other text. */
import type { ContentItem } from '../../pdf/content/items.js';
import type { Box } from '../../pdf/pages.js';
import type { Appearance } from './marks.js';

/** What is thinner than this is a line, not a surface, in points. */
const LINE = 3;
/** Frames and backgrounds leave no more of a field's width or height free than this part. */
const FREE = 0.15;

/** From one side of the field to the other: backgrounds, frames, the highlight of a chosen line, dividers of a comb. */
const spans = (box: Box, field: Box): boolean =>
  box.right - box.left >= (1 - FREE) * (field.right - field.left) ||
  box.top - box.bottom >= (1 - FREE) * (field.top - field.bottom);

const isSurface = ({ box }: ContentItem): boolean => Math.min(box.right - box.left, box.top - box.bottom) >= LINE;

/**
 * Whether everything that is drawn is text, but for backgrounds under it, and frames and lines through the whole field.
 * Short strokes can draw letters, and what is laid over a text hides it.
 */
export const isPlainWriting = ({ ink, rect, kind, complete, text }: Appearance): boolean => {
  if (!complete || (kind !== 'text' && kind !== 'empty') || (text ?? '').includes('\ufffd')) return false;
  const firstText = ink.items.findIndex((item) => item.kind === 'text');
  return ink.items.every(
    (item, index) =>
      item.kind === 'text' ||
      (item.kind === 'path' &&
        item.shape === 'rectangle' &&
        spans(item.box, rect) &&
        !(isSurface(item) && firstText >= 0 && index > firstText)),
  );
};
