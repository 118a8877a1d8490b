import { describe, expect, it } from 'vitest';
import { nextOffset } from '../../../../src/renderer/ui/load-more.js';
import { rowChoice } from '../../../../src/renderer/ui/row-choice.js';

describe('ticks before rows', () => {
  const choice = (keys: string[]) => {
    const told: string[][] = [];
    const found = rowChoice(
      ['a', 'b'],
      (row) => row,
      new Set(keys),
      (next) => told.push([...next]),
    );
    return { ...found, told };
  };
  it('say of the one above them whether none, some or all are set', () => {
    expect([[], ['a'], ['a', 'b']].map((keys) => choice(keys).all)).toEqual([false, 'mixed', true]);
    expect(rowChoice([], String, new Set(), () => undefined).all).toBe(false);
  });
  it('that are set elsewhere count as none of these, and stay when one of these is set', () => {
    const { all, toggle, told } = choice(['gone']);
    expect(all).toBe(false);
    toggle('a');
    expect(told).toEqual([['gone', 'a']]);
  });
  it('are set or cleared all at once', () => {
    const [some, every] = [choice(['a']), choice(['a', 'b'])];
    some.toggleAll();
    every.toggleAll();
    expect([some.told, every.told]).toEqual([[['a', 'b']], [[]]]);
  });
});

describe('the next page of a list', () => {
  const next = nextOffset(({ rows }: { rows: number; total: number }) => rows);
  it('begins behind what is loaded, and is none at the end or where a page came empty', () => {
    const [full, rest, empty] = [
      { rows: 2, total: 3 },
      { rows: 1, total: 3 },
      { rows: 0, total: 3 },
    ];
    expect(next(full, [full])).toBe(2);
    expect(next(rest, [full, rest])).toBeUndefined();
    expect(next(empty, [full, empty])).toBeUndefined();
  });
});
