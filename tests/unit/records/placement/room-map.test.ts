import { describe, expect, it } from 'vitest';
import { RoomMap } from '../../../../src/main/records/placement/room-map.js';

const PAGE = { width: 200, height: 100 };
const WHOLE = { x: 0, y: 0, ...PAGE };
const rect = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });
const map = (...taken: ReturnType<typeof rect>[]): RoomMap => {
  const made = new RoomMap(PAGE);
  for (const one of taken) made.block(one);
  return made;
};

describe('free room', () => {
  it('is at the top right of an empty page', () => {
    expect(map().firstFree({ width: 40, height: 20 }, WHOLE)).toEqual(rect(160, 80, 40, 20));
  });

  it('keeps clear of what is printed', () => {
    const found = map(rect(100, 60, 100, 40)).firstFree({ width: 40, height: 20 }, WHOLE);
    expect(found).toMatchObject({ y: 80 });
    expect((found?.x ?? 0) + 40).toBeLessThanOrEqual(97);
  });

  it('is nearest to where a mark belongs', () => {
    const found = map(rect(0, 40, 60, 60)).nearestFree({ width: 20, height: 20 }, WHOLE, { x: 30, y: 60 });
    // Below the print rather than beside it: nearer by its upper middle.
    expect(found).toMatchObject({ x: 20, width: 20 });
    expect((found?.y ?? 0) + 20).toBeLessThanOrEqual(37);
  });

  it('there is none on a full page, and the least covering place is named', () => {
    const full = map(WHOLE);
    expect(full.firstFree({ width: 20, height: 20 }, WHOLE)).toBeNull();
    const half = map(rect(0, 0, 200, 50), rect(0, 0, 100, 100), rect(100, 90, 100, 10));
    expect(half.firstFree({ width: 60, height: 44 }, WHOLE)).toBeNull();
    const least = half.leastCovering({ width: 60, height: 44 }, WHOLE);
    expect(least && half.covered(least)).toBe(60 * 4);
  });

  it('a mark larger than its region has none', () => {
    expect(map().firstFree({ width: 300, height: 20 }, WHOLE)).toBeNull();
    expect(map().leastCovering({ width: 300, height: 20 }, WHOLE)).toBeNull();
  });

  it('corners of a seal’s box do not count', () => {
    const corner = map(rect(0, 0, 8, 8));
    expect(corner.covered(rect(0, 0, 60, 60))).toBeGreaterThan(0);
    expect(corner.coveredByDisc(rect(0, 0, 60, 60))).toBe(0);
  });

  it('ink that was measured on the drawn page counts, rows from the top', () => {
    const cells = new Uint8Array(20 * 10);
    cells[0] = 1;
    const scanned = new RoomMap(PAGE);
    scanned.blockInk({ page: 1, columns: 20, rows: 10, cells });
    expect(scanned.covered(rect(0, 90, 10, 10))).toBe(100);
    expect(scanned.covered(rect(0, 0, 200, 88))).toBe(0);
  });

  it.each([14_400, 1e7, 1e9])('on a page of %d points is found as fast as on a sheet', (side) => {
    const huge = new RoomMap({ width: side, height: side });
    huge.block(rect(0, 0, side, side / 2));
    const found = huge.firstFree({ width: 100, height: 20 }, { x: 0, y: 0, width: side, height: side });
    expect(found).toMatchObject({ x: side - 100, width: 100, height: 20 });
    expect(found?.y).toBeGreaterThan(side / 2);
    expect(huge.leastCovering({ width: 100, height: 20 }, rect(0, 0, side, side / 2))).not.toBeNull();
  });
});
