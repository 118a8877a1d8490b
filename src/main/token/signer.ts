/** Signature algorithms that a signer can make over a SHA-256 digest. */
export type SignatureAlgorithm = 'rsa-pkcs1-sha256' | 'rsa-pss-sha256' | 'ecdsa-sha256';

/**
 * Something that signs digests with the private key of one certificate: a token, a training file, later a remote
 * service. It lives from a login to `close`.
 */
export interface Signer {
  /** DER of the certificate whose key signs. */
  readonly certificate: Uint8Array;
  /** DER of CA certificates found beside it, in no order; material for the chain, not trusted. */
  readonly issuers: readonly Uint8Array[];
  readonly algorithm: SignatureAlgorithm;
  /** True when what it signs must carry the training notice and never counts as valid. */
  readonly training: boolean;
  /**
   * Signs a SHA-256 digest (32 bytes, of the signed attributes). The value is checked against the certificate's public
   * key before it is returned: a PKCS#1 block for RSA, a DER `Ecdsa-Sig-Value` (RFC 3279 2.2.3) for ECDSA.
   * @throws Fault `token.*`; `app.cancelled` when `abort` fires, even while the device still works.
   */
  sign(digest: Uint8Array, abort?: AbortSignal): Promise<Uint8Array>;
  /** Ends the session with the device; idempotent. */
  close(): Promise<void>;
}
