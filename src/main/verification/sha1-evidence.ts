/** Where the proof of a signature rests on SHA-1, and whether what it hashes comes from a collision attack. */
import { inMemory } from '../pki/algorithms.js';
import type { SignedDataFacts } from '../pki/cms/read.js';
import type { TimestampCheck } from '../pki/cms/timestamp.js';
import type { CmsCheck } from '../pki/cms/verify.js';
import { type CheckedBytes, checkedBytes } from '../pki/sha1.js';

/** What of a timestamp rests on SHA-1. */
export interface StampSha1 {
  /** Its own signature, so that its time does as well. */
  readonly token: boolean;
  /**
   * The bytes of a file that it stamps. Not the value of a signature: nobody chooses that freely, so that the scan for
   * collisions is enough, and what signs in the field stamps it by SHA-1 to this day.
   */
  readonly imprint: boolean;
  /** The token comes from a collision attack. */
  readonly collision: boolean;
}

interface Cms {
  readonly subFilter: string;
  readonly facts: SignedDataFacts;
  readonly cms: CmsCheck;
  readonly timestamp: TimestampCheck | null;
}

const collides = (bytes: Uint8Array): boolean => checkedBytes(inMemory(bytes)).sha1Collision();

/** What a CMS hashes by SHA-1 but for detached content: attributes, encapsulated content, a certificate that ESS names. */
const hashedIn = (facts: SignedDataFacts, { signer }: CmsCheck): Uint8Array[] => {
  const attributes = facts.signedAttributes;
  const referenced = attributes?.signingCertificates.some(({ digest }) => digest === 'sha1') ?? false;
  return [
    ...(facts.digest === 'sha1' ? (attributes?.encodings ?? []) : []),
    ...(facts.digest === 'sha1' && facts.content !== null ? [facts.content] : []),
    ...(referenced && signer !== null ? [signer.der] : []),
  ];
};

/**
 * A collision in what the signature itself hashes by SHA-1, or in a value of it that is stamped by SHA-1.
 * @param ranges the bytes that /ByteRange names
 * @throws Fault `verification.sha1-unavailable`
 */
export const signatureCollides = ({ subFilter, facts, cms, timestamp }: Cms, ranges: CheckedBytes): boolean => {
  const imprint = timestamp?.imprintDigest === 'sha1';
  const overRanges =
    subFilter === 'adbe.pkcs7.sha1' || (subFilter === 'ETSI.RFC3161' ? imprint : facts.digest === 'sha1');
  const parts = [...hashedIn(facts, cms), ...(imprint ? [facts.signature] : [])];
  return (overRanges && ranges.sha1Collision()) || parts.some(collides);
};

/** @throws Fault `verification.sha1-unavailable` */
export const sha1OfStamp = ({ subFilter, timestamp }: Cms): StampSha1 | null =>
  timestamp && {
    token: timestamp.facts.digest === 'sha1',
    imprint: subFilter === 'ETSI.RFC3161' && timestamp.imprintDigest === 'sha1',
    collision: hashedIn(timestamp.facts, timestamp.cms).some(collides),
  };

/**
 * SHA-1 of a timestamp is too young to count. An imprint is as old as the time that a sound token states. A token that is
 * itself signed by SHA-1 cannot vouch for its own time: it has to exist by then (EN 319 102-1 5.6.2.4: the algorithm was
 * reliable at a proven time).
 * @param known since when the token is proven to exist, else the time of the check
 */
export const isOutdated = ({ token, imprint }: StampSha1, stated: Date, known: Date, acceptedBefore: Date): boolean =>
  (token && known >= acceptedBefore) || (imprint && stated >= acceptedBefore);
