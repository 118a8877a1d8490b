import { describe, expect, it } from 'vitest';
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
