import { describe, expect, it } from 'vitest';
import { rowAfterKey } from '../../../../src/renderer/ui/virtual-rows.js';

describe('keys in a list of 15 rows', () => {
  it.each([
    ['ArrowDown', 3, 4],
    ['ArrowDown', 14, 14],
    ['ArrowUp', 3, 2],
    ['ArrowUp', 0, 0],
    ['PageDown', 3, 13],
    ['PageDown', 8, 14],
    ['PageUp', 13, 3],
    ['PageUp', 4, 0],
    ['Home', 9, 0],
    ['End', 9, 14],
  ])('%s leads from row %i to row %i', (key, from, to) => {
    expect(rowAfterKey(key, from, 14)).toBe(to);
  });

  it('other keys are left to what has the keyboard', () => {
    expect(rowAfterKey('Enter', 3, 14)).toBeNull();
  });
});
