/** Timestamps that are right in themselves: imprint and signature. Whether their authority is to be believed is not asked. */
import type { PdfDocument } from '../pdf/document.js';
import type { Certificate } from '../pki/certificate.js';
import type { SignatureEvidence } from './evidence.js';
import type { StampSha1 } from './sha1-evidence.js';

/** A sound timestamp over a signature. */
export interface Stamp {
  readonly time: Date;
  readonly authority: Certificate;
  readonly enclosed: readonly Certificate[];
  /** A signed attribute names the authority's certificate (RFC 5816). */
  readonly named: boolean;
  readonly sha1: StampSha1;
}

export interface DocumentStamp extends Stamp {
  /** Bytes of the file up to this one are stamped. */
  readonly end: number;
  readonly revision: PdfDocument;
  readonly evidence: SignatureEvidence;
}

/** The timestamp of a signature, or the document timestamp itself, if imprint and signature are right. */
export const soundStamp = ({ check }: SignatureEvidence): Stamp | null => {
  const stamp = check?.timestamp ?? null;
  const sha1 = check?.stampSha1 ?? null;
  if (stamp === null || sha1 === null || !stamp.imprintMatches || stamp.cms.signer === null) return null;
  if (stamp.cms.integrity !== 'intact' || stamp.cms.problems.length > 0) return null;
  const named = stamp.cms.signingCertificate === 'right';
  return { time: stamp.time, authority: stamp.cms.signer, enclosed: stamp.certificates, named, sha1 };
};

/** The document timestamps that are right in themselves, in the order of `all`. */
export const documentStamps = (all: readonly SignatureEvidence[]): DocumentStamp[] =>
  all.flatMap((evidence) => {
    const { check, range, revision, findings } = evidence;
    const stamp = check?.subFilter === 'ETSI.RFC3161' && findings.length === 0 ? soundStamp(evidence) : null;
    return stamp === null || range === null || revision === null
      ? []
      : [{ ...stamp, end: range.end, revision, evidence }];
  });
