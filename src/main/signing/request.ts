import type { SigningIntent } from '../../contracts/jobs.js';
import type { AppearanceContent } from '../appearance/arrangement.js';
import type { Certificate } from '../pki/certificate.js';
import type { RevocationValues, SigningAlgorithm } from '../pki/cms/build.js';
import type { ContentPolicy } from './content-policy.js';

/** One document to be signed, and how. */
export interface SignatureRequest {
  /** Absolute path; only read. */
  readonly original: string;
  /**
   * SHA-256 that the original must have, lower-case hexadecimal: the document that was shown and consented to. Null where
   * the file itself was named: then it is what it is when it is copied.
   */
  readonly originalSha256: string | null;
  /** Absolute path of the file to make; an older one there is replaced, and it is removed when preparing fails. */
  readonly workFile: string;
  readonly intent: SigningIntent;
  /** To be embedded: the signer first, then its issuers. */
  readonly certificates: readonly [Certificate, ...Certificate[]];
  readonly algorithm: SigningAlgorithm;
  /** Octets to keep free for a timestamp token; 0 where none will come. */
  readonly timestampReserve: number;
  /** To go into the CMS itself; only with `adbe.pkcs7.detached`. */
  readonly revocation?: RevocationValues | undefined;
  /** Of an encrypted file; the empty user password is tried without asking. */
  readonly password?: string | undefined;
  /** Puts the training notice into block and reason; nothing in `intent` can take it out. */
  readonly training: boolean;
  readonly signingTime: Date;
  /** TrueType font of the block and of filled fields. */
  readonly font: Uint8Array;
  /** Of drawings. */
  readonly emphasis?: AppearanceContent['emphasis'];
  /** Which findings stop the signing; without it none does. */
  readonly contentPolicy?: ContentPolicy | undefined;
}
