/** Where a signature stands in the file, and the material that its verdict rests on. Judges nothing. */
import type { CertificateFacts, RevocationFacts, SignatureDetails } from '../../contracts/verification.js';
import type { PdfDocument } from '../pdf/document.js';
import { PdfName, PdfString } from '../pdf/objects.js';
import type { Certificate } from '../pki/certificate.js';
import { type RevocationAnswer, revocationStatus } from '../pki/crl.js';
import { ocspAnswer } from '../pki/ocsp.js';
import type { SignatureEvidence } from './evidence.js';
import type { Existence } from './existence.js';
import type { TrustOptions } from './trust-findings.js';

/** The end of the signed revision, counted from the file's first byte; null where the range ends no revision. */
export const coveredBytes = ({ range, revision }: SignatureEvidence, document: PdfDocument): number | null =>
  range === null || revision === null ? null : document.leadingBytes + range.end;

const certificateFacts = (certificate: Certificate): CertificateFacts => ({
  subject: certificate.subject.text,
  issuer: certificate.issuer.text,
  serial: certificate.serial,
  notBefore: certificate.notBefore.toISOString(),
  notAfter: certificate.notAfter.toISOString(),
  fingerprint: certificate.fingerprint,
});

const revocationFacts = (
  certificate: Certificate,
  source: RevocationFacts['source'],
  answer: RevocationAnswer,
): RevocationFacts[] => {
  // What speaks of other certificates is no answer.
  if (answer.status === 'unknown' && answer.why === 'missing') return [];
  const revoked =
    answer.status === 'revoked' ? answer.date : answer.status === 'good' ? answer.revokedSince : undefined;
  return [
    {
      certificate: certificate.fingerprint,
      source,
      status: answer.status,
      why: answer.status === 'unknown' ? answer.why : null,
      thisUpdate: answer.status === 'good' ? answer.thisUpdate.toISOString() : null,
      nextUpdate: answer.status === 'good' ? answer.nextUpdate.toISOString() : null,
      revokedAt: revoked?.toISOString() ?? null,
    },
  ];
};

/** What each response and the lists say of every certificate of the path but its anchor, for the time of judgement. */
const answers = (chain: readonly Certificate[], { crls, ocsps }: TrustOptions, at: Date): RevocationFacts[] =>
  chain.slice(0, -1).flatMap((certificate, index) => {
    const issuer = chain[index + 1];
    if (issuer === undefined) return [];
    return [
      ...ocsps.flatMap((response) =>
        revocationFacts(certificate, 'ocsp', ocspAnswer(response, certificate, issuer, at, crls)),
      ),
      ...revocationFacts(certificate, 'crl', revocationStatus(certificate, issuer, crls, at)),
    ];
  });

const timestampFacts = ({ check }: SignatureEvidence, { stamp }: Existence): SignatureDetails['timestamp'] => {
  const timestamp = check?.timestamp ?? null;
  if (timestamp === null) return null;
  const { time, imprintDigest, imprintMatches, cms } = timestamp;
  return {
    time: time.toISOString(),
    authority: cms.signer?.subject.text ?? null,
    imprintDigest,
    imprintMatches,
    trusted: stamp?.trusted ?? false,
  };
};

interface Judged {
  readonly existence: Existence;
  /** The signer first, the anchor last. */
  readonly chain: readonly Certificate[];
}

/** The details of one examined signature. */
export const signatureDetails = (
  evidence: SignatureEvidence,
  { existence, chain }: Judged,
  context: TrustOptions & { readonly document: PdfDocument },
): SignatureDetails => {
  const { document } = context;
  const { signature, signatureRef } = evidence.field;
  const contents = signature.get('Contents');
  const place = contents instanceof PdfString ? contents.range : undefined;
  const subFilter = document.value(signature, 'SubFilter');
  const range = document.array(signature, 'ByteRange') ?? [];
  const { leadingBytes } = document;
  return {
    object: signatureRef?.num ?? null,
    subFilter: subFilter instanceof PdfName ? subFilter.value : null,
    byteRange: range.filter((item): item is number => typeof item === 'number').slice(0, 4),
    contents: place === undefined ? null : { start: leadingBytes + place.start, end: leadingBytes + place.end },
    signingCertificate: evidence.check?.cms.signingCertificate ?? null,
    chain: chain.map(certificateFacts),
    timestamp: timestampFacts(evidence, existence),
    revocation: answers(chain, context, existence.proof?.time ?? context.at),
  };
};
