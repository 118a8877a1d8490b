/** CMS signatures as the tools in the field make them: their attributes, digests, encodings, and timestamps by openssl. */
import { execFileSync } from 'node:child_process';
import { constants, createHash, privateEncrypt, sign as signValue } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { der, tags } from '../../../src/main/pki/asn1.js';
import { oids } from '../../../src/main/pki/oids.js';
import type { Issued } from '../../../tools/test-pki/make.mjs';
import { algorithm, attribute, contentTypeAttribute, type Digest, digestAttribute, digestOf, essV2, makeCms, pssParameters, toBer } from '../attacks/cms-kit.js';
import type { Identity } from './cast.js';

export type Attribute = 'contentType' | 'signingTime' | 'messageDigest' | 'signingCertificateV2';

export interface SignatureStyle {
  readonly digest: Digest;
  /** null: the value is over the document itself. */
  readonly attributes: readonly Attribute[] | null;
  /** Digest of the timestamp's imprint; null for none. */
  readonly imprint: Digest | null;
  readonly mechanism?: 'rsa-pkcs1' | 'rsa-pss';
  /** DigestInfo without its NULL, as some cards in the field write it. */
  readonly bareDigestInfo?: boolean;
  /** Levels of indefinite length. */
  readonly ber?: number;
  /** signing-time holds the local time as if it were UTC. */
  readonly localAsUtc?: boolean;
  /** The value is that of something else. */
  readonly wrongValue?: boolean;
}

/** A token over `stamped`, in the policy of the official authority. */
export const timestamp = (folder: string, { certificate, key }: Issued, stamped: Uint8Array, digest: Digest): Uint8Array => {
  const at = (name: string): string => join(folder, name);
  writeFileSync(
    at('tsa.cnf'),
    `[tsa]\nserial = ${at('tsa-serial')}\nsigner_digest = sha256\ndefault_policy = 2.16.704.1.1.1.2\ndigests = sha1, sha256, sha384, sha512\ness_cert_id_alg = sha256\n`,
  );
  const imprint = createHash(digest).update(stamped).digest('hex');
  execFileSync('openssl', ['ts', '-query', '-digest', imprint, `-${digest}`, '-cert', '-out', at('q.tsq')], { stdio: 'pipe' });
  const reply = ['-config', at('tsa.cnf'), '-section', 'tsa', '-queryfile', at('q.tsq'), '-token_out', '-out', at('q.tst')];
  execFileSync('openssl', ['ts', '-reply', ...reply, '-signer', certificate, '-inkey', key], { stdio: 'pipe' });
  return readFileSync(at('q.tst'));
};

const utcTime = (time: Date): Uint8Array => der.tlv(tags.utcTime, Buffer.from(`${time.toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`));

export interface Stamping {
  readonly folder: string;
  readonly authority: Issued;
}

/** The CMS over `content` in this style; only the signer's own certificate is enclosed, as 587 of 594 do. */
export const cmsIn = (style: SignatureStyle, signer: Identity, claimed: Date, content: Uint8Array, stamping: Stamping): Uint8Array => {
  const { digest } = style;
  const parts: Readonly<Record<Attribute, () => Uint8Array>> = {
    contentType: () => contentTypeAttribute(),
    signingTime: () => attribute(oids.signingTime, utcTime(style.localAsUtc ? new Date(claimed.getTime() + 7 * 3_600_000) : claimed)),
    messageDigest: () => digestAttribute(digestOf(digest, content)),
    signingCertificateV2: () => essV2([signer.certificate]),
  };
  const attributes = style.attributes === null ? null : style.attributes.map((name) => parts[name]());
  const signed = attributes === null ? content : der.setOf(attributes);
  const value = valueOf(style, signer, style.wrongValue ? Buffer.from('một văn bản khác') : signed);
  const token = style.imprint === null ? null : timestamp(stamping.folder, stamping.authority, value, style.imprint);
  const hash = algorithm(oids[digest], der.null());
  const cms = makeCms({
    key: signer.key,
    certificate: signer.certificate,
    content,
    digest,
    attributes,
    value: () => value,
    ...(style.mechanism === 'rsa-pss' ? { signatureIdentifier: algorithm(oids.rsassaPss, pssParameters({ hash, mask: hash, salt: 32 })) } : {}),
    ...(token === null ? {} : { unsigned: [attribute(oids.timeStampToken, token)] }),
  });
  return style.ber === undefined ? cms : toBer(cms, style.ber);
};

const valueOf = (style: SignatureStyle, { key }: Identity, signed: Uint8Array): Uint8Array => {
  if (style.mechanism === 'rsa-pss') return signValue(style.digest, signed, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 });
  if (!style.bareDigestInfo) return signValue(style.digest, signed, key);
  const info = der.sequence(der.sequence(der.oid(oids[style.digest])), der.octetString(digestOf(style.digest, signed)));
  return privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, info);
};

