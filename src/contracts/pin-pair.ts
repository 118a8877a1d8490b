/**
 * The old and the new PIN of one change as they travel beside a message: one octet string, so that the one way for a PIN
 * serves for two. 4 octets (big-endian) with the length of the old PIN, the old PIN, the new PIN; both UTF-8.
 */

/** The caller erases what he gave and what he got. */
export const encodePinPair = (oldPin: Uint8Array, newPin: Uint8Array): Uint8Array => {
  const pair = new Uint8Array(4 + oldPin.length + newPin.length);
  new DataView(pair.buffer).setUint32(0, oldPin.length);
  pair.set(oldPin, 4);
  pair.set(newPin, 4 + oldPin.length);
  return pair;
};

/** Views into `pair`, or null when it is none: erasing it erases them. */
export const decodePinPair = (pair: Uint8Array): { oldPin: Uint8Array; newPin: Uint8Array } | null => {
  if (pair.length < 4) return null;
  const length = new DataView(pair.buffer, pair.byteOffset, pair.byteLength).getUint32(0);
  if (4 + length > pair.length) return null;
  return { oldPin: pair.subarray(4, 4 + length), newPin: pair.subarray(4 + length) };
};
