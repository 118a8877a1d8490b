/** Timestamp tokens (RFC 3161 2.4.2): what they state, and whether imprint and signature are right. */
import { type DigestAlgorithm, inMemory, readDigestAlgorithm, type SignedBytes } from '../algorithms.js';
import { Asn1, equalBytes, readingAs, tags } from '../asn1.js';
import type { Certificate } from '../certificate.js';
import { oids } from '../oids.js';
import { readSignedData, type SignedDataFacts } from './read.js';
import { type CmsCheck, verifySignedData } from './verify.js';

export interface TimestampFacts {
  readonly facts: SignedDataFacts;
  readonly time: Date;
  /** TSAPolicyId. */
  readonly policy: string;
  /** Lower-case hexadecimal without sign octet; null where the request had none. */
  readonly nonce: string | null;
  readonly imprint: { readonly digest: DigestAlgorithm | null; readonly hash: Uint8Array };
}

export interface TimestampCheck {
  readonly time: Date;
  readonly imprintDigest: DigestAlgorithm | null;
  readonly imprintMatches: boolean;
  /** The token itself. */
  readonly facts: SignedDataFacts;
  readonly cms: CmsCheck;
  readonly certificates: readonly Certificate[];
}

/** Reads a token. Faults `pki.cms-malformed`, `pki.cms-signers`. */
export const readTimestamp = (bytes: Uint8Array): TimestampFacts => {
  const facts = readSignedData(bytes);
  return readingAs('pki.cms-malformed', () => {
    const info = Asn1.parse(
      facts.contentType === oids.tstInfo && facts.content !== null ? facts.content : new Uint8Array(),
    );
    const cursor = info.sequence();
    cursor.next().expect(tags.integer);
    const policy = cursor.next().oid();
    const imprint = cursor.next().sequence();
    const digest = readDigestAlgorithm(imprint.next());
    const hash = imprint.next().octets();
    cursor.next().expect(tags.integer);
    const time = cursor.next().time();
    cursor.optional(tags.sequence);
    cursor.optional(tags.boolean);
    const nonce = cursor.optional(tags.integer)?.integerHex() ?? null;
    return { facts, time, policy, nonce, imprint: { digest, hash } };
  });
};

/**
 * Checks a token against what it is said to stamp: the signature value of a signature, or the bytes of a /ByteRange.
 * Says nothing of who the authority is: its chain is judged by the caller.
 */
export const checkTimestamp = ({ facts, time, imprint }: TimestampFacts, stamped: SignedBytes): TimestampCheck => ({
  time,
  facts,
  imprintDigest: imprint.digest,
  imprintMatches: imprint.digest !== null && equalBytes(stamped.digest(imprint.digest), imprint.hash),
  cms: verifySignedData(facts, inMemory(facts.content ?? new Uint8Array())),
  certificates: facts.certificates,
});
