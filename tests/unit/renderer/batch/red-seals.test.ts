import { describe, expect, it } from 'vitest';
import { measurePage, type Picture, pixelFacts } from '../../../../src/renderer/batch/red-seals.js';

const paper = (): Picture => ({ width: 827, height: 1169, data: new Uint8ClampedArray(827 * 1169 * 4).fill(255) });

const dot = ({ width, data }: Picture, x: number, y: number, colour: readonly [number, number, number]): void =>
  data.set([...colour, 255], (Math.round(y) * width + Math.round(x)) * 4);

const red = [200, 30, 40] as const;

/** A ring two pixels thick. */
const ring = (picture: Picture, x: number, y: number, radius: number, colour: readonly [number, number, number]) => {
  for (let angle = 0; angle < 360; angle += 0.2) {
    for (const r of [radius, radius - 1]) {
      const radians = (angle * Math.PI) / 180;
      dot(picture, x + r * Math.cos(radians), y + r * Math.sin(radians), colour);
    }
  }
};

describe('red seals on a drawn page', () => {
  it('are found where they are, in points from the lower left corner', () => {
    const picture = paper();
    ring(picture, 500, 900, 70, red);
    const { redSeals } = measurePage(picture, 3);
    expect(redSeals).toHaveLength(1);
    const [seal] = redSeals;
    expect(seal?.page).toBe(3);
    expect((seal?.box.x ?? 0) + (seal?.box.width ?? 0) / 2).toBeCloseTo(360, -0.5);
    expect((seal?.box.y ?? 0) + (seal?.box.height ?? 0) / 2).toBeCloseTo((1169 - 900) * 0.72, -0.5);
  });

  it('hang together where a signature tears the ring', () => {
    const picture = paper();
    ring(picture, 400, 400, 70, red);
    for (let x = 320; x < 480; x += 1) for (let y = 396; y < 404; y += 1) dot(picture, x, y, [30, 50, 160]);
    expect(measurePage(picture, 1).redSeals).toHaveLength(1);
  });

  it('are found where red print crosses them and runs out on both sides', () => {
    const picture = paper();
    ring(picture, 500, 400, 70, red);
    for (let x = 480; x < 780; x += 3) for (let y = 380; y < 392; y += 1) dot(picture, x, y, red);
    const [seal, ...more] = measurePage(picture, 1).redSeals;
    expect(more).toEqual([]);
    expect((seal?.box.x ?? 0) + (seal?.box.width ?? 0) / 2).toBeCloseTo(360, -0.7);
    expect(Math.abs((seal?.box.width ?? 0) - 100.8)).toBeLessThan(7);
  });

  it('are no red ground and no red frame', () => {
    const picture = paper();
    for (let x = 100; x < 500; x += 1) for (let y = 100; y < 500; y += 1) dot(picture, x, y, red);
    for (let at = 100; at < 700; at += 1) {
      dot(picture, at, 700, red);
      dot(picture, at, 1100, red);
      dot(picture, 100, 600 + at * 0.7, red);
      dot(picture, 700, 600 + at * 0.7, red);
    }
    expect(measurePage(picture, 1).redSeals).toEqual([]);
  });

  it('are no blue rings, no small stamps and no red lines', () => {
    const picture = paper();
    ring(picture, 200, 200, 70, [30, 50, 160]);
    ring(picture, 500, 200, 20, red);
    for (let x = 100; x < 700; x += 1) dot(picture, x, 800, red);
    expect(measurePage(picture, 1).redSeals).toEqual([]);
  });

  it('say how much of the ink has a colour, over all pages; an empty page has none', () => {
    const [colour, black] = [paper(), paper()];
    for (let x = 0; x < 100; x += 1) dot(colour, x, 10, red);
    for (let x = 0; x < 300; x += 1) dot(black, x, 10, [20, 20, 20]);
    expect(pixelFacts([measurePage(colour, 1), measurePage(black, 2)]).colourShare).toBeCloseTo(0.25);
    expect(pixelFacts([measurePage(paper(), 1)]).colourShare).toBe(0);
  });
});

describe('what is printed on a drawn page', () => {
  it('is told by cells from the top left; dust is not', () => {
    const picture = paper();
    for (let x = 300; x < 330; x += 1) for (let y = 60; y < 66; y += 1) dot(picture, x, y, [20, 20, 20]);
    dot(picture, 600, 600, [20, 20, 20]);
    const { ink } = pixelFacts([measurePage(picture, 1)]);
    expect([ink?.page, ink?.columns, ink?.rows]).toEqual([1, 276, 390]);
    const printed = [...(ink?.cells ?? [])].flatMap((cell, at) => (cell ? [[at % 276, Math.floor(at / 276)]] : []));
    expect(printed).toHaveLength(20);
    expect(printed[0]).toEqual([100, 20]);
    expect(printed.at(-1)).toEqual([109, 21]);
  });

  it('is told of page 1 alone', () => {
    expect(pixelFacts([measurePage(paper(), 2)]).ink).toBeNull();
  });
});
