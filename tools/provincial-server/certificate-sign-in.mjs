/** Sign-in by a CMS (RFC 5652) over the client's own text, `contracts/login.ts`. */
import { createHash, randomBytes, webcrypto, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fromBER, ObjectIdentifier } from 'asn1js';
import { Certificate, ContentInfo, CryptoEngine, SignedData, setEngine } from 'pkijs';
import { loginContentType, readLoginText } from '../../src/contracts/login.ts';
import { ApiError } from './errors.mjs';

const challengeMs = 120_000;
const clockToleranceMs = 300_000;
/** Outstanding challenges: asking needs no sign-in, so it must not fill the disk. */
const mostChallenges = 10_000;

const oids = {
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  keyUsage: '2.5.29.15',
};
/** SHA-256, -384, -512. */
const digests = new Set(['2.16.840.1.101.3.4.2.1', '2.16.840.1.101.3.4.2.2', '2.16.840.1.101.3.4.2.3']);
/** RFC 5280 4.2.1.3: the first bit. */
const digitalSignature = 0x80;

/**
 * How asn1js tells an object identifier under 2.25: it has a notation of its own for arcs beyond 53 bits. DER in X.690
 * 8.19: seven bits an octet, the first octet is 2 · 40 + 25.
 * @param {string} oid
 */
const asRead = (oid) => {
  const groups = [];
  for (let rest = BigInt(oid.slice('2.25.'.length)); rest > 0n; rest >>= 7n) groups.unshift(Number(rest & 0x7fn));
  const octets = groups.map((group, index) => (index === groups.length - 1 ? group : group | 0x80));
  return fromBER(Uint8Array.from([0x06, octets.length + 1, 105, ...octets])).result.getValue();
};
const loginTypeAsRead = asRead(loginContentType);

setEngine('node', new CryptoEngine({ name: 'node', crypto: webcrypto }));

/**
 * Certificates of PEM bundles and DER files.
 * @param {string[]} paths
 */
export const readCertificates = async (paths) => {
  const pem = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
  const all = [];
  for (const path of paths) {
    const bytes = await readFile(path);
    const parts = bytes.toString('latin1').match(pem) ?? [bytes];
    for (const part of parts) all.push(Certificate.fromBER(new X509Certificate(part).raw));
  }
  return all;
};

/** @param {string} base64 @returns {SignedData} */
const parse = (base64) => {
  try {
    const { result, offset } = fromBER(Buffer.from(base64, 'base64'));
    if (offset === -1) throw new Error('not DER');
    const content = new ContentInfo({ schema: result });
    if (content.contentType !== oids.signedData) throw new Error('not SignedData');
    return new SignedData({ schema: content.content });
  } catch {
    throw new ApiError('login-refused');
  }
};

/**
 * What the CMS claims to say: one signer, our content type in both places that name it (RFC 5652 5.3, 11.1), our text.
 * A document signature has another content type and so is no sign-in, nor the reverse.
 * @param {SignedData} cms
 */
const claimOf = (cms) => {
  const { eContentType, eContent } = cms.encapContentInfo;
  const [signer, ...others] = cms.signerInfos;
  const types = (signer?.signedAttrs?.attributes ?? []).filter(({ type }) => type === oids.contentType);
  const named = types.flatMap(({ values }) => values);
  const isOurs =
    eContentType === loginTypeAsRead &&
    named.length === 1 &&
    named[0] instanceof ObjectIdentifier &&
    named[0].getValue() === loginTypeAsRead;
  if (!isOurs || others.length > 0 || eContent === undefined || !digests.has(signer.digestAlgorithm.algorithmId))
    throw new ApiError('login-refused');
  const claim = readLoginText(Buffer.from(eContent.getValue()).toString('utf8'));
  if (claim === null) throw new ApiError('login-refused');
  return claim;
};

const maySign = (/** @type {Certificate} */ certificate) => {
  const usage = certificate.extensions?.find(({ extnID }) => extnID === oids.keyUsage);
  return usage === undefined || (usage.parsedValue.valueBlock.valueHexView[0] & digitalSignature) !== 0;
};

export class CertificateSignIn {
  /**
   * @param {import('better-sqlite3').Database} database
   * @param {{ sessions: import('./sessions.mjs').Sessions, anchors: Certificate[], origin: () => string, clock: () => number }} parts
   */
  constructor(database, parts) {
    this.parts = parts;
    this.add = database.prepare('INSERT INTO challenges (nonce, expires_at) VALUES (?, ?)');
    this.dropOld = database.prepare('DELETE FROM challenges WHERE expires_at <= ?');
    this.count = database.prepare('SELECT count(*) FROM challenges').pluck();
    this.use = database.prepare('DELETE FROM challenges WHERE nonce = ? AND expires_at > ?');
  }

  /** A nonce for one sign-in. Faults: 429. */
  challenge() {
    const now = this.parts.clock();
    this.dropOld.run(new Date(now).toISOString());
    if (Number(this.count.get()) >= mostChallenges)
      throw new ApiError('too-many-attempts', { headers: { 'retry-after': String(challengeMs / 1000) } });
    const nonce = randomBytes(32).toString('base64url');
    const expiresAt = new Date(now + challengeMs).toISOString();
    this.add.run(nonce, expiresAt);
    return { nonce, expiresAt };
  }

  /**
   * A session for the user to whom the signer's certificate is registered. Whatever comes of it, the nonce is used up.
   * Faults: 401.
   * @param {string} base64 DER of the CMS
   * @param {string} address of the client
   * @param {string} [holder] which of the user's computers this is
   */
  async signIn(base64, address, holder = '') {
    const { sessions, origin, clock } = this.parts;
    const cms = parse(base64);
    const claim = claimOf(cms);
    const now = clock();
    if (this.use.run(claim.nonce, new Date(now).toISOString()).changes === 0) throw new ApiError('challenge-expired');
    const signer = await this.signerOf(cms, new Date(now));
    const fingerprint = createHash('sha256')
      .update(Buffer.from(signer.toSchema(false).toBER()))
      .digest('hex');
    if (claim.origin !== origin() || claim.fingerprint !== fingerprint) throw new ApiError('login-refused');
    const user = sessions.userOfCertificate(fingerprint);
    if (!(Math.abs(Date.parse(claim.at) - now) <= clockToleranceMs))
      throw new ApiError('clock-skew', { facts: { serverTime: new Date(now).toISOString() } });
    return sessions.start({ user, address, holder }, 'certificate', { fingerprint });
  }

  /**
   * The signer's certificate, after signature, message digest and chain to an anchor were found right.
   * @param {SignedData} cms
   * @param {Date} checkDate
   */
  async signerOf(cms, checkDate) {
    const verify = (/** @type {boolean} */ checkChain) =>
      cms
        .verify({ signer: 0, checkChain, trustedCerts: this.parts.anchors, checkDate, extendedMode: true })
        .catch((thrown) => thrown);
    const signature = await verify(false);
    if (signature.signatureVerified !== true || !signature.signerCertificate) throw new ApiError('login-refused');
    const chain = await verify(true);
    if (chain.signerCertificateVerified !== true || !maySign(chain.signerCertificate))
      throw new ApiError('certificate-refused');
    return chain.signerCertificate;
  }
}
