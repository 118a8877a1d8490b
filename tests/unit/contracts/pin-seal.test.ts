import { webcrypto } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeSealKey, sealPin } from '../../../src/contracts/pin-seal.js';

const subtle = webcrypto.subtle as SubtleCrypto;
const pin = new TextEncoder().encode('Mật khẩu 246810');

describe('a PIN on its way through the main process', () => {
  it('arrives, and nothing of it is seen on the way', async () => {
    const key = await makeSealKey(subtle);
    const sealed = await sealPin(subtle, key.point, pin);
    expect(await key.open(sealed)).toEqual(pin);
    expect(Buffer.from(sealed).includes(Buffer.from(pin.subarray(0, 4)))).toBe(false);
  });

  it('looks different each time, and opens for no other key', async () => {
    const [key, other] = [await makeSealKey(subtle), await makeSealKey(subtle)];
    const [first, second] = [await sealPin(subtle, key.point, pin), await sealPin(subtle, key.point, pin)];
    expect(first).not.toEqual(second);
    await expect(other.open(first)).rejects.toThrow();
  });

  it('is refused when a single bit of it was changed, or when it is cut off', async () => {
    const key = await makeSealKey(subtle);
    const sealed = await sealPin(subtle, key.point, pin);
    for (let at = 0; at < sealed.length; at += 7) {
      const changed = Uint8Array.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await expect(key.open(changed)).rejects.toThrow();
    }
    for (const length of [0, 64, 65, sealed.length - 1]) {
      await expect(key.open(sealed.subarray(0, length))).rejects.toThrow();
    }
  });
});
