import type { SigningDigest } from '../../contracts/jobs.js';
import type { SignatureMechanism } from '../../contracts/token-host.js';

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
  /**
   * Signs a digest (of the signed attributes). The value is checked against the certificate's public key before it is
   * returned: a block as long as the modulus for RSA, a DER `Ecdsa-Sig-Value` (RFC 3279 2.2.3) for ECDSA.
   * @param algorithm what `digest` was made with; any goes with any key
   * @throws Fault `token.*`; `app.cancelled` when `abort` fires, even while the device still works.
   */
  sign(digest: Uint8Array, algorithm: SigningDigest, abort?: AbortSignal): Promise<Uint8Array>;
  /** Ends the session with the device; idempotent. */
  close(): Promise<void>;
}
