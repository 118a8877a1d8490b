import { describe, expect, it } from 'vitest';
import type { SeriesIntegrity } from '../../../../src/contracts/registers.js';
import {
  numberOf,
  possibleStart,
  rangesOf,
  shownNotation,
  shownRanges,
  standingOf,
} from '../../../../src/renderer/registers/numbers.js';

const integrity = (changes: Partial<SeriesIntegrity>): SeriesIntegrity => ({
  first: 1,
  last: null,
  used: 0,
  held: [],
  free: [],
  missing: [],
  unregistered: [],
  ...changes,
});

describe('numbers as people write them', () => {
  it('have a leading zero below ten, and follow each other as a range', () => {
    expect(shownRanges(rangesOf([5, 12, 13, 14, 20]))).toBe('05, 12–14, 20');
    expect(shownRanges(rangesOf([9, 10]))).toBe('09–10');
    expect(shownRanges([])).toBe('');
  });

  it('say that there are more where there are very many holes', () => {
    const holes = Array.from({ length: 9 }, (_, index) => 2 * index + 1);
    expect(shownRanges(rangesOf(holes))).toBe('01, 03, 05, 07, 09, 11, 13, 15, …');
  });

  it('stand alone where nothing else is known', () => {
    expect(shownNotation('05', 'QĐ-UBND')).toBe('05/QĐ-UBND');
    expect(shownNotation('05', '')).toBe('05');
    expect(shownNotation('', 'BNV-VP')).toBe('BNV-VP');
  });

  it.each([
    ['87', 87],
    [' 087 ', 87],
    ['0', null],
    ['', null],
    ['-3', null],
    ['1.5', null],
    ['87/QĐ', null],
    ['12345678', null],
  ])('typed as “%s” are %s', (text, number) => expect(numberOf(text)).toBe(number));
});

describe('where a series stands', () => {
  it('is whole up to the last registered number; what comes behind it is held', () => {
    const standing = standingOf({ integrity: integrity({ last: 88, used: 87, held: [88] }) });
    expect(standing).toMatchObject({ kind: 'whole', first: 1, last: 87, held: [{ from: 88, to: 88 }] });
  });

  it('is whole with a held number in the middle, which will be registered', () => {
    expect(standingOf({ integrity: integrity({ last: 5, used: 4, held: [3] }) })).toMatchObject({
      kind: 'whole',
      last: 5,
    });
  });

  it('is not called whole while a number in the middle was given back', () => {
    expect(standingOf({ integrity: integrity({ last: 5, used: 4, free: [3] }) }).kind).toBe('gaps');
    expect(standingOf({ integrity: integrity({ last: 6, used: 4, free: [5], held: [6] }) }).kind).toBe('whole');
  });

  it('is broken by a missing number, and by one without an entry', () => {
    const lost = integrity({ last: 9, used: 7, missing: [{ from: 4, to: 5 }] });
    expect(standingOf({ integrity: lost })).toMatchObject({ kind: 'broken', last: 9 });
    expect(standingOf({ integrity: integrity({ last: 2, used: 2, unregistered: [2] }) }).kind).toBe('broken');
  });

  it('has nothing registered while all its numbers are held', () => {
    expect(standingOf({ integrity: integrity({ last: 2, held: [1, 2] }) }).kind).toBe('held');
    expect(standingOf({ integrity: integrity({}) }).kind).toBe('unused');
  });
});

describe('another beginning', () => {
  const series = (next: number, changes: Partial<SeriesIntegrity>) => ({
    id: 'chung',
    name: null,
    next,
    unconfirmed: false,
    integrity: integrity(changes),
  });

  it('is possible while no number is held, also once more', () => {
    expect(possibleStart(series(1, {}))).toBe(1);
    expect(possibleStart(series(120, { first: 120 }))).toBe(120);
  });

  it('is possible where the first number given left a gap before it', () => {
    const late = { last: 121, used: 1, held: [121], missing: [{ from: 1, to: 119 }] };
    expect(possibleStart(series(122, late))).toBe(120);
  });

  it('is not where numbers go on already', () => {
    expect(possibleStart(series(4, { last: 3, used: 3 }))).toBeNull();
    expect(possibleStart(series(9, { last: 8, used: 6, missing: [{ from: 4, to: 5 }] }))).toBeNull();
    expect(possibleStart(series(131, { first: 120, last: 130, missing: [{ from: 120, to: 125 }] }))).toBeNull();
  });
});
