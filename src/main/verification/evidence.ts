/** What a signature is, by structure and cryptography; no trust and no later changes. */
import { Fault } from '../../contracts/faults/index.js';
import type { PdfDocument } from '../pdf/document.js';
import { isName, PdfName } from '../pdf/objects.js';
import { inMemory, type SignedBytes } from '../pki/algorithms.js';
import { equalBytes } from '../pki/asn1.js';
import { readSignedData, type SignedDataFacts } from '../pki/cms/read.js';
import { checkTimestamp, readTimestamp, type TimestampCheck } from '../pki/cms/timestamp.js';
import { type CmsCheck, type CmsProblem, verifySignedData } from '../pki/cms/verify.js';
import { oids } from '../pki/oids.js';
import { checkedBytes } from '../pki/sha1.js';
import { readRange, type SignedRange, signedContent, statedRange } from './byte-range.js';
import { type SignatureField, signatureFields } from './fields.js';
import type { Finding, FindingCode } from './findings.js';
import { type StampSha1, sha1OfStamp, signatureCollides } from './sha1-evidence.js';

export type SubFilter = 'ETSI.CAdES.detached' | 'adbe.pkcs7.detached' | 'adbe.pkcs7.sha1' | 'ETSI.RFC3161';

/** The cryptographic part, there as soon as the structure is sound and the CMS can be read. */
export interface SignatureCheck {
  readonly subFilter: SubFilter;
  readonly facts: SignedDataFacts;
  readonly cms: CmsCheck;
  /** The signature timestamp, or the document timestamp itself. Its authority's chain is not judged. */
  readonly timestamp: TimestampCheck | null;
  /** Bytes that this signature vouches for by SHA-1 come from a collision attack: other bytes have the same digest. */
  readonly sha1Collision: boolean;
  /** Null where nothing is stamped. */
  readonly stampSha1: StampSha1 | null;
}

export interface SignatureEvidence {
  readonly field: SignatureField;
  readonly kind: 'signature' | 'timestamp';
  readonly range: SignedRange | null;
  /** The document as of the signed revision. */
  readonly revision: PdfDocument | null;
  readonly check: SignatureCheck | null;
  readonly integrity: 'intact' | 'broken' | 'unknown';
  readonly findings: readonly Finding[];
}

export const subFilters: readonly SubFilter[] = [
  'ETSI.CAdES.detached',
  'adbe.pkcs7.detached',
  'adbe.pkcs7.sha1',
  'ETSI.RFC3161',
];

const cmsFindings: Readonly<Record<CmsProblem, FindingCode>> = {
  'signer-missing': 'signer-certificate-missing',
  'digest-unsupported': 'algorithm-unsupported',
  'algorithm-unsupported': 'algorithm-unsupported',
  'algorithm-mismatch': 'algorithm-mismatch',
  'content-type': 'content-type-mismatch',
  'message-digest-missing': 'message-digest-missing',
  'digest-mismatch': 'digest-mismatch',
  'signature-wrong': 'signature-wrong',
  'signing-certificate-mismatch': 'signing-certificate-mismatch',
};

/** The person or office as sentences name it. */
export const signerName = (check: SignatureCheck | null): string | { vi: string; en: string } => {
  const subject = check?.cms.signer?.subject;
  return subject?.commonName ?? subject?.organization ?? { vi: 'người ký không rõ', en: 'an unknown signer' };
};

const timestampOf = (facts: SignedDataFacts): TimestampCheck | null => {
  const [token] = facts.timestampTokens;
  if (token === undefined) return null;
  try {
    return checkTimestamp(readTimestamp(token), inMemory(facts.signature));
  } catch (thrown) {
    // Unsigned attributes can be put in by anyone; a token that cannot be read is none.
    if (thrown instanceof Fault) return null;
    throw thrown;
  }
};

export interface Checked {
  readonly check: Omit<SignatureCheck, 'sha1Collision' | 'stampSha1'>;
  readonly problems: readonly FindingCode[];
  readonly broken: boolean;
}

/** What is wrong with the CMS of a signature; what it signs is data (RFC 5652 4) and no structure of another use. */
const signatureProblems = (facts: SignedDataFacts, cms: CmsCheck): FindingCode[] => [
  ...(facts.contentType === oids.data || cms.problems.includes('content-type')
    ? []
    : ['content-type-mismatch' as const]),
  ...cms.problems.map((problem) => cmsFindings[problem]),
];

/** A signature over the ranges themselves (ISO 32000-2 12.8.3.3, 12.8.3.4). */
const checkDetached = (subFilter: SubFilter, facts: SignedDataFacts, content: SignedBytes): Checked => {
  const cms = verifySignedData(facts, content);
  const problems = signatureProblems(facts, cms);
  return {
    check: { subFilter, facts, cms, timestamp: timestampOf(facts) },
    problems: facts.content === null ? problems : [...problems, 'content-not-detached'],
    broken: false,
  };
};

/** adbe.pkcs7.sha1: the CMS encapsulates the SHA-1 digest of the ranges and signs that (ISO 32000-1 12.8.3.3.1). */
const checkEncapsulated = (facts: SignedDataFacts, content: SignedBytes): Checked => {
  const digest = facts.content ?? new Uint8Array();
  const cms = verifySignedData(facts, inMemory(digest));
  const matches = equalBytes(digest, content.digest('sha1'));
  const problems = signatureProblems(facts, cms);
  return {
    check: { subFilter: 'adbe.pkcs7.sha1', facts, cms, timestamp: timestampOf(facts) },
    problems: matches ? problems : ['digest-mismatch', ...problems],
    broken: !matches,
  };
};

