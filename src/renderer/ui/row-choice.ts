/** Ticks before the rows of a table, and the one above them all. */
export interface RowChoice<T> {
  readonly has: (row: T) => boolean;
  readonly toggle: (row: T) => void;
  readonly all: boolean | 'mixed';
  readonly toggleAll: () => void;
}

/** @param rows those that can be ticked, of which `keys` are */
export const rowChoice = <T>(
  rows: readonly T[],
  keyOf: (row: T) => string,
  keys: ReadonlySet<string>,
  onKeys: (keys: ReadonlySet<string>) => void,
): RowChoice<T> => {
  const has = (row: T): boolean => keys.has(keyOf(row));
  const chosen = rows.filter(has).length;
  return {
    has,
    toggle: (row) => {
      const next = new Set(keys);
      if (!next.delete(keyOf(row))) next.add(keyOf(row));
      onKeys(next);
    },
    all: chosen === 0 ? false : chosen === rows.length ? true : 'mixed',
    toggleAll: () => onKeys(chosen === rows.length ? new Set() : new Set(rows.map(keyOf))),
  };
};
