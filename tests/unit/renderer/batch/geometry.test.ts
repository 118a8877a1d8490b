import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { moved, pointsPerMm, resized, snapLines, snapped, within } from '../../../../src/renderer/batch/geometry.js';
import { nudged } from '../../../../src/renderer/batch/mark-layer.js';
import { seed } from '../../../seed.js';

const page = { width: 595, height: 842 };
const box = { x: 100, y: 100, width: 60, height: 30 };
const mark = { role: 'number', page: 1, rect: box, sure: true, moved: false } as const;

describe('a box on a page', () => {
  it('never leaves the page, wherever it is drawn or resized to', () => {
    const side = fc.double({ min: -2000, max: 2000, noNaN: true });
    const corner = fc.constantFrom(...([-1, 1] as const).flatMap((h) => ([-1, 1] as const).map((v) => ({ h, v }))));
    fc.assert(
      fc.property(side, side, corner, fc.boolean(), (dx, dy, at, keep) => {
        for (const rect of [moved(box, dx, dy, page), resized(box, at, dx, dy, page, keep)]) {
          expect(rect.x).toBeGreaterThanOrEqual(-1e-9);
          expect(rect.y).toBeGreaterThanOrEqual(-1e-9);
          expect(rect.x + rect.width).toBeLessThanOrEqual(page.width + 1e-9);
          expect(rect.y + rect.height).toBeLessThanOrEqual(page.height + 1e-9);
          expect(Math.min(rect.width, rect.height)).toBeGreaterThan(5.9);
        }
      }),
      { seed },
    );
  });

  it('keeps its ratio while a picture is resized, and the opposite corner stays', () => {
    const rect = resized(box, { h: -1, v: 1 }, -30, 2, page, true);
    expect(rect.width / rect.height).toBeCloseTo(2);
    expect(rect.x + rect.width).toBeCloseTo(160);
    expect(rect.y).toBeCloseTo(100);
    expect(rect.width).toBeCloseTo(90);
  });

  it('is as large as the page at most', () => {
    expect(within({ x: -5, y: 9000, width: 700, height: 10 }, page)).toEqual({ x: 0, y: 832, width: 595, height: 10 });
  });

  it('is drawn to the nearest line, and to none that is farther than the tolerance', () => {
    const lines = snapLines([{ x: 300, y: 400, width: 50, height: 50 }], page, [101.5]);
    expect(snapped({ ...box, x: 299 }, lines, 5)).toMatchObject({ rect: { x: 300 }, x: 300 });
    expect(snapped(box, lines, 5)).toMatchObject({ rect: { x: 100, y: 101.5 }, x: null, y: 101.5 });
    expect(snapped({ ...box, x: page.width / 2 - 31 }, lines, 2)).toMatchObject({ x: page.width / 2 });
  });

  it('moves by half a millimetre with an arrow, by five with Shift, up where the arrow points up', () => {
    expect(nudged('ArrowUp', false, mark, page)).toEqual({ ...box, y: 100 + 0.5 * pointsPerMm });
    expect(nudged('ArrowLeft', true, mark, page)).toEqual({ ...box, x: 100 - 5 * pointsPerMm });
    expect(nudged('+', false, { ...mark, role: 'seal' }, page)).toMatchObject({ width: 60 + 0.5 * pointsPerMm });
    expect(nudged('a', false, mark, page)).toBeNull();
  });
});
