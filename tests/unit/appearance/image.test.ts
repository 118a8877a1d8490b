import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encodedImage } from '../../../src/main/appearance/image.js';
import { imageBox } from '../../../src/main/appearance/image-box.js';
import { mm } from '../../../src/main/appearance/units.js';
import { jpegHeader, png, seal } from './sample-images.js';

const PDFA_1 = { part: 1, conformance: 'B', outputIntent: true } as const;
const PDFA_2 = { part: 2, conformance: 'B', outputIntent: true } as const;
const thrown = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return error;
  }
};
const maskBytes = (image: ReturnType<typeof encodedImage>): Uint8Array => {
  const data = image.mask?.stream.data;
  if (data?.kind !== 'memory') throw new Error('no mask');
  return inflateSync(data.bytes);
};

describe('images', () => {
  it('keep their transparency where it is allowed', () => {
    for (const conformance of [null, PDFA_2]) expect(encodedImage(seal(20), conformance).mask?.key).toBe('SMask');
    expect(maskBytes(encodedImage(seal(20), null)).includes(128)).toBe(true);
  });

  it('are painted or not, and light where half transparent, in PDF/A-1 and where no output intent stands', () => {
    for (const conformance of [PDFA_1, { ...PDFA_2, outputIntent: false }]) {
      const image = encodedImage(seal(20), conformance);
      expect(image.mask?.key).toBe('Mask');
      const bits = maskBytes(image);
      expect(bits.length).toBe(3 * 20);
      // The corner is left out, the middle painted.
      expect([(bits[0] ?? 0) >> 7, ((bits[3 * 10 + 1] ?? 0) >> 5) & 1]).toEqual([1, 0]);
      const pixels = inflateSync(image.bytes);
      expect([...pixels.subarray(3 * (20 * 10 + 10), 3 * (20 * 10 + 10) + 3)]).toEqual([200, 20, 20]);
    }
  });

  it('do not vanish when they are faint all over', () => {
    const faint = png({ width: 8, height: 1, type: 4, depth: 8, sample: (x, _, c) => (c === 0 ? 0 : x < 4 ? 60 : 0) });
    const image = encodedImage(faint, PDFA_1);
    expect([...maskBytes(image)]).toEqual([0b0000_1111]);
    expect(inflateSync(image.bytes)[0]).toBe(195);
  });

  it('are encoded once for a batch, whatever array they come in', () => {
    const first = encodedImage(seal(24), null);
    expect(encodedImage(seal(24), null)).toBe(first);
    expect(encodedImage(seal(24), PDFA_1)).not.toBe(first);
  });

  it('JPEG stays as it is', () => {
    const file = jpegHeader(300, 200, 3);
    expect(encodedImage(file, null)).toEqual({
      width: 300,
      height: 200,
      colours: 'rgb',
      filter: 'DCTDecode',
      bytes: file,
      mask: null,
    });
    expect(encodedImage(jpegHeader(300, 200, 1, 0xc2), null).colours).toBe('gray');
  });

  it.each([
    ['CMYK', jpegHeader(30, 20, 4), 'signing.image-cmyk'],
    ['huge', jpegHeader(60_000, 60_000, 3), 'signing.image-too-large'],
    ['lossless JPEG', jpegHeader(30, 20, 3, 0xc3), 'signing.image-unreadable'],
    ['two components', jpegHeader(30, 20, 2), 'signing.image-unreadable'],
    ['JPEG cut off', jpegHeader(30, 20, 3).slice(0, -2), 'signing.image-unreadable'],
    ['JPEG cut off in its header', jpegHeader(30, 20, 3).slice(0, 14), 'signing.image-unreadable'],
    ['GIF', Uint8Array.from(Buffer.from('GIF89a')), 'signing.image-kind'],
    ['empty', new Uint8Array(), 'signing.image-kind'],
    ['too many bytes', new Uint8Array(5 * 1024 * 1024), 'signing.image-too-large'],
  ])('refused: %s', (_, bytes, code) => {
    expect(thrown(() => encodedImage(bytes, null))).toMatchObject({ code });
  });
});

describe('where an image stands', () => {
  const box = { left: 10, bottom: 20, right: 110, top: 70 };

  it('fills the box without being distorted', () => {
    expect(imageBox({ width: 100, height: 100 }, box, undefined)).toEqual({ left: 35, bottom: 20, right: 85, top: 70 });
    expect(imageBox({ width: 400, height: 100 }, box, undefined)).toEqual({
      left: 10,
      bottom: 32.5,
      right: 110,
      top: 57.5,
    });
  });

  it('has its physical width, in the middle', () => {
    const { left, right, bottom, top } = imageBox({ width: 200, height: 100 }, box, 10);
    expect(right - left).toBeCloseTo(mm(10));
    expect(top - bottom).toBeCloseTo(mm(5));
    expect([left + right, bottom + top]).toEqual([120, 90]);
  });

  it('is refused when larger than the box, and the person reads both sizes', () => {
    const error = thrown(() => imageBox({ width: 100, height: 100 }, box, 36));
    expect(error).toMatchObject({
      code: 'signing.image-exceeds-box',
      value: { vi: expect.stringContaining('36 × 36 mm') },
    });
    expect(error).toMatchObject({ value: { vi: expect.stringContaining('35.3 × 17.6 mm') } });
  });
});
