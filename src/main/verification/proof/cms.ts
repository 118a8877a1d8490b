/** The CMS of our own signature (RFC 5652, ETSI EN 319 122-1): by the declared signer, complete, and nothing in it spare. */
import { Fault } from '../../../contracts/faults/index.js';
import { inMemory, type SignedBytes, verifySignature } from '../../pki/algorithms.js';
import { Asn1, contextTag, equalBytes, tags } from '../../pki/asn1.js';
import type { Certificate } from '../../pki/certificate.js';
import { readSignedData, type SignedDataFacts } from '../../pki/cms/read.js';
import { checkTimestamp, readTimestamp } from '../../pki/cms/timestamp.js';
import { type CmsCheck, verifySignedData } from '../../pki/cms/verify.js';
import { oids } from '../../pki/oids.js';
import { chainFor } from '../../pki/path.js';
import type { DeclaredSignature } from './declared-outcome.js';

const broken = (detail: string): Fault => new Fault('verification.own-signature-broken', { detail });
const badStamp = (detail: string): Fault => new Fault('verification.own-timestamp-missing', { detail });

/**
 * @param contents the value of /Contents
 * @param content the bytes that /ByteRange names
 * @param known certificates that a chain which ends below a root may end with
 * @returns the signer, and the authority of the timestamp
 * @throws Fault `verification.own-…`
 */
export const proveCms = (
  contents: Uint8Array,
  content: SignedBytes,
  declared: DeclaredSignature,
  known: readonly Certificate[],
): readonly Certificate[] => {
  const facts = reading(() => {
    const read = readSignedData(contents);
    requireShape(contents, read);
    return read;
  }, broken);
  const check = verifySignedData(facts, content);
  requireSound(check, broken);
  const signer = check.signer;
  if (signer?.fingerprint !== declared.certificateFingerprint) throw new Fault('verification.own-signer-unexpected');
  if (!isNamedExactly(signer, facts)) throw broken('signer');
  if (facts.content !== null || facts.contentType !== oids.data) throw broken('content');
  if (declared.digest !== null && facts.digest !== declared.digest) throw broken('digest');
  proveChain(signer, facts, known);
  const authority = proveStamp(facts, declared);
  return authority ? [signer, authority] : [signer];
};

/** A timestamp: a sound token over these bytes. @returns its authority @throws Fault `verification.own-timestamp-missing` */
export const proveToken = (token: Uint8Array, stamped: SignedBytes): Certificate =>
  reading(() => {
    requireTokenShape(token);
    const check = checkTimestamp(readTimestamp(token), stamped);
    if (!check.imprintMatches || check.imprintDigest === null || check.imprintDigest === 'sha1')
      throw badStamp('imprint');
    requireSound(check.cms, badStamp);
    const authority = check.cms.signer;
    if (!authority?.extendedKeyUsage?.includes(oids.timeStamping)) throw badStamp('purpose');
    return authority;
  }, badStamp);

/** Readers compare names by their letters; ours is written as the certificate has it. */
const isNamedExactly = (signer: Certificate, facts: SignedDataFacts): boolean =>
  facts.signer.kind === 'issuer-and-serial' && equalBytes(facts.signer.issuer.der, signer.issuer.der);

/** What cannot be read is broken, whatever the reader calls it. */
const reading = <T>(read: () => T, fault: (detail: string) => Fault): T => {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof Fault && thrown.code.startsWith('pki.')) throw fault(thrown.code);
    throw thrown;
  }
};

const requireSound = (
  { integrity, problems, signingCertificate }: CmsCheck,
  fault: (detail: string) => Fault,
): void => {
  const [problem] = problems;
  if (problem !== undefined) throw fault(problem);
  if (integrity !== 'intact') throw fault(integrity);
  if (signingCertificate !== 'right') throw fault('signing-certificate');
};

/**
 * One chain from the signer up, each certificate signed by the next, and none besides. The last one is a root or a known
 * one: nothing else vouches for its bytes.
 */
const proveChain = (signer: Certificate, { certificates }: SignedDataFacts, known: readonly Certificate[]): void => {
  const chain = chainFor(signer, certificates);
  const top = chain.at(-1) ?? signer;
  if (chain.length !== certificates.length) throw broken('chain');
  const { algorithm, bytes, value } = top.signed;
  const selfSigned = algorithm !== null && verifySignature(top.spki, algorithm, inMemory(bytes), value);
  const isKnown = known.some(({ fingerprint }) => fingerprint === top.fingerprint);
  if (chain.length > 1 && !selfSigned && !isKnown) throw broken('chain');
};

