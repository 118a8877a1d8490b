import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readPresetImage } from '../../../src/main/jobs/preset-image.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-image-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const saved = (bytes: Uint8Array, name = 'con-dau.png'): string => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};

const chunk = (name: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
};

interface Png {
  readonly width: number;
  readonly height: number;
  /** Dots per metre. */
  readonly dots?: readonly [number, number];
}

/** A gray picture; large ones are announced only. */
const png = ({ width, height, dots }: Png): Buffer => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  const physical = Buffer.alloc(9);
  if (dots) {
    physical.writeUInt32BE(dots[0], 0);
    physical.writeUInt32BE(dots[1], 4);
    physical[8] = 1;
  }
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    ...(dots ? [chunk('pHYs', physical)] : []),
    chunk('IDAT', deflateSync(Buffer.alloc(Math.min(width * height, 1e6) + height))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
};

describe('the picture of a seal', () => {
  it('comes byte for byte, as wide as seals usually are', async () => {
    const bytes = png({ width: 100, height: 100 });
    const { image } = await readPresetImage(saved(bytes), 'seal');
    expect(image).toEqual({ pngBase64: bytes.toString('base64'), widthMm: 36 });
  });

  it.each([
    [{ width: 400, height: 400, dots: [11811, 11811] } as const, 33.9],
    // What drawing programs write by themselves, a slanted scan, and a width that no mark may have.
    [{ width: 400, height: 400, dots: [2835, 2835] } as const, 36],
    [{ width: 400, height: 400, dots: [11811, 5905] } as const, 36],
    [{ width: 20, height: 20, dots: [11811, 11811] } as const, 36],
  ])('is as wide as the file says where that can be meant: %o', async (made, width) => {
    expect((await readPresetImage(saved(png(made)), 'seal')).image.widthMm).toBe(width);
  });

  it.each([
    ['presets.image-not-png', 'a JPEG by the name of a PNG', Buffer.from([0xff, 0xd8, 0xff, 0xe0])],
    ['presets.image-not-png', 'empty', Buffer.alloc(0)],
    ['presets.image-unreadable', 'cut off', png({ width: 50, height: 50 }).subarray(0, 60)],
    ['presets.image-unreadable', 'a header alone', png({ width: 50, height: 50 }).subarray(0, 20)],
    ['presets.image-too-large', 'a bomb of 10^9 pixels', png({ width: 40_000, height: 25_000 })],
    ['presets.image-too-large', 'more than 2 MB', Buffer.concat([png({ width: 9, height: 9 }), Buffer.alloc(2 ** 21)])],
  ])('is refused as %s where it is %s', async (code, _, bytes) => {
    await expect(readPresetImage(saved(bytes), 'seal')).rejects.toMatchObject({
      code,
      value: { vi: expect.stringContaining('con-dau.png') },
    });
  });

  it('is refused where it is gone', async () => {
    await expect(readPresetImage(join(folder, 'x.png'), 'signature')).rejects.toMatchObject({ code: 'file.missing' });
  });

  it('is read from a picture that people have', async () => {
    const icon = readFileSync(join(import.meta.dirname, '..', '..', '..', 'resources', 'icons', '512x512.png'));
    const { facts } = await readPresetImage(saved(icon), 'seal');
    expect([facts.width, facts.hasAlpha]).toEqual([512, true]);
  });
});
