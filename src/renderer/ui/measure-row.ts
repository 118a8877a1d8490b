import { measureElement, type Virtualizer } from '@tanstack/react-virtual';

/**
 * For `measureElement` of a virtual list. The rows of a page that is hidden have no height: they keep the one they were
 * drawn with, or the list would come back scrolled away and half empty.
 */
export const measureRow = (
  row: HTMLElement,
  entry: ResizeObserverEntry | undefined,
  list: Virtualizer<HTMLDivElement, HTMLElement>,
): number =>
  measureElement(row, entry, list) ||
  // Without an entry it answers what it measured last.
  measureElement(row, undefined, list) ||
  list.options.estimateSize(list.indexFromElement(row));
