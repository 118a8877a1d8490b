/** What lists and tables have in common that draw only the rows in sight: which rows, and how keys lead through them. */
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useRef } from 'react';
import { measureRow } from './measure-row.js';

const pageOfRows = 10;

/** The row that a key leads to from `from`; null for a key that leads nowhere. */
export const rowAfterKey = (key: string, from: number, last: number): number | null => {
  switch (key) {
    case 'ArrowDown':
      return Math.min(from + 1, last);
    case 'ArrowUp':
      return Math.max(from - 1, 0);
    case 'PageDown':
      return Math.min(from + pageOfRows, last);
    case 'PageUp':
      return Math.max(from - pageOfRows, 0);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
};

interface VirtualRowsOptions<T> {
  readonly items: readonly T[];
  readonly keyOf: (item: T) => string;
  /** Height of a usual row in CSS pixels; rows are measured when drawn. */
  readonly estimate: number;
  /** Index of the tab stop, which is drawn even where it is not in sight: without it the rows could not be reached. */
  readonly stop: number;
}

/** Rows say their `data-index`; what is focused in one has `data-row-focus`. */
export const useVirtualRows = <T>({ items, keyOf, estimate, stop }: VirtualRowsOptions<T>) => {
  const scroller = useRef<HTMLDivElement>(null);
  const rangeExtractor = useCallback(
    (range: Range) => [...new Set([...defaultRangeExtractor(range), stop])].sort((a, b) => a - b),
    [stop],
  );
  const virtual = useVirtualizer<HTMLDivElement, HTMLElement>({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => estimate,
    getItemKey: (index) => {
      const item = items[index];
      return item === undefined ? index : keyOf(item);
    },
    measureElement: measureRow,
    overscan: 6,
    rangeExtractor,
  });
  const focusRow = useCallback((index: number): void => {
    // A far row is drawn only after the scroll.
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-index="${index}"] [data-row-focus]`)?.focus(),
    );
  }, []);
  return { scroller, virtual, focusRow };
};