/** ETSI.RFC3161: the CMS is a timestamp token over the ranges (ISO 32000-2 12.8.5). */
const checkDocumentTimestamp = (contents: Uint8Array, content: SignedBytes): Checked => {
  const token = readTimestamp(contents);
  const timestamp = checkTimestamp(token, content);
  const problems = timestamp.cms.problems.map((problem) => cmsFindings[problem]);
  return {
    check: { subFilter: 'ETSI.RFC3161', facts: token.facts, cms: timestamp.cms, timestamp },
    problems: timestamp.imprintMatches ? problems : ['timestamp-imprint-mismatch', ...problems],
    broken: !timestamp.imprintMatches,
  };
};

/** The cryptographic part of {@link examine}. Faults `pki.cms-…`. */
export const checkContents = (subFilter: SubFilter, contents: Uint8Array, content: SignedBytes): Checked => {
  switch (subFilter) {
    case 'ETSI.RFC3161':
      return checkDocumentTimestamp(contents, content);
    case 'adbe.pkcs7.sha1':
      return checkEncapsulated(readSignedData(contents), content);
    case 'adbe.pkcs7.detached':
    case 'ETSI.CAdES.detached':
      return checkDetached(subFilter, readSignedData(contents), content);
  }
};

/** The revision that the range ends, if it is one and holds this very signature. */
const openRevision = (
  document: PdfDocument,
  open: (end: number) => PdfDocument,
  range: SignedRange,
): PdfDocument | null => {
  try {
    const revision = range.end === document.source.length ? document : open(range.end);
    const present = signatureFields(revision).some(({ signature }) => {
      const found = readRange(revision, signature);
      return typeof found === 'object' && found.gapStart === range.gapStart;
    });
    return present ? revision : null;
  } catch (thrown) {
    if (thrown instanceof Fault) return null;
    throw thrown;
  }
};

/** Of a signature that fits the file no longer: who made it, and that what it names now is not what it was made for. */
const severed = (
  document: PdfDocument,
  field: SignatureField,
  subFilter: SubFilter,
  refused: SignatureEvidence,
): SignatureEvidence => {
  const range = statedRange(document, field.signature);
  if (range === null) return refused;
  try {
    const { check, broken } = checkContents(
      subFilter,
      range.contents,
      checkedBytes(signedContent(document.source, range)),
    );
    // Whoever chooses the range can make a digest fit: only that it does not fit says anything.
    if (!broken && check.cms.integrity !== 'broken') return refused;
    return { ...refused, check: { ...check, sha1Collision: false, stampSha1: null }, integrity: 'broken' };
  } catch (thrown) {
    if (thrown instanceof Fault && (thrown.code.startsWith('pki.') || thrown.code === 'verification.sha1-unavailable'))
      return refused;
    throw thrown;
  }
};

/**
 * Examines one signature.
 * @param open the same file as of its first `end` bytes
 * @param shared the dictionary is the value of another field too
 */
export const examine = (
  document: PdfDocument,
  open: (end: number) => PdfDocument,
  field: SignatureField,
  shared: boolean,
): SignatureEvidence => {
  const stated = document.value(field.signature, 'SubFilter');
  const subFilter = subFilters.find((name) => isName(stated, name));
  const stamped = subFilter === 'ETSI.RFC3161' || isName(document.value(field.signature, 'Type'), 'DocTimeStamp');
  const refused = (code: FindingCode, detail = ''): SignatureEvidence => ({
    field,
    kind: stamped ? 'timestamp' : 'signature',
    range: null,
    revision: null,
    check: null,
    integrity: 'unknown',
    findings: [{ code, params: { detail } }],
  });
  if (shared) return refused('field-shared');
  if (subFilter === undefined) return refused('subfilter-unsupported', stated instanceof PdfName ? stated.value : '');
  const range = readRange(document, field.signature);
  if (typeof range === 'string') return severed(document, field, subFilter, refused(range));
  const revision = openRevision(document, open, range);
  if (revision === null) return { ...refused('not-a-revision'), range };
  try {
    const content = checkedBytes(signedContent(document.source, range));
    const { check: found, problems, broken } = checkContents(subFilter, range.contents, content);
    const check = { ...found, sha1Collision: signatureCollides(found, content), stampSha1: sha1OfStamp(found) };
    const codes = check.sha1Collision ? ['sha1-collision' as const, ...problems] : problems;
    return {
      field,
      kind: stamped ? 'timestamp' : 'signature',
      range,
      revision,
      check,
      // With two contents to one digest it is open which of them was signed.
      integrity: broken ? 'broken' : check.sha1Collision ? 'unknown' : check.cms.integrity,
      findings: codes.map((code) => ({ code, params: { signer: signerName(check) } })),
    };
  } catch (thrown) {
    if (thrown instanceof Fault && thrown.code === 'pki.cms-signers')
      return { ...refused('several-signers'), range, revision };
    if (thrown instanceof Fault && thrown.code === 'verification.sha1-unavailable')
      return { ...refused('sha1-unavailable'), range, revision };
    if (thrown instanceof Fault && thrown.code.startsWith('pki.'))
      return { ...refused('signature-unreadable'), range, revision };
    throw thrown;
  }
};
