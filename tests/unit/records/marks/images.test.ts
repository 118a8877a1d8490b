import { describe, expect, it } from 'vitest';
import { mm } from '../../../../src/main/appearance/units.js';
import { imageFacts } from '../../../../src/main/records/marks/image-facts.js';
import { imageMark } from '../../../../src/main/records/marks/images.js';
import { overlapOf, sealOver } from '../../../../src/main/records/marks/seal.js';
import { jpegHeader, png } from '../../appearance/sample-images.js';

/** A filled box of ink with its corners at a quarter and three quarters. */
const boxed = (rgb: readonly number[], paper: readonly number[]): Uint8Array =>
  png({
    width: 80,
    height: 40,
    type: 6,
    depth: 8,
    sample: (x, y, channel) => (x >= 20 && x < 60 && y >= 10 && y < 20 ? [...rgb, 255] : paper)[channel] ?? 0,
  });
const CLEAR = [0, 0, 0, 0];
const WHITE = [255, 255, 255, 255];

describe('what an image is', () => {
  it.each([
    ['a seal', [210, 20, 30], 'red'],
    ['a pen', [20, 40, 170], 'blue'],
    ['a photocopy', [30, 30, 30], 'black'],
    ['a green stamp', [20, 160, 40], 'other'],
  ] as const)('%s is %s: %s', (_name, rgb, hue) => {
    const facts = imageFacts(boxed(rgb, CLEAR));
    expect(facts).toMatchObject({ hasAlpha: true, hue, opaqueShare: 0.125, inkShare: 0.125 });
    expect(facts.meanColour).toEqual(rgb);
  });

  it('white paper around the ink is opaque and no ink', () => {
    const facts = imageFacts(boxed([20, 40, 170], WHITE));
    expect(facts).toMatchObject({ hasAlpha: false, opaqueShare: 1, inkShare: 0.125, hue: 'blue' });
  });

  it('the ink is found inside its margins, from the lower left', () => {
    expect(imageFacts(boxed([0, 0, 0], CLEAR)).ink).toEqual({ x: 0.25, y: 0.5, width: 0.5, height: 0.25 });
  });

  it('a speck of dust does not widen it', () => {
    const dusty = png({
      width: 80,
      height: 40,
      type: 6,
      depth: 8,
      sample: (x, y, channel) =>
        ((x >= 20 && x < 60 && y >= 10 && y < 20) || (x === 1 && y === 39) ? [0, 0, 0, 255] : CLEAR)[channel] ?? 0,
    });
    expect(imageFacts(dusty).ink).toEqual({ x: 0.25, y: 0.5, width: 0.5, height: 0.25 });
  });

  it('without ink has none', () => {
    const empty = png({ width: 4, height: 4, type: 6, depth: 8, sample: () => 0 });
    expect(imageFacts(empty)).toMatchObject({ ink: null, hue: null, meanColour: null, hasAlpha: true });
  });

  it('a JPEG is told apart', () => {
    expect(() => imageFacts(jpegHeader(10, 10, 3))).toThrow(
      expect.objectContaining({ code: 'signing.image-unreadable' }),
    );
  });
});

describe('an image as a mark', () => {
  it('is as wide as asked for, and has its own shape', () => {
    const { width, height } = imageMark(boxed([1, 2, 3], CLEAR), 36);
    expect(width).toBeCloseTo(mm(36), 9);
    expect(height).toBeCloseTo(mm(18), 9);
  });
});

describe('the seal beside a signature, in millimetres', () => {
  it.each([
    ['a usual one', 36, { x: 100, y: 50, width: 45, height: 20 }, 12],
    ['a wide signature', 36, { x: 100, y: 50, width: 80, height: 24 }, 12],
    ['a signature narrower than the seal', 36, { x: 100, y: 50, width: 24, height: 18 }, 8],
  ])('%s: right third over left third', (_name, diameter, signature, overlap) => {
    const { x, y, width, height } = sealOver({ width: diameter, height: diameter }, signature);
    expect(overlapOf(diameter, signature.width)).toBeCloseTo(overlap, 9);
    expect(x + width - signature.x).toBeCloseTo(overlap, 9);
    // Nothing but its right third touches nothing but the left third.
    expect(x + (2 / 3) * width).toBeLessThanOrEqual(signature.x + 1e-9);
    expect(x + width).toBeLessThanOrEqual(signature.x + signature.width / 3 + 1e-9);
    expect(y + height / 2).toBeCloseTo(signature.y + signature.height / 2, 9);
  });
});