const proveStamp = (facts: SignedDataFacts, { level }: DeclaredSignature): Certificate | null => {
  const [token, ...more] = facts.timestampTokens;
  if (level === 'B-B') {
    if (token !== undefined) throw badStamp('undeclared');
    return null;
  }
  if (token === undefined || more.length > 0) throw badStamp('absent');
  return proveToken(token, inMemory(facts.signature));
};

const requireThat = (condition: boolean): void => {
  if (!condition) throw new Fault('pki.cms-malformed');
};

const isVersion = (node: Asn1, version: number): boolean => equalBytes(node.bytes, Uint8Array.of(0x02, 0x01, version));

/** ContentInfo and the parts of its SignedData, nothing before, between or behind them. */
const signedDataParts = (bytes: Uint8Array): readonly Asn1[] => {
  const outer = Asn1.parsePrefix(bytes).expect(tags.sequence).children;
  const [, wrapped] = outer;
  requireThat(outer.length === 2 && wrapped !== undefined);
  const inner = wrapped?.expect(contextTag(0, true)).children ?? [];
  requireThat(inner.length === 1);
  return inner[0]?.expect(tags.sequence).children ?? [];
};

/** What no signature covers and no reader looks at: versions, the list of digests, the order and number of the parts. */
const requireShape = (bytes: Uint8Array, facts: SignedDataFacts): void => {
  const [version, digests, content, certificates, signers, ...rest] = signedDataParts(bytes);
  if (!version || !digests || !content || !certificates || !signers) throw new Fault('pki.cms-malformed');
  requireThat(rest.length === 0 && isVersion(version, 1) && certificates.tag === contextTag(0, true));
  const [digest, ...otherDigests] = digests.expect(tags.set).children;
  const [signer, ...otherSigners] = signers.expect(tags.set).children;
  if (!digest || !signer) throw new Fault('pki.cms-malformed');
  requireThat(otherDigests.length === 0 && otherSigners.length === 0 && content.children.length === 1);
  requireThat(certificates.children.every(({ tag }) => tag === tags.sequence));
  requireThat(facts.certificates.length === certificates.children.length);
  requireSignerShape(signer, digest);
};

/** None that says more than was declared: a policy, a commitment, a role, a time (EN 319 122-1 5.2). */
const ATTRIBUTES: readonly string[] = [
  oids.contentType,
  oids.messageDigest,
  oids.signingCertificateV2,
  oids.adobeRevocationArchival,
];

const requireSignerShape = (signer: Asn1, digest: Asn1): void => {
  const parts = signer.expect(tags.sequence).children;
  const [version, , own, attributes, algorithm, value, unsigned, ...rest] = parts;
  if (!version || !own || !attributes || !algorithm || !value) throw new Fault('pki.cms-malformed');
  requireThat(isVersion(version, 1) && rest.length === 0 && equalBytes(own.bytes, digest.bytes));
  requireThat(attributes.tag === contextTag(0, true) && algorithm.children.length <= 2);
  requireThat(attributes.children.every(({ children: [type] }) => ATTRIBUTES.includes(type?.oid() ?? '')));
  requireThat(own.children.every((child, i) => i === 0 || child.tag === tags.null) && own.children.length <= 2);
  if (!unsigned) return;
  const [attribute, ...others] = unsigned.expect(contextTag(1, true)).children;
  const [type, values, ...more] = attribute?.children ?? [];
  requireThat(others.length === 0 && more.length === 0 && type?.oid() === oids.timeStampToken);
  requireThat(values?.expect(tags.set).children.length === 1);
};

/** RFC 5652 5.1: version 3, since the content is no plain data; the list of digests names the signer's. */
const requireTokenShape = (token: Uint8Array): void => {
  const [version, digests, , ...rest] = signedDataParts(token);
  const signer = rest.at(-1)?.expect(tags.set).children[0];
  const [signerVersion, , digest] = signer?.children ?? [];
  if (!version || !digests || !signerVersion || !digest) throw new Fault('pki.cms-malformed');
  requireThat(isVersion(version, 3) && (isVersion(signerVersion, 1) || isVersion(signerVersion, 3)));
  requireThat(digests.children.some(({ bytes }) => equalBytes(bytes, digest.bytes)));
};
