/** A table that draws only the rows in sight; one row is the tab stop, the others are reached by arrow keys. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { measureRow } from './measure-row.js';
import { tiny } from './tiny.js';

const useStyles = makeStyles({
  table: {
    display: 'flex',
    flexDirection: 'column',
    minHeight: 0,
    flexGrow: 1,
    [tiny]: { height: '300px', flexShrink: 0, flexGrow: 0 },
  },
  columns: { display: 'grid', columnGap: '12px', paddingInline: '12px' },
  head: {
    alignItems: 'end',
    borderBottom: `1px solid ${tokens.colorNeutralStroke1}`,
    color: tokens.colorNeutralForeground2,
    fontWeight: tokens.fontWeightSemibold,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    paddingBlock: '6px',
    flexShrink: 0,
    // Lines up with rows beside a scroll bar.
    scrollbarGutter: 'stable',
    overflowY: 'hidden',
  },
  scroller: { overflowY: 'auto', flexGrow: 1, minHeight: 0, scrollbarGutter: 'stable' },
  rows: { position: 'relative', width: '100%' },
  row: {
    position: 'absolute',
    top: 0,
    left: 0,
    width: '100%',
    alignItems: 'start',
    paddingBlock: '8px',
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
  },
  cell: { minWidth: 0, overflowWrap: 'anywhere' },
});

export interface Column<T> {
  readonly key: string;
  readonly head: ReactNode;
  /** Of the window's widths at which it has no room. */
  readonly className?: string;
  /** What can be pressed in it takes `tabIndex`; the one to which arrow keys lead has `data-row-focus`. */
  readonly cell: (row: T, tabIndex: 0 | -1) => ReactNode;
}

interface VirtualTableProps<T> {
  readonly label: string;
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
  readonly columns: readonly Column<T>[];
  /** Sets `gridTemplateColumns`. */
  readonly layout: string;
  /** Of a row that stands out. */
  readonly rowClass?: (row: T) => string | undefined;
  readonly onEndReached?: () => void;
}

const target = (key: string, from: number, last: number): number | null => {
  switch (key) {
    case 'ArrowDown':
      return Math.min(from + 1, last);
    case 'ArrowUp':
      return Math.max(from - 1, 0);
    case 'PageDown':
      return Math.min(from + 10, last);
    case 'PageUp':
      return Math.max(from - 10, 0);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
};

/** How near to the last loaded row more are asked for. */
const ahead = 50;

export function VirtualTable<T>({ label, rows, keyOf, columns, layout, rowClass, onEndReached }: VirtualTableProps<T>) {
  const styles = useStyles();
  const scroller = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const found = rows.findIndex((row) => keyOf(row) === chosen);
  const stop = Math.max(found, 0);
  // The tab stop is drawn even where it is not in sight: without it the table could not be reached.
  const rangeExtractor = useCallback(
    (range: Range) => [...new Set([...defaultRangeExtractor(range), stop])].sort((a, b) => a - b),
    [stop],
  );
  const virtual = useVirtualizer<HTMLDivElement, HTMLElement>({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 58,
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : keyOf(row);
    },
    measureElement: measureRow,
    overscan: 6,
    rangeExtractor,
  });
  const drawn = virtual.getVirtualItems();
  const lastDrawn = drawn.at(-1)?.index ?? 0;
  useEffect(() => {
    if (rows.length > 0 && lastDrawn >= rows.length - ahead) onEndReached?.();
  }, [lastDrawn, rows.length, onEndReached]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const next = target(event.key, stop, rows.length - 1);
    const row = next === null ? undefined : rows[next];
    if (next === null || row === undefined) return;
    event.preventDefault();
    setChosen(keyOf(row));
    virtual.scrollToIndex(next);
    // A far row is drawn only after the scroll.
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-index="${next}"] [data-row-focus]`)?.focus(),
    );
  };

  return (
    <div role="table" className={styles.table} aria-label={label} aria-rowcount={rows.length + 1}>
      <div role="row" aria-rowindex={1} className={mergeClasses(styles.columns, styles.head, layout)}>
        {columns.map(({ key, head, className }) => (
          <div key={key} role="columnheader" className={mergeClasses(styles.cell, className)}>
            {head}
          </div>
        ))}
      </div>
      <div role="rowgroup" ref={scroller} className={styles.scroller} onKeyDown={onKeyDown}>
        <div role="presentation" className={styles.rows} style={{ height: virtual.getTotalSize() }}>
          {drawn.map(({ index, key, start }) => {
            const row = rows[index];
            if (row === undefined) return null;
            return (
              <div
                key={key}
                ref={virtual.measureElement}
                data-index={index}
                role="row"
                aria-rowindex={index + 2}
                className={mergeClasses(styles.columns, styles.row, layout, rowClass?.(row))}
                style={{ transform: `translateY(${start}px)` }}
                onFocus={() => setChosen(keyOf(row))}
              >
                {columns.map(({ key: name, className, cell }) => (
                  <div key={name} role="cell" className={mergeClasses(styles.cell, className)}>
                    {cell(row, index === stop ? 0 : -1)}
                  </div>
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
