/** A list that draws only the rows in sight; with `onSelect` one row is current, moved by arrow keys. */
import { makeStyles, mergeClasses } from '@fluentui/react-components';
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import { rowAfterKey, useVirtualRows } from './virtual-rows.js';

const useStyles = makeStyles({
  scroller: { overflowY: 'auto', overflowX: 'hidden', minHeight: 0, height: '100%', position: 'relative' },
  list: { listStyleType: 'none', margin: 0, padding: 0, position: 'relative', width: '100%' },
  row: { position: 'absolute', top: 0, left: 0, width: '100%' },
});

export interface RowState {
  readonly current: boolean;
  /** One row is a tab stop, the others are reached by arrow keys: 500 tab stops serve nobody. */
  readonly tabIndex: 0 | -1;
}

interface VirtualListProps<T> {
  readonly items: readonly T[];
  readonly label: string;
  readonly keyOf: (item: T) => string;
  /** Height of a usual row in CSS pixels; rows are measured when drawn. */
  readonly estimate: number;
  readonly current?: string | null;
  readonly onSelect?: (key: string) => void;
  /** Delete key on the current row. */
  readonly onRemove?: (key: string) => void;
  readonly className?: string;
  readonly children: (item: T, state: RowState) => ReactNode;
}

export function VirtualList<T>(props: VirtualListProps<T>) {
  const { items, keyOf, onSelect, onRemove } = props;
  const styles = useStyles();
  const focusWanted = useRef(false);
  const currentIndex = items.findIndex((item) => keyOf(item) === props.current);
  const stop = Math.max(currentIndex, 0);
  const { scroller, virtual, focusRow } = useVirtualRows({ items, keyOf, estimate: props.estimate, stop });

  useEffect(() => {
    if (currentIndex < 0) {
      // A filter left it out: what it found is read from its beginning.
      virtual.scrollToOffset(0);
      return;
    }
    virtual.scrollToIndex(currentIndex);
    if (!focusWanted.current) return;
    focusWanted.current = false;
    focusRow(currentIndex);
  }, [currentIndex, virtual, focusRow]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (!onSelect) return;
    const target = rowAfterKey(event.key, stop, items.length - 1);
    const item = target === null ? undefined : items[target];
    if (item !== undefined) {
      event.preventDefault();
      focusWanted.current = true;
      onSelect(keyOf(item));
    } else if (event.key === 'Delete' && onRemove && props.current) {
      focusWanted.current = true;
      onRemove(props.current);
    }
  };

  return (
    <div ref={scroller} className={mergeClasses(styles.scroller, props.className)}>
      <ul
        className={styles.list}
        style={{ height: virtual.getTotalSize() }}
        aria-label={props.label}
        onKeyDown={onKeyDown}
      >
        {virtual.getVirtualItems().map((row) => {
          const item = items[row.index];
          if (item === undefined) return null;
          return (
            <li
              key={row.key}
              ref={virtual.measureElement}
              data-index={row.index}
              className={styles.row}
              style={{ transform: `translateY(${row.start}px)` }}
              aria-setsize={items.length}
              aria-posinset={row.index + 1}
            >
              {props.children(item, { current: row.index === currentIndex, tabIndex: row.index === stop ? 0 : -1 })}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
