/**
 * Where the PIN (UTF-8) of one login comes from. `bytes` is overwritten with zeros as soon as it was handed to the
 * host, or when it turns out that it is not needed. `port` is the receiving end of a message channel that the launcher
 * passes on unread; the PIN window holds the other end.
 */
export type PinSource =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'port'; readonly port: unknown };

/** Overwrites the bytes that this process holds; a port holds none here. */
export const erasePin = (pin: PinSource): void => {
  if (pin.kind === 'bytes') pin.bytes.fill(0);
};
