/** A table that draws only the rows in sight; one row is the tab stop, the others are reached by arrow keys. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { type KeyboardEvent, type ReactNode, useEffect, useState } from 'react';
import { tiny } from './tiny.js';
import { rowAfterKey, useVirtualRows } from './virtual-rows.js';

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
  /** Told the places of the first and the last row in sight; the same function as long as the list is the same. */
  readonly onSight?: (first: number, last: number) => void;
}

const estimate = 58;

/** How near to the last loaded row more are asked for. */
const ahead = 50;

export function VirtualTable<T>(props: VirtualTableProps<T>) {
  const { label, rows, keyOf, columns, layout, rowClass, onEndReached, onSight } = props;
  const styles = useStyles();
  const [chosen, setChosen] = useState<string | null>(null);
  const found = rows.findIndex((row) => keyOf(row) === chosen);
  const stop = Math.max(found, 0);
  const { scroller, virtual, focusRow } = useVirtualRows({ items: rows, keyOf, estimate, stop });
  const drawn = virtual.getVirtualItems();
  const lastDrawn = drawn.at(-1)?.index ?? 0;
  useEffect(() => {
    if (rows.length > 0 && lastDrawn >= rows.length - ahead) onEndReached?.();
  }, [lastDrawn, rows.length, onEndReached]);
  const { startIndex: first = 0, endIndex: last = 0 } = virtual.range ?? {};
  // biome-ignore lint/correctness/useExhaustiveDependencies: other rows may stand in the same places
  useEffect(() => onSight?.(first, last), [first, last, rows, onSight]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const next = rowAfterKey(event.key, stop, rows.length - 1);
    const row = next === null ? undefined : rows[next];
    if (next === null || row === undefined) return;
    event.preventDefault();
    setChosen(keyOf(row));
    virtual.scrollToIndex(next);
    focusRow(next);
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
