/** Checks a SignedData against the bytes it is said to sign (RFC 5652 5.4–5.6, RFC 5035). No trust is decided here. */
import { hash, inMemory, type SignedBytes, verifySignature } from '../algorithms.js';
import { equalBytes } from '../asn1.js';
import type { Certificate } from '../certificate.js';
import { sameName } from '../name.js';
import { type CertificateReference, namedCertificates, type SignedAttributes, type SignedDataFacts } from './read.js';

/** What is wrong with a SignedData. The first three leave open whether the bytes are those that were signed. */
export type CmsProblem =
  | 'signer-missing'
  | 'digest-unsupported'
  | 'algorithm-unsupported'
  | 'algorithm-mismatch'
  | 'content-type'
  | 'message-digest-missing'
  | 'digest-mismatch'
  | 'signature-wrong'
  | 'signing-certificate-mismatch';

export interface CmsCheck {
  readonly signer: Certificate | null;
  /** `intact`: the digest is that of the content and the signature value is the signer's; `broken`: one of them is not. */
  readonly integrity: 'intact' | 'broken' | 'unknown';
  readonly problems: readonly CmsProblem[];
  /** An ESS attribute names the signer's certificate, and rightly so. */
  readonly signingCertificate: 'right' | 'wrong' | 'absent';
}

const refersTo = (reference: CertificateReference, certificate: Certificate): boolean => {
  const { digest, issuerAndSerial } = reference;
  if (digest === null || !equalBytes(hash(digest, certificate.der), reference.hash)) return false;
  if (issuerAndSerial === null) return true;
  const { issuer, serial } = issuerAndSerial;
  return serial === certificate.serial && (issuer === null || sameName(issuer, certificate.issuer));
};

const checkReference = (attributes: SignedAttributes | null, signer: Certificate): CmsCheck['signingCertificate'] => {
  const references = attributes?.signingCertificates ?? [];
  if (references.length === 0) return 'absent';
  return references.every((reference) => refersTo(reference, signer)) ? 'right' : 'wrong';
};

const checkAttributes = (facts: SignedDataFacts, attributes: SignedAttributes, content: SignedBytes): CmsProblem[] => {
  const { messageDigest, contentType } = attributes;
  const problems: CmsProblem[] = contentType === facts.contentType ? [] : ['content-type'];
  if (facts.digest === null) return [...problems, 'digest-unsupported'];
  if (messageDigest === null) return [...problems, 'message-digest-missing'];
  return equalBytes(content.digest(facts.digest), messageDigest) ? problems : [...problems, 'digest-mismatch'];
};

const checkValue = (facts: SignedDataFacts, signer: Certificate, content: SignedBytes): CmsProblem[] => {
  if (facts.mismatched) return ['algorithm-mismatch'];
  const algorithm = facts.signatureAlgorithm;
  if (algorithm === null) return ['algorithm-unsupported'];
  // Without signed attributes the value is over the content itself (RFC 5652 5.4).
  const candidates = facts.signedAttributes?.encodings.map(inMemory) ?? [content];
  const right = candidates.some((signed) => verifySignature(signer.spki, algorithm, signed, facts.signature));
  return right ? [] : ['signature-wrong'];
};

const integrityOf = (problems: readonly CmsProblem[]): CmsCheck['integrity'] => {
  const open: readonly CmsProblem[] = [
    'signer-missing',
    'digest-unsupported',
    'algorithm-unsupported',
    'algorithm-mismatch',
  ];
  if (problems.some((problem) => problem === 'digest-mismatch' || problem === 'signature-wrong')) return 'broken';
  if (problems.includes('message-digest-missing')) return 'unknown';
  return problems.some((problem) => open.includes(problem)) ? 'unknown' : 'intact';
};

/** Each costs a check of the value; no honest signer encloses two certificates of one name. */
const maxCandidates = 8;

const checkSigner = (facts: SignedDataFacts, signer: Certificate | null, content: SignedBytes) => {
  const reference = signer === null ? ('absent' as const) : checkReference(facts.signedAttributes, signer);
  const problems: CmsProblem[] = [
    ...(signer === null ? ['signer-missing' as const] : checkValue(facts, signer, content)),
    ...(reference === 'wrong' ? ['signing-certificate-mismatch' as const] : []),
  ];
  return { signer, reference, problems };
};

/** The signer is the certificate by which all is right, else the first of those that the SignerInfo names. */
const findSigner = (facts: SignedDataFacts, content: SignedBytes): ReturnType<typeof checkSigner> => {
  const [first = null, ...others] = namedCertificates(facts).slice(0, maxCandidates);
  const found = checkSigner(facts, first, content);
  if (found.problems.length === 0) return found;
  for (const other of others) {
    const tried = checkSigner(facts, other, content);
    if (tried.problems.length === 0) return tried;
  }
  return found;
};

/**
 * @param facts as `readSignedData` returned them
 * @param content the bytes the signature is about: those that /ByteRange names, or the encapsulated content
 */
export const verifySignedData = (facts: SignedDataFacts, content: SignedBytes): CmsCheck => {
  const attributes = facts.signedAttributes;
  const fromAttributes = attributes === null ? [] : checkAttributes(facts, attributes, content);
  const { signer, reference, problems: fromSigner } = findSigner(facts, content);
  const problems = [...fromAttributes, ...fromSigner];
  return { signer, integrity: integrityOf(problems), problems, signingCertificate: reference };
};
