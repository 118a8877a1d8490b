import { describe, expect, it } from 'vitest';
import { PdfDict, PdfRef } from '../../../src/main/pdf/objects.js';
import type { PdfPage } from '../../../src/main/pdf/pages.js';
import { displayedSize, toDisplayed, toUserSpace } from '../../../src/main/signing/geometry.js';
import fc from '../../fast-check.js';

const page = (rotate: PdfPage['rotate'], userUnit = 1): PdfPage => ({
  ref: new PdfRef(3, 0),
  dict: new PdfDict(),
  index: 0,
  cropBox: { left: 10, bottom: 20, right: 110, top: 220 },
  rotate,
  userUnit,
});
const box = (left: number, bottom: number, right: number, top: number) => ({ left, bottom, right, top });

describe('pages as displayed', () => {
  it.each([
    [0, box(10, 20, 15, 21)],
    [90, box(109, 20, 110, 25)],
    [180, box(105, 219, 110, 220)],
    [270, box(10, 215, 11, 220)],
  ] as const)('the lower left corner of a page turned by %d degrees', (rotate, expected) => {
    expect(toUserSpace(page(rotate), box(0, 0, 5, 1))).toEqual(expected);
  });

  it('swaps width and height of a page that lies on its side, and counts user units', () => {
    expect(displayedSize(page(90))).toEqual({ width: 200, height: 100 });
    expect(displayedSize(page(0, 2))).toEqual({ width: 200, height: 400 });
    expect(toUserSpace(page(0, 2), box(0, 0, 20, 40))).toEqual(box(10, 20, 20, 40));
  });

  it('comes back to where it was', () => {
    const rotations = fc.constantFrom(0 as const, 90 as const, 180 as const, 270 as const);
    fc.assert(
      fc.property(rotations, fc.nat(50), fc.nat(50), (rotate, x, y) => {
        const there = box(x, y, x + 7, y + 3);
        expect(toDisplayed(page(rotate, 2), toUserSpace(page(rotate, 2), there))).toEqual(there);
      }),
    );
  });
});
