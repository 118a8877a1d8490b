/**
 * A PIN leaves the window it was typed in only sealed for the token host that asked for it: the way between them leads
 * through the main process, whose memory would keep a copy. ECDH over P-256 with keys that are made for this one PIN,
 * HKDF with SHA-256 (RFC 5869), AES-256-GCM. It is no protection against the main process, which hands out the port.
 */

const curve = { name: 'ECDH', namedCurve: 'P-256' };
/** Octets of an uncompressed point. */
const pointLength = 65;
/** The key encrypts once. */
const nonce = new Uint8Array(12);
const purpose = new TextEncoder().encode('kyso pin');

/** The host's side of one sealing. */
export interface SealKey {
  /** To be sent to the window. */
  readonly point: Uint8Array;
  /** The PIN that was sealed for it; rejects what was not. The caller erases it. */
  open(sealed: Uint8Array): Promise<Uint8Array>;
}

const importPoint = (subtle: SubtleCrypto, point: Uint8Array): Promise<CryptoKey> =>
  subtle.importKey('raw', Uint8Array.from(point), curve, false, []);

const agreedKey = async (subtle: SubtleCrypto, own: CryptoKey, other: Uint8Array): Promise<CryptoKey> => {
  const shared = await subtle.deriveBits({ name: 'ECDH', public: await importPoint(subtle, other) }, own, 256);
  const material = await subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey']);
  const derivation = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(32), info: purpose };
  return subtle.deriveKey(derivation, material, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
};

export const makeSealKey = async (subtle: SubtleCrypto): Promise<SealKey> => {
  const { privateKey, publicKey } = await subtle.generateKey(curve, false, ['deriveBits']);
  return {
    point: new Uint8Array(await subtle.exportKey('raw', publicKey)),
    open: async (sealed) => {
      const key = await agreedKey(subtle, privateKey, sealed.subarray(0, pointLength));
      const body = Uint8Array.from(sealed.subarray(pointLength));
      return new Uint8Array(await subtle.decrypt({ name: 'AES-GCM', iv: nonce }, key, body));
    },
  };
};

/** Seals `pin` for the host that sent `point`. The caller erases the PIN. */
export const sealPin = async (subtle: SubtleCrypto, point: Uint8Array, pin: Uint8Array): Promise<Uint8Array> => {
  const { privateKey, publicKey } = await subtle.generateKey(curve, false, ['deriveBits']);
  const key = await agreedKey(subtle, privateKey, point);
  const own = new Uint8Array(await subtle.exportKey('raw', publicKey));
  const body = new Uint8Array(await subtle.encrypt({ name: 'AES-GCM', iv: nonce }, key, Uint8Array.from(pin)));
  const sealed = new Uint8Array(own.length + body.length);
  sealed.set(own);
  sealed.set(body, own.length);
  return sealed;
};
