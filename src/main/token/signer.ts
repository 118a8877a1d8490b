import type { SigningDigest } from '../../contracts/jobs.js';
import type { SignatureMechanism } from '../../contracts/token-host.js';

/** What one signature is over. */
export interface ToBeSigned {
  readonly digest: Uint8Array;
  /** The octets that `digest` is of (the signed attributes), for devices that hash by themselves. */
  readonly message: Uint8Array;
}

/**
 * Something that signs digests with the private key of one certificate: a token, a training file, later a remote
 * service. It lives from a login to `close`.
 */
export interface Signer {
  /** DER of the certificate whose key signs. */
  readonly certificate: Uint8Array;
  /** DER of CA certificates found beside it, in no order; material for the chain, not trusted. */
  readonly issuers: readonly Uint8Array[];
  readonly mechanism: SignatureMechanism;
  /** True when what it signs must carry the training notice and never counts as valid. */
  readonly training: boolean;
  /** The key asks for the PIN at every signature: a batch says so beforehand. */
  readonly alwaysAuthenticates: boolean;
  /**
   * Signs a digest (of the signed attributes). The value is checked against the certificate's public key before it is
   * returned: a block as long as the modulus for RSA, a DER `Ecdsa-Sig-Value` (RFC 3279 2.2.3) for ECDSA.
   * @param algorithm what `digest` was made with; any goes with any key
   * @throws Fault `token.*`; `app.cancelled` when `abort` fires, even while the device still works.
   */
  sign(toBeSigned: ToBeSigned, algorithm: SigningDigest, abort?: AbortSignal): Promise<Uint8Array>;
  /**
   * Compares the certificate again, after the last signature.
   * @throws Fault `token.certificate-changed`; another one when it could not be read
   */
  confirm(): Promise<void>;
  /** Ends the session with the device; idempotent. */
  close(): Promise<void>;
}
